"""Who can see what of a case, why and until when, in words; and who has seen it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from panah.accounts.models import Unit
from panah.cases.models import Case, ConsentUse
from panah.core.actor import Actor
from panah.core.country import country
from panah.people.known import known, known_many
from panah.vault import grants
from panah.vault.grants import Sight
from panah.vault.models import BasisKind, Compartment, Folder


@dataclass(frozen=True, slots=True)
class Line:
    """One unit's right to one kind of information about the person."""

    grant_id: UUID
    unit: str
    why: str
    since: datetime
    until: datetime | None
    suspended: bool
    ends_at_most: datetime | None
    endable: bool
    extendable: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One folder: what lies in it, and who can see it."""

    label: str
    folder_id: UUID
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Seen:
    """A unit's look-ups of one kind on one day."""

    day: date
    unit: str
    what: str
    times: int


def parts(actor: Actor, case: Case) -> list[Part]:
    """List who can see the file and each part of the person that the actor's unit holds; ended rights are left out."""
    found = known_many(actor, [case.person_id]).get(case.person_id)
    held = found.folder_ids if found else {}
    folders = {str(_("The unit's own file")): case.folder_id}
    folders |= {str(compartment.label): folder_id for compartment, folder_id in held.items()}
    sights = {label: [each for each in grants.who_can_see(id_) if _counts(each)] for label, id_ in folders.items()}
    everything = [each for listed in sights.values() for each in listed]
    units = {id_: str(unit) for id_, unit in Unit.by_id(each.unit_id for each in everything).items()}
    uses = _uses(everything)
    owners = dict(Folder.objects.filter(id__in=folders.values()).values_list("id", "owner_unit_id"))
    return [
        Part(
            label,
            folders[label],
            [_line(actor, each, units, uses, owners.get(folders[label])) for each in listed],
        )
        for label, listed in sights.items()
    ]


def _counts(sight: Sight) -> bool:
    return sight.ended_at is None and (sight.until is None or sight.until > timezone.now())


def _uses(sights: Iterable[Sight]) -> dict[str, ConsentUse]:
    """The consents these rights rest on, by the reference the rights carry."""
    wanted = {each.basis_reference for each in sights if each.basis_kind is BasisKind.CONSENT}
    rows = ConsentUse.objects.filter(reference__in=wanted).select_related("consent").order_by("id")
    return {row.reference: row for row in rows}


def _line(
    actor: Actor, sight: Sight, units: Mapping[UUID, str], uses: Mapping[str, ConsentUse], owner: UUID | None
) -> Line:
    use = uses.get(sight.basis_reference)
    mine = owner in actor.unit_ids and sight.unit_id not in actor.unit_ids
    last = use.consent.until if use else None
    return Line(
        grant_id=sight.grant_id,
        unit=units.get(sight.unit_id, "–"),
        why=_why(sight, use),
        since=sight.granted_at,
        until=sight.until,
        suspended=sight.suspended_at is not None,
        ends_at_most=last,
        endable=mine,
        extendable=mine and sight.until is not None and not sight.pending and (last is None or last > sight.until),
    )


def _why(sight: Sight, use: ConsentUse | None) -> str:
    label = str(sight.basis_kind.label)
    if use is not None:
        label = _("Consent of the person: {purpose}").format(
            purpose=country().codes("consent_purpose")[use.consent.purpose].label
        )
    elif sight.basis_reference in country().codes("legal_basis"):
        label = country().codes("legal_basis")[sight.basis_reference].label
    named = f"{label} · {sight.basis_reference}" if use or _is_number(sight) else label
    return _("{why} · opens when they accept").format(why=named) if sight.pending else named


def _is_number(sight: Sight) -> bool:
    return bool(sight.basis_reference) and sight.basis_reference not in country().codes("legal_basis")


def seen(person_id: UUID) -> list[Seen]:
    """List by unit and day who has looked at a person, for those who hold the person's case facts (PRI-03).

    Units and kinds of looking, never members; only of the parts the asking unit holds itself. At most a thousand lines.
    """
    kinds = country().codes("look_up")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM panah_seen_of(%s, %s)", [person_id, list(kinds.ids)])
        rows = cursor.fetchall()
    units = Unit.by_id(unit_id for _day, unit_id, _code, _times in rows)
    return [Seen(day, str(units.get(unit_id, "–")), kinds[code].label, times) for day, unit_id, code, times in rows]


def shared_under(actor: Actor, person_id: UUID, references: Iterable[str]) -> list[tuple[str, str]]:
    """List which unit can see which part of a person by rights that carry these references."""
    wanted = set(references)
    held = known(actor, person_id).folder_ids
    found: list[tuple[Compartment, Sight]] = [
        (compartment, each)
        for compartment, folder_id in held.items()
        for each in grants.who_can_see(folder_id)
        if _counts(each) and each.basis_reference in wanted
    ]
    units = Unit.by_id(each.unit_id for _compartment, each in found)
    return [(str(units.get(each.unit_id, "–")), str(compartment.label)) for compartment, each in found]
