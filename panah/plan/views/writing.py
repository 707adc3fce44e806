"""The coordinator's office writes plans: tables in and out, a new plan from an old one, its state."""

from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.errors import NotHere
from panah.core.htmx import page
from panah.core.trying import status_of, told, tried
from panah.plan import papers
from panah.plan.actions import writing
from panah.plan.exchange import comparing, files
from panah.plan.exchange.stored import content_of
from panah.plan.forms.writing import BringInForm, ReasonForm, RenewForm, StateForm
from panah.plan.models import Import, Plan, PlanState
from panah.plan.views.plans import drawn_history

KINDS = {
    "xlsx": (files.as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": (files.as_json, "application/json"),
}
PDF = "application/pdf"


@require_safe
@requires(Permission.PLAN_VIEW)
def carry_out(request: PanahRequest, plan_id: UUID, kind: str) -> HttpResponse:
    """Give a plan as a table that can be brought in again, or on paper."""
    plan = Plan.gate(request.actor, plan_id)
    if kind == "pdf":
        answer = HttpResponse(papers.whole(plan), content_type=PDF)
    elif kind in KINDS:
        write, content_type = KINDS[kind]
        answer = HttpResponse(write(content_of(plan)), content_type=content_type)
    else:
        raise NotHere
    answer["Content-Disposition"] = f'attachment; filename="{plan.code}.{kind}"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_EDIT)
def bring_in(request: PanahRequest) -> HttpResponse:
    """Bring a table in: what is wrong with it row by row, or what it would change."""
    sent = request.method == "POST"
    form = BringInForm(request.POST, request.FILES) if sent else BringInForm()
    found = tried(form, lambda: _brought_in(request.actor, form.cleaned_data["file"]))
    if found and found.kept:
        return redirect("plan:import", import_id=found.kept.id)
    troubles = found.troubles if found else []
    context = {"form": BringInForm() if troubles else form, "troubles": troubles[:200], "many": len(troubles)}
    return page(request, "plan/bring_in.html", context, status=422 if sent else 200)


def _brought_in(actor: Actor, file: "UploadedFile[bytes]") -> writing.Preview:
    return writing.bring_in(actor=actor, name=file.name or "", data=file.read(files.MOST_BYTES + 1))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_EDIT)
def preview(request: PanahRequest, import_id: UUID) -> HttpResponse:
    """Show what a table would change, and change it when asked to."""
    kept = Import.gate(request.actor, import_id)
    row = kept.content["plan"][0]
    needed = kept.plan is not None and {kept.plan.state, row["state"]} != {PlanState.DRAFT}
    form = ReasonForm(request.POST if request.method == "POST" else None, needed=needed)
    plan = told(form, lambda: writing.apply(actor=request.actor, kept=kept, **form.cleaned_data))
    if plan:
        messages.success(request, _("The plan says what the table says."))
        return redirect("plan:plan", plan_id=plan.id)
    before = content_of(kept.plan) if kept.plan else writing.NOTHING
    changes = comparing.changes(before, kept.content)
    context = {"kept": kept, "changes": changes, "row": row, "form": form}
    return page(request, "plan/preview.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_EDIT)
def renew(request: PanahRequest, plan_id: UUID) -> HttpResponse:
    """Make a draft from an old plan."""
    plan = Plan.gate(request.actor, plan_id)
    form = RenewForm(request.POST if request.method == "POST" else None)
    new = tried(form, lambda: writing.renew(actor=request.actor, plan=plan, **form.said()))
    if new:
        messages.success(request, _("The draft is there. Every measure goes on with its own of the old plan."))
        return redirect("plan:plan", plan_id=new.id)
    return page(request, "plan/renew.html", {"plan": plan, "form": form}, status=status_of(form))


@require_POST
@requires(Permission.PLAN_EDIT)
def set_state(request: PanahRequest, plan_id: UUID) -> HttpResponse:
    """Bring a plan into force, end it, or make it a draft again."""
    plan = Plan.gate(request.actor, plan_id)
    form = StateForm(request.POST)
    if tried(form, lambda: writing.set_state(actor=request.actor, plan=plan, **form.cleaned_data)):
        messages.success(request, _("Recorded."))
        return redirect("plan:history", plan_id=plan.id)
    return drawn_history(request, plan, form)
