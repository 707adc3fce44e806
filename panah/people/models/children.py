"""What is written down about a child: best interests, guardian-advocate, and the steps the law asks for."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from panah.core.database import Access
from panah.people.models.persons import Person
from panah.vault.fields import SealedText
from panah.vault.models import ProtectedModel

MOST = 50


class BestInterest(ProtectedModel):
    """Why one decision about a child serves the child, and what the child thought of it (CH-07, CH-13).

    A note serves one decision; nothing of it changes but that it was used.
    """

    access: ClassVar[Access] = Access(stats=("id", "person_id", "decision", "opinion", "unit_id", "at", "used_at"))

    person = models.ForeignKey(Person, models.PROTECT, related_name="best_interests")
    decision = models.CharField(max_length=32)
    opinion = models.CharField(max_length=32)
    words = SealedText()
    unit_id = models.UUIDField()
    by_id = models.UUIDField()
    at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        """A note is used after it was written."""

        constraints = (
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(used_at__gte=F("at")),
                name="best_interest_before_decision",
                violation_error_message=_("Best interests are weighed before the decision."),
            ),
        )
        indexes = (models.Index(fields=("person", "-id"), name="best_interest_by_person"),)

    @classmethod
    def of(cls, person: Person) -> list["BestInterest"]:
        """List the notes about a child, newest first; at most MOST."""
        return list(cls.objects.filter(person=person).order_by("-id")[:MOST])


class Guardian(ProtectedModel):
    """Who stands up for a child or cares for it, since when: the guardian-advocate, or a guardian or foster family."""

    access: ClassVar[Access] = Access(stats=("id", "person_id", "kind", "since", "ended_at"))

    person = models.ForeignKey(Person, models.PROTECT, related_name="guardians")
    kind = models.CharField(max_length=32)
    name = SealedText()
    contact = SealedText(blank=True)
    since = models.DateField()
    unit_id = models.UUIDField()
    by_id = models.UUIDField()
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)

    class Meta:
        """One of a kind at a time; whoever follows ends the one before."""

        constraints = (
            models.UniqueConstraint(
                fields=("person", "kind"), condition=Q(ended_at__isnull=True), name="guardian_one_of_a_kind"
            ),
        )

    @classmethod
    def of(cls, person: Person) -> list["Guardian"]:
        """List who stands up for a child and who did, newest first; at most MOST."""
        return list(cls.objects.filter(person=person).order_by("-id")[:MOST])


class ChildStep(ProtectedModel):
    """One step taken for a child: the search for the parents begun, identity papers asked for. Never changed."""

    access: ClassVar[Access] = Access(web="SI", stats=("id", "person_id", "kind", "unit_id", "at"))

    person = models.ForeignKey(Person, models.PROTECT, related_name="child_steps")
    kind = models.CharField(max_length=32)
    words = SealedText(blank=True)
    unit_id = models.UUIDField()
    by_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        """Read in their order."""

        indexes = (models.Index(fields=("person", "at"), name="child_step_by_person"),)

    @classmethod
    def of(cls, person: Person) -> list["ChildStep"]:
        """List the steps taken for a child, newest first; at most MOST."""
        return list(cls.objects.filter(person=person).order_by("-at", "-id")[:MOST])
