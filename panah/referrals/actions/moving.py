"""The one way a referral moves: by a line of the table, in one conditional statement, with its step and its event."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.errors import Forbidden, Refused, Stale
from panah.core.live import notify
from panah.duties.timeline import happened
from panah.referrals.actions import drafts
from panah.referrals.models import Letter, Referral, ReferralStep
from panah.referrals.states import MOVES, Move, Side, Step
from panah.vault import grants, keyring

TOPIC = "referrals"


class MovedOn(Stale):
    """The referral stands elsewhere by now."""

    sentence = _("This referral has moved on in the meantime: somebody else was faster. The page shows how it is now.")


class WordsClosed(Refused):
    """The letters are closed to this unit: the basis they were opened on has ended."""

    sentence = _("The letters of this referral are closed to your unit: what they rested on has ended.")
    rule = "CON-06"
    allow = _("A new offer by the sender, on a consent that holds.")


def move(
    *,
    actor: Actor,
    referral_id: UUID,
    step: Step,
    reason: str = "",
    words: str = "",
    fields: dict[str, Any] | None = None,
) -> Referral:
    """Take one step of the table, first come first served; the step, its words and its event go with it.

    `fields` are further columns that change with it. Raises NotHere, Forbidden for the other side's step or a missing
    permission, MovedOn for a stale click, WordsClosed for words nobody could read.
    """
    referral = Referral.gate(actor, referral_id)
    line = MOVES[step]
    if referral.unit_on(line.side) not in actor.unit_ids:
        raise Forbidden
    actor.require(line.permission)
    with transaction.atomic():
        before = _change(referral, line, fields or {})
        note_step(actor, referral, step, line.side, before=before, reason=reason, words=words)
        if line.closes:
            grants.end_all(actor=actor, references=[referral.number], reason=reason or step.value)
            _forget(referral)
        tell(actor, referral, line.event, line.side, reason=reason)
        drafts.discard(actor=actor, referral_id=referral.id, step=step)
    return referral


def _change(referral: Referral, line: Move, fields: dict[str, Any]) -> str:
    before = referral.state
    stands = Referral.objects.filter(id=referral.id, state=before)
    if before not in line.before or not stands.update(state=line.after, **fields):
        raise MovedOn
    referral.state = line.after
    for name, value in fields.items():
        setattr(referral, name, value)
    return before


def note_step(
    actor: Actor,
    referral: Referral,
    step: Step,
    side: Side,
    *,
    before: str = "",
    reason: str = "",
    words: str = "",
    classified: bool = False,
) -> ReferralStep:
    """Write the step, and the words that went with it into the letters."""
    now = timezone.now()
    row = ReferralStep(
        folder_id=referral.folder_id,
        referral=referral,
        step=step,
        state_before=before,
        state_after=referral.state,
        reason=reason,
        unit_id=referral.unit_on(side),
        by_id=actor.member,
        at=now,
    )
    row.save(force_insert=True)
    if words:
        if keyring.needed().folder_key(referral.letters_id) is None:
            raise WordsClosed
        letter = Letter(folder_id=referral.letters_id, step=row, words=words, classified=classified, written_at=now)
        letter.save(force_insert=True)
    return row


def tell(actor: Actor, referral: Referral, code: str, side: Side, **facts: str | bool) -> None:
    """Write the event into the cover, where both units see it, and wake the open pages of both.

    What the sender does is addressed to the receiver; an answer ends the receiver's own clock and is addressed to none.
    """
    happened(
        actor,
        code,
        matter=referral.matter_id,
        folder=referral.folder_id,
        unit_id=referral.unit_on(side),
        subject_kind="referral",
        subject_id=referral.id,
        facts={name: value for name, value in facts.items() if value != ""},
        to_unit=referral.receiver_unit_id if side is Side.SENDER else None,
    )
    for unit_id in (referral.sender_unit_id, referral.receiver_unit_id):
        notify(unit_id, TOPIC)


def _forget(referral: Referral) -> None:
    """Put the keys away that this side may have lost with the step, for the rest of the transaction."""
    keyring.needed().forget(referral.letters_id)
