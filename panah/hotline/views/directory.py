"""The directory of services as a page of its own, and how the director keeps it up."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core.htmx import page
from panah.core.trying import tried
from panah.hotline.actions import directory as actions
from panah.hotline.forms.directory import SearchForm, ServiceForm
from panah.hotline.models import Service


@requires(Permission.DIRECTORY_VIEW)
def directory(request: PanahRequest) -> HttpResponse:
    """Show the directory, or what was looked for in it. Words are posted: they never stand in an address."""
    form = SearchForm(request.POST or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    context = {
        "contact": None,
        "may": {"write": False},
        "search": form,
        "services": actions.search(request.actor, **asked),
        "most": actions.MOST_FOUND,
        "may_edit": request.actor.may(Permission.DIRECTORY_EDIT),
    }
    return page(request, "hotline/_services.html" if request.htmx else "hotline/directory.html", context)


@requires(Permission.DIRECTORY_EDIT)
def service_new(request: PanahRequest) -> HttpResponse:
    """Enter a service."""
    return _edit(request, ServiceForm(request.POST or None), None)


@requires(Permission.DIRECTORY_EDIT)
def service_edit(request: PanahRequest, service_id: UUID) -> HttpResponse:
    """Change a service."""
    service = actions.service_of(request.actor, service_id)
    return _edit(request, ServiceForm(request.POST or None, initial=ServiceForm.initial_of(service)), service)


def _edit(request: PanahRequest, form: ServiceForm, service: Service | None) -> HttpResponse:
    if request.method == "POST":
        service_id = service.id if service else None
        saved = tried(
            form, lambda: actions.save_service(actor=request.actor, entry=form.entry(), service_id=service_id)
        )
        if saved is not None:
            messages.success(request, _("The directory is up to date."))
            return redirect("hotline:directory")
    context = {"form": form, "service": service}
    return page(request, "hotline/service.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Permission.DIRECTORY_EDIT)
def service_retire(request: PanahRequest, service_id: UUID) -> HttpResponse:
    """Take a service out of the directory, or put it back."""
    retired = request.POST.get("retired", "yes") == "yes"
    actions.retire_service(actor=request.actor, service_id=service_id, retired=retired)
    return redirect("hotline:service_edit", service_id)
