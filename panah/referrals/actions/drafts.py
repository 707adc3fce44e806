"""Drafts of the forms on a referral's page: nothing typed is lost, and nobody but one's own unit reads it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.utils import timezone

from panah.core.actor import Actor
from panah.referrals.models import AnswerDraft, Referral
from panah.referrals.states import Step
from panah.vault.fields import Sealed


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft brought back: the fields of its form, and when it was saved."""

    words: dict[str, str]
    saved_at: datetime


def save(*, actor: Actor, referral_id: UUID, step: Step, words: Mapping[str, str]) -> datetime:
    """Keep what stands in a form as it is, right or wrong; gives when. Raises NotHere, TooLong."""
    referral = Referral.gate(actor, referral_id)
    draft = AnswerDraft(
        id=_id(referral.id, actor, step),
        unit_id=referral.unit_on(referral.side_of(actor)),
        referral=referral,
        member_id=actor.member,
        step=step,
        words=json.dumps(dict(words), ensure_ascii=False),
        saved_at=timezone.now(),
    )
    changing = ["words", "saved_at"]
    AnswerDraft.objects.bulk_create([draft], update_conflicts=True, unique_fields=["id"], update_fields=changing)
    return draft.saved_at


def read(actor: Actor, referral: Referral) -> dict[str, Kept]:
    """Give the actor's own drafts of a referral's forms, by step."""
    rows = AnswerDraft.objects.filter(referral=referral, member_id=actor.member).order_by("step")[: len(Step)]
    return {row.step: Kept(json.loads(row.words), row.saved_at) for row in rows if not isinstance(row.words, Sealed)}


def discard(*, actor: Actor, referral_id: UUID, step: Step) -> None:
    """Put a draft away: its form is done."""
    AnswerDraft.objects.filter(id=_id(referral_id, actor, step)).delete()


def _id(referral_id: UUID, actor: Actor, step: Step) -> UUID:
    """Always the same one, because what is sealed is tied to the id of its row."""
    return uuid5(referral_id, f"{actor.member}.{step.value}")
