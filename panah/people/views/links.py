"""Family, household and role of a person: recorded and ended from the person's page."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core.htmx import page
from panah.core.trying import status_of, told
from panah.people.actions import links, registering, roles
from panah.people.forms.registering import LinkForm, RoleForm
from panah.people.models import Person, PersonRole


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.LINK_EDIT)
def link(request: PanahRequest, person_id: UUID) -> HttpResponse:
    """Ask what somebody else is to the person, and record it."""
    person = Person.gate(request.actor, person_id)
    form = LinkForm(request.POST if request.method == "POST" else None)
    if told(form, lambda: links.record(actor=request.actor, person_id=person_id, **form.cleaned_data)):
        messages.success(request, _("The link is recorded. Only who may see both persons sees it."))
        return redirect("people:person", person_id)
    return page(request, "people/link.html", {"person": person, "form": form}, status=status_of(form))


@require_POST
@requires(Permission.LINK_EDIT)
def end_link(request: PanahRequest, link_id: UUID) -> HttpResponse:
    """End a link."""
    ended = links.end(actor=request.actor, link_id=link_id)
    messages.success(request, _("The link is ended."))
    return redirect("people:person", ended.person_id)


@require_POST
@requires(Permission.PERSON_REGISTER)
def role(request: PanahRequest, person_id: UUID) -> HttpResponse:
    """Change why the person is protected (DEF-03)."""
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise registering.UnknownFact
    roles.change(actor=request.actor, person_id=person_id, role=PersonRole(form.cleaned_data["role"]))
    messages.success(request, _("The role is changed."))
    return redirect("people:person", person_id)
