"""A person by the false name: what the unit was let into, who else can see it, and opening what is sealed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import NeedsPurpose, NotHere
from panah.core.htmx import page
from panah.core.trying import tried_whole
from panah.people.actions import identity as identities
from panah.people.actions import matching, registering
from panah.people.actions.matching import LooksKnown
from panah.people.forms import AgeForm, IdentityForm, PurposeForm, ReachForm
from panah.people.forms.registering import RoleForm
from panah.people.known import Known, known
from panah.people.models import AgeBasis, Identity, Link, Person, Reach, RoleRecord, StandingRecord
from panah.people.search import Found
from panah.people.sights import Entry, entries_of
from panah.vault import index
from panah.vault.models import Compartment


@dataclass(frozen=True, slots=True)
class Part:
    """One compartment of a person as the page shows it: held or locked, written or empty, and who can see it."""

    label: str | Promise
    icon: str
    says: str | Promise
    held: bool
    written: bool
    url_name: str
    sights: list[Entry]


@dataclass(frozen=True, slots=True)
class SealedPart:
    """One of the two sealed parts: its name and title, its form, and the actions that open and write it."""

    name: str
    title: Any
    form: type[IdentityForm] | type[ReachForm]
    open: Callable[..., Any]
    save: Callable[..., Any]


IDENTITY = SealedPart(
    "identity", _("Open the identity"), IdentityForm, identities.open_identity, identities.save_identity
)
REACH = SealedPart(
    "reach", _("Open the ways to reach the person"), ReachForm, identities.open_reach, identities.save_reach
)
LOOKS: dict[Compartment, tuple[str, Any, str]] = {
    Compartment.IDENTITY: ("id-badge-2", _("Names, date of birth, documents."), "people:identity"),
    Compartment.CONTACT: ("phone", _("Telephone, address, and how to reach the person without harm."), "people:reach"),
}


# Pages that are offered from a person's page to whom they let in.
OFFERED = (Permission.CHILD_RECORD, Permission.LINK_EDIT, Permission.PROCEEDING_RECORD)


@dataclass(frozen=True, slots=True)
class LinkSeen:
    """One link as the page of one of the two shows it; `theirs` says that the other one is the one described."""

    row: Link
    other: Person
    kind: str
    theirs: bool


@require_safe
@requires(Permission.PERSON_VIEW)
def person(request: PanahRequest, person_id: UUID) -> HttpResponse:
    """Show a person by the false name, part by part: open, or locked, and who can see each."""
    found = known(request.actor, person_id)
    sights = entries_of({compartment.value: each for compartment, each in found.folder_ids.items()})
    rows = ((Compartment.IDENTITY, found.identity), (Compartment.CONTACT, found.reach))
    history = StandingRecord.history(found.person) if found.person else []
    units = Unit.by_id(row.unit_id for row in history)
    context = {
        "known": found,
        "case_sights": sights.get(Compartment.CASE.value, []),
        "parts": [_part(compartment, row, sights.get(compartment.value, [])) for compartment, row in rows],
        "history": [(row, str(units.get(row.unit_id, ""))) for row in history],
        "mine": _mine(request.actor, found),
        "age_form": _age_form(found),
        "role_form": RoleForm(initial={"role": found.person.role}) if found.person else None,
        "roles": RoleRecord.history(found.person) if found.person else [],
        "links": _links(request.actor, found),
        "may": {each.name.lower(): request.actor.may(each) for each in OFFERED},
    }
    return page(request, "people/person.html", context)


def _links(actor: Actor, found: Known) -> list[LinkSeen]:
    """List who this person is linked to, each as seen from here; of a suspicion, who is suspected."""
    kinds = country().codes("link_kind")
    seen = []
    for row in Link.of(actor, found.person_id) if found.person else []:
        from_here = row.person_id == found.person_id
        other = row.other if from_here else row.person
        kind = kinds[row.kind if from_here else kinds[row.kind].group or row.kind].label
        seen.append(LinkSeen(row, other, kind, from_here))
    return seen


def _part(compartment: Compartment, row: Identity | Reach | None, sights: list[Entry]) -> Part:
    icon, says, url_name = LOOKS[compartment]
    written = row is not None and row.changed_at is not None
    return Part(compartment.label, icon, says, row is not None, written, url_name, sights)


def _mine(actor: Actor, found: Known) -> bool:
    own = found.person is not None and found.person.registered_by_unit_id in actor.unit_ids
    return own and actor.may(Permission.PERSON_REGISTER)


def _age_form(found: Known) -> AgeForm | None:
    if found.person is None:
        return None
    return AgeForm(initial={"age_band": found.person.age_band, "age_basis": found.person.age_basis})


@require_POST
@requires(Permission.PERSON_REGISTER)
def age(request: PanahRequest, person_id: UUID) -> HttpResponse:
    """Correct the age (CH-04)."""
    form = AgeForm(request.POST)
    if not form.is_valid():
        raise registering.UnknownFact
    said = form.cleaned_data
    registering.establish_age(
        actor=request.actor,
        person_id=person_id,
        age_band=said["age_band"],
        age_basis=AgeBasis(said["age_basis"]),
    )
    messages.success(request, _("The age is corrected."))
    return redirect("people:person", person_id)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.IDENTITY_OPEN, step_up=True)
def identity(request: PanahRequest, person_id: UUID) -> HttpResponse:
    """Ask what for, then open who the person is."""
    return _opening(request, person_id, IDENTITY)


@require_POST
@requires(Permission.PERSON_REGISTER, step_up=True)
def identity_save(request: PanahRequest, person_id: UUID) -> HttpResponse:
    """Write down who the person is."""
    return _writing(request, person_id, IDENTITY)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.IDENTITY_OPEN, step_up=True)
def reach(request: PanahRequest, person_id: UUID) -> HttpResponse:
    """Ask what for, then open how the person may be reached."""
    return _opening(request, person_id, REACH)


@require_POST
@requires(Permission.PERSON_REGISTER, step_up=True)
def reach_save(request: PanahRequest, person_id: UUID) -> HttpResponse:
    """Write down how the person may be reached."""
    return _writing(request, person_id, REACH)


def _opening(request: PanahRequest, person_id: UUID, part: SealedPart) -> HttpResponse:
    """Ask for the purpose, then open; where nothing is written yet, there is nothing to open but a page to write on."""
    found = known(request.actor, person_id)
    row, mine = getattr(found, part.name), _mine(request.actor, found)
    if row is None:
        raise NotHere
    if row.changed_at is None and mine:
        return _sealed_page(request, found, part, form=part.form())
    asked = PurposeForm(request.POST if request.method == "POST" else None)
    if not asked.is_valid():
        context = {
            "known": found,
            "form": asked,
            "title": part.title,
            "refusal": NeedsPurpose() if asked.errors else None,
        }
        return page(request, "people/ask.html", context, status=422 if asked.errors else 200)
    row = part.open(actor=request.actor, person_id=person_id, purpose=asked.cleaned_data["purpose"])
    return _sealed_page(request, found, part, row=row, form=part.form.of(row) if mine else None)


def _writing(request: PanahRequest, person_id: UUID, part: SealedPart) -> HttpResponse:
    """Seal what was typed, or put the refusal's sentence on the form, which keeps it."""
    form = part.form(request.POST)
    alike: list[Found] = []
    try:
        # What was compared stays in the trail, also where somebody looks alike.
        if made := tried_whole(form, lambda: _written(request, person_id, part, form)):
            return made
    except LooksKnown as refusal:
        alike = refusal.alike
    return _sealed_page(request, known(request.actor, person_id), part, form=form, alike=alike, status=422)


def _written(request: PanahRequest, person_id: UUID, part: SealedPart, form: IdentityForm | ReachForm) -> HttpResponse:
    told = _compared(request, person_id, part, form)
    part.save(actor=request.actor, person_id=person_id, words=form.words())
    messages.success(request, _("Written down and sealed."))
    if told is not None and (says := matching.elsewhere(actor=request.actor, words=told).says):
        messages.info(request, str(says))
    return redirect("people:person", person_id)


def _compared(
    request: PanahRequest, person_id: UUID, part: SealedPart, form: IdentityForm | ReachForm
) -> index.Known | None:
    """Compare what was typed with the persons the unit can open; nothing where what a person is found by stays."""
    told, row = form.words().told(), getattr(known(request.actor, person_id), part.name)
    if row is not None and told == identities.told_by(row):
        return None
    if not form.cleaned_data["another"]:
        matching.require_new(actor=request.actor, words=told, but=person_id)
    return told


def _sealed_page(
    request: PanahRequest,
    found: Known,
    part: SealedPart,
    *,
    row: Any = None,
    form: Any = None,
    alike: Sequence[Found] = (),
    status: int = 200,
) -> HttpResponse:
    context = {"known": found, "row": row, "form": form, "alike": alike}
    return page(request, f"people/{part.name}.html", context, status=status)
