"""Plans: headings, measures, the bodies that carry them out, and what their success is measured by."""

from typing import Any, ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Body
from panah.core.actor import Actor
from panah.core.country.texts import say
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.vault.models import OpenModel, UnitModel

VIEW = "plan:plan:view"
# Plans hold nothing personal and everybody who takes part reads them; the coordinator's office writes them (NC-01).
COORDINATES = "(SELECT panah_private.coordinates())"


class PlanState(models.TextChoices):
    """Where a plan stands."""

    DRAFT = "draft", _("Draft")
    IN_FORCE = "in_force", _("In force")
    ENDED = "ended", _("Ended")


class Plan(OpenModel):
    """One National Action Plan; several may run in succession and side by side (NAP-05)."""

    access: ClassVar[Access] = Access(web="SIU", worker="S", stats=("id", "code", "state", "begins_on", "ends_on"))
    write_rule: ClassVar[str] = COORDINATES

    code = models.CharField(max_length=40, unique=True)
    # Texts of a plan are kept in the languages they were given in: {"az": …, "en": …, "ru": …}.
    title = models.JSONField(default=dict)
    approved_by = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=16, choices=PlanState.choices, default=PlanState.DRAFT)
    begins_on = models.DateField()
    ends_on = models.DateField()
    # Only some parts of its text are in the sources.
    is_partial = models.BooleanField(default=False)
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="followed_by")

    class Meta:
        """A plan ends after it begins."""

        constraints = (
            models.CheckConstraint(condition=Q(state__in=PlanState.values), name="plan_state_known"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")),
                name="plan_ends_after",
                violation_error_message=_("A plan ends after it begins."),
            ),
        )

    def __str__(self) -> str:
        """Give the title in the current language."""
        return say(self.title)

    @classmethod
    def visible(cls, actor: Actor) -> QuerySet["Plan"]:
        """Give the plans, the latest first; a country has few."""
        actor.require(VIEW)
        return cls.objects.order_by("-begins_on", "-id")

    @classmethod
    def gate(cls, actor: Actor, plan_id: UUID) -> "Plan":
        """Give one plan; raises NotHere."""
        found = cls.visible(actor).filter(id=plan_id).first()
        if found is None:
            raise NotHere
        return found


class Heading(OpenModel):
    """A heading of a plan."""

    access: ClassVar[Access] = Access(web="SIUD", worker="S")
    write_rule: ClassVar[str] = COORDINATES

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="headings")
    code = models.CharField(max_length=20)
    name = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField()

    class Meta:
        """In the order of the plan."""

        constraints = (models.UniqueConstraint(fields=("plan", "code"), name="heading_code_once"),)

    def __str__(self) -> str:
        """Give the name in the current language."""
        return say(self.name)

    @classmethod
    def gate(cls, actor: Actor, heading_id: UUID) -> "Heading":
        """Give one heading with its plan; raises NotHere."""
        actor.require(VIEW)
        found = cls.objects.filter(id=heading_id).select_related("plan").first()
        if found is None:
            raise NotHere
        return found


class PeriodKind(models.TextChoices):
    """How the plan says when."""

    YEAR = "year", _("A year")
    RANGE = "range", _("Years")
    MONTH = "month", _("A month")
    MONTHS = "months", _("Months")
    REGULAR = "regular", _("Regularly")


class Measure(OpenModel):
    """One measure: what is to be done, when, with what money, and which measure goes on with it in a later plan."""

    access: ClassVar[Access] = Access(
        web="SIUD", worker="S", stats=("id", "plan_id", "code", "begins_on", "ends_on", "tags")
    )
    write_rule: ClassVar[str] = COORDINATES

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="measures")
    heading = models.ForeignKey(Heading, models.CASCADE, related_name="measures")
    code = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    text = models.JSONField(default=dict)
    period_kind = models.CharField(max_length=16, choices=PeriodKind.choices)
    begins_on = models.DateField()
    ends_on = models.DateField()
    tags = ArrayField(models.CharField(max_length=32), default=list)
    # In the country's currency; empty where the plan names none. `funding` is a code of the list `funding_source`.
    budget = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    funding = models.CharField(max_length=32, blank=True)
    continues = models.ForeignKey("self", models.SET_NULL, null=True, related_name="continued_as")

    class Meta:
        """A measure has a number of its own in its plan and a period that ends after it begins."""

        constraints = (
            models.UniqueConstraint(fields=("plan", "code"), name="measure_code_once"),
            models.CheckConstraint(condition=Q(period_kind__in=PeriodKind.values), name="measure_period_known"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")),
                name="measure_ends_after",
                violation_error_message=_("A measure ends after it begins."),
            ),
            models.CheckConstraint(condition=Q(budget__isnull=True) | Q(budget__gte=0), name="measure_budget_fits"),
        )
        indexes = (models.Index(fields=("heading", "position"), name="measure_by_heading"),)

    def __str__(self) -> str:
        """Give the text in the current language."""
        return say(self.text)

    @classmethod
    def gate(cls, actor: Actor, measure_id: UUID) -> "Measure":
        """Give one measure with its plan and heading; raises NotHere."""
        actor.require(VIEW)
        found = cls.objects.filter(id=measure_id).select_related("plan", "heading", "continues__plan").first()
        if found is None:
            raise NotHere
        return found


class Participant(OpenModel):
    """A body or group of bodies that plans name; who reports for it works in a unit of its body (NC-01, NRM-12)."""

    access: ClassVar[Access] = Access(web="SIU", worker="S", stats=("id", "code"))
    write_rule: ClassVar[str] = COORDINATES

    code = models.CharField(max_length=20, unique=True)
    names = models.JSONField(default=dict)
    # Empty for a group that no single body stands for ("local executive bodies"): the coordinator reports for it.
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    # The unit whose focal point reports.
    unit_id = models.UUIDField(null=True)

    def __str__(self) -> str:
        """Give the name in the current language."""
        return say(self.names)

    @classmethod
    def reporting(cls, actor: Actor) -> list["Participant"]:
        """List the bodies the actor's units report for; the office reports also for those without a focal point."""
        actor.require(VIEW)
        mine = Q(unit_id__in=actor.unit_ids)
        if actor.may("plan:report:approve"):
            mine |= Q(unit_id__isnull=True)
        return list(cls.objects.filter(mine).order_by("code")[:100])

    @classmethod
    def all_of(cls, actor: Actor) -> QuerySet["Participant"]:
        """Give the participants by code; a country has some dozens."""
        actor.require(VIEW)
        return cls.objects.order_by("code")


class Part(models.TextChoices):
    """What a body has to do with a measure; recommended bodies are kept apart (NAP-01)."""

    LEAD = "lead", _("Leads")
    JOINT = "joint", _("Carries out")
    RECOMMENDED = "recommended", _("Recommended")


class MeasureBody(OpenModel):
    """One body's part in one measure."""

    access: ClassVar[Access] = Access(web="SIUD", worker="S", stats=("measure_id", "participant_id", "part"))
    write_rule: ClassVar[str] = COORDINATES

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="bodies")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="measures")
    part = models.CharField(max_length=16, choices=Part.choices)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        """A body has one part in a measure; one body leads."""

        constraints = (
            models.UniqueConstraint(fields=("measure", "participant"), name="measure_body_once"),
            models.UniqueConstraint(fields=("measure",), condition=Q(part="lead"), name="measure_one_lead"),
            models.CheckConstraint(condition=Q(part__in=Part.values), name="measure_part_known"),
        )


class Indicator(OpenModel):
    """What a measure's success is measured by. One the system knows itself is computed and never typed."""

    access: ClassVar[Access] = Access(web="SIUD")
    write_rule: ClassVar[str] = COORDINATES

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="indicators")
    code = models.CharField(max_length=20)
    name = models.JSONField(default=dict)
    unit = models.CharField(max_length=32, blank=True)
    target = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    # By what it is broken down: codes of the list `disaggregation`.
    by = ArrayField(models.CharField(max_length=32), default=list)
    # A code of the list `plan_figure` where the system counts it itself.
    figure = models.CharField(max_length=40, blank=True)

    class Meta:
        """With a number of its own in the measure."""

        constraints = (models.UniqueConstraint(fields=("measure", "code"), name="indicator_code_once"),)

    def __str__(self) -> str:
        """Give the name in the current language."""
        return say(self.name)

    @classmethod
    def gate(cls, actor: Actor, indicator_id: UUID) -> "Indicator":
        """Give one indicator with its measure and plan; raises NotHere."""
        actor.require(VIEW)
        found = cls.objects.filter(id=indicator_id).select_related("measure__plan", "measure__heading").first()
        if found is None:
            raise NotHere
        return found

    @classmethod
    def of(cls, measure_id: UUID) -> list["Indicator"]:
        """List what a measure is measured by; at most 50."""
        return list(cls.objects.filter(measure=measure_id).order_by("code")[:50])


class PlanStep(OpenModel):
    """One step in a plan's life: drafted, changed, brought into force, ended; by whom and why. Never changed."""

    WORDS: ClassVar[dict[str, Any]] = {
        "plan.drafted": _("Drafted from an older plan"),
        "plan.begun": _("Begun here"),
        "plan.changed": _("Changed by a table that was brought in"),
        "plan.edited": _("Changed here"),
        "plan.ordered": _("Put into another order"),
        "plan.draft": _("Made a draft"),
        "plan.in_force": _("Brought into force"),
        "plan.ended": _("Ended"),
    }

    access: ClassVar[Access] = Access(web="SI")
    write_rule: ClassVar[str] = f"{COORDINATES} AND by_id = (SELECT panah_member())"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="steps")
    code = models.CharField(max_length=40)
    reason = models.CharField(max_length=500, blank=True)
    # What the step changed, as the preview of a table says it: {"kind", "table", "code", "fields"}; the first ones.
    changes = models.JSONField(default=list)
    at = models.DateTimeField()
    by_id = models.UUIDField()

    class Meta:
        """Read in their order."""

        indexes = (models.Index(fields=("plan", "-id"), name="plan_step_by_plan"),)

    @property
    def said(self) -> str:
        """What happened, in the current language."""
        return str(self.WORDS.get(self.code, self.code))

    @classmethod
    def of(cls, plan: Plan) -> list["PlanStep"]:
        """List a plan's steps, the latest first; at most 50."""
        return list(cls.objects.filter(plan=plan).order_by("-id")[:50])


class Import(UnitModel):
    """A table somebody brought in, kept between the preview and the deed; the office's own affair."""

    access: ClassVar[Access] = Access(web="SIU")

    plan = models.ForeignKey(Plan, models.CASCADE, null=True, related_name="+")
    content = models.JSONField()
    # What the plan said when the preview was drawn: whoever applies it later must have seen what will change.
    seen = models.CharField(max_length=64)
    at = models.DateTimeField()
    by_id = models.UUIDField()
    applied_at = models.DateTimeField(null=True)

    @classmethod
    def gate(cls, actor: Actor, import_id: UUID) -> "Import":
        """Give one table that the actor's office brought in and did not apply yet; raises NotHere."""
        found = cls.objects.select_related("plan").filter(id=import_id, applied_at=None).first()
        if found is None or not actor.may("plan:plan:edit"):
            raise NotHere
        return found
