"""Family and household: what persons are to one another, and who is suspected of having trafficked whom."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.people.models.persons import VIEW, Person
from panah.vault.models import Folder, ProtectedModel, opening

MOST = 50


class Link(ProtectedModel):
    """What one person (`other`) is to another (`person`), by code; with a suspicion of trafficking, on a coded basis.

    It joins two secrets, so a unit sees it only if it sees both persons. A change ends the row and begins another.
    """

    access: ClassVar[Access] = Access(stats=("id", "person_id", "other_id", "kind", "suspected", "at", "ended_at"))
    row_rule: ClassVar[str] = f"{opening()} AND {opening('other_folder_id')}"

    person = models.ForeignKey(Person, models.PROTECT, related_name="links")
    other = models.ForeignKey(Person, models.PROTECT, related_name="links_back")
    other_folder = models.ForeignKey(Folder, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=32)
    suspected = models.BooleanField(default=False)
    basis = models.CharField(max_length=32, blank=True)
    unit_id = models.UUIDField()
    by_id = models.UUIDField()
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)

    class Meta:
        """Two persons are linked once at a time; a suspicion has a basis; nobody is linked to themselves."""

        constraints = (
            models.UniqueConstraint(
                fields=("person", "other"), condition=Q(ended_at__isnull=True), name="link_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(suspected=False) | ~Q(basis=""),
                name="link_suspicion_has_basis",
                violation_error_message=_("Say what the suspicion rests on."),
            ),
            models.CheckConstraint(
                condition=~Q(person=F("other")),
                name="link_joins_two",
                violation_error_message=_("A link joins two persons."),
            ),
        )
        indexes = (models.Index(fields=("other",), condition=Q(ended_at__isnull=True), name="link_by_other"),)

    @classmethod
    def of(cls, actor: Actor, person_id: UUID) -> QuerySet["Link"]:
        """Give the standing links of a person that the actor's units may see, from either side; at most MOST."""
        actor.require(VIEW)
        either = Q(person_id=person_id) | Q(other_id=person_id)
        rows = cls.objects.filter(either, ended_at=None).select_related("person", "other")
        return rows.order_by("at", "id")[:MOST]

    @classmethod
    def gate(cls, actor: Actor, link_id: UUID) -> "Link":
        """Give one standing link between persons both of whom the actor's units may see; raises NotHere."""
        actor.require(VIEW)
        found = cls.objects.filter(id=link_id, ended_at=None).select_related("person", "other").first()
        if found is None:
            raise NotHere
        return found
