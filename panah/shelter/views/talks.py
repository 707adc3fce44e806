"""The rooms for talks in confidence, and who keeps them when (SH-08)."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Member
from panah.accounts.permissions import Permission
from panah.core.errors import Refused
from panah.core.htmx import page
from panah.core.trying import answered, status_of
from panah.shelter.actions import talks as keeping
from panah.shelter.forms.upkeep import TalkForm
from panah.shelter.models import House, Room, RoomBooking
from panah.shelter.views.houses import around

DAYS = 7


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.HOUSE_WRITE)
def talks(request: PanahRequest, house_id: UUID) -> HttpResponse:
    """Show the coming week of the rooms for talks, and keep one."""
    house = House.gate(request.actor, house_id)
    rooms = list(Room.of(house).filter(kind__in=keeping.FOR_TALKS)[:50])
    form = TalkForm(request.POST or None, rooms=rooms)
    refusal = None
    if request.method == "POST":
        made, refusal = answered(form, lambda: _book(request, form))
        if made is not None:
            messages.success(request, _("The room is kept for you."))
            return redirect("shelter:talks", house_id)
    return _drawn(request, house, rooms, form, refusal)


def _book(request: PanahRequest, form: TalkForm) -> RoomBooking:
    said, start = form.cleaned_data, form.start_at()
    return keeping.book(
        actor=request.actor,
        room_id=UUID(said["room_id"]),
        purpose=said["purpose"],
        start=start,
        end=start + timedelta(minutes=said["minutes"]),
    )


def _drawn(
    request: PanahRequest, house: House, rooms: list[Room], form: TalkForm, refusal: Refused | None
) -> HttpResponse:
    today = timezone.localdate()
    start = timezone.make_aware(datetime.combine(today, time.min))
    booked = RoomBooking.between(house, start, start + timedelta(days=DAYS))
    members = Member.by_id(booking.by_id for booking in booked)
    days: list[Any] = []
    for day in (today + timedelta(days=number) for number in range(DAYS)):
        of_day = [each for each in booked if timezone.localdate(each.from_at) == day]
        days.append((day, [(each, str(members.get(each.by_id, ""))) for each in of_day]))
    context = around(request, house, "shelter:talks") | {
        "rooms": rooms,
        "days": days,
        "form": form,
        "refusal": refusal,
        "mine": request.actor.member,
        "leads": request.actor.may(Permission.HOUSE_LEAD),
        "now": timezone.now(),
    }
    return page(request, "shelter/talks.html", context, status=status_of(form, refusal))


@require_POST
@requires(Permission.HOUSE_WRITE)
def talk_cancel(request: PanahRequest, booking_id: UUID) -> HttpResponse:
    """Give a room up again."""
    booking = keeping.cancel(actor=request.actor, booking_id=booking_id)
    messages.success(request, _("The room is free again."))
    return redirect("shelter:talks", booking.room.zone.house_id)
