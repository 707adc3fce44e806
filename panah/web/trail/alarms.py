"""The auditor's page of alarms: unusual look-ups, in counts and codes, and what came of looking into them (PRI-03)."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Member, Unit
from panah.accounts.permissions import Permission
from panah.audit import trail
from panah.audit.models import Alarm
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, Refused, Stale
from panah.core.htmx import page
from panah.core.paging import page_of


class OwnAlarm(Refused):
    """Nobody looks into an alarm about themselves."""

    sentence = _("This is about yourself: another auditor looks into it.")
    rule = "PRI-03"


class Reviewed(Stale):
    """Looked into already."""

    sentence = _("Somebody has looked into this already.")


class ResultForm(forms.Form):
    """What came of an alarm."""

    result = forms.ChoiceField(label=_("What came of it"), choices=lambda: country().choices("alarm_result"))


@require_safe
@requires(Permission.ALARM_VIEW)
def listed(request: PanahRequest) -> HttpResponse:
    """List alarms, newest first; with ?open=1 only those nobody has looked into."""
    only_open = request.GET.get("open") == "1"
    rows = Alarm.waiting(request.actor) if only_open else Alarm.visible(request.actor)
    shown = page_of(request, rows)
    members = Member.by_id(row.member_id for row in shown.rows)
    units = Unit.by_id(row.unit_id for row in shown.rows)
    context = {
        "page": shown,
        "rows": [
            (row, str(members.get(row.member_id, "–")), str(units.get(row.unit_id, "–")) if row.unit_id else "–")
            for row in shown.rows
        ],
        "form": ResultForm(),
        "only_open": only_open,
        "me": request.actor.member_id,
    }
    return page(request, "web/trail/alarms.html", context)


@require_POST
@requires(Permission.ALARM_VIEW)
def review(request: PanahRequest, alarm_id: UUID) -> HttpResponse:
    """Say what came of an alarm."""
    form = ResultForm(request.POST)
    if not form.is_valid():
        raise BadInput
    look_into(actor=request.actor, alarm_id=alarm_id, result=form.cleaned_data["result"])
    messages.success(request, _("Written down."))
    return redirect("audit:alarms")


def look_into(*, actor: Actor, alarm_id: UUID, result: str) -> None:
    """Close an alarm with what came of it, once; raises NotHere, OwnAlarm, Reviewed."""
    alarm = Alarm.gate(actor, alarm_id)
    if alarm.member_id == actor.member_id:
        raise OwnAlarm
    closed = {"reviewed_at": timezone.now(), "reviewed_by_id": actor.member, "result": result}
    if not Alarm.waiting(actor).filter(id=alarm_id).update(**closed):
        raise Reviewed
    trail.write(actor, "alarm.reviewed", kind="alarm", subject=alarm_id)
