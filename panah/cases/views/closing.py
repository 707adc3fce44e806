"""How a case ends: the steps that the forms of its overview send."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.cases.actions import closing
from panah.cases.forms.cases import AnswerForm, ProposeForm, ReopenForm
from panah.cases.models import Case, CaseMove
from panah.cases.views.overview import drawn
from panah.core.errors import BadInput


@require_POST
@requires(Permission.CASE_WRITE)
def propose(request: PanahRequest, case_id: UUID) -> HttpResponse:
    """Propose to close the case."""
    return _step(request, case_id, ProposeForm, closing.propose, _("Proposed. A lead of your unit decides."))


@require_POST
@requires(Permission.CASE_CLOSE)
def send_back(request: PanahRequest, case_id: UUID) -> HttpResponse:
    """Let the case go on."""
    return _step(request, case_id, AnswerForm, closing.send_back, _("The case goes on."))


@require_POST
@requires(Permission.CASE_CLOSE)
def close(request: PanahRequest, case_id: UUID) -> HttpResponse:
    """Close the case."""
    return _step(request, case_id, AnswerForm, closing.close, _("The case is closed."))


@require_POST
@requires(Permission.CASE_OPEN)
def reopen(request: PanahRequest, case_id: UUID) -> HttpResponse:
    """Open the case again."""
    return _step(request, case_id, ReopenForm, closing.reopen, _("The case is open again, and assigned to you."))


def _step(
    request: PanahRequest, case_id: UUID, kind: type[forms.Form], action: Callable[..., CaseMove], said: Any
) -> HttpResponse:
    """Take a step; one that is refused comes back with its reason and with what was typed."""
    form = kind(request.POST)
    try:
        if not form.is_valid():
            raise closing.NoReason if "reason" in form.errors else BadInput
        with transaction.atomic():
            action(actor=request.actor, case_id=case_id, **form.cleaned_data)
    except (BadInput, closing.MeasureGoesOn, closing.DutyOpen) as refusal:
        return drawn(request, Case.opened(request.actor, case_id), refusal=refusal, form=form)
    messages.success(request, said)
    return redirect("cases:case", case_id)
