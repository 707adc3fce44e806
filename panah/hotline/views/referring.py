"""A new referral from a contact: one guided page, a look at what the receiver will see, and off it goes."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core.errors import BadInput, Refused
from panah.core.htmx import page
from panah.hotline.actions import drafts, referring
from panah.hotline.forms.referring import ReferForm
from panah.hotline.models import Contact
from panah.hotline.states import DraftForm
from panah.people.actions.matching import LooksKnown
from panah.referrals import receivers
from panah.referrals.offers import rehearsal

# Refusals a person can do something about on this page; the others have pages of their own.
ANSWERABLE = (409, 422)


@dataclass(frozen=True, slots=True)
class Refer:
    """The page as it stands: the contact, its form, and the refusal of the last try."""

    contact: Contact
    form: ReferForm
    refusal: Refused | None = None
    saved_at: Any = None


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CONTACT_WRITE)
def refer(request: PanahRequest, contact_id: UUID) -> HttpResponse:
    """Fill in, look at what they will see, send; whatever is refused comes back with the rule and what was typed."""
    contact = Contact.gate(request.actor, contact_id)
    if request.method != "POST":
        kept = drafts.read(request.actor, contact, DraftForm.REFERRAL)
        return _asked(
            request, Refer(contact, _form(request, contact, initial=dict(kept.words)), saved_at=kept.saved_at)
        )
    form = _form(request, contact)
    step = request.POST.get("step", "review")
    if step == "edit" or not form.is_valid():
        return _asked(request, Refer(contact, form), status=200 if step == "edit" else 422)
    try:
        referring.compare(actor=request.actor, someone=form.someone(), wish=form.wish())
        return _sent(request, contact, form) if step == "send" else _review(request, contact, form)
    except Refused as refusal:
        if refusal.status not in ANSWERABLE:
            raise
        return _asked(request, Refer(contact, form, refusal), status=refusal.status)


def _form(request: PanahRequest, contact: Contact, initial: dict[str, Any] | None = None) -> ReferForm:
    data = request.POST if request.method == "POST" else None
    persons, groups = referring.persons_of(contact), receivers.directory(request.actor)
    return ReferForm(data, initial=initial, persons=persons, groups=groups)


def _asked(request: PanahRequest, state: Refer, status: int = 200) -> HttpResponse:
    form = state.form
    context = {
        "contact": state.contact,
        "form": form,
        "refusal": state.refusal,
        "alike": state.refusal.alike if isinstance(state.refusal, LooksKnown) else [],
        "saved_at": state.saved_at,
        **form.parts(),
    }
    return page(request, "hotline/refer.html", context, status=status)


def _review(request: PanahRequest, contact: Contact, form: ReferForm) -> HttpResponse:
    someone, wish = form.someone(), form.wish()
    referral = referring.rehearse(actor=request.actor, contact_id=contact.id, someone=someone, wish=wish)
    context = rehearsal(request, referral, wish, form) | {
        "is_new": someone.is_new,
        "elsewhere": referring.elsewhere(actor=request.actor, someone=someone),
    }
    return page(request, "referrals/offer_review.html", context)


def _sent(request: PanahRequest, contact: Contact, form: ReferForm) -> HttpResponse:
    referral = referring.refer(actor=request.actor, contact_id=contact.id, someone=form.someone(), wish=form.wish())
    messages.success(request, _("Sent. The receiver's clock is running."))
    return redirect("referrals:referral", referral.id)


@require_POST
@requires(Permission.CONTACT_WRITE)
def consent_refused(request: PanahRequest, contact_id: UUID) -> HttpResponse:
    """Write down that the caller does not agree; nothing is shared."""
    try:
        unit_id = UUID(request.POST.get("receiver", ""))
    except ValueError as error:
        raise BadInput(_("Choose the recipient the person does not agree to.")) from error
    referring.refused(actor=request.actor, contact_id=contact_id, recipient_unit_id=unit_id)
    messages.success(request, _("Written down. Nothing was shared."))
    return redirect("hotline:contact", contact_id)
