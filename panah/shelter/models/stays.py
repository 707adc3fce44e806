"""A person's stay in a house, from the request to the leaving."""

from datetime import date, timedelta
from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.cases.models import Consent
from panah.core.actor import Actor
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.people.models import BestInterest, Person
from panah.shelter.models.places import House
from panah.shelter.models.ranges import only, period
from panah.vault.models import MY_UNITS, Folder, ProtectedModel, opening

VIEW, ADMIT = "shelter:stay:view", "shelter:stay:admit"
TOGETHER = 20
# Reasons for which nobody is turned away and no stay ends (SH-02); a list offers them only to explain why not.
NEVER_A_REASON = ("no_cooperation", "behaviour")


class StayState(models.TextChoices):
    """Where a stay stands. None of them keeps anybody in (SH-10)."""

    ARRIVING = "arriving", _("Arriving")
    RESIDENT = "resident", _("Living here")
    LEFT = "left", _("Left")
    NOT_ADMITTED = "not_admitted", _("Did not move in")


class Category(models.TextChoices):
    """As whom somebody lives here: a victim first of all, but not only (SH-11, SH-15)."""

    VICTIM = "victim", _("Victim, presumed or potential")
    WITNESS = "witness", _("Witness")
    AWAITING_RETURN = "awaiting_return", _("Waits for the return home")
    RELATIVE = "relative", _("Child or relative of a resident")


class Stay(ProtectedModel):
    """One stay of one person. It says where the person is, so it lies in a whereabouts folder of its own (CON-14).

    What is written in the house about the person lies beside it: social work and health in two more folders. No
    field says whether the person helps an investigation, so no step can depend on it (SH-02); none has a price (SH-19).
    """

    # The database says who lives somewhere already: it is asked by whoever admits people, of the own houses.
    write_rule: ClassVar[str] = f"{opening()} AND unit_id = ANY ({MY_UNITS}) AND (SELECT panah_may('{ADMIT}'))"
    access: ClassVar[Access] = Access(
        stats=(
            "id", "unit_id", "house_id", "person_id", "category", "is_child", "state", "admitted_at", "ends_at",
            "left_at", "end_reason",
        )
    )  # fmt: skip

    person = models.ForeignKey(Person, models.PROTECT, related_name="stays")
    # Stands here so that boards and lists need no second table.
    pseudonym = models.CharField(max_length=40)
    unit_id = models.UUIDField()
    house = models.ForeignKey(House, models.PROTECT, related_name="stays")
    social_folder = models.ForeignKey(Folder, models.PROTECT, related_name="+")
    health_folder = models.ForeignKey(Folder, models.PROTECT, related_name="+")
    category = models.CharField(max_length=16, choices=Category.choices, default=Category.VICTIM)
    sex = models.CharField(max_length=16, blank=True)
    language = models.CharField(max_length=16, blank=True)
    is_child = models.BooleanField()
    interpreter_needed = models.BooleanField(default=False)
    state = models.CharField(max_length=16, choices=StayState.choices, default=StayState.ARRIVING)
    opened_at = models.DateTimeField()
    opened_by_id = models.UUIDField()
    # Whose stay this one goes with: a child's, its parent's (CH-09).
    with_stay = models.ForeignKey("self", models.PROTECT, null=True, related_name="together")
    referral_id = models.UUIDField(null=True)
    # What the person needs from the first day on: codes of the country's list `stay_need`.
    needs = ArrayField(models.CharField(max_length=32), default=list)
    # Each placement rests on a consent of its own (SH-04), a child's on a note why it serves the child (CH-13).
    consent = models.OneToOneField(Consent, models.PROTECT, null=True, related_name="stay")
    placement_note = models.OneToOneField(BestInterest, models.PROTECT, null=True, related_name="placement")
    # Why it serves the child to share a room with the grown-up of `with_stay` (CH-08, CH-09).
    company_note = models.OneToOneField(BestInterest, models.PROTECT, null=True, related_name="company")
    # When somebody who arrives is expected, and the day on which a resident wants to leave: plans, and nothing more.
    expected_at = models.DateTimeField(null=True)
    leaving_on = models.DateField(null=True)
    # The moment the person moved in, when the agreed time is over, and when they left.
    admitted_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=32, blank=True)

    class Meta:
        """A person lives in one place at a time, in whichever house; what is over has a moment and a reason."""

        constraints = (
            ExclusionConstraint(
                name="stay_one_at_a_time",
                expressions=[
                    (only("person_id"), "&&"),
                    (period("admitted_at", "left_at"), "&&"),
                ],
                condition=Q(admitted_at__isnull=False),
                violation_error_message=_("This person cannot be admitted now."),
            ),
            models.UniqueConstraint(
                fields=("unit_id", "person"), condition=Q(state__in=("arriving", "resident")), name="stay_once_in_unit"
            ),
            models.CheckConstraint(condition=Q(state__in=StayState.values), name="stay_state_known"),
            models.CheckConstraint(condition=Q(category__in=Category.values), name="stay_category_known"),
            models.CheckConstraint(
                condition=Q(state="arriving", admitted_at__isnull=True, left_at__isnull=True)
                | Q(state="resident", admitted_at__isnull=False, ends_at__isnull=False, left_at__isnull=True)
                | (Q(state="left", admitted_at__isnull=False, left_at__gt=F("admitted_at")) & ~Q(end_reason=""))
                | (Q(state="not_admitted", admitted_at__isnull=True, left_at__isnull=True) & ~Q(end_reason="")),
                name="stay_moments_fit",
            ),
            models.CheckConstraint(
                condition=~Q(state="resident") | Q(consent__isnull=False),
                name="stay_rests_on_consent",
                violation_error_message=_("Nobody is placed without their own consent."),
            ),
            models.CheckConstraint(
                condition=Q(company_note__isnull=True) | Q(with_stay__isnull=False),
                name="stay_company_is_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(end_reason__in=NEVER_A_REASON),
                name="stay_never_ends_for_silence",
                violation_error_message=_("A place depends neither on behaviour nor on readiness to cooperate."),
            ),
        )
        indexes = (
            models.Index(fields=("unit_id", "-id"), name="stay_by_unit"),
            models.Index(fields=("house", "state", "-id"), name="stay_by_house"),
            models.Index(fields=("person", "-id"), name="stay_by_person"),
            # Whose agreed time ends soon, and who leaves soon, out of all who live in a house.
            models.Index(fields=("house", "ends_at"), condition=Q(state="resident"), name="stay_ending"),
            models.Index(fields=("house", "leaving_on"), condition=Q(state="resident"), name="stay_leaving"),
        )

    def __str__(self) -> str:
        """Give the pseudonym."""
        return self.pseudonym

    @classmethod
    def visible(cls, actor: Actor) -> QuerySet["Stay"]:
        """Give the stays in the houses of the actor's units; the database holds to the same rule."""
        actor.require(VIEW)
        return cls.objects.filter(unit_id__in=actor.unit_ids)

    @classmethod
    def gate(cls, actor: Actor, stay_id: UUID) -> "Stay":
        """Give one stay in a house of the actor's units; raises NotHere."""
        found = cls.visible(actor).select_related("house").filter(id=stay_id).first()
        if found is None:
            raise NotHere
        return found

    @classmethod
    def together_with(cls, actor: Actor, stay: "Stay") -> list["Stay"]:
        """List the stays that go with this one: a parent's, its children's; at most TOGETHER."""
        head = stay.with_stay_id or stay.id
        rows = cls.visible(actor).filter(Q(id=head) | Q(with_stay_id=head)).exclude(id=stay.id)
        return list(rows.order_by("is_child", "id")[:TOGETHER])

    @property
    def last_day(self) -> date | None:
        """The last day of the agreed time."""
        return timezone.localdate(self.ends_at) - timedelta(days=1) if self.ends_at else None

    @property
    def is_resident(self) -> bool:
        """Whether the person lives here now."""
        return self.state == StayState.RESIDENT
