"""Where a house stands: the one place where it is written."""

from typing import ClassVar

from django.db import models

from panah.core.actor import Actor
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.shelter.models.places import House
from panah.vault.fields import SealedText
from panah.vault.models import ProtectedModel


class Address(ProtectedModel):
    """The address of a house, sealed in a whereabouts folder of its own, never in what a case can show (CON-13).

    `changed_at` is empty until something is written.
    """

    access: ClassVar[Access] = Access()

    house = models.OneToOneField(House, models.PROTECT, related_name="address")
    words = SealedText(blank=True)
    # How to come without being followed, and which sign to give at the door.
    way_in = SealedText(blank=True)
    changed_at = models.DateTimeField(null=True)

    @classmethod
    def of(cls, actor: Actor, house: House) -> "Address":
        """Give the address of a house of the actor's units; raises NotHere."""
        found = cls.objects.filter(house=house, house__unit_id__in=actor.unit_ids).select_related("folder").first()
        if found is None:
            raise NotHere
        return found
