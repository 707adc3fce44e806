"""Signals: the sender writes and hears back, the special unit takes up, opens a case or closes."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.cases.models import Case
from panah.core.country import country
from panah.core.errors import Refused
from panah.core.htmx import page
from panah.core.paging import page_of
from panah.core.trying import answered, status_of, unsent
from panah.referrals.actions import signalling
from panah.referrals.forms.signalling import CloseForm, OpenForm, SignalForm
from panah.referrals.models import Signal, SignalReceipt
from panah.vault.fields import SEALED


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SIGNAL_SEND)
def new(request: PanahRequest) -> HttpResponse:
    """Write a signal; what is refused comes back with the rule and with what was typed (CON-06, CON-07, NGO-01)."""
    form = SignalForm(request.POST if request.method == "POST" else None)
    made, refusal = answered(form, lambda: signalling.send(actor=request.actor, told=form.told()))
    if made is not None:
        messages.success(request, _("Sent under {number}.").format(number=made[0].number))
        return redirect("referrals:signals_sent")
    return _asked(request, form, refusal)


def _asked(request: PanahRequest, form: SignalForm, refusal: Refused | None) -> HttpResponse:
    kind = Unit.by_id([request.actor.unit])[request.actor.unit].kind
    context = {
        "form": form,
        "refusal": refusal,
        "gated": kind in country().settings.consent_gated,
        "may_refer": request.actor.may(Permission.REFERRAL_SEND),
        "facts": form.group(form.FACTS),
        "place": form.group(form.PLACE),
        "named": form.group(form.NAMED),
        "handed": form.group(form.HANDED),
    }
    return page(request, "referrals/signal_new.html", context, status=status_of(form, refusal))


@require_safe
@requires(Permission.SIGNAL_SEND)
def sent(request: PanahRequest) -> HttpResponse:
    """Show what the unit told: number, day, state, outcome, and nothing else."""
    receipts = page_of(request, SignalReceipt.of(request.actor))
    context = {"rows": receipts.rows, "page": receipts, "here": request.get_full_path()}
    return page(request, "referrals/signals_sent.html", context)


@require_safe
@requires(Permission.SIGNAL_RECEIVE)
def inbox(request: PanahRequest) -> HttpResponse:
    """Show what waits, the soonest due on top; or every signal there was."""
    show_all = request.GET.get("show") == "all"
    every = page_of(request, Signal.received(request.actor)) if show_all else None
    rows = every.rows if every else list(Signal.waiting(request.actor))
    units = Unit.by_id(row.sender_unit_id for row in rows)
    context = {
        "rows": [(row, str(units.get(row.sender_unit_id, ""))) for row in rows],
        "page": every,
        "show_all": show_all,
        "here": request.get_full_path(),
    }
    return page(request, "referrals/signals.html", context)


@require_safe
@requires(Permission.SIGNAL_RECEIVE)
def signal(request: PanahRequest, signal_id: UUID) -> HttpResponse:
    """Show one signal to the unit it went to."""
    return _drawn(request, Signal.gate(request.actor, signal_id))


@require_POST
@requires(Permission.SIGNAL_RECEIVE)
def take(request: PanahRequest, signal_id: UUID) -> HttpResponse:
    """Take a signal up: its clock ends (NRM-06, NRM-07)."""
    signalling.take(actor=request.actor, signal_id=signal_id)
    messages.success(request, _("Taken up. The sender sees so."))
    return redirect("referrals:signal", signal_id)


@require_POST
@requires(Permission.SIGNAL_RECEIVE)
def open_case(request: PanahRequest, signal_id: UUID) -> HttpResponse:
    """Open a case from a signal."""
    form = OpenForm(request.POST, auto_id="open_%s")
    case, refusal = answered(
        form,
        lambda: signalling.open_case(
            actor=request.actor, signal_id=signal_id, facts=form.facts(), names=form.names_given()
        ),
    )
    if case is not None:
        messages.success(request, _("The case is open."))
        return redirect("cases:case", case.id)
    return _drawn(request, Signal.gate(request.actor, signal_id), open_form=form, refusal=refusal)


@require_POST
@requires(Permission.SIGNAL_RECEIVE)
def close(request: PanahRequest, signal_id: UUID) -> HttpResponse:
    """Close a signal with an outcome."""
    form = CloseForm(request.POST, auto_id="close_%s")
    made, refusal = answered(
        form, lambda: signalling.close(actor=request.actor, signal_id=signal_id, **form.cleaned_data)
    )
    if made is not None:
        messages.success(request, _("Closed. The sender sees the outcome and nothing more."))
        return redirect("referrals:signal", signal_id)
    return _drawn(request, Signal.gate(request.actor, signal_id), close_form=form, refusal=refusal)


def _drawn(
    request: PanahRequest,
    row: Signal,
    *,
    open_form: forms.Form | None = None,
    close_form: forms.Form | None = None,
    refusal: Refused | None = None,
) -> HttpResponse:
    sent = open_form or close_form
    case = Case.visible(request.actor).filter(id=row.case_id).first() if row.case_id else None
    facts = {"act": row.acts, "means": row.means, "purpose": row.purposes}
    context: dict[str, Any] = {
        "signal": row,
        "sender": str(Unit.by_id([row.sender_unit_id]).get(row.sender_unit_id, "")),
        "said": [(name, code) for name, listed in facts.items() for code in listed],
        "locked": row.words is SEALED,
        "case": case,
        "may_open": request.actor.may(Permission.CASE_OPEN),
        "open_form": open_form or OpenForm(auto_id="open_%s"),
        "close_form": close_form or CloseForm(auto_id="close_%s"),
        "opening": bool(open_form),
        "closing": bool(close_form),
        "refusal": refusal,
        "unsent": unsent(sent if refusal else None),
    }
    status = status_of(sent, refusal) if sent else 200
    return page(request, "referrals/signal.html", context, status=status)
