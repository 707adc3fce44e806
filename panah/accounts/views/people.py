"""The people of a unit: who they are, inviting, admitting, appointing and dismissing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from panah.accounts import invitations
from panah.accounts.actions import people
from panah.accounts.actions.people import Newcomer, Order
from panah.accounts.forms import AdmitForm, DismissForm, InviteForm, OrderForm
from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Appointment, Member, Unit, names_of_unit
from panah.accounts.permissions import Permission
from panah.accounts.staff import role_names, staff
from panah.accounts.views.parts import form_page, posted, refuse
from panah.core.country import say
from panah.core.errors import NotHere, Refused
from panah.core.htmx import page

LOOKS_AFTER = (Permission.MEMBER_ADMIT, Permission.MEMBER_APPOINT)


@requires(Permission.MEMBER_VIEW, Permission.MEMBER_APPOINT)
def colleagues(request: PanahRequest) -> HttpResponse:
    """The people of my units, those who wait to be admitted on top."""
    invites = request.actor.may_any(LOOKS_AFTER)
    return page(request, "accounts/colleagues.html", {"units": staff(request.actor), "invites": invites})


@requires(*LOOKS_AFTER, step_up=True)
def invite(request: PanahRequest, unit_id: UUID) -> HttpResponse:
    """Invite a new colleague; the code is shown once, on the page that answers."""
    unit = Unit.staffed(request.actor, unit_id)
    form = InviteForm(posted(request), unit=unit)
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        who = Newcomer(asked["login"], asked["alias"], asked["legal_name"])
        try:
            code = people.invite(actor=request.actor, unit_id=unit.id, who=who, order=_order(form))
            return _code_page(request, code, who.alias)
        except Refused as refusal:
            refuse(form, refusal, "login" if isinstance(refusal, people.LoginTaken) else None)
    return form_page(request, "accounts/invite.html", form, {"unit": unit})


def _order(form: OrderForm) -> Order:
    asked = form.cleaned_data
    return Order(asked["order_number"], asked["order_date"], asked["roles"])


def _code_page(request: PanahRequest, code: str, alias: str) -> HttpResponse:
    """Show a code and its link. The code stands behind the #, which browsers send to no server."""
    link = request.build_absolute_uri(reverse("accounts:join")) + f"#{code}"
    days = people.INVITATION_LASTS.days
    return page(request, "accounts/invited.html", {"code": code, "link": link, "alias": alias, "days": days})


@require_POST
@requires(*LOOKS_AFTER, step_up=True)
def invite_again(request: PanahRequest, member_id: UUID, unit_id: UUID) -> HttpResponse:
    """A new code for a colleague who lost password or second factor."""
    code = people.invite_again(actor=request.actor, member_id=member_id, unit_id=unit_id)
    return _code_page(request, code, _appointments(request, member_id)[0].member.alias)


@require_POST
@requires(*LOOKS_AFTER)
def withdraw(request: PanahRequest, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    people.withdraw(actor=request.actor, invitation_id=invitation_id)
    messages.success(request, _("The invitation is withdrawn."))
    return redirect("accounts:colleagues")


def _appointments(request: PanahRequest, member_id: UUID) -> list[Appointment]:
    found = list(Appointment.of_member(request.actor, member_id)[:100])
    if not found:
        raise NotHere
    return found


@requires(Permission.MEMBER_VIEW, Permission.MEMBER_APPOINT)
def member(request: PanahRequest, member_id: UUID) -> HttpResponse:
    """One colleague: appointments by their orders, and what can be done."""
    return _member_page(request, member_id)


def _member_page(request: PanahRequest, member_id: UUID, legal_name: str | None = None) -> HttpResponse:
    found = _appointments(request, member_id)
    running = [one for one in found if one.ended_at is None]
    unit_ids = {one.unit_id for one in running}
    units = [unit for unit in Unit.staffed_by(request.actor)[:100] if unit.id in unit_ids]
    context = {
        "member": found[0].member,
        "appointments": [(one, say(names_of_unit(one.unit_id)), role_names([one.role])[0]) for one in found],
        "units": units,
        "waiting": {one.unit_id for one in running if one.admitted_at is None} & set(request.actor.unit_ids),
        "may_change": request.actor.may_any(LOOKS_AFTER) and member_id != request.actor.member_id,
        "legal_name": legal_name,
    }
    return page(request, "accounts/member.html", context)


@require_POST
@requires(*LOOKS_AFTER, step_up=True)
def legal_name(request: PanahRequest, member_id: UUID) -> HttpResponse:
    """Open the legal name behind the alias; this is written into the trail."""
    return _member_page(request, member_id, people.open_legal_name(actor=request.actor, member_id=member_id))


@requires(*LOOKS_AFTER, step_up=True)
def appoint(request: PanahRequest, member_id: UUID, unit_id: UUID) -> HttpResponse:
    """Give a colleague a further role by an order."""
    unit = Unit.staffed(request.actor, unit_id)
    known = _appointments(request, member_id)[0].member
    form = OrderForm(posted(request), unit=unit)
    if form.is_bound and form.is_valid():
        try:
            people.appoint(actor=request.actor, member_id=member_id, unit_id=unit_id, order=_order(form))
            messages.success(request, _("Appointed. The role works once a colleague of the unit admits."))
            return redirect("accounts:member", member_id)
        except Refused as refusal:
            refuse(form, refusal)
    return form_page(request, "accounts/appoint.html", form, {"unit": unit, "member": known})


@requires(Permission.MEMBER_ADMIT, step_up=True)
def admit(request: PanahRequest, member_id: UUID, unit_id: UUID) -> HttpResponse:
    """Admit a newcomer after hearing the number that their own page shows."""
    unit = Unit.staffed(request.actor, unit_id)
    number = invitations.check_number(people.key_to_admit(member_id, unit_id))
    form = AdmitForm(posted(request), initial={"number": number})
    if form.is_bound and form.is_valid():
        people.admit(actor=request.actor, member_id=member_id, unit_id=unit_id, heard=form.cleaned_data["number"])
        messages.success(request, _("Admitted: the roles work from now on."))
        return redirect("accounts:colleagues")
    waiting = [one for one in _appointments(request, member_id) if one.unit_id == unit_id and one.ended_at is None]
    context = {
        "unit": unit,
        "member": waiting[0].member,
        "roles": role_names(one.role for one in waiting),
        "order_number": waiting[0].order_number,
        "number": number,
    }
    return form_page(request, "accounts/admit.html", form, context)


@requires(*LOOKS_AFTER, step_up=True)
def dismiss(request: PanahRequest, member_id: UUID) -> HttpResponse:
    """End appointments by an order; it works at once."""
    running = [one for one in _appointments(request, member_id) if one.ended_at is None]
    form = DismissForm(posted(request), running=running)
    if form.is_bound and form.is_valid():
        ended = [UUID(text) for text in form.cleaned_data["appointments"]]
        order = form.cleaned_data["order_number"]
        people.dismiss(actor=request.actor, member_id=member_id, appointment_ids=ended, order_number=order)
        messages.success(request, _("Ended: roles, sessions and keys are gone."))
        return redirect("accounts:colleagues")
    known: Member = (running or _appointments(request, member_id))[0].member
    return form_page(request, "accounts/dismiss.html", form, {"member": known, "running": running})
