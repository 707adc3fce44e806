"""A victim in criminal proceedings, and what they were made to do: two records apart from the status of protection."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet

from panah.core.actor import Actor
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.people.models.persons import Person
from panah.vault.fields import SealedText
from panah.vault.models import ProtectedModel

RECORD = "people:proceeding:record"
MOST = 50


class ProceduralStatus(ProtectedModel):
    """One standing of a person in criminal proceedings: which, since when, found by whom (DEF-05). Never changed.

    It lies in a folder of the investigating unit's own; the status of protection knows nothing of it.
    """

    access: ClassVar[Access] = Access(web="SI", stats=("id", "person_id", "status", "decided_by", "decided_on"))

    person = models.ForeignKey(Person, models.PROTECT, related_name="procedural_statuses")
    status = models.CharField(max_length=32)
    decided_by = models.CharField(max_length=32)
    decided_on = models.DateField()
    criminal_case = SealedText(blank=True)
    # The same number under the unit's index key: tells that two persons stand in one case, and nothing of which one.
    case_mark = models.BigIntegerField(null=True)
    unit_id = models.UUIDField()
    by_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        """Read in their order."""

        indexes = (
            models.Index(fields=("person", "decided_on"), name="procedural_by_person"),
            models.Index(
                fields=("unit_id", "case_mark"), condition=Q(case_mark__isnull=False), name="procedural_by_case"
            ),
        )

    @classmethod
    def of(cls, actor: Actor, person: Person) -> QuerySet["ProceduralStatus"]:
        """Give the procedural standings of a person that the actor's units recorded, newest first; at most MOST."""
        actor.require(RECORD)
        return cls.objects.filter(person=person).order_by("-decided_on", "-id")[:MOST]


class CoercedAct(ProtectedModel):
    """One act a victim was forced or frightened into, written down so that it can be pleaded (NP-01). Never changed.

    The words lie in a folder of legal help of their own: they are the person's defence and nobody's evidence.
    """

    access: ClassVar[Access] = Access(web="SI", stats=("id", "person_id", "act", "basis", "noted_on", "at"))

    person = models.ForeignKey(Person, models.PROTECT, related_name="coerced_acts")
    act = models.CharField(max_length=32)
    basis = models.CharField(max_length=32)
    noted_on = models.DateField()
    words = SealedText()
    told_unit_id = models.UUIDField(null=True)
    unit_id = models.UUIDField()
    by_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        """Read in their order."""

        indexes = (models.Index(fields=("person", "at"), name="coerced_act_by_person"),)

    @classmethod
    def of(cls, actor: Actor, person: Person) -> QuerySet["CoercedAct"]:
        """Give the acts noted for a person that the actor's units hold, newest first; at most MOST."""
        actor.require(RECORD)
        return cls.objects.filter(person=person).order_by("-at", "-id")[:MOST]

    @classmethod
    def gate(cls, actor: Actor, act_id: UUID) -> "CoercedAct":
        """Give one noted act whose folder the actor's units hold; raises NotHere."""
        actor.require(RECORD)
        found = cls.objects.filter(id=act_id).select_related("person").first()
        if found is None:
            raise NotHere
        return found
