"""Notices: what a unit was told by law, its receipt and what it did; and asking who else may know a person."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.core.htmx import page
from panah.core.paging import page_of
from panah.people.actions import notices
from panah.people.actions.matching import Elsewhere
from panah.people.models import Notice, NoticeAnswer, Person
from panah.people.states import NoticeStep, NoticeSubject
from panah.referrals.actions import duplicates
from panah.referrals.forms.notices import RespondForm


@dataclass(frozen=True, slots=True)
class Row:
    """One notice on a list: what it says, opened for this unit, and who sent it."""

    notice: Notice
    told: dict[str, Any]
    sender: str


@require_safe
@requires(Permission.NOTICE_RECEIVE)
def inbox(request: PanahRequest) -> HttpResponse:
    """Show the notices that wait for the unit, or all it ever received."""
    show_all = request.GET.get("show") == "all"
    shown = page_of(request, Notice.received(request.actor) if show_all else Notice.waiting(request.actor))
    units = Unit.by_id(row.from_unit_id for row in shown.rows)
    rows = [Row(row, notices.read(row), str(units.get(row.from_unit_id, ""))) for row in shown.rows]
    context = {"rows": rows, "page": shown, "show_all": show_all, "here": request.get_full_path()}
    return page(request, "referrals/notices.html", context)


@require_safe
@requires(Permission.NOTICE_RECEIVE)
def notice(request: PanahRequest, notice_id: UUID) -> HttpResponse:
    """Show one notice to the unit it was sent to."""
    return _drawn(request, notice_id)


@require_POST
@requires(Permission.NOTICE_RECEIVE)
def step(request: PanahRequest, notice_id: UUID, step: str) -> HttpResponse:
    """Confirm receipt, or record what was done."""
    if step not in NoticeStep.values:
        raise Http404
    if step == NoticeStep.RECEIVE:
        notices.receive(actor=request.actor, notice_id=notice_id)
        messages.success(request, _("Receipt confirmed. The sender sees it."))
        return redirect("referrals:notice", notice_id)
    form = RespondForm(request.POST, subject=Notice.gate(request.actor, notice_id).subject)
    if not form.is_valid():
        return _drawn(request, notice_id, form=form, status=422)
    notices.respond(actor=request.actor, notice_id=notice_id, **form.cleaned_data)
    messages.success(request, _("Recorded. The sender sees what was done by its code, and no words."))
    return redirect("referrals:notice", notice_id)


def _drawn(
    request: PanahRequest, notice_id: UUID, *, form: RespondForm | None = None, status: int = 200
) -> HttpResponse:
    row = Notice.gate(request.actor, notice_id)
    steps = {move.step for move in row.possible()}
    context = {
        "notice": row,
        "told": notices.read(row),
        "sender": str(Unit.by_id([row.from_unit_id]).get(row.from_unit_id, "")),
        "answers": NoticeAnswer.of(row),
        "may_receive": NoticeStep.RECEIVE in steps,
        "form": (form or RespondForm(subject=row.subject)) if NoticeStep.RESPOND in steps else None,
    }
    return page(request, "referrals/notice.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PERSON_REGISTER)
def elsewhere(request: PanahRequest, person_id: UUID) -> HttpResponse:
    """Ask whether another unit may know a person, and show what became of an earlier request."""
    answer: Elsewhere | None = None
    if request.method == "POST":
        answer = duplicates.ask_elsewhere(actor=request.actor, person_id=person_id)
    return _elsewhere(request, person_id, answer)


@require_POST
@requires(Permission.PERSON_REGISTER)
def request_match(request: PanahRequest, person_id: UUID) -> HttpResponse:
    """Ask the special unit to bring the units together."""
    duplicates.request(actor=request.actor, person_id=person_id)
    messages.success(request, _("Asked. The special unit learns the false name and nothing else."))
    return redirect("referrals:elsewhere", person_id)


def _elsewhere(request: PanahRequest, person_id: UUID, answer: Elsewhere | None) -> HttpResponse:
    person = Person.gate(request.actor, person_id)
    asked = list(Notice.sent_about(request.actor, person_id, NoticeSubject.ELSEWHERE))
    units = Unit.by_id(row.unit_id for row in asked)
    context = {
        "person": person,
        "answer": answer,
        "possible": answer is Elsewhere.POSSIBLE,
        "notices": [(row, str(units.get(row.unit_id, ""))) for row in asked],
        "here": "",
    }
    return page(request, "referrals/elsewhere.html", context)
