"""Signals to the special unit: sent and never read again by the sender, taken up, and closed with a coded outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.cases.actions import cases
from panah.cases.models import Case, CaseSource
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, Refused, Stale
from panah.core.ids import new_id
from panah.core.live import notify
from panah.duties.timeline import happened
from panah.people.actions import identity, registering
from panah.people.actions.identity import Named
from panah.people.actions.registering import Facts
from panah.referrals.actions import memoranda
from panah.referrals.bases import CENTRE
from panah.referrals.clock import signal_due
from panah.referrals.models import Signal, SignalReceipt
from panah.referrals.models.signalling import SignalState, SignalSubject

TOPIC = "signals"
OPENED = "case_opened"


class UnknownAnswer(BadInput):
    """A code of the form that the country's lists do not have."""

    sentence = _("One of the answers is not on the list. Please choose again; nothing was lost.")


class NoWords(BadInput):
    """A signal says what was seen."""

    sentence = _("Write in a few words what you saw or heard.")


class NoCondition(BadInput):
    """A hand-over says when, and in what condition the person was (NRM-10)."""

    sentence = _("For a hand-over give the moment and the condition the person was in.")
    rule = "NRM-10"


class NamesSomebody(Refused):
    """Who keeps people anonymous names nobody without their consent (CON-06, CON-07)."""

    sentence = _("Your unit keeps people anonymous: a signal names nobody who has not agreed to it.")
    rule = "CON-06"
    allow = _(
        "Their consent, or a signal that nobody can be recognised from. In danger, or for a child, send a referral: "
        "it can rest on a basis in law."
    )


class NoSpecialUnit(Refused):
    """There is nobody to tell."""

    sentence = _("There is no special police unit in this system that could be told.")


class MovedOn(Stale):
    """Somebody was faster."""

    sentence = _("This signal has moved on in the meantime. The page shows how it is now.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a signal says. `names_somebody`: somebody can be recognised from its words."""

    subject: str
    words: str
    urgency: str = "standard"
    acts: Sequence[str] = ()
    means: Sequence[str] = ()
    purposes: Sequence[str] = ()
    region: str = ""
    is_child: bool = False
    names_somebody: bool = False
    consent_way: str = ""
    handed_over_at: datetime | None = None
    condition: str = ""
    belongings: str = ""
    form_token: UUID


def send(*, actor: Actor, told: Told) -> tuple[SignalReceipt, bool]:
    """Tell the special unit of a victim, a trafficker or a planned crime, at once (NRM-05, NRM-06, NRM-07).

    The words are sealed to that unit; the sender keeps a receipt. Who keeps people anonymous names nobody without
    consent (CON-06, CON-07); an organisation needs a memorandum in force (NGO-01). Gives the receipt, and whether it
    is new: the same token gives the first one again. Raises UnknownAnswer, NoWords, NoCondition, NamesSomebody,
    NoMemorandum, NoSpecialUnit.
    """
    actor.require(Permission.SIGNAL_SEND)
    earlier = SignalReceipt.of(actor).filter(form_token=told.form_token).first()
    if earlier is not None:
        return earlier, False
    sender, now = Unit.objects.get(id=actor.unit), timezone.now()
    memoranda.needed(sender)
    _check(sender, told)
    unit = Unit.objects.filter(kind=memoranda.SPECIAL_UNIT, closed_at=None).order_by("code").first()
    if unit is None:
        raise NoSpecialUnit
    with transaction.atomic():
        receipt = _write(actor, sender, unit, told, now)
        _tell_of_it(actor, receipt, unit, told)
    return receipt, True


def take(*, actor: Actor, signal_id: UUID) -> Signal:
    """Take a signal up: its clock ends, and the sender sees so (NRM-06). Raises NotHere, MovedOn."""
    actor.require(Permission.SIGNAL_RECEIVE)
    signal = Signal.gate(actor, signal_id)
    with transaction.atomic():
        fields = {"state": SignalState.TAKEN, "taken_at": timezone.now(), "taken_by_id": actor.member}
        _move(signal, (SignalState.SENT,), **fields)
        _happened(actor, signal, "notification.received")
    return signal


def open_case(*, actor: Actor, signal_id: UUID, facts: Facts, names: Sequence[str] = ()) -> Case:
    """Open a case from a signal: register the person, open the file, and tell the sender that there is one.

    A signal nobody has taken up is taken up with it. Raises NotHere, MovedOn, and what registering and opening raise.
    """
    actor.require(Permission.CASE_OPEN)
    signal = Signal.gate(actor, signal_id)
    with transaction.atomic():
        if signal.state == SignalState.SENT:
            signal = take(actor=actor, signal_id=signal.id)
        person = registering.register(actor=actor, facts=facts, names=names, matter=None)
        if names:
            identity.save_identity(actor=actor, person_id=person.id, words=Named(names=tuple(names)))
        case = cases.open_case(actor=actor, person_id=person.id, source=CaseSource.SIGNAL, source_id=signal.id)
        _end(actor, signal, OPENED, case_id=case.id)
    return case


def close(*, actor: Actor, signal_id: UUID, outcome: str, note: str = "") -> Signal:
    """Close a signal with an outcome: the sender sees its code and nothing more. Raises NotHere, MovedOn."""
    actor.require(Permission.SIGNAL_RECEIVE)
    signal = Signal.gate(actor, signal_id)
    if outcome not in country().codes("signal_outcome") or outcome == OPENED:
        raise UnknownAnswer
    with transaction.atomic():
        if signal.state == SignalState.SENT:
            signal = take(actor=actor, signal_id=signal.id)
        _end(actor, signal, outcome)
        if note.strip():
            signal.note = note.strip()
            signal.save(update_fields=["note"])
    return signal


def _check(sender: Unit, told: Told) -> None:
    lists: dict[str, Sequence[str]] = {
        "signal_subject": [told.subject],
        "referral_urgency": [told.urgency],
        "act": told.acts,
        "means": told.means,
        "purpose": told.purposes,
        "region": [told.region] if told.region else [],
        "consent_way": [told.consent_way] if told.consent_way else [],
        "hand_over_condition": [told.condition] if told.condition else [],
    }
    if not all(code in country().codes(name) for name, listed in lists.items() for code in listed):
        raise UnknownAnswer
    if not told.words.strip():
        raise NoWords
    if bool(told.handed_over_at) is not bool(told.condition):
        raise NoCondition
    is_named = told.names_somebody or told.handed_over_at is not None
    if _is_gated(sender) and is_named and told.subject == SignalSubject.VICTIM and not told.consent_way:
        raise NamesSomebody(rule="CON-07" if sender.kind == CENTRE else "CON-06")


def _is_gated(sender: Unit) -> bool:
    return sender.kind in country().settings.consent_gated


def _write(actor: Actor, sender: Unit, unit: Unit, told: Told, now: datetime) -> SignalReceipt:
    """Write the signal for the special unit and, under the same id and number, the receipt for the sender."""
    due = signal_due(_facts(told), now)
    shared = {
        "id": new_id(),
        "number": _number(now),
        "sent_by_id": actor.member,
        "subject": told.subject,
        "sent_at": now,
        "answer_due_at": due,
    }
    receipt = SignalReceipt(**shared, unit_id=sender.id, form_token=told.form_token)
    receipt.save(force_insert=True)
    Signal(
        **shared,
        unit_id=unit.id,
        sender_unit_id=sender.id,
        acts=list(told.acts),
        means=list(told.means),
        purposes=list(told.purposes),
        region=told.region,
        urgency=told.urgency,
        is_child=told.is_child,
        names_somebody=told.names_somebody or told.handed_over_at is not None,
        consent_way=told.consent_way,
        words=told.words.strip(),
        handed_over_at=told.handed_over_at,
        condition=told.condition,
        belongings=told.belongings.strip(),
    ).save(force_insert=True)
    return receipt


def _number(at: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('referrals_signal_numbers')")
        (drawn,) = cursor.fetchone() or (0,)
    return f"SIG-{timezone.localtime(at).year}-{drawn:05d}"


def _facts(told: Told) -> dict[str, str | bool]:
    """What clocks and timeline learn: a warning of a crime has a rule of its own (NRM-07)."""
    planned = told.subject == SignalSubject.PLANNED_CRIME
    return {"subject": "planned_crime" if planned else "suspicion", "urgency": told.urgency, "child": told.is_child}


def _tell_of_it(actor: Actor, receipt: SignalReceipt, unit: Unit, told: Told) -> None:
    facts = _facts(told) | {"about": told.subject, "handed_over": told.handed_over_at is not None}
    happened(
        actor,
        "notification.sent",
        matter=receipt.id,
        folder=None,
        unit_id=receipt.unit_id,
        subject_kind="signal",
        subject_id=receipt.id,
        facts=facts | {"recipient": unit.kind},
        to_unit=unit.id,
    )
    notify(unit.id, TOPIC)


def _move(signal: Signal, before: Sequence[str], **fields: object) -> None:
    if not Signal.objects.filter(id=signal.id, state__in=before).update(**fields):
        raise MovedOn
    for name, changed in fields.items():
        setattr(signal, name, changed)
    notify(signal.sender_unit_id, TOPIC)
    notify(signal.unit_id, TOPIC)


def _end(actor: Actor, signal: Signal, outcome: str, *, case_id: UUID | None = None) -> None:
    fields = {"state": SignalState.CLOSED, "outcome": outcome, "case_id": case_id, "closed_at": timezone.now()}
    _move(signal, (SignalState.TAKEN,), **fields)
    _happened(actor, signal, "notification.answered", outcome=outcome)


def _happened(actor: Actor, signal: Signal, code: str, **facts: str) -> None:
    happened(
        actor,
        code,
        matter=signal.id,
        folder=None,
        unit_id=signal.unit_id,
        subject_kind="signal",
        subject_id=signal.id,
        facts=facts,
    )
