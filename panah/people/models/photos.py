"""The photograph of a person."""

from typing import ClassVar

from django.db import models

from panah.core.actor import Actor
from panah.core.database import Access
from panah.people.models.persons import VIEW, Person
from panah.vault.fields import SealedBytes
from panah.vault.models import ProtectedModel


class Photo(ProtectedModel):
    """One photograph of one person, sealed in the identity folder; a new one takes the place of the old."""

    access: ClassVar[Access] = Access(web="SID")

    person = models.OneToOneField(Person, models.PROTECT, related_name="photo")
    kind = models.CharField(max_length=16)
    picture = SealedBytes()
    taken_in_at = models.DateTimeField()
    taken_in_by_id = models.UUIDField()

    class Meta:
        """A picture of a kind that browsers show and that can hold no script."""

        constraints = (
            models.CheckConstraint(condition=models.Q(kind__in=("image/jpeg", "image/png")), name="photo_kind_known"),
        )

    @classmethod
    def of(cls, actor: Actor, person_id: object) -> "Photo | None":
        """Give the photograph of a person whose identity folder the actor's units hold, still sealed."""
        actor.require(VIEW)
        return cls.objects.filter(person_id=person_id).select_related("folder").first()
