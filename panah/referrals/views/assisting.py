"""Requests for assistance: asked by who prosecutes or investigates, answered by who can help (NRM-08, NRM-09)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.core.errors import Refused
from panah.core.htmx import page
from panah.core.paging import page_of
from panah.core.trying import answered, status_of, unsent
from panah.referrals.actions import assisting
from panah.referrals.forms.assisting import DECLINED, AnswerForm, AssistanceForm
from panah.referrals.models import Assistance, AssistanceLetter


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ASSISTANCE_ASK)
def new(request: PanahRequest) -> HttpResponse:
    """Ask for assistance; what asks for information about a person is refused and led to a disclosure (PRI-04)."""
    actor = request.actor
    kind = Unit.by_id([actor.unit])[actor.unit].kind
    form = AssistanceForm(
        request.POST if request.method == "POST" else None, units=assisting.askable(actor), own_kind=kind
    )
    row, refusal = answered(form, lambda: assisting.ask(actor=actor, wanted=form.wanted()))
    if row is not None:
        messages.success(request, _("Asked under {number}.").format(number=row.number))
        return redirect("referrals:assistance_one", row.id)
    context = {"form": form, "refusal": refusal}
    return page(request, "referrals/assistance_new.html", context, status=status_of(form, refusal))


@require_safe
@requires(Permission.ASSISTANCE_ANSWER)
def received(request: PanahRequest) -> HttpResponse:
    """Show what the unit is asked for, the soonest due on top; or everything it ever was."""
    show_all = request.GET.get("show") == "all"
    every = page_of(request, Assistance.received(request.actor)) if show_all else None
    rows = every.rows if every else list(Assistance.waiting(request.actor))
    return _listed(request, rows, every, own=False, show_all=show_all)


@require_safe
@requires(Permission.ASSISTANCE_ASK)
def sent(request: PanahRequest) -> HttpResponse:
    """Show what the unit asked others for, and where it stands."""
    every = page_of(request, Assistance.sent(request.actor))
    return _listed(request, every.rows, every, own=True, show_all=True)


def _listed(request: PanahRequest, rows: list[Assistance], every: Any, *, own: bool, show_all: bool) -> HttpResponse:
    units = Unit.by_id(row.unit_id if own else row.asked_by_unit_id for row in rows)
    context = {
        "rows": [(row, str(units.get(row.unit_id if own else row.asked_by_unit_id, ""))) for row in rows],
        "page": every,
        "own": own,
        "show_all": show_all,
        "here": request.get_full_path(),
    }
    return page(request, "referrals/assistance_list.html", context)


@require_safe
@requires(Permission.ASSISTANCE_ASK, Permission.ASSISTANCE_ANSWER)
def one(request: PanahRequest, request_id: UUID) -> HttpResponse:
    """Show one request to either side."""
    return _drawn(request, Assistance.gate(request.actor, request_id))


@require_POST
@requires(Permission.ASSISTANCE_ANSWER)
def answer(request: PanahRequest, request_id: UUID) -> HttpResponse:
    """Answer a request, or decline it with a reason."""
    form = AnswerForm(request.POST)
    made, refusal = answered(form, lambda: _answer(request, request_id, form.cleaned_data))
    if made is None:
        return _drawn(request, Assistance.gate(request.actor, request_id), form=form, refusal=refusal)
    messages.success(request, _("Answered. The unit that asked sees it."))
    return redirect("referrals:assistance_one", request_id)


def _answer(request: PanahRequest, request_id: UUID, said: dict[str, Any]) -> Assistance:
    if said["outcome"] == DECLINED:
        reason = said["reason"]
        return assisting.decline(actor=request.actor, request_id=request_id, reason=reason, words=said["words"])
    return assisting.answer(actor=request.actor, request_id=request_id, words=said["words"])


def _drawn(
    request: PanahRequest, row: Assistance, *, form: AnswerForm | None = None, refusal: Refused | None = None
) -> HttpResponse:
    units = Unit.by_id([row.unit_id, row.asked_by_unit_id])
    may_answer = row.state == "asked" and row.unit_id in request.actor.unit_ids
    context: dict[str, Any] = {
        "request_row": row,
        "letters": AssistanceLetter.of(request.actor, row),
        "asker": str(units.get(row.asked_by_unit_id, "")),
        "asked": str(units.get(row.unit_id, "")),
        "mine": row.asked_by_unit_id in request.actor.unit_ids,
        "form": (form or AnswerForm()) if may_answer else None,
        "refusal": refusal,
        "unsent": unsent(None if may_answer else form),
    }
    status = status_of(form, refusal) if form else 200
    return page(request, "referrals/assistance.html", context, status=status)
