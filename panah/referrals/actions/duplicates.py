"""Somebody may be known to another unit: asking the special unit to bring the units together, with consent (CON-14)."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.cases.actions import consents
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import NotHere, Refused, Stale
from panah.core.live import notify
from panah.duties.timeline import happened_together
from panah.people.actions import notices
from panah.people.actions.identity import told_by
from panah.people.actions.matching import Elsewhere
from panah.people.actions.matching import elsewhere as asked_elsewhere
from panah.people.known import known
from panah.people.models import Notice, Person
from panah.people.states import NoticeState, NoticeSubject
from panah.referrals.bases import consent_missing
from panah.vault import index

SPECIAL_UNIT = "special_unit"


class AskedAlready(Stale):
    """The special unit was asked about this person and has not answered yet."""

    sentence = _("The special unit has been asked about this person already. Its answer will appear here.")


class NobodyElse(Refused):
    """There is no other unit that could bring units together."""

    sentence = _("There is no other unit here that could bring the units together.")


def ask_elsewhere(*, actor: Actor, person_id: UUID) -> Elsewhere:
    """Ask by what is written down of a person whether another unit may know them; one word comes back (CON-14).

    Raises NotHere for a person the actor's unit did not register.
    """
    person = _mine(actor, person_id)
    held = known(actor, person.id)
    parts = [told_by(row) for row in (held.identity, held.reach) if row is not None and row.changed_at is not None]
    words = index.Known(
        names=tuple(name for part in parts for name in part.names or ()),
        phones=tuple(number for part in parts for number in part.phones or ()),
        documents=tuple(number for part in parts for number in part.documents or ()),
        born=next((part.born for part in parts if part.born), None),
    )
    return asked_elsewhere(actor=actor, words=words)


def request(*, actor: Actor, person_id: UUID) -> Notice:
    """Ask the special unit to bring together the units that may know a person; it learns the false name only.

    Whoever keeps people anonymous needs the person's consent to that unit even for this (CON-06, CON-07). Raises
    NotHere, NobodyElse, ConsentMissing, AskedAlready.
    """
    person = _mine(actor, person_id)
    sender, to = Unit.objects.get(id=actor.unit), _special_unit(actor)
    gated = sender.kind in country().settings.consent_gated
    if gated and consents.live_consent(actor, person.id, to.id, frozenset()) is None:
        raise consent_missing(sender)
    asked = Notice.sent_about(actor, person.id, NoticeSubject.ELSEWHERE)
    if any(row.state != NoticeState.RESPONDED for row in asked):
        raise AskedAlready
    with transaction.atomic():
        notice = notices.write(
            actor=actor,
            to=to,
            subject=NoticeSubject.ELSEWHERE,
            person_id=person.id,
            matter=person.id,
            told={"pseudonym": person.pseudonym, "asks": ["bring_together"]},
        )
        happened_together(actor, [notices.sent_event(actor, notice, person.folder_id)])
        notify(to.id, notices.TOPIC)
    return notice


def _mine(actor: Actor, person_id: UUID) -> Person:
    actor.require(Permission.PERSON_REGISTER)
    person = Person.gate(actor, person_id)
    if person.registered_by_unit_id not in actor.unit_ids:
        raise NotHere
    return person


def _special_unit(actor: Actor) -> Unit:
    rows = Unit.objects.filter(kind=SPECIAL_UNIT, closed_at=None).exclude(id__in=actor.unit_ids)
    units = list(rows.order_by("code")[:100])
    if not units:
        raise NobodyElse
    return notices.nearest(units, "")
