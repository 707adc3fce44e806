"""Calls: what the exchange reports, who answers, what becomes of a call that nobody took."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.errors import BadInput, Forbidden, NotHere, Refused, Stale
from panah.core.live import notify
from panah.duties.timeline import happened
from panah.hotline.actions.contacts import start
from panah.hotline.models import Call, CallBack, CallEvent, Contact, Presence
from panah.hotline.states import CallState, ContactState, PresenceState
from panah.vault import index, names

# The clocks of exchange and server may differ a little; more than this is a mistake, not a difference.
CLOCK_SLACK = timedelta(minutes=5)
OLDEST_EVENT = timedelta(days=2)
MOST_EARLIER = 10


class EventKind(StrEnum):
    """What an exchange reports."""

    RINGING = "ringing"
    ANSWERED = "answered"
    HELD = "held"
    TRANSFERRED = "transferred"
    ENDED = "ended"
    MISSED = "missed"


class AlreadyTaken(Stale):
    """Two operators answered at once; the other was first."""

    sentence = _("Somebody else has this call. It stays with them; you are free for the next one.")


class NotFree(Refused):
    """Wrap-up of the last contact is not done (HL-08)."""

    sentence = _("First finish the card and the journal of your last contact: they are due at once.")
    rule = "HL-08"


class ImpossibleTime(BadInput):
    """The event says it happened when it cannot have."""

    sentence = _("This event lies in the future or too far in the past. Check the clock of the exchange.")


class UnknownCall(BadInput):
    """An event about a call whose ringing was never reported."""

    sentence = _("The exchange reported this call without its ringing first.")


@dataclass(frozen=True, slots=True)
class CallReport:
    """One event as the exchange sends it. `number` is empty for a withheld one."""

    event_id: str
    call_id: str
    kind: EventKind
    at: datetime
    line: str = ""
    number: str = ""


def receive(*, actor: Actor, device_id: UUID, report: CallReport) -> Call:
    """Take one event of the exchange into the queue (HL-01); a repeated one changes nothing.

    Raises ImpossibleTime, UnknownCall.
    """
    if actor.service != "telephony":
        raise Forbidden
    now = timezone.now()
    if not now - OLDEST_EVENT < report.at < now + CLOCK_SLACK:
        raise ImpossibleTime
    with transaction.atomic():
        known = CallEvent.objects.filter(device_id=device_id, event_id=report.event_id).select_related("call").first()
        if known is not None:
            return known.call
        call = _call_of(actor, report)
        _, fresh = CallEvent.objects.get_or_create(
            device_id=device_id,
            event_id=report.event_id,
            defaults={
                "unit_id": actor.unit,
                "call": call,
                "kind": report.kind,
                "happened_at": report.at,
                "received_at": now,
            },
        )
        if fresh:
            _move(actor, call, report)
            call.refresh_from_db(fields=["state", "ended_at"])
            notify(actor.unit, "calls")
    return call


def _call_of(actor: Actor, report: CallReport) -> Call:
    if report.kind is not EventKind.RINGING:
        call = Call.objects.filter(unit_id=actor.unit, external_id=report.call_id).first()
        if call is None:
            raise UnknownCall
        return call
    number = names.phone(report.number, country=settings.PANAH_COUNTRY.upper())
    fields = {"line": report.line, "number": number or "", "withheld": number is None, "ringing_at": report.at}
    call, _made = Call.objects.get_or_create(unit_id=actor.unit, external_id=report.call_id, defaults=fields)
    return call


def _move(actor: Actor, call: Call, report: CallReport) -> None:
    """Move a call by what was reported; reports may come late, so a call never goes back from its end."""
    live = Call.objects.filter(id=call.id, ended_at__isnull=True)
    at = max(report.at, call.ringing_at)
    match report.kind:
        case EventKind.RINGING:
            pass
        case EventKind.ANSWERED:
            live.update(state=CallState.ANSWERED, answered_at=call.answered_at or at)
        case EventKind.HELD:
            live.update(state=CallState.HELD, held_at=at)
        case EventKind.TRANSFERRED:
            live.update(state=CallState.TRANSFERRED)
        case EventKind.ENDED | EventKind.MISSED:
            lost = CallState.ABANDONED if report.kind is EventKind.ENDED else CallState.MISSED
            # Whether somebody has answered is asked by the change itself: they may do so at this very moment.
            if live.filter(answered_at=None, contact_id=None).update(state=lost, ended_at=at):
                _call_back_later(actor, call, lost)
            else:
                live.update(state=CallState.ENDED, ended_at=at)


def _call_back_later(actor: Actor, call: Call, reason: CallState) -> None:
    """Keep a call that nobody took, to be returned; one whose number is withheld can only be counted."""
    if call.withheld:
        return
    back = CallBack.objects.create(unit_id=call.unit_id, call=call, reason=reason, opened_at=timezone.now())
    happened(
        actor,
        "callback.opened",
        matter=call.id,
        folder=None,
        unit_id=call.unit_id,
        subject_kind="call_back",
        subject_id=back.id,
        facts={"reason": reason.value},
    )


def answer(*, actor: Actor, call_id: UUID) -> Contact:
    """Take a ringing call: the first to answer has it. Opens its contact and moves the number into its folder.

    Raises NotFree while the card or journal of the last contact is missing (HL-08), AlreadyTaken, NotHere.
    """
    actor.require(Permission.CONTACT_TAKE)
    with transaction.atomic():
        if not is_free(actor):
            raise NotFree
        now = timezone.now()
        waiting = Call.objects.filter(id=call_id, unit_id=actor.unit, state=CallState.RINGING, answered_by=None)
        taken = waiting.update(state=CallState.ANSWERED, answered_at=now, answered_by_id=actor.member)
        call = Call.objects.filter(id=call_id, unit_id=actor.unit).first()
        if call is None:
            raise NotHere
        if not taken:
            raise AlreadyTaken
        contact = start(actor=actor, channel="phone", call=call)
        # The number now lies in the contact's folder; two copies would be two secrets to keep.
        Call.objects.filter(id=call.id).update(contact_id=contact.id, number=None)
        notify(actor.unit, "calls")
    return contact


def return_call(*, actor: Actor, call_back_id: UUID) -> Contact:
    """Take a call-back: opens an outgoing contact with the number of the call nobody took (HL-01)."""
    actor.require(Permission.CONTACT_TAKE)
    with transaction.atomic():
        if not is_free(actor):
            raise NotFree
        waiting = CallBack.objects.filter(id=call_back_id, unit_id=actor.unit, done_at=None, contact_id=None)
        back = waiting.select_related("call").select_for_update(of=("self",)).first()
        if back is None:
            raise AlreadyTaken
        contact = start(actor=actor, channel="phone", call=back.call, direction="outgoing")
        waiting.update(contact_id=contact.id, done_by_id=actor.member, tries=back.tries + 1)
        notify(actor.unit, "calls")
    return contact


def close_call_back(*, actor: Actor, call_back_id: UUID, reached: bool) -> None:
    """Say whether the caller was reached; one who was not stays to be tried again, up to three times."""
    actor.require(Permission.CONTACT_TAKE)
    with transaction.atomic():
        rows = CallBack.objects.filter(id=call_back_id, unit_id=actor.unit, done_at=None)
        back = rows.select_for_update().first()
        if back is None:
            raise NotHere
        if not reached and back.tries < 3:
            rows.update(contact_id=None, done_by=None)
            notify(actor.unit, "calls")
            return
        rows.update(done_at=timezone.now(), done_by_id=actor.member, outcome="reached" if reached else "not_reached")
        happened(
            actor,
            "callback.done",
            matter=back.call_id,
            folder=None,
            unit_id=back.unit_id,
            subject_kind="call_back",
            subject_id=back.id,
            facts={"reached": reached},
        )
        notify(actor.unit, "calls")


def be(*, actor: Actor, state: PresenceState) -> Presence:
    """Say of oneself: available, on a short break, not on shift."""
    actor.require(Permission.CONTACT_TAKE)
    now = timezone.now()
    presence, _made = Presence.objects.update_or_create(
        member_id=actor.member, defaults={"unit_id": actor.unit, "state": state, "since": now}
    )
    notify(actor.unit, "presence")
    return presence


def is_free(actor: Actor) -> bool:
    """Say whether the member may take a call: none of their contacts is open or wants its card or journal (HL-08)."""
    return not Contact.unfinished(actor).exists()


def free_now(actor: Actor) -> list[Presence]:
    """List who of the unit can take a call now."""
    busy = Contact.objects.filter(unit_id=actor.unit, operator=OuterRef("member")).exclude(state=ContactState.CLOSED)
    present = Presence.of_unit(actor.unit).filter(state=PresenceState.AVAILABLE)
    return list(present.filter(~Exists(busy))[:50])


def earlier_contacts(actor: Actor, contact: Contact) -> list[Contact]:
    """Give earlier contacts from the same number that the actor may see, newest first; ten at most."""
    number = contact.caller_number
    if not number:
        return []
    hits = index.find_phone(actor, number, subject_kind="contact", at_most=MOST_EARLIER + 1)
    found = [hit.subject_id for hit in hits if hit.subject_id != contact.id]
    return list(Contact.visible(actor).filter(id__in=found).order_by("-id")[:MOST_EARLIER])
