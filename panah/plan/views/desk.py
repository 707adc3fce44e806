"""The coordinator's desk, and the registers of those who take part (NC-01, NRM-12, NC-04, NC-06)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Member
from panah.accounts.permissions import Permission
from panah.core.country import country
from panah.core.htmx import page
from panah.core.paging import page_of
from panah.core.trying import told
from panah.plan import desk as reading
from panah.plan import people
from panah.plan.actions import focal, liaison, meetings, ties
from panah.plan.forms.desk import (
    AppointForm,
    BodyForm,
    DayForm,
    FocalPointForm,
    LoginForm,
    PaperForm,
    TaughtForm,
    TieForm,
)
from panah.plan.models import HotlineTie, Liaison, SharedPaper
from panah.plan.views.steps import Step, play

EVERYWHERE = ["GET", "HEAD", "POST"]


def entered(request: PanahRequest, form: forms.Form, deed: Callable[..., Any]) -> Any:
    """Do what a form asks for; gives what came of it, or None after writing into the form what does not fit."""

    def step() -> Any:
        return deed(actor=request.actor, **(form.said() if hasattr(form, "said") else form.cleaned_data))

    done = told(form, step)
    if done is not None:
        messages.success(request, _("Recorded."))
    return done


@require_safe
@requires(Permission.COORDINATION)
def desk(request: PanahRequest) -> HttpResponse:
    """Show the ten functions of the coordinator, each as it stands now (NC-01)."""
    return page(request, "plan/desk.html", {"functions": reading.functions(request.actor)})


@require_safe
@requires(Permission.PLAN_VIEW)
def liaisons(request: PanahRequest) -> HttpResponse:
    """Show who takes part: bodies that lack a trained liaison officer first, then service by service."""
    lines = people.bodies(request.actor)
    context = {
        "lines": lines,
        "directory": people.directory(lines),
        "wanting": sum(line.is_wanting for line in lines),
        "lapsed": sum(line.has_lapsed for line in lines),
        "may_edit": request.actor.may(Permission.COORDINATION),
    }
    return page(request, "plan/liaisons.html", context)


@require_http_methods(EVERYWHERE)
@requires(Permission.COORDINATION)
def appoint(request: PanahRequest) -> HttpResponse:
    """Enter a liaison officer whom a body appointed (NRM-12)."""
    form = AppointForm(request.POST if request.method == "POST" else None)
    if entered(request, form, liaison.appoint):
        return redirect("plan:liaisons")
    context = {"form": form, "button": _("Appoint"), "title": _("A liaison officer")}
    return page(request, "plan/entry.html", context, status=422 if form.errors else 200)


@require_http_methods(EVERYWHERE)
@requires(Permission.COORDINATION)
def draw_in(request: PanahRequest) -> HttpResponse:
    """Enter a body that takes part from now on (NC-04)."""
    form = BodyForm(request.POST if request.method == "POST" else None)
    if entered(request, form, liaison.draw_in):
        return redirect("plan:liaisons")
    context = {"form": form, "button": _("Enter it"), "title": _("A body that takes part")}
    return page(request, "plan/entry.html", context, status=422 if form.errors else 200)


@require_http_methods(EVERYWHERE)
@requires(Permission.COORDINATION)
def focal_points(request: PanahRequest) -> HttpResponse:
    """Show who reports for each body, those that have nobody first; name who does (NAP-01)."""
    form = FocalPointForm(request.POST if request.method == "POST" else None)
    if entered(request, form, focal.name):
        return redirect("plan:focal_points")
    context = {"form": form, "lines": focal.reporting(request.actor)}
    return page(request, "plan/focal_points.html", context, status=422 if form.errors else 200)


LIAISON_STEPS = (
    Step(
        name="link",
        label=_("Name their account here"),
        icon="link",
        deed=liaison.link,
        form=LoginForm,
        hint=_("Then the register of trainings says when they were trained, and when that lapses."),
        quiet=True,
    ),
    Step(
        name="train",
        label=_("Record a training held elsewhere"),
        icon="certificate",
        deed=liaison.train,
        form=TaughtForm,
        hint=_("For a training that is not in the register here."),
        quiet=True,
    ),
    Step(name="end", label=_("End the appointment"), icon="user-off", deed=liaison.end, form=DayForm, quiet=True),
)


@require_http_methods(EVERYWHERE)
@requires(Permission.PLAN_VIEW)
def one_liaison(request: PanahRequest, liaison_id: UUID) -> HttpResponse:
    """Show one liaison officer, and for the office what can be recorded."""
    found = Liaison.gate(request.actor, liaison_id)
    steps = LIAISON_STEPS if request.actor.may(Permission.COORDINATION) and found.ended_on is None else ()
    outcome = play(request, steps, liaison_id=liaison_id)
    if outcome.taken:
        return redirect("plan:liaison", liaison_id=liaison_id)
    context = {
        "row": found,
        "trained": people.officers([found])[0].trained,
        "member": Member.by_id([found.member_id]).get(found.member_id) if found.member_id else None,
        "topics": country().settings.liaison_topics,
        "steps": outcome.drawn,
    }
    return page(request, "plan/liaison.html", context, status=outcome.status)


@require_http_methods(EVERYWHERE)
@requires(Permission.NEED_WRITE)
def group(request: PanahRequest) -> HttpResponse:
    """Show the working group and the papers it shares; share one (NC-06)."""
    form = PaperForm(request.POST if request.method == "POST" else None)
    if shared := entered(request, form, meetings.share):
        return redirect("plan:paper", paper_id=shared.id)
    shown = page_of(request, SharedPaper.visible(request.actor), 10)
    units = people.names_of(row.shared_by_unit_id for row in shown.rows)
    context = {
        "members": people.group(people.bodies(request.actor)),
        "rows": [(row, units.get(row.shared_by_unit_id)) for row in shown.rows],
        "page": shown,
        "form": form,
    }
    return page(request, "plan/group.html", context, status=422 if form.errors else 200)


APPROVE = Step(name="approve", label=_("Approve"), icon="check", deed=ties.approve)
END = Step(name="end", label=_("End it"), icon="unlink", deed=ties.end, quiet=True)


@require_http_methods(EVERYWHERE)
@requires(Permission.PLAN_VIEW)
def hotline_ties(request: PanahRequest) -> HttpResponse:
    """Show with whom the hotline works and what it is paid from; propose somebody (HL-12, HL-16)."""
    proposes = request.actor.may_any((Permission.DIRECTORY_EDIT, Permission.COORDINATION))
    form = TieForm(request.POST if request.method == "POST" else None)
    if entered(request, form, ties.propose):
        return redirect("plan:ties")
    shown = page_of(request, HotlineTie.visible(request.actor))
    context = {
        "rows": shown.rows,
        "page": shown,
        "form": form if proposes else None,
        "may_decide": request.actor.may(Permission.COORDINATION),
        "funding": [country().codes("funding_source")[code].label for code in country().settings.hotline_funding],
    }
    return page(request, "plan/ties.html", context, status=422 if form.errors else 200)


@require_http_methods(EVERYWHERE)
@requires(Permission.COORDINATION)
def tie(request: PanahRequest, tie_id: UUID) -> HttpResponse:
    """Show one tie of the hotline, and approve or end it (HL-12)."""
    found = HotlineTie.gate(request.actor, tie_id)
    steps = () if found.ended_at else (END,) if found.approved_at else (APPROVE, END)
    outcome = play(request, steps, tie_id=tie_id)
    if outcome.taken:
        return redirect("plan:ties")
    return page(request, "plan/tie.html", {"row": found, "steps": outcome.drawn}, status=outcome.status)
