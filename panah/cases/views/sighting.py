"""Who can see this case, why and until when; ending and extending it; and the person's own print-out."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.cases import ledger
from panah.cases.actions import sight as actions
from panah.cases.forms.consents import ExtendForm, ends
from panah.cases.models import Case
from panah.cases.sights import parts, seen
from panah.cases.views.deciding import paper
from panah.cases.views.tabs import around, on_case
from panah.core.errors import BadInput
from panah.core.htmx import page


@require_safe
@requires(Permission.CASE_VIEW)
@on_case
def sights(request: PanahRequest, case: Case) -> HttpResponse:
    """Say in words which unit can see what, why and until when."""
    context = {
        "parts": parts(request.actor, case),
        "seen": seen(case.person_id)[:50],
        "may_change": request.actor.may(Permission.CASE_CLOSE),
        "may_ask": request.actor.may(Permission.DISCLOSURE_ASK),
        **around(request, case, "cases:sights"),
    }
    return page(request, "cases/sights.html", context)


@require_POST
@requires(Permission.CASE_CLOSE)
@on_case
def end(request: PanahRequest, case: Case, grant_id: UUID) -> HttpResponse:
    """End a unit's right to see a part of the case."""
    actions.end(actor=request.actor, case_id=case.id, grant_id=grant_id)
    messages.success(request, _("Ended. They see it no longer."))
    return redirect("cases:sights", case.id)


@require_POST
@requires(Permission.CASE_CLOSE)
@on_case
def extend(request: PanahRequest, case: Case, grant_id: UUID) -> HttpResponse:
    """Let a unit see a part of the case for longer, within the consent."""
    form = ExtendForm(request.POST)
    if not form.is_valid():
        raise BadInput
    actions.extend(actor=request.actor, case_id=case.id, grant_id=grant_id, until=ends(form.cleaned_data["until"]))
    messages.success(request, _("Extended."))
    return redirect("cases:sights", case.id)


@require_safe
@requires(Permission.CASE_VIEW)
@on_case
def printed(_request: PanahRequest, case: Case) -> HttpResponse:
    """Draw for the person who has looked at what."""
    return paper(ledger.seen(case.pseudonym, seen(case.person_id)), f"{case.number}-seen.pdf")
