"""The cases of the unit, opening one, and the first pages of one: where it stands, and what happened."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Member
from panah.accounts.permissions import Permission
from panah.cases import telling
from panah.cases.actions import assigning, looking
from panah.cases.actions.cases import AlreadyOpen, open_case
from panah.cases.forms.cases import AssignForm, CaseFilter, OpenForm, PurposeForm
from panah.cases.models import Assignment, Case, CaseSource, NotAssigned, RiskAssessment
from panah.cases.views.tabs import around, on_case
from panah.core.actor import Actor
from panah.core.errors import BadInput
from panah.core.htmx import page
from panah.core.paging import page_of
from panah.core.trying import tried
from panah.duties.models import Event
from panah.people.actions.registering import register
from panah.people.models import Person


@require_safe
@requires(Permission.CASE_VIEW)
def cases_list(request: PanahRequest) -> HttpResponse:
    """List the unit's cases, newest first, narrowed by codes; with persons, workers and reviews, a query for each."""
    actor, narrowing = request.actor, CaseFilter(request.GET)
    found = page_of(request, narrowing.narrowed(actor))
    ids = [row.id for row in found.rows]
    persons = Person.visible(actor).in_bulk([row.person_id for row in found.rows])
    assigned = list(Assignment.running(ids))
    members, reviews = Member.by_id(row.member_id for row in assigned), RiskAssessment.latest(ids)
    workers = {each: [str(members[row.member_id]) for row in assigned if row.case_id == each] for each in ids}
    rows = [
        (row, persons.get(row.person_id), workers[row.id], reviews[row.id].review_on if row.id in reviews else None)
        for row in found.rows
    ]
    return page(request, "cases/list.html", {"filter": narrowing, "page": found, "rows": rows})


class NobodyOfThatName(BadInput):
    """No person the unit was let into bears this false name."""

    sentence = _("No person your unit was let into bears this false name.")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CASE_OPEN)
def new(request: PanahRequest) -> HttpResponse:
    """Open a case by hand: somebody came, was found, or was sent by a border, a consulate or an organisation."""
    actor = request.actor
    form = OpenForm(actor, request.POST or None, initial={"person": request.GET.get("person", "")})
    known = None
    if request.method == "POST":
        try:
            case = tried(form, lambda: _opened(actor, form))
        except AlreadyOpen as refusal:
            known = refusal
        else:
            if case is not None:
                messages.success(request, _("The case is open, and assigned to you."))
                return redirect("cases:case", case.id)
    return page(request, "cases/new.html", {"form": form, "known": known}, status=422 if form.errors or known else 200)


def _opened(actor: Actor, form: OpenForm) -> Case:
    return open_case(actor=actor, person_id=_person_of(actor, form), source=CaseSource(form.cleaned_data["source"]))


def _person_of(actor: Actor, form: OpenForm) -> UUID:
    """Give the person chosen, or named by the false name, or else registered now."""
    chosen, pseudonym = form.cleaned_data["person"], form.cleaned_data["pseudonym"].strip()
    if chosen:
        return UUID(chosen)
    if not pseudonym:
        return register(actor=actor, facts=form.facts()).id
    found = Person.visible(actor).filter(pseudonym=pseudonym).values_list("id", flat=True).first()
    if found is None:
        raise NobodyOfThatName
    return found


@require_safe
@requires(Permission.CASE_VIEW)
@on_case
def timeline(request: PanahRequest, case: Case) -> HttpResponse:
    """Show what happened in a case and to its person, as far as the unit may see it, newest first."""
    found = page_of(request, Event.latest(case.matters))
    context = {"page": found, "lines": telling.lines(found.rows)}
    return page(request, "cases/timeline.html", around(request, case, "cases:timeline") | context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CASE_VIEW)
def look(request: PanahRequest, case_id: UUID) -> HttpResponse:
    """Ask what for, then open a case to a member of the unit who is not assigned to it (PRI-01)."""
    found = Case.gate(request.actor, case_id)
    form = PurposeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        looking.look(actor=request.actor, case_id=case_id, purpose=form.cleaned_data["purpose"])
        return redirect("cases:case", case_id)
    context = {"case": found, "form": form, "refusal": NotAssigned() if form.errors else None}
    return page(request, "cases/look.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Permission.CASE_CLOSE)
def assign(request: PanahRequest, case_id: UUID) -> HttpResponse:
    """Let a member of the unit work on the case."""
    form = AssignForm(Case.gate(request.actor, case_id), request.POST)
    if not form.is_valid():
        raise assigning.NotOfUnit
    assigning.assign(actor=request.actor, case_id=case_id, member_id=UUID(form.cleaned_data["member"]))
    return redirect("cases:case", case_id)


@require_POST
@requires(Permission.CASE_CLOSE)
def unassign(request: PanahRequest, case_id: UUID, member_id: UUID) -> HttpResponse:
    """Relieve a member of the case."""
    assigning.unassign(actor=request.actor, case_id=case_id, member_id=member_id)
    return redirect("cases:case", case_id)
