"""Telling other bodies what the law has them told: as little as they need, sealed to them, at once; and their answers.

Nobody's consent is asked for the notice about a child (CH-01, CH-02, AC-03): it is a duty, and it is kept to a false
name, an age band and what is asked.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.core import statements
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, Stale
from panah.core.ids import new_id
from panah.core.live import notify
from panah.duties.timeline import Occurrence, happened, happened_together
from panah.people.models import Notice, NoticeAnswer, Person, PersonRole
from panah.people.states import NOTICE_EVENTS, NOTICE_MOVES, RECEIVED_EVENT, NoticeStep, NoticeSubject

TOPIC = "notices"
_SEND = "SELECT panah_send_notice($1::jsonb, $2)"


class NoticeMovedOn(Stale):
    """The notice stands elsewhere by now."""

    sentence = _("A colleague was faster: this notice stands elsewhere by now. The page shows how it is.")


class NoResponse(BadInput):
    """An answer that is not on the list for this kind of notice."""

    sentence = _("Choose what was done from the list.")
    rule = "CH-03"


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A child as others are told of it: the false name, how old, and what is missing.

    `folder_id` is where the sender's timeline holds it; without one the sender's unit alone sees that.
    """

    person_id: UUID
    folder_id: UUID | None
    pseudonym: str
    age_band: str = ""
    age_basis: str = ""
    sex: str = ""
    without_care: bool = False
    without_papers: bool = False

    @classmethod
    def of(cls, person: Person, *, without_care: bool = False, without_papers: bool = False) -> "Child":
        """Take from a person what may be told."""
        return cls(
            person_id=person.id,
            folder_id=person.folder_id,
            pseudonym=person.pseudonym,
            age_band=person.age_band,
            age_basis=person.age_basis,
            sex=person.sex,
            without_care=without_care,
            without_papers=without_papers,
        )

    @property
    def told(self) -> dict[str, Any]:
        """What the recipient reads, and nothing more (CH-03)."""
        asked = (("rights", True), ("care", self.without_care), ("papers", self.without_papers))
        return {
            "pseudonym": self.pseudonym,
            "age_band": self.age_band,
            "age_basis": self.age_basis,
            "sex": self.sex,
            "asks": [code for code, holds in asked if holds],
        }


def concerns(person: Person) -> bool:
    """Say whether the bodies that protect children are told of this person: of every child victim (CH-01)."""
    return person.is_child and person.role == PersonRole.VICTIM


def meet_child(*, actor: Actor, child: Child, matter: UUID) -> list[Notice]:
    """Write that the unit met a child victim, and tell the bodies that protect children in the same transaction.

    Shelters, centres and whoever the country names tell by themselves, without consent (CH-01, CH-02, AC-03); other
    units only open what clocks their kind has. A unit tells of a child once. A body of which there is no unit is not
    told: its clock stays open. Raises KeyMissing for a unit without a key.
    """
    sender = Unit.objects.get(id=actor.unit)
    with transaction.atomic():
        notices = [_written(actor, each, child, matter) for each in _to_tell(actor, sender, child)]
        happened_together(actor, [_met(actor, sender, child, matter), *_sent(actor, notices, child)])
        for notice in notices:
            notify(notice.unit_id, TOPIC)
    return notices


def _to_tell(actor: Actor, sender: Unit, child: Child) -> list[Unit]:
    if sender.kind not in country().settings.child_notified_by:
        return []
    told = Notice.sent_about(actor, child.person_id, NoticeSubject.CHILD).exists()
    return [] if told else recipients(sender)


def recipients(sender: Unit) -> list[Unit]:
    """Give the unit of each kind the country has told of a child: of the sender's region, else the one named for it."""
    settings = country().settings
    rows = Unit.objects.filter(kind__in=settings.child_notified, closed_at=None).exclude(id=sender.id).order_by("code")
    by_kind: dict[str, list[Unit]] = {kind: [] for kind in settings.child_notified}
    for unit in rows[:500]:
        by_kind[unit.kind].append(unit)
    return [nearest(units, sender.region) for units in by_kind.values() if units]


def nearest(units: Iterable[Unit], region: str) -> Unit:
    """Give one unit of several, always the same: of the region, else named by the country, else the first by code."""
    first = country().settings.child_notified_first
    return min(units, key=lambda unit: (unit.region != region or not region, unit.code not in first, unit.code))


def _written(actor: Actor, to: Unit, child: Child, matter: UUID) -> Notice:
    return write(
        actor=actor, to=to, subject=NoticeSubject.CHILD, person_id=child.person_id, matter=matter, told=child.told
    )


def write(
    *, actor: Actor, to: Unit, subject: NoticeSubject, person_id: UUID, matter: UUID, told: dict[str, Any]
) -> Notice:
    """Hand a notice over to a unit, sealed to its public key; the event is the caller's."""
    notice = Notice(
        id=new_id(),
        unit_id=to.id,
        from_unit_id=actor.unit,
        subject=subject,
        recipient_kind=to.kind,
        person_id=person_id,
        matter_id=matter,
        words=json.dumps(told, ensure_ascii=False, separators=(",", ":")),
        sent_at=timezone.now(),
    )
    sealed = Notice._meta.get_field("words").pre_save(notice, add=True)
    names = ("id", "unit_id", "from_unit_id", "subject", "person_id", "matter_id")
    cover = {name: str(getattr(notice, name)) for name in names} | {"sent_at": notice.sent_at.isoformat()}
    statements.run(_SEND, [json.dumps(cover), bytes(sealed)])
    return notice


def _met(actor: Actor, sender: Unit, child: Child, matter: UUID) -> Occurrence:
    """`unit_kind` is who has to tell; `at` is who has the child, and so what is missing to see to."""
    return Occurrence(
        code="victim.child_presumed",
        matter=matter,
        folder=child.folder_id,
        unit_id=actor.unit,
        subject_kind="person",
        subject_id=child.person_id,
        facts={
            "unit_kind": sender.kind,
            "at": sender.kind,
            "basis": child.age_basis,
            "without_care": child.without_care,
            "without_papers": child.without_papers,
        },
    )


def _sent(actor: Actor, notices: Iterable[Notice], child: Child) -> list[Occurrence]:
    return [sent_event(actor, notice, child.folder_id, subject="child") for notice in notices]


def sent_event(actor: Actor, notice: Notice, folder_id: UUID | None, **facts: str) -> Occurrence:
    """Give the line of a notice in the sender's timeline, addressed to the recipient, whose clock may start."""
    return Occurrence(
        code=NOTICE_EVENTS[NoticeSubject(notice.subject)].sent,
        matter=notice.matter_id,
        folder=folder_id,
        unit_id=actor.unit,
        subject_kind="notice",
        subject_id=notice.id,
        facts={"recipient": notice.recipient_kind, **facts},
        to_unit=notice.unit_id,
    )


def read(notice: Notice) -> dict[str, Any]:
    """Give what a notice says, to a unit that can open it; an empty table for any other."""
    try:
        told: dict[str, Any] = json.loads(notice.words)
    except ValueError:
        return {}
    return told


def receive(*, actor: Actor, notice_id: UUID) -> Notice:
    """Confirm that a notice was received; the sender sees it (CH-03). Raises NotHere, NoticeMovedOn."""
    now = timezone.now()
    return _move(actor, Notice.gate(actor, notice_id), NoticeStep.RECEIVE, received_at=now)


def respond(*, actor: Actor, notice_id: UUID, response: str, words: str = "") -> Notice:
    """Record what was done about a notice (CH-03): the sender sees the code, and the words stay with the unit.

    Raises NotHere, NoticeMovedOn, NoResponse.
    """
    notice = Notice.gate(actor, notice_id)
    if response not in country().codes("notice_response").in_group(notice.subject):
        raise NoResponse
    return _move(actor, notice, NoticeStep.RESPOND, words, response=response, responded_at=timezone.now())


def _move(actor: Actor, notice: Notice, step: NoticeStep, words: str = "", **fields: Any) -> Notice:
    """Take one step of the table, first come first served, with its own record and its event."""
    actor.require(Permission.NOTICE_RECEIVE)
    line, before = NOTICE_MOVES[step], notice.state
    with transaction.atomic():
        stands = Notice.objects.filter(id=notice.id, state=before)
        if before not in line.before or not stands.update(state=line.after, **fields):
            raise NoticeMovedOn
        for name, value in {**fields, "state": line.after}.items():
            setattr(notice, name, value)
        _keep(actor, notice, fields.get("response", ""), words)
        code = RECEIVED_EVENT if step is NoticeStep.RECEIVE else NOTICE_EVENTS[NoticeSubject(notice.subject)].responded
        _answered(actor, notice, code)
    return notice


def _keep(actor: Actor, notice: Notice, response: str, words: str) -> None:
    row = NoticeAnswer(unit_id=notice.unit_id, notice=notice, response=response, words=words.strip(), at=timezone.now())
    row.by_id = actor.member
    row.save(force_insert=True)


def _answered(actor: Actor, notice: Notice, code: str) -> None:
    """Tell the recipient's own timeline, end its clock, and wake the open pages of both."""
    facts = {"by": notice.recipient_kind, "subject": notice.subject}
    happened(
        actor,
        code,
        matter=notice.matter_id,
        folder=None,
        unit_id=notice.unit_id,
        subject_kind="notice",
        subject_id=notice.id,
        facts=facts | ({"response": notice.response} if notice.response else {}),
    )
    for unit_id in (notice.unit_id, notice.from_unit_id):
        notify(unit_id, TOPIC)
