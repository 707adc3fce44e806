"""The consent ledger of a case: what the person agreed to, recording and printing it, returning what was shared."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.cases import ledger
from panah.cases.actions import consents as actions
from panah.cases.actions import returning
from panah.cases.forms.consents import ConsentForm, ReturnForm
from panah.cases.models import Case, Consent, Return
from panah.cases.sights import shared_under
from panah.cases.views.deciding import paper
from panah.cases.views.tabs import around, on_case
from panah.core.errors import NotHere
from panah.core.htmx import page
from panah.core.paging import page_of
from panah.core.trying import told
from panah.vault.models import Compartment


@require_safe
@requires(Permission.CASE_VIEW)
@on_case
def consents(request: PanahRequest, case: Case) -> HttpResponse:
    """List what the person agreed to share, what rests on it, and what its withdrawal would end (CON-06)."""
    rows = list(Consent.of(request.actor, case.person_id).prefetch_related("uses"))
    units = Unit.by_id(row.recipient_unit_id for row in rows)
    returns = {
        each.consent_id: each for each in Return.visible(request.actor).filter(consent_id__in=[r.id for r in rows])
    }
    resting = shared_under(request.actor, case.person_id, [use.reference for row in rows for use in row.uses.all()])
    listed = [
        {
            "consent": row,
            "recipient": str(units.get(row.recipient_unit_id, "–")),
            "shared": [Compartment(each).label for each in row.compartments],
            "mine": row.recorded_by_unit_id in request.actor.unit_ids,
            "ends": [part for unit, part in resting if unit == str(units.get(row.recipient_unit_id, "–"))],
            "back": returns.get(row.id),
        }
        for row in rows
    ]
    context = {"listed": listed, "languages": ledger.LANGUAGES, **around(request, case, "cases:consents")}
    return page(request, "cases/consents.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CASE_WRITE)
@on_case
def record(request: PanahRequest, case: Case) -> HttpResponse:
    """Record what the person, a guardian or both agree to (CON-06, CH-13)."""
    form = ConsentForm(request.POST if request.method == "POST" else None, actor=request.actor)
    if told(
        form,
        lambda: actions.record(
            actor=request.actor, person_id=case.person_id, matter=case.person_id, agreement=form.agreement()
        ),
    ):
        messages.success(request, _("Recorded. It can be withdrawn at any time."))
        return redirect("cases:consents", case.id)
    context = {"form": form, **around(request, case, "cases:consents")}
    return page(request, "cases/consent_new.html", context, status=422 if form.errors else 200)


@require_safe
@requires(Permission.CASE_VIEW)
@on_case
def printed(request: PanahRequest, case: Case, language: str) -> HttpResponse:
    """Draw the ledger for the person, in one of the country's languages."""
    if language not in ledger.LANGUAGES:
        raise NotHere
    rows = Consent.of(request.actor, case.person_id)
    return paper(ledger.consents(case.pseudonym, rows, language), f"{case.number}-consents-{language}.pdf")


@require_safe
@requires(Permission.PERSON_VIEW)
def returns(request: PanahRequest) -> HttpResponse:
    """List what one's unit has to give back or destroy, and what it asked of others."""
    shown = page_of(request, Return.visible(request.actor))
    units = Unit.by_id(each for row in shown.rows for each in (row.unit_id, row.asked_by_unit_id))
    rows = [
        (
            row,
            str(units.get(row.unit_id, "–")),
            str(units.get(row.asked_by_unit_id, "–")),
            row.unit_id in request.actor.unit_ids,
        )
        for row in shown.rows
    ]
    return page(request, "cases/returns.html", {"page": shown, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PERSON_VIEW)
def give_back(request: PanahRequest, consent_id: UUID) -> HttpResponse:
    """Say what became of what was received under a consent that is withdrawn."""
    row = Return.gate(request.actor, consent_id)
    form = ReturnForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        returning.confirm(actor=request.actor, consent_id=consent_id, answer=form.cleaned_data["answer"])
        messages.success(request, _("Answered. The unit that had shared it is told."))
        return redirect("cases:returns")
    asked_by = str(Unit.by_id([row.asked_by_unit_id]).get(row.asked_by_unit_id, "–"))
    context = {
        "row": row,
        "form": form,
        "asked_by": asked_by,
        "shared": [Compartment(each).label for each in row.compartments],
        "mine": row.unit_id in request.actor.unit_ids,
    }
    return page(request, "cases/return.html", context, status=422 if form.errors else 200)
