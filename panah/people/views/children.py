"""A child: who was told of it, its best interests, who stands up for it, and what is still to be done."""

from collections.abc import Mapping
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.core.errors import NotHere
from panah.core.htmx import page
from panah.duties.models import Duty
from panah.people.actions import best_interest, children
from panah.people.forms.children import BestInterestForm, GuardianForm, NeedForm, StepForm
from panah.people.models import BestInterest, ChildStep, Guardian, Notice, Person
from panah.people.states import NoticeSubject
from panah.people.views.deeds import Deed, asked, done
from panah.vault import folders

DEEDS: dict[str, Deed] = {
    "best_interest": Deed(
        form=BestInterestForm,
        action=best_interest.write,
        title=_("Best interests"),
        button=_("Write it down"),
        icon="heart",
        said=_("Written down. The decision can follow."),
        says=_("Before every decision about the child: why it serves the child, and what the child thinks."),
    ),
    "guardian": Deed(
        form=GuardianForm,
        action=children.name_guardian,
        title=_("Somebody for the child"),
        button=_("Name them"),
        icon="user-heart",
        said=_("Named."),
        says=_("The guardian-advocate, or who cares for the child. Whoever was named before as the same ends."),
    ),
    "begun": Deed(
        form=StepForm,
        action=children.take_step,
        title=_("A step for the child"),
        button=_("Record the step"),
        icon="route",
        said=_("Recorded. Its clock has stopped."),
    ),
    "need": Deed(
        form=NeedForm,
        action=children.note_need,
        title=_("What is missing to the child"),
        button=_("Record it"),
        icon="alert-circle",
        said=_("Recorded. The clock is running."),
    ),
}


@require_safe
@requires(Permission.CHILD_RECORD)
def child(request: PanahRequest, person_id: UUID) -> HttpResponse:
    """Show what was and is to be done for a child."""
    return _drawn(request, person_id, {})


@require_POST
@requires(Permission.CHILD_RECORD)
def child_deed(request: PanahRequest, person_id: UUID, step: str) -> HttpResponse:
    """Take one of the steps of the page; a form that does not fit comes back with what was typed."""
    wrong = done(request, DEEDS, step, person_id)
    return redirect("people:child", person_id) if wrong is None else _drawn(request, person_id, {step: wrong})


def _drawn(request: PanahRequest, person_id: UUID, wrong: Mapping[str, forms.Form]) -> HttpResponse:
    person = Person.gate(request.actor, person_id)
    if not person.is_child:
        raise NotHere
    notices = list(Notice.sent_about(request.actor, person_id, NoticeSubject.CHILD))
    units = Unit.by_id(row.unit_id for row in notices)
    interests, guardians, steps = BestInterest.of(person), Guardian.of(person), ChildStep.of(person)
    folders.preload([person, *interests, *guardians, *steps])
    context = {
        "person": person,
        "notices": [(row, str(units.get(row.unit_id, ""))) for row in notices],
        "duties": [duty for duty in Duty.about([person_id]) if duty.is_open],
        "interests": interests,
        "guardians": guardians,
        "steps": steps,
        "asked": asked(DEEDS, wrong),
        "here": request.path if not wrong else "",
    }
    return page(request, "people/child.html", context, status=422 if wrong else 200)
