"""Those who take part: which bodies have a trained liaison officer in office, and who links the services."""

from dataclasses import dataclass, field
from uuid import UUID

from panah.core.actor import Actor
from panah.core.country import country
from panah.plan.models import Liaison, MeasureBody, Part, Participant, PlanState

OTHER = "other"


@dataclass(slots=True)
class BodyLine:
    """One body with its liaison officers in office; `is_involved` says whether it has to have one (NRM-12)."""

    body: Participant
    is_involved: bool
    liaisons: list[Liaison] = field(default_factory=list)

    @property
    def is_trained(self) -> bool:
        """Whether one of its officers was trained."""
        return any(each.trained_on for each in self.liaisons)

    @property
    def is_wanting(self) -> bool:
        """Whether it has to have a trained officer in office and has none (NRM-12)."""
        return self.is_involved and not self.is_trained


def bodies(actor: Actor) -> list[BodyLine]:
    """List the bodies with their officers, those that lack one first; three queries (NRM-12)."""
    involved = _involved()
    lines = {
        row.id: BodyLine(row, bool(row.unit_id or row.body_id or row.id in involved))
        for row in Participant.all_of(actor)[:200]
    }
    for liaison in Liaison.in_office(actor):
        if liaison.participant_id in lines:
            lines[liaison.participant_id].liaisons.append(liaison)
    return sorted(lines.values(), key=lambda line: (not line.is_wanting, not line.liaisons, str(line.body)))


def _involved() -> set[UUID]:
    """Those that lead or carry out a measure of a plan in force."""
    rows = MeasureBody.objects.filter(measure__plan__state=PlanState.IN_FORCE).exclude(part=Part.RECOMMENDED)
    return set(rows.values_list("participant_id", flat=True).distinct())


def directory(lines: list[BodyLine]) -> list[tuple[str, list[Liaison]]]:
    """Give, service by service, who links it with the coordinator; a service without anybody is there too (NC-04)."""
    there: dict[str, list[Liaison]] = {code.id: [] for code in country().codes("liaison_branch")}
    for line in lines:
        for liaison in line.liaisons:
            there.setdefault(liaison.branch, []).append(liaison)
    shown = {code: who for code, who in there.items() if who or code != OTHER}
    return [(country().codes("liaison_branch")[code].label, who) for code, who in shown.items()]


def group(lines: list[BodyLine]) -> list[Liaison]:
    """Give those who sit in the working group (NC-06)."""
    return [each for line in lines for each in line.liaisons if each.in_group]
