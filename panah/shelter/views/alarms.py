"""One click away on every page of a house: the button for danger, and the list for leaving in a hurry."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core.htmx import page
from panah.core.paging import page_of
from panah.shelter import papers
from panah.shelter.actions import duress
from panah.shelter.evacuation import roll_of
from panah.shelter.forms.security import EndAlarmForm
from panah.shelter.models import Duress
from panah.shelter.views.around import SECURITY, around, chosen, needed

HEARS = (Permission.HOUSE_WRITE, *duress.GUARDS)


@require_POST
@requires(Permission.DURESS)
def raise_alarm(request: PanahRequest) -> HttpResponse:
    """Call for help at once; a unit with several houses is asked at which."""
    asked = request.POST.get("house", "")
    try:
        duress.raise_alarm(actor=request.actor, house_id=_as_id(asked))
    except duress.WhichHouse:
        context = {"houses": duress.houses(request.actor)}
        return page(request, "shelter/alarm_where.html", context, status=422)
    return redirect("shelter:alarms" if request.actor.may_any(HEARS) else "shelter:alarm_called")


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_safe
@requires(Permission.DURESS)
def called(request: PanahRequest) -> HttpResponse:
    """Tell whoever called, and may see nothing else of it, whether somebody comes."""
    return page(request, "shelter/alarm_called.html", {"calls": duress.own(request.actor)})


@require_safe
@requires(Permission.DURESS)
def called_live(request: PanahRequest) -> HttpResponse:
    """Give the part of that page that changes by itself."""
    return page(request, "shelter/_alarm_called.html", {"calls": duress.own(request.actor)})


@require_safe
@requires(*HEARS)
def alarms(request: PanahRequest) -> HttpResponse:
    """Show the alarms that run, and those that are over."""
    running = Duress.running(request.actor)
    over = page_of(request, Duress.visible(request.actor).exclude(ended_at=None), size=15)
    context = around(request, SECURITY, "shelter:alarms") | {
        "running": running,
        "page": over,
        "names": dict(duress.houses(request.actor)),
        "me": request.actor.member_id,
        "may_end": request.actor.may(Permission.HOUSE_WRITE),
        "form": EndAlarmForm(),
    }
    return page(request, "shelter/alarms.html", context)


@require_safe
@requires(*HEARS)
def alarm(request: PanahRequest, duress_id: UUID) -> HttpResponse:
    """Lead from the clock of one alarm to where it is answered."""
    Duress.gate(request.actor, duress_id)
    return redirect("shelter:alarms")


@require_safe
@requires(Permission.DURESS)
def alarm_bar(request: PanahRequest) -> HttpResponse:
    """Give what stands on top of every page while an alarm runs: for a specialist, their own."""
    if not request.actor.may_any(HEARS):
        return page(request, "shelter/_alarm_own.html", {"calls": duress.own(request.actor)})
    return page(request, "shelter/_alarm_bar.html", {"running": Duress.running(request.actor)})


@require_POST
@requires(*HEARS)
def acknowledge(request: PanahRequest, duress_id: UUID) -> HttpResponse:
    """Say that one comes."""
    duress.acknowledge(actor=request.actor, duress_id=duress_id)
    messages.success(request, _("They see that you come."))
    return redirect("shelter:alarms")


@require_POST
@requires(Permission.HOUSE_WRITE)
def alarm_end(request: PanahRequest, duress_id: UUID) -> HttpResponse:
    """Say that it is over, and what it was."""
    form = EndAlarmForm(request.POST)
    if form.is_valid():
        duress.end(actor=request.actor, duress_id=duress_id, result=form.cleaned_data["result"])
    else:
        messages.error(request, _("Say what it was."))
    return redirect("shelter:alarms")


@require_safe
@requires(Permission.EVACUATION)
def evacuation(request: PanahRequest) -> HttpResponse:
    """Show who is in the house now, to be taken along; it prints as it stands."""
    house, houses = chosen(request)
    context = around(request, SECURITY, "shelter:evacuation", house, houses)
    context["roll"] = roll_of(request.actor, house) if house else None
    return page(request, "shelter/evacuation.html", context)


@require_safe
@requires(Permission.EVACUATION)
def evacuation_paper(request: PanahRequest) -> HttpResponse:
    """Give the same list as a paper; its name carries a date and nothing else."""
    roll = roll_of(request.actor, needed(request))
    name = f"evacuation-{timezone.localtime():%Y-%m-%d-%H%M}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(papers.evacuation(roll), content_type="application/pdf", headers=headers)
