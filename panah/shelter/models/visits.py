"""Whom an assistance centre helps: one guest for a person and centre, and every visit with what was done."""

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
from panah.shelter.models.places import House
from panah.vault.fields import SealedText
from panah.vault.models import ProtectedModel

WRITE = "shelter:visit:write"
MOST_SHOWN = 50


class Guest(ProtectedModel):
    """Somebody a centre helps, by the false name alone, in a social-work folder of the centre's own (CON-07, AC-05).

    It opens with the first visit. That the centre presumes a victim is its own finding and starts the clock of a place
    in a shelter (AC-02); the status of the person stays the special unit's to decide.
    """

    access: ClassVar[Access] = Access(
        stats=("id", "unit_id", "person_id", "is_child", "opened_at", "rights_told_at", "presumed_at")
    )

    person = models.ForeignKey(Person, models.PROTECT, related_name="guests")
    pseudonym = models.CharField(max_length=40)
    unit_id = models.UUIDField()
    is_child = models.BooleanField()
    opened_at = models.DateTimeField()
    opened_by_id = models.UUIDField()
    last_visit_at = models.DateTimeField()
    # When the person first heard what protects their rights, and in which language (AC-01).
    rights_told_at = models.DateTimeField(null=True)
    rights_language = models.CharField(max_length=16, blank=True)
    presumed_at = models.DateTimeField(null=True)
    presumed_by_id = models.UUIDField(null=True)
    # What the centre saw.
    signs = SealedText(blank=True)

    class Meta:
        """A centre knows a person once; what was told was told in a language; a finding is somebody's."""

        constraints = (
            models.UniqueConstraint(fields=("unit_id", "person"), name="guest_once_in_centre"),
            models.CheckConstraint(
                condition=Q(rights_told_at__isnull=True, rights_language="")
                | (Q(rights_told_at__isnull=False) & ~Q(rights_language="")),
                name="guest_told_in_a_language",
                violation_error_message=_("Say in which language the person's rights were explained."),
            ),
            models.CheckConstraint(
                condition=Q(presumed_at__isnull=True) ^ Q(presumed_by_id__isnull=False),
                name="guest_presumed_by_somebody",
            ),
        )
        indexes = (models.Index(fields=("unit_id", "-id"), name="guest_by_unit"),)

    def __str__(self) -> str:
        """Give the pseudonym."""
        return self.pseudonym

    @classmethod
    def visible(cls, actor: Actor) -> QuerySet["Guest"]:
        """Give the guests of the actor's centre; the database holds to the same rule (AC-05)."""
        actor.require(WRITE)
        return cls.objects.filter(unit_id__in=actor.unit_ids)

    @classmethod
    def gate(cls, actor: Actor, guest_id: UUID) -> "Guest":
        """Give one guest of the actor's centre; raises NotHere."""
        found = cls.visible(actor).filter(id=guest_id).first()
        if found is None:
            raise NotHere
        return found

    @classmethod
    def known(cls, actor: Actor, person_id: UUID) -> "Guest | None":
        """Give a person as the guest of the actor's centre, if they have been there."""
        return cls.visible(actor).filter(person_id=person_id).first()


class CentreVisit(ProtectedModel):
    """One visit: where, what was done (codes), in which language rights were explained, words sealed. Never changed.

    No service has a price (SH-19).
    """

    access: ClassVar[Access] = Access(
        web="SI", stats=("id", "guest_id", "unit_id", "house_id", "services", "rights_language", "at")
    )

    guest = models.ForeignKey(Guest, models.PROTECT, related_name="visits")
    unit_id = models.UUIDField()
    # Where the centre has more than one house.
    house = models.ForeignKey(House, models.PROTECT, null=True, related_name="+")
    services = ArrayField(models.CharField(max_length=32), default=list)
    rights_language = models.CharField(max_length=16, blank=True)
    with_interpreter = models.BooleanField(default=False)
    words = SealedText(blank=True)
    at = models.DateTimeField()
    by_id = models.UUIDField()

    class Meta:
        """Something was done at a visit; read in their order."""

        constraints = (
            models.CheckConstraint(
                condition=~Q(services=[]),
                name="centre_visit_did_something",
                violation_error_message=_("Say what was done at this visit."),
            ),
        )
        indexes = (
            models.Index(fields=("guest", "-id"), name="centre_visit_by_guest"),
            models.Index(fields=("unit_id", "-at"), name="centre_visit_by_unit"),
        )

    @classmethod
    def of(cls, guest: Guest) -> list["CentreVisit"]:
        """List the visits of a guest, newest first; at most MOST_SHOWN."""
        return list(cls.objects.filter(guest=guest).select_related("house").order_by("-id")[:MOST_SHOWN])
