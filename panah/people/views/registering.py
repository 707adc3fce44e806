"""The persons a unit registered, and registering somebody directly."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core.htmx import page
from panah.core.paging import page_of
from panah.core.trying import tried_whole
from panah.people.actions import arriving, matching
from panah.people.actions.matching import LooksKnown
from panah.people.forms.registering import RegisterForm
from panah.people.models import Person
from panah.people.search import Found


@require_safe
@requires(Permission.PERSON_VIEW)
def people(request: PanahRequest) -> HttpResponse:
    """Show the persons the unit registered, by the false name."""
    shown = page_of(request, Person.registered(request.actor))
    may_register = request.actor.may(Permission.PERSON_REGISTER)
    return page(request, "people/people.html", {"page": shown, "may_register": may_register})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PERSON_REGISTER)
def register(request: PanahRequest) -> HttpResponse:
    """Register a person; who looks like somebody the unit knows is shown first (PRI-05)."""
    form = RegisterForm(request.POST if request.method == "POST" else None)
    alike: list[Found] = []
    try:
        # What was compared stays in the trail, also where somebody looks alike.
        if made := tried_whole(form, lambda: _registered(request, form)):
            return made
    except LooksKnown as refusal:
        alike = refusal.alike
    return page(request, "people/register.html", {"form": form, "alike": alike}, status=422 if form.is_bound else 200)


def _registered(request: PanahRequest, form: RegisterForm) -> HttpResponse:
    told = form.told()
    if not form.cleaned_data["another"]:
        matching.require_new(actor=request.actor, words=told)
    person = arriving.arrive(actor=request.actor, facts=form.facts(), named=form.named(), reached=form.reached())
    messages.success(request, _("Registered under a false name."))
    if says := matching.elsewhere(actor=request.actor, words=told).says:
        messages.info(request, str(says))
    return redirect("people:person", person.id)
