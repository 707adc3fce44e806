"""Where an admission stands: who comes together, which steps are taken, which one is next."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from panah.core.actor import Actor
from panah.shelter import fitness
from panah.shelter.actions import dangers, moving
from panah.shelter.actions.admitting import missing
from panah.shelter.actions.dangers import Danger
from panah.shelter.fitness import Finding
from panah.shelter.models import AdmissionStep, BedUse, Stay, StayState, Step
from panah.vault import folders

ORDER = list(Step)


@dataclass(frozen=True)
class Admission:
    """Those who come together and have not moved in yet, the adult first."""

    actor: Actor
    group: Sequence[Stay]

    @classmethod
    def of(cls, actor: Actor, stay: Stay) -> "Admission":
        """Put together who comes with somebody who arrives; whoever lives here already is not admitted again."""
        others = [each for each in Stay.together_with(actor, stay) if each.state == StayState.ARRIVING]
        group = sorted([stay, *others], key=lambda each: (each.is_child, each.id))
        folders.preload(group)
        return cls(actor, group)

    @cached_property
    def taken(self) -> list[AdmissionStep]:
        """The steps that were taken for them, oldest first."""
        return AdmissionStep.of(*self.group)

    @cached_property
    def holds(self) -> dict[Any, BedUse]:
        """The beds that are held for them now, by the stay."""
        found = {stay.id: moving.held(stay) for stay in self.group}
        return {stay_id: use for stay_id, use in found.items() if use is not None}

    @cached_property
    def ties(self) -> list[tuple[Stay, list[Danger]]]:
        """What the check finds for each of them."""
        return [(stay, dangers.found(self.actor, stay)) for stay in self.group]

    @cached_property
    def findings(self) -> list[Finding]:
        """What is not in order about the house."""
        return fitness.found(self.group[0].house)

    @property
    def steps(self) -> list[Step]:
        """The steps of this admission; those about children and the house only where there is something to them."""
        left_out = {Step.CHILD: not any(stay.is_child for stay in self.group), Step.HOUSE: not self.findings}
        return [step for step in ORDER if not left_out.get(step)]

    @property
    def next(self) -> Step:
        """The first step that is missing for anybody."""
        open_steps = [
            missing(stay, self.taken, has_bed=stay.id in self.holds, findings=self.findings) for stay in self.group
        ]
        return min(open_steps, key=ORDER.index)

    def path(self) -> list[tuple[int, str]]:
        """The steps as the page draws them."""
        return [(number, str(step.label)) for number, step in enumerate(self.steps, 1)]

    def place(self, step: Step) -> int:
        """Which step in the order of this admission."""
        return self.steps.index(step) + 1

    def before(self, step: Step) -> Step | None:
        """The step before this one."""
        place = self.steps.index(step)
        return self.steps[place - 1] if place else None
