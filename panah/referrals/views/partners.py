"""Organisations: the register with what they do and were taught; outreach; who works together with whom."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core.htmx import page
from panah.core.paging import page_of
from panah.core.trying import told
from panah.referrals.actions import cooperating, outreach, partners
from panah.referrals.forms.partners import CooperationForm, OutreachForm, ProfileForm, TrainingForm
from panah.referrals.models import Outreach


@require_safe
@requires(Permission.MEMORANDUM_EDIT, Permission.MEMORANDUM_VIEW)
def register(request: PanahRequest) -> HttpResponse:
    """Show which organisations there are, what they do and where, and what their people were taught (NGO-02)."""
    may_edit = request.actor.may(Permission.MEMORANDUM_EDIT)
    return page(request, "referrals/partners.html", {"rows": partners.register(request.actor), "may_edit": may_edit})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MEMORANDUM_EDIT)
def describe(request: PanahRequest, unit_id: UUID) -> HttpResponse:
    """Write down what an organisation does and where."""
    entry = partners.one(request.actor, unit_id)
    form = ProfileForm(request.POST) if request.method == "POST" else ProfileForm.of(entry.profile)
    if told(form, lambda: partners.describe(actor=request.actor, unit_id=unit_id, profile=form.profile())):
        messages.success(request, _("Written down."))
        return redirect("referrals:partner", unit_id)
    return _drawn(request, entry, form, TrainingForm(auto_id="training_%s"))


@require_POST
@requires(Permission.MEMORANDUM_EDIT)
def train(request: PanahRequest, unit_id: UUID) -> HttpResponse:
    """Record a training of an organisation's people."""
    entry = partners.one(request.actor, unit_id)
    form = TrainingForm(request.POST, auto_id="training_%s")
    if told(form, lambda: partners.train(actor=request.actor, unit_id=unit_id, **form.cleaned_data)):
        messages.success(request, _("Recorded."))
        return redirect("referrals:partner", unit_id)
    return _drawn(request, entry, ProfileForm.of(entry.profile), form)


def _drawn(request: PanahRequest, entry: partners.Entry, form: ProfileForm, training: TrainingForm) -> HttpResponse:
    wrong = bool((form.is_bound and form.errors) or (training.is_bound and training.errors))
    context = {"entry": entry, "form": form, "training_form": training}
    return page(request, "referrals/partner.html", context, status=422 if wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.OUTREACH_WRITE)
def reached(request: PanahRequest) -> HttpResponse:
    """Show how many people the organisation reached, and record another time (NRM-13)."""
    form = OutreachForm(request.POST if request.method == "POST" else None)
    if told(form, lambda: outreach.record(actor=request.actor, told=form.told())):
        messages.success(request, _("Recorded."))
        return redirect("referrals:outreach")
    rows = page_of(request, Outreach.of(request.actor))
    context = {"rows": rows.rows, "page": rows, "form": form}
    return page(request, "referrals/outreach.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.COOPERATION_EDIT)
def together(request: PanahRequest) -> HttpResponse:
    """Show with which organisations the unit works together, and begin with another (AC-04)."""
    form = CooperationForm(request.POST if request.method == "POST" else None)
    if told(form, lambda: cooperating.begin(actor=request.actor, **form.chosen())):
        messages.success(request, _("Written down."))
        return redirect("referrals:cooperation")
    context = {"rows": cooperating.live(request.actor), "form": form}
    return page(request, "referrals/cooperation.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Permission.COOPERATION_EDIT)
def apart(request: PanahRequest, cooperation_id: UUID) -> HttpResponse:
    """End working together."""
    cooperating.end(actor=request.actor, cooperation_id=cooperation_id)
    messages.success(request, _("Ended."))
    return redirect("referrals:cooperation")
