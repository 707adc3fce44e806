"""Whom a resident wants to see and speak to outside, who is kept away, and the visits and calls that follow."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.people.models import Person
from panah.shelter.models.care import CARE
from panah.shelter.models.places import House
from panah.shelter.models.stays import Stay, StayState
from panah.vault.fields import SealedText
from panah.vault.models import ProtectedModel

MOST, MOST_KEPT_OUT = 50, 2000


class AcquaintanceState(models.TextChoices):
    """Whether somebody from outside may be in touch with a resident."""

    ASKED = "asked", _("To be decided")
    APPROVED = "approved", _("Approved")
    BLOCKED = "blocked", _("Kept away")


class Acquaintance(ProtectedModel):
    """Somebody outside who means something to a resident: family, friends, and those who are kept away (CH-11).

    The list of who is approved and the list of who is blocked are one table, so nobody is on both. Whoever is suspected
    of the trafficking is blocked: the database takes that from what is known of the two, whoever writes.
    """

    access: ClassVar[Access] = Access(stats=("id", "unit_id", "stay_id", "relation", "state", "suspected", "asked_at"))

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="acquaintances")
    unit_id = models.UUIDField()
    name = SealedText()
    reach = SealedText(blank=True)
    relation = models.CharField(max_length=32)
    # The same somebody as a person of the mechanism, where the unit knows them as such.
    other = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ways = ArrayField(models.CharField(max_length=16))
    wished = models.BooleanField()
    suspected = models.BooleanField(default=False)
    state = models.CharField(max_length=16, choices=AcquaintanceState.choices, default=AcquaintanceState.ASKED)
    # Why somebody is kept away: a code of the country's list `contact_block`.
    reason = models.CharField(max_length=32, blank=True)
    words = SealedText(blank=True)
    asked_by_id = models.UUIDField()
    asked_at = models.DateTimeField()
    decided_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        """Nobody suspected is let in, nobody is met against the resident's wish, and a block has a reason."""

        constraints = (
            models.CheckConstraint(condition=Q(state__in=AcquaintanceState.values), name="acquaintance_state_known"),
            models.CheckConstraint(
                condition=Q(suspected=False) | Q(state="blocked"),
                name="acquaintance_suspected_kept_away",
                violation_error_message=_("Whoever is suspected of the trafficking is kept away."),
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(wished=True, decided_by_id__isnull=False),
                name="acquaintance_wished_and_decided",
                violation_error_message=_("Nobody is brought together with somebody they do not want to see."),
            ),
            models.CheckConstraint(condition=~Q(state="blocked") | ~Q(reason=""), name="acquaintance_block_has_reason"),
        )
        indexes = (
            models.Index(fields=("stay", "-id"), name="acquaintance_by_stay"),
            models.Index(fields=("other",), condition=Q(other__isnull=False), name="acquaintance_by_other"),
            models.Index(fields=("unit_id",), condition=Q(state="asked"), name="acquaintance_to_decide"),
        )

    @classmethod
    def of(cls, actor: Actor, stay: Stay) -> list["Acquaintance"]:
        """List whom a resident knows outside, newest first; at most MOST."""
        actor.require(CARE)
        return list(cls.objects.filter(stay=stay).select_related("other").order_by("-id")[:MOST])

    @classmethod
    def kept_from(cls, stay: Stay) -> list["Acquaintance"]:
        """List who is kept away from a resident, and who is suspected by those who came with them; at most MOST."""
        head = stay.with_stay_id or stay.id
        family = Q(suspected=True) & (Q(stay_id=head) | Q(stay__with_stay_id=head))
        rows = cls.objects.filter(Q(stay=stay) | family, state=AcquaintanceState.BLOCKED)
        return list(rows.order_by("-id")[:MOST])

    @classmethod
    def kept_out(cls, house: House) -> list["Acquaintance"]:
        """List who is kept away from anybody who lives in a house or arrives there; at most MOST_KEPT_OUT."""
        lives = Q(stay__house=house, stay__state__in=(StayState.ARRIVING, StayState.RESIDENT))
        return list(cls.objects.filter(lives, state=AcquaintanceState.BLOCKED).order_by("-id")[:MOST_KEPT_OUT])

    @classmethod
    def gate(cls, actor: Actor, stay: Stay, acquaintance_id: UUID) -> "Acquaintance":
        """Give one of them; raises NotHere."""
        actor.require(CARE)
        found = cls.objects.filter(stay=stay, id=acquaintance_id).first()
        if found is None:
            raise NotHere
        return found


class EncounterState(models.TextChoices):
    """Where a visit or call stands."""

    EXPECTED = "expected", _("Expected")
    HELD = "held", _("Took place")
    CANCELLED = "cancelled", _("Cancelled")


class Encounter(ProtectedModel):
    """One visit, call or letter between a resident and somebody approved, in a way that was approved."""

    access: ClassVar[Access] = Access(stats=("id", "unit_id", "stay_id", "way", "state", "at"))

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="encounters")
    unit_id = models.UUIDField()
    acquaintance = models.ForeignKey(Acquaintance, models.PROTECT, related_name="encounters")
    way = models.CharField(max_length=16)
    state = models.CharField(max_length=16, choices=EncounterState.choices)
    at = models.DateTimeField()
    words = SealedText(blank=True)
    # What the guards were told of a visitor; gone when the visit is over.
    door_card_id = models.UUIDField(null=True)
    by_id = models.UUIDField()
    done_by_id = models.UUIDField(null=True)

    class Meta:
        """That whoever comes is approved is held by a trigger (`family.sql`)."""

        constraints = (
            models.CheckConstraint(condition=Q(state__in=EncounterState.values), name="encounter_state_known"),
        )
        indexes = (
            models.Index(fields=("stay", "-id"), name="encounter_by_stay"),
            models.Index(fields=("unit_id", "at"), condition=Q(state="expected"), name="encounter_expected"),
        )

    @property
    def comes_to_door(self) -> bool:
        """Whether the door is told of it."""
        return self.door_card_id is not None

    @classmethod
    def of(cls, actor: Actor, stay: Stay) -> list["Encounter"]:
        """List the visits and calls of a resident, newest first; at most MOST."""
        actor.require(CARE)
        return list(cls.objects.filter(stay=stay).select_related("acquaintance").order_by("-at", "-id")[:MOST])

    @classmethod
    def expected(cls, actor: Actor, until: datetime) -> "QuerySet[Encounter]":
        """Give the visits and calls that the residents of the actor's units expect until a moment."""
        actor.require(CARE)
        rows = cls.objects.filter(unit_id__in=actor.unit_ids, state=EncounterState.EXPECTED, at__lt=until)
        rows = rows.filter(stay__state__in=(StayState.ARRIVING, StayState.RESIDENT))
        return rows.select_related("stay", "acquaintance").order_by("at", "id")

    @classmethod
    def gate(cls, actor: Actor, stay: Stay, encounter_id: UUID) -> "Encounter":
        """Give one of them; raises NotHere."""
        actor.require(CARE)
        found = cls.objects.filter(stay=stay, id=encounter_id).select_related("acquaintance").first()
        if found is None:
            raise NotHere
        return found
