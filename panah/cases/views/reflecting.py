"""The reflection period on the page of a case, and the page where a code is checked."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.cases import papers
from panah.cases.actions import reflection
from panah.cases.forms.deciding import ChoiceForm, CloseForm, CodeForm
from panah.cases.models import Case, CloseReason
from panah.cases.views.deciding import drawn, paper
from panah.core.htmx import page
from panah.core.trying import tried


@require_POST
@requires(Permission.REFLECTION_GRANT)
def grant(request: PanahRequest, case_id: UUID) -> HttpResponse:
    """Open a reflection period (RR-01)."""
    reflection.grant(actor=request.actor, case_id=case_id)
    messages.success(request, _("The reflection period runs."))
    return redirect("cases:decisions", case_id)


@require_POST
@requires(Permission.REFLECTION_GRANT)
def choose(request: PanahRequest, case_id: UUID) -> HttpResponse:
    """Keep what the person decided (RR-01)."""
    form = ChoiceForm(request.POST)

    def step() -> Any:
        return reflection.choose(actor=request.actor, case_id=case_id, **form.cleaned_data)

    return _after(request, case_id, "choice", form, tried(form, step))


@require_POST
@requires(Permission.REFLECTION_GRANT)
def close(request: PanahRequest, case_id: UUID) -> HttpResponse:
    """Close a period whose days are over, or that the person wishes to end (RR-01)."""
    form = CloseForm(request.POST)

    def step() -> Any:
        reason = CloseReason(form.cleaned_data["reason"])
        return reflection.close(actor=request.actor, case_id=case_id, reason=reason, words=form.cleaned_data["words"])

    return _after(request, case_id, "close", form, tried(form, step))


def _after(request: PanahRequest, case_id: UUID, name: str, form: forms.Form, done: object) -> HttpResponse:
    if done is None:
        return drawn(request, Case.opened(request.actor, case_id), {name: form})
    messages.success(request, _("Written down."))
    return redirect("cases:decisions", case_id)


@require_POST
@requires(Permission.REFLECTION_GRANT)
def certificate(request: PanahRequest, case_id: UUID) -> HttpResponse:
    """Draw a certificate with a new code; neither is kept (RR-03)."""
    period, code = reflection.certify(actor=request.actor, case_id=case_id)
    return paper(papers.certificate(period, code, period.person.language), f"certificate-{timezone.localdate()}.pdf")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REFLECTION_VERIFY)
def verify(request: PanahRequest) -> HttpResponse:
    """Say until when the bearer of a code may not be expelled, or that nothing is known of it (RR-03)."""
    form = CodeForm(request.POST or None)
    answer = None
    if form.is_valid():
        answer = reflection.verify(actor=request.actor, code=form.cleaned_data["code"])
        form = CodeForm()
    context = {"form": form, "answer": answer}
    return page(request, "cases/verify.html", context, status=422 if form.errors else 200)
