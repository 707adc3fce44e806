"""The case: one unit's file on one protected person, from its opening to its closure."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panah.cases.models.assignments import Assignment, Look
from panah.core.actor import Actor
from panah.core.database import Access
from panah.core.errors import NeedsPurpose, NotHere
from panah.people.models import Person
from panah.vault.models import ProtectedModel

VIEW, LEAD = "cases:case:view", "cases:case:close"


class NotAssigned(NeedsPurpose):
    """Who is not assigned to a case and does not lead the unit says first what they open it for."""

    sentence = _("You are not assigned to this case. Say first what you open it for: the purpose is recorded.")
    allow = _("Being assigned to the case, or a purpose.")


class CaseState(models.TextChoices):
    """Where a case stands."""

    OPEN = "open", _("Open")
    CLOSING = "closing", _("Closure proposed")
    CLOSED = "closed", _("Closed")


class CaseSource(models.TextChoices):
    """How the case came to the unit."""

    CONTACT = "contact", _("Hotline contact")
    REFERRAL = "referral", _("Referral")
    SIGNAL = "signal", _("Signal of a partner or first-line officer")
    BORDER = "border", _("Check at the border")
    CONSULATE = "consulate", _("Consulate")
    NGO = "ngo", _("Non-governmental organisation")
    SELF = "self", _("The person came by themselves")
    FOUND = "found", _("Found by the unit's own work")


class Case(ProtectedModel):
    """One unit's file on one protected person, in a case folder of its own; coded facts only."""

    access: ClassVar[Access] = Access(
        stats=(
            "id", "unit_id", "person_id", "source", "state", "opened_at", "closed_at", "close_reason", "destination",
            "exploitation",
        )
    )  # fmt: skip

    number = models.CharField(max_length=20, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="cases")
    # Stands here so that lists need no second table, and so that whoever may see the case knows whom it is about.
    pseudonym = models.CharField(max_length=40)
    unit_id = models.UUIDField()
    source = models.CharField(max_length=16, choices=CaseSource.choices)
    # The contact, situation, referral or signal it came from.
    source_id = models.UUIDField(null=True)
    state = models.CharField(max_length=16, choices=CaseState.choices, default=CaseState.OPEN)
    opened_at = models.DateTimeField()
    opened_by_id = models.UUIDField()
    closed_at = models.DateTimeField(null=True)
    close_reason = models.CharField(max_length=32, blank=True)
    # Where the person was taken to (the own country for exploitation at home), and what for; codes of the country.
    destination = models.CharField(max_length=3, blank=True)
    exploitation = models.CharField(max_length=32, blank=True)

    class Meta:
        """A unit keeps one case at a time about a person; a closed one has a reason and a moment."""

        constraints = (
            models.UniqueConstraint(
                fields=("unit_id", "person"),
                condition=~Q(state="closed"),
                name="case_once",
                violation_error_message=_("Your unit already keeps an open case about this person."),
            ),
            models.CheckConstraint(condition=Q(state__in=CaseState.values), name="case_state_known"),
            models.CheckConstraint(
                condition=~Q(state="closed") | (Q(closed_at__isnull=False) & ~Q(close_reason="")),
                name="case_closed_with_reason",
                violation_error_message=_("A closed case has a reason."),
            ),
        )
        indexes = (
            models.Index(fields=("unit_id", "-id"), name="case_by_unit"),
            models.Index(fields=("unit_id", "state", "-id"), name="case_by_state"),
            models.Index(fields=("unit_id", "source", "-id"), name="case_by_source"),
            models.Index(fields=("person",), name="case_by_person"),
        )

    def __str__(self) -> str:
        """Give the number."""
        return self.number

    @classmethod
    def visible(cls, actor: Actor) -> QuerySet["Case"]:
        """Give the cases the actor's units can see; the database holds to the same rule."""
        actor.require(VIEW)
        return cls.objects.filter(unit_id__in=actor.unit_ids)

    @classmethod
    def mine(cls, actor: Actor) -> QuerySet["Case"]:
        """Give the cases the actor is assigned to now. A join, so that the newest are read in order and no others."""
        return cls.visible(actor).filter(assignments__member_id=actor.member, assignments__ended_at__isnull=True)

    @classmethod
    def gate(cls, actor: Actor, case_id: UUID) -> "Case":
        """Give one case the actor's units can see; raises NotHere for any other."""
        case = cls.visible(actor).filter(id=case_id).first()
        if case is None:
            raise NotHere
        return case

    @classmethod
    def opened(cls, actor: Actor, case_id: UUID) -> "Case":
        """Give one case to whom its file is open: assigned, leading the unit, or with a purpose stated lately (PRI-01).

        Raises NotHere, and NotAssigned where a purpose has to be stated first.
        """
        case = cls.gate(actor, case_id)
        if not case.is_open_to(actor):
            raise NotAssigned
        return case

    @classmethod
    def open_about(cls, actor: Actor, person_id: UUID) -> "Case | None":
        """Give the case that the actor's unit keeps about a person now, or None."""
        return cls.visible(actor).filter(person_id=person_id, unit_id=actor.unit).exclude(state="closed").first()

    @property
    def is_closed(self) -> bool:
        """Whether it was closed and not reopened."""
        return self.state == CaseState.CLOSED

    @property
    def is_closing(self) -> bool:
        """Whether its closure was proposed and waits for an answer."""
        return self.state == CaseState.CLOSING

    @property
    def matters(self) -> tuple[UUID, UUID]:
        """What belongs together on its timeline: the case itself, and everything about the person."""
        return self.id, self.person_id

    def is_open_to(self, actor: Actor) -> bool:
        """Say whether the actor leads the unit, is assigned, or stated a purpose lately."""
        if actor.may(LEAD) or Assignment.running([self.id]).filter(member_id=actor.member).exists():
            return True
        return Look.holds(actor, self.id)
