"""Persons under a pseudonym; who they are and how to reach them lie in folders of their own."""

from collections.abc import Iterable
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.vault.fields import SealedJSON, SealedText
from panah.vault.models import ProtectedModel

VIEW = "people:person:view"


class Standing(models.TextChoices):
    """The three statuses the law tells apart, and the finding that somebody is none (DEF-02)."""

    POTENTIAL = "potential", _("Potential victim")
    PRESUMED = "presumed", _("Presumed victim")
    IDENTIFIED = "identified", _("Identified victim")
    NOT_A_VICTIM = "not_a_victim", _("Not a victim")


class PersonRole(models.TextChoices):
    """Why the mechanism protects this person; all are kept equally secret (DEF-03)."""

    VICTIM = "victim", _("Victim, presumed or potential")
    WITNESS = "witness", _("Witness")
    RELATIVE = "relative", _("Close relative")
    CONTRIBUTOR = "contributor", _("Contributes to the fight against trafficking")


class AgeBasis(models.TextChoices):
    """What the age is known from; where it cannot be established a child is presumed (CH-04)."""

    DOCUMENT = "document", _("From a document")
    DECLARED = "declared", _("The person says so")
    ESTIMATED = "estimated", _("Estimated")
    PRESUMED = "presumed", _("Cannot be established: presumed a child")


class StandingBasis(models.TextChoices):
    """What a status rests on."""

    HOTLINE = "hotline", _("Signs seen in a talk or message")
    OBSERVED = "observed", _("Signs seen by the unit that registered the person")
    DECISION = "decision", _("Decision of the competent body")


class Person(ProtectedModel):
    """One protected person, known to everybody by an automatic false name and number (CON-05). Coded facts only."""

    access: ClassVar[Access] = Access(
        stats=("id", "folder_id", "role", "standing", "sex", "age_band", "citizenship", "is_child", "registered_at")
    )

    pseudonym = models.CharField(max_length=40, unique=True)
    role = models.CharField(max_length=16, choices=PersonRole.choices, default=PersonRole.VICTIM)
    standing = models.CharField(max_length=16, choices=Standing.choices, default=Standing.POTENTIAL)
    sex = models.CharField(max_length=16, blank=True)
    age_band = models.CharField(max_length=16, blank=True)
    age_basis = models.CharField(max_length=16, choices=AgeBasis.choices, default=AgeBasis.PRESUMED)
    is_child = models.BooleanField(default=True)
    citizenship = models.CharField(max_length=3, blank=True)
    language = models.CharField(max_length=16, blank=True)
    registered_by_unit_id = models.UUIDField()
    registered_at = models.DateTimeField()

    class Meta:
        """Standing and role are known ones; whose age cannot be established counts as a child."""

        constraints = (
            models.CheckConstraint(condition=Q(standing__in=Standing.values), name="person_standing_known"),
            models.CheckConstraint(condition=Q(role__in=PersonRole.values), name="person_role_known"),
            models.CheckConstraint(
                condition=~Q(age_basis="presumed") | Q(is_child=True),
                name="person_of_unknown_age_is_child",
                violation_error_message=_("Whose age cannot be established is protected as a child."),
            ),
        )
        indexes = (models.Index(fields=("registered_by_unit_id", "-id"), name="person_by_unit"),)

    def __str__(self) -> str:
        """Give the pseudonym."""
        return self.pseudonym

    @classmethod
    def visible(cls, actor: Actor) -> QuerySet["Person"]:
        """Give the persons whose case facts the actor's units can see; the database holds to the same rule."""
        actor.require(VIEW)
        return cls.objects.select_related("folder")

    @classmethod
    def registered(cls, actor: Actor) -> QuerySet["Person"]:
        """Give the persons the actor's units registered themselves; whom others let them into is found elsewhere."""
        return cls.visible(actor).filter(registered_by_unit_id__in=actor.unit_ids)

    @classmethod
    def gate(cls, actor: Actor, person_id: UUID) -> "Person":
        """Give one person whose case facts the actor's units can see; raises NotHere for any other."""
        person = cls.visible(actor).filter(id=person_id).first()
        if person is None:
            raise NotHere
        return person


class StandingRecord(ProtectedModel):
    """One status of a person: which, since when, on what basis and found by which body. Never changed (DEF-02)."""

    access: ClassVar[Access] = Access(web="SI", stats=("id", "person_id", "standing", "basis", "unit_id", "at"))

    person = models.ForeignKey(Person, models.PROTECT, related_name="standings")
    standing = models.CharField(max_length=16, choices=Standing.choices)
    basis = models.CharField(max_length=16, choices=StandingBasis.choices)
    unit_id = models.UUIDField()
    by_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        """Read in their order."""

        constraints = (models.CheckConstraint(condition=Q(standing__in=Standing.values), name="standing_known"),)
        indexes = (models.Index(fields=("person", "at"), name="standing_by_person"),)

    @classmethod
    def history(cls, person: Person) -> list["StandingRecord"]:
        """List a person's statuses, oldest first; at most 50."""
        return list(cls.objects.filter(person=person).order_by("at", "id")[:50])


class RoleRecord(ProtectedModel):
    """One change of why the mechanism protects a person: from when, by whom. Never changed (DEF-03)."""

    access: ClassVar[Access] = Access(web="SI", stats=("id", "person_id", "role", "unit_id", "at"))

    person = models.ForeignKey(Person, models.PROTECT, related_name="roles")
    role = models.CharField(max_length=16, choices=PersonRole.choices)
    unit_id = models.UUIDField()
    by_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        """Read in their order."""

        constraints = (models.CheckConstraint(condition=Q(role__in=PersonRole.values), name="role_record_known"),)
        indexes = (models.Index(fields=("person", "at"), name="role_by_person"),)

    @classmethod
    def history(cls, person: Person) -> list["RoleRecord"]:
        """List the changes of a person's role, oldest first; at most 50."""
        return list(cls.objects.filter(person=person).order_by("at", "id")[:50])


class Identity(ProtectedModel):
    """Who the person is, sealed in an identity folder of its own. `changed_at` is empty until something is known."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="identity")
    pseudonym = models.CharField(max_length=40, db_index=True)
    names = SealedJSON(default=list)
    birth_date = SealedText(blank=True)
    # Each is its kind (code), its number, its country and its last day, as far as they are known.
    documents = SealedJSON(default=list)
    citizenships = SealedJSON(null=True)
    languages = SealedJSON(null=True)
    remarks = SealedText(blank=True)
    changed_at = models.DateTimeField(null=True)

    @property
    def papers(self) -> list[list[str]]:
        """The documents, each with all four places filled; once opened."""
        return [[*map(str, document), "", ""][:4] for document in self.documents]

    @classmethod
    def of(cls, actor: Actor, persons: Iterable[UUID]) -> QuerySet["Identity"]:
        """Give the identities of these persons whose folders the actor's units hold."""
        actor.require(VIEW)
        return cls.objects.filter(person_id__in=list(persons)).select_related("folder")


class Reach(ProtectedModel):
    """How the person may be reached safely, sealed in a contact folder: when, how, and who must not hear."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="reach")
    pseudonym = models.CharField(max_length=40, db_index=True)
    # Several telephones stand on a line each, and so do addresses.
    phone = SealedText(blank=True)
    address = SealedText(blank=True)
    safe_times = SealedText(blank=True)
    safe_ways = SealedText(blank=True)
    must_not_hear = SealedText(blank=True)
    changed_at = models.DateTimeField(null=True)

    @classmethod
    def of(cls, actor: Actor, persons: Iterable[UUID]) -> QuerySet["Reach"]:
        """Give the ways to reach these persons whose folders the actor's units hold."""
        actor.require(VIEW)
        return cls.objects.filter(person_id__in=list(persons)).select_related("folder")
