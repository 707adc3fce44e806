"""Disclosure: entering what a body asks for, deciding it, giving out the extract, and the ledger (PRI-04)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.cases import extracts
from panah.cases.actions import disclosing as actions
from panah.cases.forms.disclosing import AskForm, DecisionForm
from panah.cases.models import Case, Disclosure, DisclosureState
from panah.cases.views.deciding import paper
from panah.cases.views.tabs import on_case
from panah.core.country import country
from panah.core.errors import NotHere, Refused
from panah.core.htmx import page
from panah.core.paging import page_of

EITHER = (Permission.DISCLOSURE_ASK, Permission.DISCLOSURE_DECIDE)


@require_safe
@requires(*EITHER)
def listed(request: PanahRequest) -> HttpResponse:
    """List who asked for what, newest first, with what was decided and given out."""
    shown = page_of(request, Disclosure.visible(request.actor))
    units = Unit.by_id(each for row in shown.rows for each in (row.unit_id, row.to_unit_id))
    rows = [(row, str(units.get(row.unit_id, "–")), str(units.get(row.to_unit_id, "–"))) for row in shown.rows]
    return page(request, "cases/disclosures.html", {"page": shown, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DISCLOSURE_ASK)
@on_case
def ask(request: PanahRequest, case: Case) -> HttpResponse:
    """Enter what a body asks for; refused at once without a basis."""
    form = AskForm(request.POST if request.method == "POST" else None, actor=request.actor)
    if form.is_valid():
        try:
            row = actions.ask(actor=request.actor, case_id=case.id, ask=form.ask())
        except Refused as refusal:
            form.add_error(None, f"{refusal} ({refusal.rule})")
        else:
            messages.success(request, _("Entered. Somebody else decides it."))
            return redirect("cases:disclosure", row.id)
    return page(request, "cases/disclosure_new.html", {"form": form, "case": case}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*EITHER)
def disclosure(request: PanahRequest, disclosure_id: UUID) -> HttpResponse:
    """Show a request; decide it."""
    row = Disclosure.gate(request.actor, disclosure_id)
    form = DecisionForm(request.POST if request.method == "POST" else None, asked=row.asked_fields)
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.decide(
                actor=request.actor, disclosure_id=row.id, fields=tuple(said["given"]), reason=said["reason"]
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Decided."))
            return redirect("cases:disclosure", row.id)
    return page(request, "cases/disclosure.html", _shown(request, row, form), status=422 if form.errors else 200)


def _shown(request: PanahRequest, row: Disclosure, form: DecisionForm) -> dict[str, object]:
    units, labels = (
        Unit.by_id([row.unit_id, row.to_unit_id, row.decided_by_unit_id]),
        country().codes("disclosure_field"),
    )
    mine = row.unit_id in request.actor.unit_ids
    may_decide = request.actor.may(Permission.DISCLOSURE_DECIDE) and row.entered_by_id != request.actor.member_id
    return {
        "row": row,
        "form": form,
        "unit": str(units.get(row.unit_id, "–")),
        "to": str(units.get(row.to_unit_id, "–")),
        "decided_by": str(units.get(row.decided_by_unit_id, "–")) if row.decided_by_unit_id else "",
        "asked": [labels[each].label for each in row.asked_fields],
        "given": [labels[each].label for each in row.given_fields],
        "extract": extracts.lines(row.extract),
        "may_decide": may_decide and row.state == DisclosureState.ASKED,
        "may_give": mine and row.state == DisclosureState.GRANTED and row.given_at is None,
        "mine": mine,
    }


@require_POST
@requires(Permission.DISCLOSURE_ASK)
def give(request: PanahRequest, disclosure_id: UUID) -> HttpResponse:
    """Make the extract of what was granted."""
    actions.give(actor=request.actor, disclosure_id=disclosure_id)
    messages.success(request, _("The extract is made. It is in the ledger that it went out."))
    return redirect("cases:disclosure", disclosure_id)


@require_safe
@requires(Permission.DISCLOSURE_ASK)
def printed(request: PanahRequest, disclosure_id: UUID) -> HttpResponse:
    """Draw the extract."""
    row = Disclosure.gate(request.actor, disclosure_id)
    if row.given_at is None or row.unit_id not in request.actor.unit_ids:
        raise NotHere
    return paper(extracts.pdf(row), f"extract-{row.given_at:%Y-%m-%d}-{str(row.id)[-6:]}.pdf")
