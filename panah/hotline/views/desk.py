"""The desk: who is calling, whom to call back, what of mine is unfinished, who is here."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core.errors import BadInput
from panah.core.htmx import page
from panah.duties.models import Duty
from panah.hotline.actions import blocking, calls
from panah.hotline.models import Block, Call, CallBack, Contact, Presence
from panah.hotline.states import PresenceState
from panah.vault import index


@dataclass(frozen=True, slots=True)
class Ringing:
    """A ringing call as the operator sees it: how long it waits, whether the caller is known, whether blocked."""

    call: Call
    number: str
    earlier: int
    block: Block | None


@requires(Permission.DESK)
def desk(request: PanahRequest) -> HttpResponse:
    """Show the desk."""
    context = queue_of(request) | {
        "queue_url": reverse("hotline:calls_live"),
        "unfinished": list(Contact.unfinished(request.actor).order_by("id")[:20]),
        "duties": Duty.mine(request.actor)[:20],
    }
    return page(request, "hotline/desk.html", context)


@requires(Permission.DESK)
def calls_live(request: PanahRequest) -> HttpResponse:
    """Show the queue alone: fetched again whenever the exchange reports something."""
    return page(request, "hotline/_queue.html", queue_of(request))


def queue_of(request: PanahRequest) -> dict[str, Any]:
    """Gather what the queue shows; bounded lists, a handful of queries."""
    actor = request.actor
    backs = CallBack.waiting(actor)
    presence = list(Presence.of_unit(actor.unit)[:50])
    return {
        "ringing": [_ringing(request, call) for call in Call.ringing(actor)],
        "call_backs": list(backs),
        "free": calls.is_free(actor),
        "presence": presence,
        "me": next((row for row in presence if row.member_id == actor.member_id), None),
        "states": PresenceState.choices,
        "now": timezone.now(),
    }


def _ringing(request: PanahRequest, call: Call) -> Ringing:
    number = call.number or ""
    earlier = index.find_phone(request.actor, number, subject_kind="contact") if number else []
    return Ringing(call, number, len(earlier), blocking.block_of(request.actor, number) if number else None)


@require_POST
@requires(Permission.CONTACT_TAKE)
def answer(request: PanahRequest, call_id: UUID) -> HttpResponse:
    """Take a ringing call; the first to answer has it."""
    contact = calls.answer(actor=request.actor, call_id=call_id)
    return redirect("hotline:contact", contact.id)


@require_POST
@requires(Permission.CONTACT_TAKE)
def return_call(request: PanahRequest, call_back_id: UUID) -> HttpResponse:
    """Take a call-back."""
    contact = calls.return_call(actor=request.actor, call_back_id=call_back_id)
    return redirect("hotline:contact", contact.id)


@require_POST
@requires(Permission.CONTACT_TAKE)
def close_call_back(request: PanahRequest, call_back_id: UUID) -> HttpResponse:
    """Say whether the caller was reached."""
    reached = request.POST.get("reached") == "yes"
    calls.close_call_back(actor=request.actor, call_back_id=call_back_id, reached=reached)
    return redirect("hotline:desk")


@require_POST
@requires(Permission.CONTACT_TAKE)
def presence(request: PanahRequest) -> HttpResponse:
    """Say of oneself: available, away, off."""
    wanted = request.POST.get("state", "")
    if wanted not in PresenceState.values:
        raise BadInput
    calls.be(actor=request.actor, state=PresenceState(wanted))
    return redirect("hotline:desk")
