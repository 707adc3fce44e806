"""Files of reports, papers and meetings; and the page of one paper with its versions and readers (NC-06)."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.htmx import page
from panah.plan import people
from panah.plan.actions import enclosures, meetings
from panah.plan.forms.desk import PaperForm
from panah.plan.forms.files import FileForm, ReaderForm, SharedFileForm
from panah.plan.models import Enclosure, SharedPaper
from panah.plan.views.desk import EVERYWHERE
from panah.plan.views.steps import Step, play
from panah.vault import folders, grants
from panah.vault.documents import answer

# Whoever may take part in what a file can go with; whether this one opens, its folder says.
READERS = (Permission.PLAN_REPORT, Permission.PLAN_APPROVE, Permission.NEED_WRITE)


@require_POST
@requires(*READERS)
def save(request: PanahRequest, file_id: UUID) -> StreamingHttpResponse:
    """Give a file out, to be saved; asked for by a form, because every time leaves a line in the trail."""
    return answer(enclosures.open_file(actor=request.actor, file_id=file_id))


@require_POST
@requires(*READERS)
def remove(request: PanahRequest, file_id: UUID) -> HttpResponse:
    """Take a file away from what is still written."""
    row = enclosures.remove(actor=request.actor, file_id=file_id)
    messages.success(request, _("The file was taken away."))
    if row.report is not None:
        return redirect("plan:slot", slot_id=row.report.slot_id)
    return redirect("plan:meeting", gathering_id=row.gathering_id)


@require_http_methods(EVERYWHERE)
@requires(Permission.NEED_WRITE)
def paper(request: PanahRequest, paper_id: UUID) -> HttpResponse:
    """Show one version of a paper: what it says, its files and who reads them, and what its unit can do with it."""
    found = SharedPaper.gate(request.actor, paper_id)
    versions, folder_ids = found.versions(), Enclosure.folders_of(found)
    steps = _steps(request.actor, found, has_files=bool(folder_ids), is_latest=versions[0].id == found.id)
    outcome = play(request, steps, paper_id=paper_id)
    if outcome.taken:
        latest = found.versions()[0] if request.POST.get("step") == "next" else found
        return redirect("plan:paper", paper_id=latest.id)
    files = list(Enclosure.of(found))
    folders.preload(files)
    context = {
        "row": found,
        "unit": people.names_of([found.shared_by_unit_id]).get(found.shared_by_unit_id, ""),
        "files": files,
        "readers": sorted(people.names_of(_reading(folder_ids)).values()),
        "versions": versions,
        "steps": outcome.drawn,
    }
    return page(request, "plan/paper.html", context, status=outcome.status)


def _reading(folder_ids: list[UUID]) -> set[UUID]:
    return {sight.unit_id for folder_id in folder_ids for sight in grants.who_can_see(folder_id) if sight.live}


def _steps(actor: Actor, row: SharedPaper, *, has_files: bool, is_latest: bool) -> list[Step]:
    steps, mine = [], row.shared_by_unit_id in actor.unit_ids
    if mine:
        form = FileForm if has_files else SharedFileForm
        steps.append(Step(name="file", label=_("Add a file"), icon="upload", deed=enclosures.add_to_paper, form=form))
    if has_files and (mine or actor.may(Permission.COORDINATION)):
        label = _("Let another body read it")
        steps.append(Step(name="let", label=label, icon="eye", deed=enclosures.let_read, form=ReaderForm, quiet=True))
    if mine and is_latest:
        initial = {name: getattr(row, name) for name in PaperForm.base_fields}
        steps.append(
            Step(
                name="next",
                label=_("Share the next version"),
                icon="arrow-right",
                deed=_follow,
                form=partial(PaperForm, initial=initial),
                quiet=True,
            )
        )
    return steps


def _follow(*, actor: Actor, paper_id: UUID, **said: Any) -> SharedPaper:
    return meetings.share(actor=actor, follows=paper_id, **said)
