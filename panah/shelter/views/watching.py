"""The register of children who are watched over: who is to be visited, how they were found, who leaves care."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Member
from panah.accounts.permissions import Permission
from panah.core.htmx import page
from panah.core.paging import page_of
from panah.core.trying import status_of, tried
from panah.duties.models import Duty
from panah.shelter.actions import watching
from panah.shelter.forms.watching import ChildVisitForm, EndForm, LeavingForm, WatchForm
from panah.shelter.models import ChildVisit, LeavingPlan, WatchedChild
from panah.vault import folders

# Two forms on a page ask for words; their fields are told apart.
OTHER_IDS = "later_%s"


@require_safe
@requires(Permission.CHILD_MONITOR)
def children(request: PanahRequest) -> HttpResponse:
    """Show the children the body watches over; the chosen part of them."""
    part = request.GET.get("part", "")
    rows, today = WatchedChild.visible(request.actor), timezone.localdate()
    parts = {
        "": rows.filter(closed_at=None),
        "due": rows.filter(closed_at=None, next_visit_on__lte=today),
        "leaving": rows.filter(closed_at=None, leaving_planned_at=None, of_age_on__isnull=False),
        "ended": rows.filter(closed_at__isnull=False),
    }
    part = part if part in parts else ""
    context = {"page": page_of(request, parts[part]), "part": part, "today": today}
    return page(request, "shelter/children.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CHILD_MONITOR)
def child_new(request: PanahRequest) -> HttpResponse:
    """Put a child on the register."""
    form = WatchForm(request.actor, request.POST if request.method == "POST" else None)
    child = tried(form, lambda: watching.watch(actor=request.actor, watch=form.watch())) if form.is_bound else None
    if child is not None:
        messages.success(request, _("On the register. The day of the first visit is set."))
        return redirect("shelter:watched_child", child.id)
    return page(request, "shelter/child_new.html", {"form": form}, status=status_of(form))


@require_safe
@requires(Permission.CHILD_MONITOR)
def watched_child(request: PanahRequest, child_id: UUID) -> HttpResponse:
    """Show one child: why it is watched over, the visits, and the plan for leaving care."""
    return _drawn(request, child_id)


def _drawn(request: PanahRequest, child_id: UUID, **wrong: forms.Form) -> HttpResponse:
    child = WatchedChild.gate(request.actor, child_id)
    visits, plans = ChildVisit.of(child), LeavingPlan.of(child)
    folders.preload([child, *visits, *plans])
    members = Member.by_id([row.by_id for row in visits] + [row.by_id for row in plans])
    context: dict[str, Any] = {
        "child": child,
        "visits": [(row, str(members.get(row.by_id, ""))) for row in visits],
        "plans": [(row, str(members.get(row.by_id, ""))) for row in plans],
        "duties": [duty for duty in Duty.about([child.id]) if duty.is_open],
        "today": timezone.localdate(),
        "visit_form": wrong.get("visit_form") or ChildVisitForm(),
        "leaving_form": wrong.get("leaving_form") or LeavingForm(auto_id=OTHER_IDS),
        "end_form": EndForm(auto_id=OTHER_IDS),
    }
    return page(request, "shelter/watched_child.html", context, status=422 if wrong else 200)


def _step(
    request: PanahRequest, child_id: UUID, name: str, form: forms.Form, action: Callable[..., Any]
) -> HttpResponse:
    if tried(form, lambda: action(actor=request.actor, child_id=child_id, **form.cleaned_data)) is None:
        return _drawn(request, child_id, **{name: form})
    messages.success(request, _("Written down."))
    return redirect("shelter:watched_child", child_id)


@require_POST
@requires(Permission.CHILD_MONITOR)
def child_visited(request: PanahRequest, child_id: UUID) -> HttpResponse:
    """Write down a visit (CH-18, CH-19)."""
    return _step(request, child_id, "visit_form", ChildVisitForm(request.POST), watching.visit)


@require_POST
@requires(Permission.CHILD_MONITOR)
def leaving_planned(request: PanahRequest, child_id: UUID) -> HttpResponse:
    """Plan how a young person leaves care (CH-20)."""
    return _step(request, child_id, "leaving_form", LeavingForm(request.POST, auto_id=OTHER_IDS), watching.plan_leaving)


@require_POST
@requires(Permission.CHILD_MONITOR)
def watch_ended(request: PanahRequest, child_id: UUID) -> HttpResponse:
    """Stop watching over a child."""
    form = EndForm(request.POST)
    if not form.is_valid():
        raise watching.UnknownAnswer
    watching.close(actor=request.actor, child_id=child_id, reason=form.cleaned_data["reason"])
    messages.success(request, _("Written down."))
    return redirect("shelter:watched_child", child_id)
