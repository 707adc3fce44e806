"""Who guards a house: the police unit, its rota and trainings. Nothing on these pages is about residents (SH-12)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Member, Unit
from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.errors import NotHere, Refused
from panah.core.htmx import page
from panah.core.trying import answered, status_of
from panah.core.weeks import monday_of
from panah.hotline.coverage import Span, gaps, share_covered
from panah.shelter import watch
from panah.shelter.actions import guarding as actions
from panah.shelter.forms.security import EntrustForm, GuardShiftForm, TrainingForm
from panah.shelter.models import Guarding, GuardShift, Training
from panah.shelter.views.around import SECURITY, around


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the week shown: its shifts and when nobody is at the door."""

    start: datetime
    shifts: list[GuardShift]
    gaps: list[Span]
    is_today: bool


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.GUARD_ROTA)
def guards(request: PanahRequest) -> HttpResponse:
    """Show a week at the door of a house; the unit that guards adds shifts here."""
    post, posts = _chosen(request)
    form, refusal = None, None
    if post and post.guarding and post.guarding.guard_unit_id == request.actor.unit:
        form = GuardShiftForm(request.POST if request.method == "POST" else None, members=_guards(request.actor))
        if request.method == "POST":
            made, refusal = answered(form, lambda: _added(request, post, form))
            if made is not None:
                return redirect(request.get_full_path())
    elif request.method == "POST":
        raise NotHere
    entrust_form = EntrustForm(units=_police()) if post and post.house else None
    return _drawn(request, post, posts, form, entrust_form, refusal)


def _added(request: PanahRequest, post: watch.Post, form: forms.Form) -> GuardShift:
    if post.guarding is None:
        raise NotHere
    return actions.add_shift(actor=request.actor, guarding_id=post.guarding.id, **form.cleaned_data)


def _chosen(request: PanahRequest) -> tuple[watch.Post | None, list[watch.Post]]:
    posts = watch.posts(request.actor)
    asked = request.GET.get("house", "")
    for post in posts:
        if not asked or str(post.house_id) == asked:
            return post, posts
    if asked:
        raise NotHere
    return None, posts


def _members(actor: Actor) -> list[tuple[str, str]]:
    return [(str(member.id), member.alias) for member in Member.of_unit(actor.unit)]


def _guards(actor: Actor) -> list[tuple[str, str]]:
    return [(str(member.id), member.alias) for member in actions.guards_of(actor)]


def _police() -> list[tuple[str, str]]:
    return [(str(unit.id), str(unit)) for unit in actions.police_units()]


def _drawn(
    request: PanahRequest,
    post: watch.Post | None,
    posts: list[watch.Post],
    form: forms.Form | None,
    entrust_form: forms.Form | None,
    refusal: Refused | None = None,
) -> HttpResponse:
    guarding = post.guarding if post else None
    police = Unit.by_id([guarding.guard_unit_id]) if guarding else {}
    context = around(request, SECURITY, "shelter:guards") | _week(request, guarding)
    context |= {
        "post": post,
        "posts": posts if len(posts) > 1 else [],
        "police": police.get(guarding.guard_unit_id) if guarding and guarding.guard_unit_id else None,
        "form": form,
        "entrust_form": entrust_form if request.actor.may(Permission.HOUSE_LEAD) else None,
        "refusal": refusal,
    }
    used = form if form and form.is_bound else entrust_form
    return page(request, "shelter/guards.html", context, status=status_of(used, refusal) if used else 200)


def _week(request: PanahRequest, guarding: Guarding | None) -> dict[str, Any]:
    start = monday_of(request.GET.get("week", ""))
    window = Span(start, start + timedelta(days=7))
    shifts = GuardShift.between(guarding, window.start, window.end) if guarding else []
    spans = [Span(shift.starts_at, shift.ends_at) for shift in shifts]
    missing = gaps(spans, window)
    return {
        "days": [_day(start + timedelta(days=number), shifts, missing) for number in range(7)],
        "earlier": (start - timedelta(days=7)).date().isoformat(),
        "later": (start + timedelta(days=7)).date().isoformat(),
        "covered": round(100 * share_covered(spans, window), 1),
        "missing": missing,
        "now": timezone.now(),
    }


def _day(start: datetime, shifts: list[GuardShift], missing: list[Span]) -> Day:
    day = Span(start, start + timedelta(days=1))
    inside = [part for gap in missing if (part := gap.within(day))]
    mine = [shift for shift in shifts if Span(shift.starts_at, shift.ends_at).within(day)]
    return Day(start, mine, inside, start.date() == timezone.localdate())


@require_POST
@requires(Permission.GUARD_ROTA)
def shift_withdraw(request: PanahRequest, shift_id: UUID) -> HttpResponse:
    """Take a shift off the rota."""
    actions.withdraw_shift(actor=request.actor, shift_id=shift_id)
    messages.success(request, _("Taken off the rota."))
    return redirect("shelter:guards")


@require_POST
@requires(Permission.HOUSE_LEAD)
def entrust(request: PanahRequest, house_id: UUID) -> HttpResponse:
    """Have a police unit guard a house."""
    form = EntrustForm(request.POST, units=_police())
    done, refusal = answered(form, lambda: actions.entrust(actor=request.actor, house_id=house_id, **form.cleaned_data))
    if done is None:
        posts = watch.posts(request.actor)
        post = next((each for each in posts if each.house_id == house_id), None)
        return _drawn(request, post, posts, None, form, refusal)
    messages.success(request, _("The police unit guards the house from now on."))
    return redirect(f"{reverse('shelter:guards')}?house={house_id}")


@require_POST
@requires(Permission.HOUSE_LEAD)
def relieve(request: PanahRequest, house_id: UUID) -> HttpResponse:
    """Have the police unit guard the house no longer."""
    actions.relieve(actor=request.actor, house_id=house_id)
    messages.success(request, _("The police unit sees neither door nor rota any more."))
    return redirect(f"{reverse('shelter:guards')}?house={house_id}")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.GUARD_ROTA)
def trainings(request: PanahRequest) -> HttpResponse:
    """Show who of the unit is trained in what and until when, and enter a colleague's training."""
    members = [pair for pair in _members(request.actor) if pair[0] != str(request.actor.member_id)]
    form, refusal = TrainingForm(request.POST if request.method == "POST" else None, members=members), None
    if request.method == "POST":
        made, refusal = answered(form, lambda: actions.record_training(actor=request.actor, **form.cleaned_data))
        if made is not None:
            messages.success(request, _("Written down."))
            return redirect("shelter:trainings")
    context = around(request, SECURITY, "shelter:trainings") | {
        "rows": Training.of_unit(request.actor),
        "today": timezone.localdate(),
        "soon": timezone.localdate() + timedelta(days=30),
        "me": request.actor.member_id,
        "form": form,
        "refusal": refusal,
    }
    return page(request, "shelter/trainings.html", context, status=status_of(form, refusal))


@require_POST
@requires(Permission.GUARD_ROTA)
def training_withdraw(request: PanahRequest, training_id: UUID) -> HttpResponse:
    """Say that a training does not count."""
    actions.withdraw_training(actor=request.actor, training_id=training_id)
    return redirect("shelter:trainings")
