"""The best interests of a child: weighed in writing before every decision, with what the child thinks of it."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, Refused
from panah.people.actions.telling import tell
from panah.people.models import BestInterest, Person

ASKED = "asked"


class BestInterestMissing(Refused):
    """A decision about a child without a note that says why it serves the child."""

    sentence = _(
        "This is a decision about a child. First write down why it serves the child, and what the child thinks."
    )
    rule = "CH-13"
    allow = _("A note on the child's best interests for exactly this decision, written by your unit.")


class OpinionMissing(Refused):
    """A child who may be 10 or older was not asked."""

    sentence = _("A child of 10 or older is asked first. Ask, and write down the answer; giving none is an answer too.")
    rule = "CH-07"
    allow = _("The child's answer, even if it is that the child has no opinion.")


class NoChild(Refused):
    """Best interests are weighed for children."""

    sentence = _("This person is an adult: there is nothing of this kind to write down.")
    rule = "CH-13"


class NotSaid(BadInput):
    """A decision or opinion that is on no list, or no words."""

    sentence = _("Choose the decision and the child's opinion from the lists, and say why it serves the child.")
    rule = "CH-13"


def needed(person: Person) -> bool:
    """Say whether a decision about this person needs a note on the best interests first (CH-13)."""
    return person.is_child


def opinion_needed(person: Person) -> bool:
    """Say whether this child has to be asked: everybody who is not surely under 10 (CH-07)."""
    return person.is_child and person.age_band not in country().settings.child_opinion_optional


def write(
    *, actor: Actor, person_id: UUID, decision: str, opinion: str, words: str, folder_id: UUID | None = None
) -> BestInterest:
    """Write down why a decision serves a child and what the child thinks of it (CH-13, CH-07).

    A note that says where the child lives lies in the folder that is named and not in the child's own (CON-14).
    Raises NotHere, NoChild, NotSaid, and OpinionMissing where a child of 10 or older was not asked.
    """
    actor.require(Permission.CHILD_RECORD)
    person = Person.gate(actor, person_id)
    if not needed(person):
        raise NoChild
    pack = country()
    opinions = pack.codes("child_opinion")
    if decision not in pack.codes("child_decision") or opinion not in opinions or not words.strip():
        raise NotSaid
    if opinion_needed(person) and opinions[opinion].group != ASKED:
        raise OpinionMissing
    note = BestInterest(
        folder_id=folder_id or person.folder_id,
        person=person,
        decision=decision,
        opinion=opinion,
        words=words.strip(),
        unit_id=actor.unit,
        by_id=actor.member,
        at=timezone.now(),
    )
    with transaction.atomic():
        note.save(force_insert=True)
        tell(actor, person, "child.best_interest_noted", folder_id=folder_id, decision=decision, opinion=opinion)
    return note


def require(*, actor: Actor, person: Person, decision: str) -> BestInterest | None:
    """Let a decision about a child go on only with a note of the actor's unit for it, and use that note up (CH-13).

    Call it in the decision's transaction. For an adult nothing is asked and nothing given. Raises BestInterestMissing.
    """
    if not needed(person):
        return None
    now = timezone.now()
    rows = BestInterest.objects.filter(
        person=person,
        decision=decision,
        unit_id=actor.unit,
        used_at=None,
        at__gte=now - country().settings.best_interest_lasts,
    )
    note = rows.order_by("-id").first()
    if note is None or not rows.filter(id=note.id).update(used_at=now):
        raise BestInterestMissing
    note.used_at = now
    return note
