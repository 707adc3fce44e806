"""The supervisor's eye on sharing without consent, and what the end of a consent does to referrals."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.cases.actions import consents
from panah.cases.models import Consent
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import NotHere, Refused, Stale
from panah.duties.timeline import happened
from panah.referrals.actions import transferring
from panah.referrals.actions.answering import NoAnswer
from panah.referrals.actions.moving import move
from panah.referrals.models import Override, Referral
from panah.referrals.states import MOVES, State, Step

NOT_JUSTIFIED = "not_justified"


class OwnDeed(Refused):
    """Nobody reviews what they did themselves."""

    sentence = _("You shared this yourself: somebody else of your unit has to review it.")
    rule = "HL-11"
    allow = _("A supervisor other than the one who acted.")


class Reviewed(Stale):
    """The review was done already."""

    sentence = _("Somebody has reviewed this already.")


def review(*, actor: Actor, referral_id: UUID, result: str, remark: str = "") -> Override:
    """Review a sharing without consent: upheld, or overturned, which closes at once what was given (HL-11).

    Raises NotHere, OwnDeed, NoAnswer, Reviewed.
    """
    actor.require(Permission.REFERRAL_REVIEW)
    override = Override.of(actor, Referral.gate(actor, referral_id))
    if override is None:
        raise NotHere
    if override.used_by_id == actor.member_id:
        raise OwnDeed
    if result not in country().codes("review_result"):
        raise NoAnswer
    with transaction.atomic():
        _save(actor, override, result, remark)
        if result == NOT_JUSTIFIED:
            _overturn(actor, referral_id)
    return override


def _save(actor: Actor, override: Override, result: str, remark: str) -> None:
    waiting = Override.objects.filter(id=override.id, reviewed_at=None)
    if not waiting.update(reviewed_at=timezone.now(), reviewed_by_id=actor.member, result=result):
        raise Reviewed
    if remark.strip():
        override.remark = remark.strip()
        override.save(update_fields=["remark"])
    happened(
        actor,
        "basis.reviewed",
        matter=override.referral.matter_id,
        folder=override.folder_id,
        unit_id=override.unit_id,
        subject_kind="referral",
        subject_id=override.referral_id,
        facts={"result": result},
    )


def _overturn(actor: Actor, referral_id: UUID) -> None:
    """Close what was given; a referral that was declined or taken back has nothing open any more."""
    if Referral.gate(actor, referral_id).state in MOVES[Step.OVERTURN].before:
        fields = {"closed_at": timezone.now(), "close_reason": NOT_JUSTIFIED}
        referral = move(actor=actor, referral_id=referral_id, step=Step.OVERTURN, reason=NOT_JUSTIFIED, fields=fields)
        transferring.take_back_what_followed(actor=actor, referral=referral, reason=NOT_JUSTIFIED)


def withdraw_consent(*, actor: Actor, consent_id: UUID) -> Consent:
    """Withdraw a consent and take back every referral that rests on it: all they opened closes at once (CON-06).

    A referral that was finished stays finished; its rights to see end all the same. Raises NotHere, AlreadyWithdrawn.
    """
    with transaction.atomic():
        # Referrals are locked before their grants, as the acceptance does it: otherwise the two could block each other.
        resting = list(Referral.sent(actor).filter(consent_id=consent_id).select_for_update().order_by("id"))
        consent = consents.withdraw(actor=actor, consent_id=consent_id)
        fields = {"closed_at": timezone.now(), "close_reason": consents.WITHDRAWN}
        for referral in resting:
            if referral.state in MOVES[Step.REVOKE].before:
                move(actor=actor, referral_id=referral.id, step=Step.REVOKE, reason=consents.WITHDRAWN, fields=fields)
            transferring.take_back_what_followed(actor=actor, referral=referral, reason=consents.WITHDRAWN)
        finished = [referral.id for referral in resting if referral.state == State.DONE]
        Referral.objects.filter(id__in=finished).update(**fields)
    return consent
