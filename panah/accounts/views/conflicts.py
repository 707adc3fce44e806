"""Conflicts of interest: one's own, and for who leads a unit that its members declared some."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from panah.accounts.actions import conflicts as actions
from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Member
from panah.accounts.permissions import Permission
from panah.core.htmx import page
from panah.core.paging import page_of
from panah.vault.models import Conflict


class ConflictForm(forms.Form):
    """Whom it is about, without a name."""

    label = forms.CharField(
        label=_("False name or case number"),
        max_length=40,
        required=False,
        help_text=_("Leave it empty to say that a relative or friend of yours may come in. Never write a real name."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CONFLICT_DECLARE)
def conflicts(request: PanahRequest) -> HttpResponse:
    """List declarations and take a new one: what it is about is closed to the declarer at once (PRI-03)."""
    form = ConflictForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.declare(actor=request.actor, label=form.cleaned_data["label"])
        messages.success(
            request, _("Declared. From now on this is closed to you, and your lead knows that you said so.")
        )
        return redirect("accounts:conflicts")
    shown = page_of(request, Conflict.visible(request.actor))
    members = Member.by_id(row.member_id for row in shown.rows)
    context = {
        "form": form,
        "page": shown,
        "rows": [(row, str(members.get(row.member_id, "–"))) for row in shown.rows],
        "me": request.actor.member_id,
        "leads": request.actor.may(Permission.MEMBER_ADMIT),
    }
    return page(request, "accounts/conflicts.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Permission.MEMBER_ADMIT)
def lift(request: PanahRequest, conflict_id: UUID) -> HttpResponse:
    """Lift a member's declaration."""
    actions.lift(actor=request.actor, conflict_id=conflict_id)
    messages.success(request, _("Lifted. It is open to the member again."))
    return redirect("accounts:conflicts")
