"""The tab of interviews: asked for by the rules, then written down."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Member
from panah.accounts.permissions import Permission
from panah.cases.actions import interviews as actions
from panah.cases.actions.interviews import rules_for
from panah.cases.forms.deciding import AskForm, CourseForm
from panah.cases.models import Case, Interview, Reflection, SafetyBriefing
from panah.cases.views.tabs import around, on_case
from panah.core.htmx import page
from panah.core.trying import answered, status_of
from panah.people.models import Person
from panah.vault import folders


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.INTERVIEW_WRITE)
@on_case
def interviews(request: PanahRequest, case: Case) -> HttpResponse:
    """Show the interviews of a case, and ask for one (RR-05, POL-03)."""
    person = Person.visible(request.actor).filter(id=case.person_id).first()
    language = {"language": person.language} if person else {}
    form, refusal = AskForm(request.POST or None, initial=language), None
    if request.method == "POST":
        made, refusal = answered(
            form, lambda: actions.ask(actor=request.actor, case_id=case.id, request=form.request())
        )
        if made is not None:
            messages.success(request, _("The interview is asked for."))
            return redirect("cases:interview", case.id, made.id)
    rows = list(Interview.of(case))
    members = Member.by_id(row.asked_by_id for row in rows)
    context: dict[str, Any] = around(request, case, "cases:interviews") | {
        "rows": [(row, str(members.get(row.asked_by_id, ""))) for row in rows],
        "form": form,
        "refusal": refusal,
        "person": person,
        "period": Reflection.running(person) if person else None,
        "briefed": bool(SafetyBriefing.of(case)),
        "rules": rules_for(is_child=person.is_child) if person else [],
    }
    return page(request, "cases/interviews.html", context, status=status_of(form, refusal))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.INTERVIEW_WRITE)
@on_case
def interview(request: PanahRequest, case: Case, interview_id: UUID) -> HttpResponse:
    """Show one interview, and write down how it went."""
    found = Interview.one(case, interview_id)
    person = Person.gate(request.actor, case.person_id)
    form = CourseForm(request.POST or None, is_child=person.is_child, initial={"legal": found.legal})
    refusal = None
    if request.method == "POST":
        written, refusal = answered(
            form,
            lambda: actions.record(actor=request.actor, case_id=case.id, interview_id=found.id, course=form.course()),
        )
        if written is not None:
            messages.success(request, _("Written down."))
            return redirect("cases:interview", case.id, found.id)
    folders.preload([found])
    record = found.held
    rules = [(rule, rule.id in record.kept if record else False) for rule in rules_for(is_child=person.is_child)]
    context = {"interview": found, "record": record, "rules": rules, "form": form, "refusal": refusal}
    shown = around(request, case, "cases:interviews") | context
    return page(request, "cases/interview.html", shown, status=status_of(form, refusal))
