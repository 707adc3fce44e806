"""What the law asks for a child besides telling others: somebody who stands up for it, its parents, its papers."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput
from panah.people.actions import best_interest
from panah.people.actions.telling import tell
from panah.people.models import ChildStep, Guardian, Person

CARE = "care"
# Each step ends the clock that its rule started.
STEP_EVENTS = {"tracing": "child.tracing_opened", "papers": "document.requested"}


class NotOffered(BadInput):
    """A kind that is on no list, or no name."""

    sentence = _("Choose from the list, and give the name where one is asked for.")


def name_guardian(*, actor: Actor, person_id: UUID, kind: str, name: str, contact: str, since: date) -> Guardian:
    """Name who stands up for a child or cares for it; whoever was named before as the same ends (CH-12).

    Who cares for a child is a decision about it and needs the note on its best interests (CH-13). Raises NotHere,
    NotOffered, NoChild, BestInterestMissing.
    """
    person = _child(actor, person_id)
    kinds = country().codes("guardian_kind")
    if kind not in kinds or not name.strip():
        raise NotOffered
    now, cares = timezone.now(), kinds[kind].group == CARE
    row = Guardian(
        folder_id=person.folder_id,
        person=person,
        kind=kind,
        name=name.strip(),
        contact=contact.strip(),
        since=since,
        unit_id=actor.unit,
        by_id=actor.member,
        at=now,
    )
    with transaction.atomic():
        if cares:
            best_interest.require(actor=actor, person=person, decision="guardian")
        standing = Guardian.objects.filter(person=person, kind=kind, ended_at=None)
        standing.update(ended_at=now, ended_by_id=actor.member)
        row.save(force_insert=True)
        tell(actor, person, "child.guardian_arranged" if cares else "child.advocate_named", kind=kind)
    return row


def take_step(*, actor: Actor, person_id: UUID, kind: str, words: str = "") -> ChildStep:
    """Record that the parents are being searched for, or that papers were asked for (CH-12, CH-21).

    Raises NotHere, NotOffered, NoChild.
    """
    person = _child(actor, person_id)
    if kind not in country().codes("child_step") or kind not in STEP_EVENTS:
        raise NotOffered
    row = ChildStep(
        folder_id=person.folder_id,
        person=person,
        kind=kind,
        words=words.strip(),
        unit_id=actor.unit,
        by_id=actor.member,
        at=timezone.now(),
    )
    with transaction.atomic():
        row.save(force_insert=True)
        tell(actor, person, STEP_EVENTS[kind])
    return row


def note_need(*, actor: Actor, person_id: UUID, without_care: bool, without_papers: bool) -> None:
    """Record, after the child was met, that nobody cares for it or that it has no papers: the clocks start.

    Raises NotHere, NotOffered for neither, NoChild.
    """
    person = _child(actor, person_id)
    if not (without_care or without_papers):
        raise NotOffered
    kind = Unit.objects.values_list("kind", flat=True).get(id=actor.unit)
    with transaction.atomic():
        tell(
            actor,
            person,
            "victim.child_presumed",
            at=kind,
            basis=person.age_basis,
            without_care=without_care,
            without_papers=without_papers,
        )


def _child(actor: Actor, person_id: UUID) -> Person:
    actor.require(Permission.CHILD_RECORD)
    person = Person.gate(actor, person_id)
    if not person.is_child:
        raise best_interest.NoChild
    return person
