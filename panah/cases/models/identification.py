"""Deciding whether somebody is a victim: each step a row that stays, and who else is told."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.cases.models.interviews import CaseScreening
from panah.cases.states import DecisionStep
from panah.core.actor import Actor
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.people.models import Person, Standing
from panah.vault.fields import SealedText
from panah.vault.models import OF_STAFF, ProtectedModel, UnitModel

MOST_STEPS = 100


_STANDS = Q(step__in=("propose_victim", "propose_other", "send_back", "appeal", "uphold"), after=F("before"))
_MOVES = (
    Q(step="presume", before="potential", after="presumed")
    | Q(step="identify", before__in=("potential", "presumed"), after="identified")
    | Q(step="reject", before__in=("potential", "presumed"), after="not_a_victim")
    | Q(step="revise", before__in=("identified", "not_a_victim"), after__in=("potential", "presumed"))
)
_TWO_PEOPLE = ("identify", "reject", "uphold", "revise")


class Decision(ProtectedModel):
    """One step on the way from potential to identified or to no victim; never changed, the rows are the history.

    It lies in the person's case folder. `about` is the proposal it answers or the decision it is about, `about_by_id`
    whoever took that step: what weighs most is decided by a second person. `appeal_until` ends the time to appeal.
    """

    access: ClassVar[Access] = Access(
        web="SI",
        stats=("id", "person_id", "step", "before", "after", "basis", "unit_id", "set_id", "set_version", "at"),
    )

    person = models.ForeignKey(Person, models.PROTECT, related_name="decisions")
    step = models.CharField(max_length=16, choices=DecisionStep.choices)
    before = models.CharField(max_length=16, choices=Standing.choices)
    after = models.CharField(max_length=16, choices=Standing.choices)
    basis = models.CharField(max_length=32)
    unit_id = models.UUIDField()
    by_id = models.UUIDField()
    at = models.DateTimeField()
    about = models.ForeignKey("self", models.PROTECT, null=True, related_name="answers")
    about_by_id = models.UUIDField(null=True)
    screening = models.ForeignKey(CaseScreening, models.PROTECT, null=True, related_name="+")
    set_id = models.CharField(max_length=64, blank=True)
    set_version = models.PositiveSmallIntegerField(null=True)
    reasons = SealedText(blank=True)
    appeal_until = models.DateTimeField(null=True)

    class Meta:
        """A step leads where the table of moves says; the heavy ones need a second person; an answer is given once."""

        constraints = (
            models.CheckConstraint(condition=_STANDS | _MOVES, name="decision_moves_as_it_may"),
            models.CheckConstraint(
                condition=~Q(step__in=_TWO_PEOPLE) | (Q(about_by_id__isnull=False) & ~Q(about_by_id=F("by_id"))),
                name="decision_by_a_second_person",
                violation_error_message=_("Another person than the one who took the step before decides this."),
            ),
            models.CheckConstraint(
                condition=Q(about__isnull=True, about_by_id__isnull=True)
                | Q(about__isnull=False, about_by_id__isnull=False),
                name="decision_about_whom",
            ),
            models.UniqueConstraint(
                fields=("about",),
                condition=Q(step__in=("identify", "reject", "send_back")),
                name="decision_answers_once",
            ),
            models.UniqueConstraint(fields=("about", "step"), name="decision_step_once"),
        )
        indexes = (models.Index(fields=("person", "-id"), name="decision_by_person"),)

    @classmethod
    def history(cls, person: Person) -> list["Decision"]:
        """List the steps about a person, oldest first; at most MOST_STEPS."""
        return list(cls.objects.filter(person=person).order_by("at", "id")[:MOST_STEPS])

    @classmethod
    def one(cls, person: Person, decision_id: UUID) -> "Decision":
        """Give one step about a person; raises NotHere."""
        found = cls.objects.filter(person=person, id=decision_id).first()
        if found is None:
            raise NotHere
        return found

    @property
    def can_be_appealed(self) -> bool:
        """Whether it is one a person appeals, and the time for it has not run out."""
        return self.step == DecisionStep.REJECT and self.appeal_until is not None and timezone.now() < self.appeal_until


class ServiceNotice(UnitModel):
    """A unit that helps a person is told in one code that the finding about them changed, never why (RR-04).

    A function of the database writes it, because whoever decides must not learn which units help.
    """

    access: ClassVar[Access] = Access(
        web="SU", fixed=("id", "decision_id", "person_id", "pseudonym", "step", "told_by_unit_id", "at")
    )
    row_rule: ClassVar[str] = OF_STAFF

    decision_id = models.UUIDField()
    person_id = models.UUIDField()
    pseudonym = models.CharField(max_length=40)
    step = models.CharField(max_length=16, choices=DecisionStep.choices)
    told_by_unit_id = models.UUIDField()
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    read_by_id = models.UUIDField(null=True)

    class Meta:
        """A unit is told of a decision once."""

        constraints = (models.UniqueConstraint(fields=("unit_id", "decision_id"), name="service_notice_once"),)

    @classmethod
    def visible(cls, actor: Actor) -> "QuerySet[ServiceNotice]":
        """Give what the actor's unit was told."""
        actor.require("people:person:view")
        return cls.objects.filter(unit_id=actor.unit)
