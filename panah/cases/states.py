"""The way from a potential victim to an identified one or to none, as one table that pages and actions both ask.

Presuming is one officer's step and happens at once: help and protection hang on time, and a presumption takes nothing
from anybody. What takes something away or settles a status for good (identified, not a victim, upheld, revised) is
decided by a supervisor who is another person than whoever proposed it or decided before.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.people.models import Standing


class DecisionStep(TextChoices):
    """What can be done about a person's status."""

    PRESUME = "presume", _("Presumed a victim")
    PROPOSE_VICTIM = "propose_victim", _("Proposed: identified as a victim")
    PROPOSE_OTHER = "propose_other", _("Proposed: not a victim")
    SEND_BACK = "send_back", _("Proposal sent back")
    IDENTIFY = "identify", _("Identified as a victim")
    REJECT = "reject", _("Found not to be a victim")
    APPEAL = "appeal", _("Appeal of the person")
    UPHOLD = "uphold", _("Decision upheld")
    REVISE = "revise", _("Decision revised: the status before it stands again")


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the table: a step, from which statuses, to which, with which permission, and its event.

    Without `after` the status stays, and with `restores` it goes back to what it was before the decision revised.
    `about` are the steps it answers; `second_person` says that whoever took that one may not take this one.
    """

    step: DecisionStep
    before: frozenset[Standing]
    permission: Permission
    event: str
    after: Standing | None = None
    about: frozenset[DecisionStep] = frozenset()
    second_person: bool = False
    restores: bool = False

    @property
    def moves(self) -> bool:
        """Whether the status changes."""
        return self.after is not None or self.restores


_S, _D = Standing, DecisionStep
_OPEN = frozenset({_S.POTENTIAL, _S.PRESUMED})
_MAKE, _APPROVE = Permission.DECISION_MAKE, Permission.DECISION_APPROVE
_PROPOSED = frozenset({_D.PROPOSE_VICTIM, _D.PROPOSE_OTHER})
_FOUND = frozenset({_D.IDENTIFY, _D.REJECT})
_NOT = frozenset({_S.NOT_A_VICTIM})

MOVES: dict[DecisionStep, Move] = {
    move.step: move
    for move in (
        Move(_D.PRESUME, frozenset({_S.POTENTIAL}), _MAKE, "victim.presumed", after=_S.PRESUMED),
        Move(_D.PROPOSE_VICTIM, _OPEN, _MAKE, "identification.proposed"),
        Move(_D.PROPOSE_OTHER, _OPEN, _MAKE, "identification.proposed"),
        Move(_D.SEND_BACK, _OPEN, _APPROVE, "identification.sent_back", about=_PROPOSED),
        Move(
            _D.IDENTIFY,
            _OPEN,
            _APPROVE,
            "victim.identified",
            after=_S.IDENTIFIED,
            about=frozenset({_D.PROPOSE_VICTIM}),
            second_person=True,
        ),
        Move(
            _D.REJECT,
            _OPEN,
            _APPROVE,
            "victim.not_a_victim",
            after=_S.NOT_A_VICTIM,
            about=frozenset({_D.PROPOSE_OTHER}),
            second_person=True,
        ),
        Move(_D.APPEAL, _NOT, _MAKE, "decision.appealed", about=frozenset({_D.REJECT})),
        Move(_D.UPHOLD, _NOT, _APPROVE, "decision.upheld", about=frozenset({_D.REJECT}), second_person=True),
        Move(
            _D.REVISE,
            frozenset({_S.IDENTIFIED, _S.NOT_A_VICTIM}),
            _APPROVE,
            "decision.revised",
            about=_FOUND,
            second_person=True,
            restores=True,
        ),
    )
}
PROPOSALS = {_D.PROPOSE_VICTIM: _D.IDENTIFY, _D.PROPOSE_OTHER: _D.REJECT}


class Taken(Protocol):
    """A step that was taken, as far as the table needs to know it."""

    id: UUID
    step: str
    before: str
    by_id: UUID
    about_id: UUID | None

    @property
    def can_be_appealed(self) -> bool:
        """Whether its time to appeal runs."""


@dataclass(frozen=True, slots=True)
class Path:
    """Where a person stands, and the steps that brought them there, oldest first."""

    standing: Standing
    steps: tuple[Taken, ...] = field(default=(), hash=False)

    @property
    def proposal(self) -> Taken | None:
        """The proposal that waits for an answer."""
        return self._last(_PROPOSED, unanswered_by={_D.SEND_BACK, _D.IDENTIFY, _D.REJECT})

    @property
    def finding(self) -> Taken | None:
        """The decision that stands: what an appeal or a revision is about."""
        return self._last(_FOUND, unanswered_by={_D.REVISE})

    @property
    def appeal(self) -> Taken | None:
        """The appeal against the decision that stands, while nobody decided on it."""
        finding = self.finding
        answers = {step.step for step in self.steps if finding and step.about_id == finding.id}
        if _D.APPEAL not in answers or _D.UPHOLD in answers:
            return None
        return self._last(frozenset({_D.APPEAL}), unanswered_by=set())

    def about(self, step: DecisionStep) -> Taken | None:
        """The step that this one would answer, if there is one."""
        wanted = MOVES[step].about
        there = self.proposal if wanted <= _PROPOSED else self.finding
        return there if there is not None and there.step in wanted else None

    def allows(self, step: DecisionStep) -> bool:
        """Say whether the table lets this step follow now, whoever takes it."""
        move = MOVES[step]
        if self.standing not in move.before or (move.about and self.about(step) is None):
            return False
        if step in _PROPOSED:
            return self.proposal is None
        if step == _D.APPEAL:
            finding = self.finding
            return finding is not None and finding.can_be_appealed and not self._answered(finding, {_D.APPEAL})
        return step != _D.UPHOLD or self.appeal is not None

    def open_to(self, actor: Actor, step: DecisionStep) -> bool:
        """Say whether the actor may take the step now: a button that cannot work is not drawn."""
        move, about = MOVES[step], self.about(step)
        second = not move.second_person or about is None or about.by_id != actor.member_id
        return actor.may(move.permission) and self.allows(step) and second

    def _last(self, kinds: Collection[str], *, unanswered_by: Collection[str]) -> Taken | None:
        found = next((step for step in reversed(self.steps) if step.step in kinds), None)
        return None if found is None or self._answered(found, unanswered_by) else found

    def _answered(self, taken: Taken, by: Collection[str]) -> bool:
        return any(step.about_id == taken.id and step.step in by for step in self.steps)
