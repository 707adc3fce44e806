"""The prosecutor's pages: orders that suspend access to a person's data, and their lifting (CON-08)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Member
from panah.accounts.permissions import Permission
from panah.cases.forms.orders import DecisionForm, OrderForm
from panah.core.errors import NotHere, Refused
from panah.core.htmx import page
from panah.core.paging import page_of
from panah.vault import orders
from panah.vault.models import Compartment, SuspensionOrder


@require_safe
@requires(Permission.GRANT_SUSPEND)
def listed(request: PanahRequest) -> HttpResponse:
    """List the orders of the unit, newest first: what stands, and what was lifted."""
    shown = page_of(request, SuspensionOrder.visible(request.actor))
    members = Member.by_id(each for row in shown.rows for each in row.spared_members)
    rows = [(row, _scope(row), [str(members.get(each, "–")) for each in row.spared_members]) for row in shown.rows]
    return page(request, "cases/orders.html", {"page": shown, "rows": rows})


def _scope(row: SuspensionOrder) -> list[str]:
    return [str(Compartment(each).label) for each in row.scope]


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.GRANT_SUSPEND, step_up=True)
def enter(request: PanahRequest) -> HttpResponse:
    """Enter a decision: everybody but the officials it names is shut out at once (CON-08)."""
    form = OrderForm(request.POST if request.method == "POST" else None, known=orders.officials())
    if form.is_valid():
        said = form.cleaned_data
        try:
            orders.enter(
                actor=request.actor,
                label=said["label"],
                decision=form.decision(),
                scope=[Compartment(each) for each in said["scope"]],
                spared=said["spared"],
            )
        except orders.NobodyCalled as refusal:
            form.add_error("label", str(refusal))
        else:
            messages.success(request, _("Entered. Access is suspended everywhere from this moment."))
            return redirect("cases:orders")
    return page(request, "cases/order_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.GRANT_SUSPEND, step_up=True)
def lift(request: PanahRequest, order_id: UUID) -> HttpResponse:
    """Lift an order by a new decision (CON-08)."""
    order = SuspensionOrder.visible(request.actor).filter(id=order_id).first()
    if order is None:
        raise NotHere
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.cleaned_data["decided_on"] < order.decided_on:
        form.add_error("decided_on", _("The new decision cannot be older than the one it lifts."))
    if form.is_valid():
        try:
            orders.lift(actor=request.actor, order_id=order.id, decision=form.decision())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Lifted. Who had access before has it again."))
            return redirect("cases:orders")
    return page(request, "cases/order_lift.html", {"form": form, "order": order}, status=422 if form.errors else 200)
