"""The register of memoranda: for who keeps it all of it, for an organisation its own part (NGO-01, POL-02)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core.country import country
from panah.core.errors import BadInput
from panah.core.htmx import page
from panah.core.paging import page_of
from panah.core.trying import tried
from panah.referrals.actions import memoranda
from panah.referrals.forms.memoranda import EndForm, MemorandumForm
from panah.referrals.models import Memorandum


@require_safe
@requires(Permission.MEMORANDUM_EDIT, Permission.MEMORANDUM_VIEW)
def register(request: PanahRequest) -> HttpResponse:
    """Show the register, and on top which organisations have no memorandum in force or soon will not."""
    rows = page_of(request, Memorandum.register(request.actor))
    may_edit = request.actor.may(Permission.MEMORANDUM_EDIT)
    now = timezone.now()
    listed = memoranda.partners() if may_edit else []
    live = Memorandum.live_for([unit.id for unit in listed], now)
    context = {
        "rows": rows.rows,
        "page": rows,
        "may_edit": may_edit,
        "without": [unit for unit in listed if unit.id not in live],
        "soon": now + country().settings.memorandum_reminder,
        "end_form": EndForm(auto_id=False),
    }
    return page(request, "referrals/memoranda.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MEMORANDUM_EDIT)
def new(request: PanahRequest) -> HttpResponse:
    """Enter a signed memorandum."""
    form = MemorandumForm(request.POST if request.method == "POST" else None)
    if tried(form, lambda: memoranda.record(actor=request.actor, paper=form.paper())):
        messages.success(request, _("Recorded."))
        return redirect("referrals:memoranda")
    return page(request, "referrals/memorandum_new.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@requires(Permission.MEMORANDUM_EDIT)
def end(request: PanahRequest, memorandum_id: UUID) -> HttpResponse:
    """End a memorandum early."""
    form = EndForm(request.POST)
    if not form.is_valid():
        raise BadInput
    memoranda.end(actor=request.actor, memorandum_id=memorandum_id, **form.cleaned_data)
    messages.success(request, _("Ended. The organisation receives nothing from now on."))
    return redirect("referrals:memoranda")
