"""Reporting: rounds, who has to report on what, what they say, and what the coordinator's office answers."""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.database import EVERY_ROW, Access
from panah.core.errors import NotHere
from panah.plan.models.plans import COORDINATES, VIEW, Measure, Part, Participant, Plan
from panah.vault.models import MY_UNITS, OpenModel, UnitModel

OWN = f"unit_id = ANY ({MY_UNITS})"
OWN_OR_OFFICE = f"({OWN} OR {COORDINATES})"
MOST_WORDS = 4_000


class Round(OpenModel):
    """One period of a plan on which everybody reports, until when."""

    access: ClassVar[Access] = Access(web="SI", worker="SI", stats=("id", "plan_id", "begins_on", "ends_on", "due_on"))
    write_rule: ClassVar[str] = COORDINATES

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="rounds")
    begins_on = models.DateField()
    ends_on = models.DateField()
    due_on = models.DateField()
    opened_at = models.DateTimeField()

    class Meta:
        """A plan has one round about a period."""

        constraints = (
            models.UniqueConstraint(fields=("plan", "begins_on"), name="round_once"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on"), due_on__gt=F("ends_on")), name="round_fits"
            ),
        )


class Share(OpenModel):
    """One body's share of a round: the matter of its duty. It is reported when every slot of it was handed in."""

    access: ClassVar[Access] = Access(web="SIU", worker="SI")
    write_rule: ClassVar[str] = OWN_OR_OFFICE

    round = models.ForeignKey(Round, models.CASCADE, related_name="shares")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="shares")
    # Who reports: the body's focal point, or the coordinator's office where it has none.
    unit_id = models.UUIDField(db_index=True)
    reported_at = models.DateTimeField(null=True)

    class Meta:
        """One for a body in a round."""

        constraints = (models.UniqueConstraint(fields=("round", "participant"), name="share_once"),)


class SlotState(models.TextChoices):
    """Where one body's report on one measure stands."""

    DUE = "due", _("To report")
    DRAFT = "draft", _("Begun")
    SUBMITTED = "submitted", _("Handed in")
    RETURNED = "returned", _("Given back")
    APPROVED = "approved", _("Approved")
    LOCKED = "locked", _("Locked")


# Whose turn it is: the body's.
WITH_BODY = (SlotState.DUE, SlotState.DRAFT, SlotState.RETURNED)


class Slot(OpenModel):
    """One body's report on one measure in one round: how it stands, for everybody who takes part to see.

    What is said in it lies in `Report`, which only the body and the coordinator's office read. The office alone
    approves, gives back, locks and unlocks; the database holds to that.
    """

    access: ClassVar[Access] = Access(
        web="SIU", worker="SI", stats=("id", "round_id", "plan_id", "measure_id", "participant_id", "state", "due_on")
    )
    row_rule: ClassVar[str] = EVERY_ROW
    write_rule: ClassVar[str] = OWN_OR_OFFICE

    round = models.ForeignKey(Round, models.CASCADE, related_name="slots")
    share = models.ForeignKey(Share, models.CASCADE, related_name="slots")
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="slots")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="+")
    part = models.CharField(max_length=16, choices=Part.choices)
    unit_id = models.UUIDField()
    due_on = models.DateField()
    state = models.CharField(max_length=16, choices=SlotState.choices, default=SlotState.DUE)
    # How far the measure has come, in percent, as last handed in.
    progress = models.PositiveSmallIntegerField(null=True)
    submitted_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        """One for a body and a measure in a round."""

        constraints = (
            models.UniqueConstraint(fields=("round", "measure", "participant"), name="slot_once"),
            models.CheckConstraint(condition=Q(state__in=SlotState.values), name="slot_state_known"),
            models.CheckConstraint(
                condition=Q(progress__isnull=True) | Q(progress__lte=100), name="slot_progress_fits"
            ),
        )
        indexes = (
            models.Index(fields=("unit_id", "-id"), name="slot_by_unit"),
            models.Index(fields=("plan", "due_on", "id"), condition=Q(state__in=WITH_BODY), name="slot_late"),
            # In all plans, the longest overdue first.
            models.Index(fields=("due_on", "-id"), condition=Q(state__in=WITH_BODY), name="slot_overdue"),
            models.Index(fields=("state", "id"), condition=Q(state="submitted"), name="slot_to_answer"),
            models.Index(fields=("measure", "-id"), name="slot_by_measure"),
        )

    @classmethod
    def gate(cls, actor: Actor, slot_id: UUID) -> "Slot":
        """Give one slot with its measure, round and body; raises NotHere."""
        actor.require(VIEW)
        rows = cls.objects.select_related("measure__plan", "measure__heading", "round", "participant", "share")
        found = rows.filter(id=slot_id).first()
        if found is None:
            raise NotHere
        return found

    @classmethod
    def of_unit(cls, actor: Actor) -> QuerySet["Slot"]:
        """Give the slots the actor's units report in, for a list that is cut by key."""
        actor.require(VIEW)
        rows = cls.objects.filter(unit_id__in=actor.unit_ids)
        return rows.select_related("measure__plan", "participant", "round")

    @classmethod
    def waiting(cls, actor: Actor) -> QuerySet["Slot"]:
        """Give what was handed in and not answered yet, for a list that is cut by key."""
        actor.require(VIEW)
        rows = cls.objects.filter(state=SlotState.SUBMITTED)
        return rows.select_related("measure__plan", "participant", "round")

    @classmethod
    def objects_of(cls, round_: Round) -> QuerySet["Slot"]:
        """Give the slots of a round in the order of the plan; at most 5,000."""
        rows = cls.objects.filter(round=round_).select_related("measure", "participant")
        return rows.order_by("measure__heading__position", "measure__position", "participant__code")[:5000]

    @classmethod
    def late(cls, actor: Actor, on: date) -> QuerySet["Slot"]:
        """Give the slots that should have been handed in before a day, the longest overdue first (NAP-01)."""
        actor.require(VIEW)
        rows = cls.objects.filter(state__in=WITH_BODY, due_on__lt=on)
        return rows.select_related("measure", "plan", "participant").order_by("due_on", "-id")

    @property
    def is_late(self) -> bool:
        """Whether it should have been handed in before today."""
        return self.state in WITH_BODY and self.due_on < timezone.localdate()

    @property
    def is_with_body(self) -> bool:
        """Whether the body may write in it."""
        return self.state in WITH_BODY


class Report(UnitModel):
    """What one body says on one measure in one round; handed in, it stays as it is, and a next version follows it.

    Read by the body and the coordinator's office only. Nothing here is about a protected person.
    """

    access: ClassVar[Access] = Access(web="SIU")
    row_rule: ClassVar[str] = OWN_OR_OFFICE

    slot = models.ForeignKey(Slot, models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField()
    done = models.TextField(max_length=MOST_WORDS, blank=True)
    evidence = models.TextField(max_length=MOST_WORDS, blank=True)
    obstacles = models.TextField(max_length=MOST_WORDS, blank=True)
    needs = models.TextField(max_length=MOST_WORDS, blank=True)
    progress = models.PositiveSmallIntegerField(null=True, validators=[MinValueValidator(0), MaxValueValidator(100)])
    # By the indicator's id: {"value": "12.00", "by": {"sex": {"female": "8.00"}}}; never those the system counts.
    figures = models.JSONField(default=dict)
    saved_at = models.DateTimeField()
    by_id = models.UUIDField()
    submitted_at = models.DateTimeField(null=True)
    # What the coordinator's office answered, and its words.
    answer = models.CharField(max_length=16, blank=True)
    answer_words = models.TextField(max_length=MOST_WORDS, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.UUIDField(null=True)

    class Meta:
        """Versions follow one another."""

        constraints = (models.UniqueConstraint(fields=("slot", "number"), name="report_version_once"),)

    @classmethod
    def of(cls, slot: Slot) -> list["Report"]:
        """List the versions of a slot that the actor may read, the latest first; at most 20."""
        return list(cls.objects.filter(slot=slot).order_by("-number")[:20])

    @classmethod
    def handed_in(cls, round_: Round) -> list["Report"]:
        """List what was handed in last on each slot of a round, as far as the actor may read it; at most 5,000."""
        rows = cls.objects.filter(slot__round=round_).exclude(submitted_at=None).order_by("slot_id", "-number")
        latest = rows.distinct("slot_id").values("id")
        found = cls.objects.filter(id__in=latest).select_related("slot__measure", "slot__participant")
        order = ("slot__measure__heading__position", "slot__measure__position", "slot__participant__code")
        return list(found.order_by(*order)[:5000])


class BudgetCall(OpenModel):
    """One body is asked what its measures need in a year's budget: the matter of its duty (NAP-03)."""

    access: ClassVar[Access] = Access(web="SIU", worker="SI")
    write_rule: ClassVar[str] = OWN_OR_OFFICE

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="budget_calls")
    unit_id = models.UUIDField()
    year = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        """A body is asked once about a year."""

        constraints = (models.UniqueConstraint(fields=("participant", "year"), name="budget_call_once"),)

    @classmethod
    def open_of(cls, actor: Actor) -> QuerySet["BudgetCall"]:
        """Give what the actor's units were asked and did not call complete yet."""
        rows = cls.objects.filter(unit_id__in=actor.unit_ids, sent_at=None).select_related("participant")
        return rows.order_by("year")[:20]

    @classmethod
    def gate(cls, actor: Actor, call_id: UUID) -> "BudgetCall":
        """Give one call to the actor's units; raises NotHere."""
        found = cls.objects.filter(id=call_id, unit_id__in=actor.unit_ids).first()
        if found is None:
            raise NotHere
        return found


class BudgetProposal(UnitModel):
    """What a body proposes for a measure, or for its work as a whole, in one year's budget (NAP-03, NAP-04)."""

    access: ClassVar[Access] = Access(web="SIU", stats=("id", "participant_id", "year", "amount", "funding"))
    row_rule: ClassVar[str] = OWN_OR_OFFICE

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="proposals")
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, related_name="proposals")
    year = models.PositiveSmallIntegerField()
    # In the country's currency.
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    funding = models.CharField(max_length=32)
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    by_id = models.UUIDField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        """A sum, once for a measure and year."""

        constraints = (
            models.CheckConstraint(condition=Q(amount__gte=0), name="proposal_amount_fits"),
            models.UniqueConstraint(
                fields=("participant", "measure", "year", "funding"),
                condition=Q(withdrawn_at__isnull=True),
                name="proposal_once",
                nulls_distinct=False,
            ),
        )
        indexes = (models.Index(fields=("year", "-id"), name="proposal_by_year"),)

    @classmethod
    def coming(cls, actor: Actor) -> QuerySet["BudgetProposal"]:
        """Give the standing proposals from this year on that the actor may read: the own body's, for the office all."""
        actor.require(VIEW)
        rows = cls.objects.filter(year__gte=timezone.localdate().year, withdrawn_at=None)
        return rows.select_related("participant", "measure__plan").order_by("year", "participant__code", "id")


def words_of(report: Report | None) -> dict[str, Any]:
    """Give what a report says, for a form that goes on with it."""
    names = ("done", "evidence", "obstacles", "needs", "progress", "figures")
    return {name: getattr(report, name) for name in names} if report else {}
