"""Reporting a breach, a complaint or a threat, and the list of those who look into them (CON-03, PRI-06, HL-13)."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.cases.actions import concerns as actions
from panah.cases.models import Concern, ConcernKind
from panah.core.country import country
from panah.core.errors import BadInput
from panah.core.htmx import page
from panah.core.paging import page_of
from panah.core.widgets import RadioCards


class ConcernForm(forms.Form):
    """What happened."""

    kind = forms.ChoiceField(
        label=_("What is it about"),
        choices=[
            (
                ConcernKind.BREACH,
                _("Somebody may have learned or passed on what is secret\nOnly the auditor reads it."),
            ),
            (
                ConcernKind.COMPLAINT,
                _("A person complains about how they are treated\nYour lead and the auditor read it."),
            ),
            (
                ConcernKind.THREAT,
                _("Somebody who works here is threatened\nThe special police unit reads it. Name them by the alias."),
            ),
        ],
        widget=RadioCards,
    )
    label = forms.CharField(
        label=_("False name or case number, if it is about one"), max_length=40, required=False,
        help_text=_("Never write a real name."),
    )  # fmt: skip
    words = forms.CharField(
        label=_("What happened"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Sealed to those who read it. Once it is sent you cannot read it either."),
    )  # fmt: skip


class ResultForm(forms.Form):
    """What came of it."""

    result = forms.ChoiceField(label=_("What came of it"), choices=lambda: country().choices("concern_result"))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SELF)
def report(request: PanahRequest) -> HttpResponse:
    """Report something that seems wrong."""
    form = ConcernForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = form.cleaned_data
        actions.report(actor=request.actor, kind=ConcernKind(said["kind"]), words=said["words"], label=said["label"])
        messages.success(request, _("Reported. Thank you: it is sealed and with those who look into it."))
        return redirect("web:home")
    return page(request, "cases/concern_new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@requires(Permission.ALARM_VIEW, Permission.MEMBER_ADMIT)
def listed(request: PanahRequest) -> HttpResponse:
    """List what was reported to one's unit, newest first."""
    shown = page_of(request, Concern.visible(request.actor))
    units = Unit.by_id(row.of_unit_id for row in shown.rows)
    rows = [(row, str(units.get(row.of_unit_id, "–"))) for row in shown.rows]
    context = {"page": shown, "rows": rows, "form": ResultForm(), "me": request.actor.member_id}
    return page(request, "cases/concerns.html", context)


@require_POST
@requires(Permission.ALARM_VIEW, Permission.MEMBER_ADMIT)
def review(request: PanahRequest, concern_id: UUID) -> HttpResponse:
    """Say what came of a report."""
    form = ResultForm(request.POST)
    if not form.is_valid():
        raise BadInput
    actions.review(actor=request.actor, concern_id=concern_id, result=form.cleaned_data["result"])
    messages.success(request, _("Written down."))
    return redirect("cases:concerns")
