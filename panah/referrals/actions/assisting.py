"""Assistance: a prosecution body, a court or the special unit asks a unit to help within its tasks (NRM-08, NRM-09)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Unit
from panah.accounts.permissions import ROLE_PERMISSIONS, Permission, roles_in
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, NotHere, Refused, Stale
from panah.core.live import notify
from panah.duties.timeline import happened
from panah.referrals.clock import assistance_due
from panah.referrals.models import Assistance, AssistanceLetter
from panah.referrals.models.assistance import AssistanceState, LetterStep
from panah.referrals.nameless import holds_false_name

TOPIC = "assistance"
# Kinds of help in this group of the country's list are none: they are information about somebody.
ABOUT_A_PERSON = "disclosure"


class UnknownAnswer(BadInput):
    """A code of the form that the country's lists do not have."""

    sentence = _("One of the answers is not on the list. Please choose again; nothing was lost.")


class NoWords(BadInput):
    """A request and its answer are in words."""

    sentence = _("Write in a few words what it is about.")
    rule = "NRM-08"


class NobodyThere(BadInput):
    """A unit that nobody could answer for, or one's own."""

    sentence = _("Choose a unit whose people can answer, and not your own.")
    rule = "NRM-08"


class AboutAPerson(Refused):
    """Help within a unit's tasks is one thing; what it knows of a person is another (PRI-04)."""

    sentence = _("This asks for information about a person. Assistance never carries that, whoever asks.")
    rule = "PRI-04"
    allow = _(
        "A disclosure: the body writes to the unit that keeps the case, somebody else decides there, on the person's "
        "consent or a basis in law, and a trimmed extract goes out once."
    )


class AnsweredAlready(Stale):
    """A colleague was faster."""

    sentence = _("This was answered already. The page shows how it is now.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked: of whom, by which authority, which kind of help, and in words."""

    unit_id: UUID
    authority: str
    kind: str
    words: str
    form_token: UUID


def askable(actor: Actor) -> list[Unit]:
    """List the units whose people answer such requests, without the actor's own; at most 500."""
    rows = Unit.objects.filter(kind__in=answering_kinds(), closed_at=None).exclude(id__in=actor.unit_ids)
    return list(rows.order_by("code")[:500])


def answering_kinds() -> tuple[str, ...]:
    """Give the kinds of unit in which somebody may answer: state bodies, shelters and centres."""
    kinds, may = country().codes("unit_kind").ids, Permission.ASSISTANCE_ANSWER
    return tuple(kind for kind in kinds if any(may in ROLE_PERMISSIONS[role] for role in roles_in(kind)))


def ask(*, actor: Actor, wanted: Wanted) -> Assistance:
    """Ask another unit for help within its tasks; its clock starts (NRM-08, NRM-09).

    Both sides get a copy of the words, each sealed to itself. What asks for information about a person is refused and
    led to a disclosure (PRI-04). The same token gives the first request again. Raises UnknownAnswer, AboutAPerson,
    NoWords, NobodyThere.
    """
    actor.require(Permission.ASSISTANCE_ASK)
    earlier = Assistance.sent(actor).filter(form_token=wanted.form_token).first()
    if earlier is not None:
        return earlier
    _check(actor, wanted)
    unit = next((each for each in askable(actor) if each.id == wanted.unit_id), None)
    if unit is None:
        raise NobodyThere
    now = timezone.now()
    facts = {"receiver_kind": unit.kind, "authority": wanted.authority, "kind": wanted.kind}
    row = Assistance(
        unit_id=unit.id,
        number=_number(now),
        asked_by_unit_id=actor.unit,
        asked_by_id=actor.member,
        form_token=wanted.form_token,
        authority=wanted.authority,
        kind=wanted.kind,
        asked_at=now,
        answer_due_at=assistance_due(facts, now),
    )
    with transaction.atomic():
        row.save(force_insert=True)
        _say(actor, row, LetterStep.ASK, wanted.words)
        _happened(actor, row, "assistance.requested", to_unit=unit.id, **facts)
        notify(unit.id, TOPIC)
    return row


def answer(*, actor: Actor, request_id: UUID, words: str) -> Assistance:
    """Answer what was asked: what was done or will be done; the clock ends (NRM-08). Raises what `_close` raises."""
    return _close(actor, request_id, AssistanceState.ANSWERED, words)


def decline(*, actor: Actor, request_id: UUID, reason: str, words: str) -> Assistance:
    """Decline with a coded reason and in words; the clock ends (NRM-08). Raises UnknownAnswer, what `_close` raises."""
    if reason not in country().codes("assistance_decline"):
        raise UnknownAnswer
    return _close(actor, request_id, AssistanceState.DECLINED, words, reason=reason)


def _close(actor: Actor, request_id: UUID, state: AssistanceState, words: str, *, reason: str = "") -> Assistance:
    """Write the answer, once, with a copy for each side. Raises NotHere, NoWords, AboutAPerson, AnsweredAlready."""
    actor.require(Permission.ASSISTANCE_ANSWER)
    row = Assistance.received(actor).filter(id=request_id).first()
    if row is None:
        raise NotHere
    _nameless(words)
    with transaction.atomic():
        waiting = Assistance.objects.filter(id=row.id, state=AssistanceState.ASKED)
        fields = {"state": state, "reason": reason, "answered_at": timezone.now(), "answered_by_id": actor.member}
        if not waiting.update(**fields):
            raise AnsweredAlready
        _say(actor, row, LetterStep.ANSWER, words)
        _happened(actor, row, "assistance.answered", outcome=state.value, reason=reason)
        for unit_id in (row.unit_id, row.asked_by_unit_id):
            notify(unit_id, TOPIC)
    row.refresh_from_db()
    return row


def _check(actor: Actor, wanted: Wanted) -> None:
    own_kind = Unit.objects.values_list("kind", flat=True).get(id=actor.unit)
    if wanted.authority not in country().codes("assistance_authority").in_group(own_kind):
        raise UnknownAnswer
    if wanted.kind not in country().codes("assistance_kind"):
        raise UnknownAnswer
    if wanted.kind in country().codes("assistance_kind").in_group(ABOUT_A_PERSON):
        raise AboutAPerson
    _nameless(wanted.words)


def _nameless(words: str) -> None:
    if not words.strip():
        raise NoWords
    if holds_false_name(words):
        raise AboutAPerson


def _say(actor: Actor, row: Assistance, step: LetterStep, words: str) -> None:
    """Seal the words twice: to who is asked and to who asks."""
    for reader in (row.unit_id, row.asked_by_unit_id):
        AssistanceLetter(
            unit_id=reader, request=row, from_unit_id=actor.unit, step=step, words=words.strip(), at=timezone.now()
        ).save(force_insert=True)


def _number(at: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('referrals_assistance_numbers')")
        (drawn,) = cursor.fetchone() or (0,)
    return f"REQ-{timezone.localtime(at).year}-{drawn:05d}"


def _happened(actor: Actor, row: Assistance, code: str, *, to_unit: UUID | None = None, **facts: str) -> None:
    happened(
        actor,
        code,
        matter=row.id,
        folder=None,
        unit_id=actor.unit,
        subject_kind="assistance",
        subject_id=row.id,
        facts={name: fact for name, fact in facts.items() if fact},
        to_unit=to_unit,
    )
