"""From an accepted referral to the receiver's own case about the person."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.cases.actions.cases import AlreadyOpen, open_case
from panah.cases.models import Case, CaseSource
from panah.core.actor import Actor
from panah.core.errors import Refused
from panah.referrals.models import Referral
from panah.referrals.states import Side, State


class NotAccepted(Refused):
    """A case is opened about whom the unit accepted."""

    sentence = _("Accept the referral first. Then the person opens to your unit, and so can the case.")


@require_POST
@requires(Permission.CASE_OPEN)
def open_from(request: PanahRequest, referral_id: UUID) -> HttpResponse:
    """Open the receiver's case about the person of an accepted referral, or go to the one that is open."""
    referral = Referral.gate(request.actor, referral_id)
    if not _may(request.actor, referral):
        raise NotAccepted
    try:
        case = open_case(
            actor=request.actor, person_id=referral.person_id, source=CaseSource.REFERRAL, source_id=referral.id
        )
    except AlreadyOpen as refusal:
        if refusal.case is None:
            raise
        messages.info(request, str(refusal))
        return redirect("cases:case", refusal.case.id)
    messages.success(request, _("The case is open, and assigned to you."))
    return redirect("cases:case", case.id)


def case_of(actor: Actor, referral: Referral, *, knows: bool) -> dict[str, Any]:
    """Give what the page of a referral shows of the receiver's case: the open one, or that one may be opened."""
    mine = actor.may(Permission.CASE_VIEW) and referral.side_of(actor) is Side.RECEIVER
    case = Case.open_about(actor, referral.person_id) if mine else None
    return {"case": case, "may_open_case": case is None and knows and _may(actor, referral)}


def _may(actor: Actor, referral: Referral) -> bool:
    taken = referral.state in (State.ACCEPTED, State.DONE)
    return taken and referral.side_of(actor) is Side.RECEIVER and actor.may(Permission.CASE_OPEN)
