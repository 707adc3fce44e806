"""A new referral out of a case, and handing somebody on: fill in, look at what they will see, send."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.cases.models import Case
from panah.core.actor import Actor
from panah.core.errors import BadInput, NotHere, Refused
from panah.core.htmx import page
from panah.people.known import known, known_many
from panah.referrals import receivers
from panah.referrals.actions import sending
from panah.referrals.actions.sending import Wish
from panah.referrals.models import Referral
from panah.referrals.offers import OfferForm, rehearsal
from panah.referrals.states import MOVES, Step

# Refusals a person can do something about on this page; the others have pages of their own.
ANSWERABLE = (409, 422)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """Where an offer begins: its heading, the way back, whom it is about, and how it is sent."""

    heading: str | Promise
    says: str | Promise
    pseudonym: str
    back_url: str
    refused_url: str
    send: Callable[[Wish], Referral]


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CASE_WRITE)
def new(request: PanahRequest, case_id: UUID) -> HttpResponse:
    """Send the person of a case to another unit (CON-06, CON-07)."""
    case = Case.opened(request.actor, case_id)
    beginning = Beginning(
        heading=_("New referral"),
        says=_("Only what you choose here leaves your unit; the file of the case never does."),
        pseudonym=case.pseudonym,
        back_url=reverse("cases:case", args=(case.id,)),
        refused_url=reverse("referrals:new_refused", args=(case.id,)),
        send=lambda wish: sending.from_case(actor=request.actor, case_id=case.id, wish=wish),
    )
    return _answer(request, beginning)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REFERRAL_SEND)
def hand_on(request: PanahRequest, referral_id: UUID) -> HttpResponse:
    """Hand somebody on whom the unit accepted; the first sender sees that and what becomes of it."""
    actor = request.actor
    referral = Referral.gate(actor, referral_id)
    if referral.receiver_unit_id not in actor.unit_ids or referral.state not in MOVES[Step.TRANSFER].before:
        raise NotHere
    person = known(actor, referral.person_id)
    beginning = Beginning(
        heading=_("Hand on"),
        says=_("To another unit, on the person's own consent to it; it ends when what you were given ends."),
        pseudonym=person.pseudonym,
        back_url=reverse("referrals:referral", args=(referral.id,)),
        refused_url="",
        send=lambda wish: sending.hand_on(actor=actor, referral_id=referral.id, wish=wish),
    )
    return _answer(request, beginning)


@require_POST
@requires(Permission.CASE_WRITE)
def new_refused(request: PanahRequest, case_id: UUID) -> HttpResponse:
    """Write down that the person does not agree to a recipient; nothing is shared."""
    try:
        unit_id = UUID(request.POST.get("receiver", ""))
    except ValueError as error:
        raise BadInput(_("Choose the recipient the person does not agree to.")) from error
    sending.refused(actor=request.actor, case_id=case_id, recipient_unit_id=unit_id)
    messages.success(request, _("Written down. Nothing was shared."))
    return redirect("cases:case", case_id)


def _answer(request: PanahRequest, beginning: Beginning) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = OfferForm(data, groups=receivers.directory(request.actor))
    step = request.POST.get("step", "review")
    if data is None or step == "edit" or not form.is_valid():
        return _asked(request, beginning, form, status=200 if data is None or step == "edit" else 422)
    try:
        return _sent(request, beginning, form) if step == "send" else _review(request, beginning, form)
    except Refused as refusal:
        if refusal.status not in ANSWERABLE:
            raise
        return _asked(request, beginning, form, refusal, status=refusal.status)


def _asked(
    request: PanahRequest, beginning: Beginning, form: OfferForm, refusal: Refused | None = None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "heading": beginning.heading,
        "says": beginning.says,
        "pseudonym": beginning.pseudonym,
        "back_url": beginning.back_url,
        "refused_url": beginning.refused_url,
        "form": form,
        "refusal": refusal,
        **form.parts(),
    }
    return page(request, "referrals/new.html", context, status=status)


def _review(request: PanahRequest, beginning: Beginning, form: OfferForm) -> HttpResponse:
    """Do it all and take it all back, so that the page shows what would be sent."""
    wish = form.wish()
    with transaction.atomic():
        referral = beginning.send(wish)
        transaction.set_rollback(True)
    return page(
        request,
        "referrals/offer_review.html",
        rehearsal(request, referral, wish, form) | {"is_new": False, "elsewhere": None},
    )


def _sent(request: PanahRequest, beginning: Beginning, form: OfferForm) -> HttpResponse:
    referral = beginning.send(form.wish())
    messages.success(request, _("Sent. The receiver's clock is running."))
    return redirect("referrals:referral", referral.id)


def handing_on(actor: Actor, row: Referral) -> dict[str, Any]:
    """Give what the page of a referral shows of handing on: whether this person can, and what it was handed on as."""
    held = known_many(actor, [row.person_id]).get(row.person_id)
    following = Referral.next_of(row)
    return {
        # Who hands on records the person's consent, and that lies with the facts of the case.
        "may_hand_on": held is not None and held.person is not None and row.allows(MOVES[Step.TRANSFER], actor),
        "next": following,
        "next_unit": str(Unit.by_id([following.receiver_unit_id])[following.receiver_unit_id]) if following else "",
    }
