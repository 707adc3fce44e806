"""What is not in order about a house when somebody is to be admitted: conditions, papers, inspections (SH-09, SH-20).

What nobody has looked at yet is no finding: it stands on the page of the house, for the coordinator to do.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.core.country import country
from panah.core.country.settings import UnfitHouse
from panah.core.errors import BadInput, Refused
from panah.shelter.models import AdmissionStep, ConditionCheck, House, Inspection, Licence, Stay, Step

UNFIT_RESULT = "unfit"


class Trouble(models.TextChoices):
    """In what way a house is not in order; with each goes a code of one of the country's lists."""

    UNFIT = "unfit", _("An inspection found the house unfit, and it is not put right")
    NOT_MET = "not_met", _("A condition is not met")
    LAPSED = "lapsed", _("Nobody has looked again in time at a condition")
    ENDED = "ended", _("A paper the house works under has ended")


class HouseUnfit(Refused):
    """Something about the house is not in order, and the country admits nobody until it is put right."""

    sentence = _("Something about this house is not in order. Nobody is admitted here until it is put right.")
    rule = "SH-09"
    allow = _("Another house; or what is not in order, put right and written down on the page of the house.")


class HouseReasonNeeded(BadInput):
    """Something about the house is not in order, and nobody says why the person is admitted all the same."""

    sentence = _("Something about this house is not in order. Say why the person is admitted all the same.")
    rule = "SH-09"


LISTS = {
    Trouble.UNFIT: "house_controller",
    Trouble.NOT_MET: "house_condition",
    Trouble.LAPSED: "house_condition",
    Trouble.ENDED: "house_paper",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not in order: in what way, and which inspection, condition or paper (a code)."""

    trouble: Trouble
    which: str

    @property
    def code(self) -> str:
        """What a step of an admission keeps of it."""
        return f"{self.trouble.value}.{self.which}"

    @property
    def label(self) -> str:
        """The finding in words."""
        return f"{self.trouble.label}: {country().label(LISTS[self.trouble], self.which)}"


def found(house: House) -> list[Finding]:
    """List what is not in order about a house today, with three questions."""
    return list(dict.fromkeys([*_inspections(house), *_conditions(house), *_papers(house)]))


def let_in(house: House) -> list[Finding]:
    """Give what is not in order about a house; raises HouseUnfit where the country admits nobody to one like that."""
    findings = found(house)
    if findings and country().settings.unfit_house is UnfitHouse.REFUSE:
        raise HouseUnfit
    return findings


def _inspections(house: House) -> Iterator[Finding]:
    for row in Inspection.of(house):
        if row.result == UNFIT_RESULT and row.is_open:
            yield Finding(Trouble.UNFIT, row.body)


def _conditions(house: House) -> Iterator[Finding]:
    today, latest = timezone.localdate(), ConditionCheck.latest(house)
    for condition in country().codes("house_condition").offered:
        check = latest.get(condition.id)
        if check and not check.met:
            yield Finding(Trouble.NOT_MET, condition.id)
        elif check and check.again_on < today:
            yield Finding(Trouble.LAPSED, condition.id)


def _papers(house: House) -> Iterator[Finding]:
    """A paper has ended where no newer one of its kind runs."""
    today, papers = timezone.localdate(), Licence.of(house)
    running = {row.kind for row in papers if row.valid_until is None or row.valid_until >= today}
    for row in papers:
        if row.kind not in running:
            yield Finding(Trouble.ENDED, row.kind)


def unanswered(stay: Stay, taken: Iterable[AdmissionStep], findings: Sequence[Finding]) -> bool:
    """Say whether something is not in order that nobody has given a reason for in this admission."""
    answered = [row for row in taken if row.stay_id == stay.id and row.step == Step.HOUSE]
    known = set(answered[-1].codes) if answered else set()
    return not {each.code for each in findings} <= known
