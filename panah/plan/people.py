"""Those who take part: which bodies have a trained liaison officer in office, and who links the services."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils import timezone

from panah.accounts.models import Unit
from panah.core import functions
from panah.core.actor import Actor
from panah.core.country import country
from panah.plan.models import Campaign, Liaison, MeasureBody, Part, Participant, PlanState

OTHER = "other"
TRAININGS = "panah_liaison_trainings"


@dataclass(frozen=True, slots=True)
class Trained:
    """What a liaison officer was taught: when, until when it counts, and where that stands."""

    on: date
    # The last day it counts; None where it has not to be repeated.
    until: date | None
    # The training of the register, or what shows a training outside it.
    training_id: UUID | None = None
    source: str = ""

    @property
    def counts(self) -> bool:
        """Whether it counts today."""
        return self.until is None or self.until >= timezone.localdate()


@dataclass(frozen=True, slots=True)
class Officer:
    """A liaison officer in office with the training that counts longest."""

    row: Liaison
    trained: Trained | None = None

    @property
    def is_ready(self) -> bool:
        """Whether they are in office, were trained and still count as trained, and can be reached (NRM-12)."""
        return bool(self.trained and self.trained.counts and self.row.reach)

    @property
    def has_lapsed(self) -> bool:
        """Whether they were trained and it counts no longer."""
        return bool(self.trained and not self.trained.counts)


@dataclass(slots=True)
class BodyLine:
    """One body with its liaison officers in office; `is_involved` says whether it has to have one (NRM-12)."""

    body: Participant
    is_involved: bool
    liaisons: list[Officer] = field(default_factory=list)

    @property
    def is_trained(self) -> bool:
        """Whether one of its officers is ready."""
        return any(each.is_ready for each in self.liaisons)

    @property
    def has_lapsed(self) -> bool:
        """Whether nobody is ready because trainings count no longer."""
        return not self.is_trained and any(each.has_lapsed for each in self.liaisons)

    @property
    def is_wanting(self) -> bool:
        """Whether it has to have a trained officer in office and has none (NRM-12)."""
        return self.is_involved and not self.is_trained


def officers(rows: Iterable[Liaison]) -> list[Officer]:
    """Give liaison officers with what they were taught: by the register, else what the office wrote down; one query."""
    taught = {
        liaison_id: Trained(on, until, training_id)
        for liaison_id, training_id, on, until in functions.rows(TRAININGS, list(country().settings.liaison_topics))
    }
    return [Officer(row, _longest(taught.get(row.id), _outside(row))) for row in rows]


def _outside(row: Liaison) -> Trained | None:
    if row.trained_on is None:
        return None
    return Trained(row.trained_on, row.trained_on + country().settings.training_lasts, source=row.trained_source)


def _longest(*taught: Trained | None) -> Trained | None:
    return max((each for each in taught if each), key=lambda each: each.until or date.max, default=None)


def of_office() -> set[UUID]:
    """Give the bodies of the coordinator's office: it reports for itself, and links nobody with itself."""
    return set(Unit.objects.filter(kind="coordinator", closed_at=None).values_list("body_id", flat=True))


def bodies(actor: Actor) -> list[BodyLine]:
    """List the bodies with their officers, those that lack one first; five queries (NRM-12)."""
    involved, own = _involved(), of_office()
    lines = {
        row.id: BodyLine(row, row.body_id not in own and bool(row.unit_id or row.body_id or row.id in involved))
        for row in Participant.all_of(actor)[:200]
    }
    for officer in officers(Liaison.in_office(actor)):
        if officer.row.participant_id in lines:
            lines[officer.row.participant_id].liaisons.append(officer)
    return sorted(lines.values(), key=lambda line: (not line.is_wanting, not line.liaisons, str(line.body)))


def _involved() -> set[UUID]:
    """Those that lead or carry out a measure of a plan in force."""
    rows = MeasureBody.objects.filter(measure__plan__state=PlanState.IN_FORCE).exclude(part=Part.RECOMMENDED)
    return set(rows.values_list("participant_id", flat=True).distinct())


def silent(actor: Actor, since: date) -> list[Participant]:
    """List the bodies with a focal point of which no campaign has run since a day; one query (AW-01)."""
    speaking = Campaign.objects.filter(ends_on__gte=since).values("unit_id")
    return list(Participant.all_of(actor).exclude(unit_id=None).exclude(unit_id__in=speaking)[:200])


def directory(lines: list[BodyLine]) -> list[tuple[str, list[Liaison]]]:
    """Give, service by service, who links it with the coordinator; a service without anybody is there too (NC-04)."""
    there: dict[str, list[Liaison]] = {code.id: [] for code in country().codes("liaison_branch")}
    for line in lines:
        for officer in line.liaisons:
            there.setdefault(officer.row.branch, []).append(officer.row)
    shown = {code: who for code, who in there.items() if who or code != OTHER}
    return [(country().codes("liaison_branch")[code].label, who) for code, who in shown.items()]


def names_of(unit_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Give by what name those who work on the plan know some units: the bodies they report for, or their own."""
    wanted = set(unit_ids)
    named = {unit_id: str(unit) for unit_id, unit in Unit.by_id(wanted).items()}
    bodies_: dict[UUID, list[str]] = {}
    for row in Participant.objects.filter(unit_id__in=wanted).order_by("code"):
        if row.unit_id is not None:
            bodies_.setdefault(row.unit_id, []).append(str(row))
    return named | {unit_id: ", ".join(names) for unit_id, names in bodies_.items()}


def group(lines: list[BodyLine]) -> list[Liaison]:
    """Give those who sit in the working group (NC-06)."""
    return [each.row for line in lines for each in line.liaisons if each.row.in_group]
