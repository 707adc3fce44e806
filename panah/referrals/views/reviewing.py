"""The supervisor's review of sharing without consent, and the consents of a person with their withdrawal."""

import re
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.cases.models import Consent
from panah.core.errors import NotHere
from panah.core.htmx import page
from panah.core.trying import tried
from panah.people.models import Person
from panah.referrals.actions import reviewing
from panah.referrals.forms.answering import ReviewForm
from panah.referrals.models import Letter, Override, Referral
from panah.referrals.words import labelled

# The case whose page it was withdrawn from, to go back there.
_ID = re.compile(r"[0-9a-f-]{36}")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REFERRAL_REVIEW)
def review(request: PanahRequest, referral_id: UUID) -> HttpResponse:
    """Show the reason for sharing without consent; uphold it or overturn it (HL-11)."""
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if tried(form, lambda: reviewing.review(actor=request.actor, referral_id=referral_id, **form.cleaned_data)):
        messages.success(request, _("Reviewed."))
        return redirect("referrals:reviews")
    referral = Referral.gate(request.actor, referral_id)
    override = Override.of(request.actor, referral)
    if override is None:
        raise NotHere
    context = {
        "referral": referral,
        "override": override,
        "receiver": str(Unit.by_id([referral.receiver_unit_id])[referral.receiver_unit_id]),
        "letters": list(Letter.of(referral).values()),
        "shared": labelled(referral.compartments),
        "own": override.used_by_id == request.actor.member_id,
        "form": form,
    }
    return page(request, "referrals/review.html", context, status=422 if form.errors else 200)


@require_safe
@requires(Permission.CONSENT_RECORD)
def consents(request: PanahRequest, person_id: UUID) -> HttpResponse:
    """Show what a person agreed to share, with whom, until when, and what rests on it."""
    person = Person.gate(request.actor, person_id)
    rows = list(Consent.of(request.actor, person_id).prefetch_related("uses"))
    units = Unit.by_id(row.recipient_unit_id for row in rows)
    listed = [(row, str(units.get(row.recipient_unit_id, "")), labelled(row.compartments)) for row in rows]
    mine = set(request.actor.unit_ids)
    return page(request, "referrals/consents.html", {"person": person, "consents": listed, "mine": mine})


@require_POST
@requires(Permission.CONSENT_RECORD)
def withdraw(request: PanahRequest, consent_id: UUID) -> HttpResponse:
    """Withdraw a consent: whatever rests on it closes at once (CON-06)."""
    consent = reviewing.withdraw_consent(actor=request.actor, consent_id=consent_id)
    messages.success(request, _("Withdrawn. What rested on it is closed, and the recipient is told."))
    if _ID.fullmatch(request.POST.get("case", "")):
        return redirect("cases:consents", request.POST["case"])
    return redirect("referrals:consents", consent.person_id)
