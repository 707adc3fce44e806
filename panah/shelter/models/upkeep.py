"""What a house has to be like: its conditions, each check of them, its licences and what inspections found."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from panah.core.database import Access
from panah.shelter.models.places import House
from panah.vault.fields import BoxText
from panah.vault.models import UnitModel

MOST_SHOWN = 50


class ConditionCheck(UnitModel):
    """One dated look at one of the conditions a house must meet, with its evidence (SH-09). Never changed."""

    access: ClassVar[Access] = Access(web="SI", stats=("id", "unit_id", "house_id", "condition", "met", "checked_on"))

    house = models.ForeignKey(House, models.PROTECT, related_name="checks")
    # A code of the country's list `house_condition`.
    condition = models.CharField(max_length=32)
    met = models.BooleanField()
    # What shows it; sealed to the unit, for evidence tells where a house is and how it is kept safe.
    evidence = BoxText(blank=True)
    checked_on = models.DateField()
    again_on = models.DateField()
    by_id = models.UUIDField()

    class Meta:
        """The newest of each condition counts, and says when to look again."""

        constraints = (
            models.CheckConstraint(condition=Q(again_on__gt=F("checked_on")), name="condition_looked_at_again"),
        )
        indexes = (models.Index(fields=("house", "condition", "-id"), name="condition_by_house"),)

    @classmethod
    def latest(cls, house: House) -> dict[str, "ConditionCheck"]:
        """Give the newest check of each condition of a house the actor may see, with one query."""
        rows = cls.objects.filter(house=house).order_by("condition", "-id").distinct("condition")
        return {row.condition: row for row in rows}

    @classmethod
    def of(cls, house: House) -> list["ConditionCheck"]:
        """List the checks of a house, newest first; at most MOST_SHOWN."""
        return list(cls.objects.filter(house=house).order_by("-id")[:MOST_SHOWN])


class Licence(UnitModel):
    """One paper a house works under: the order that founded it, a licence, its budget (SH-20). Never changed."""

    access: ClassVar[Access] = Access(
        web="SI", stats=("id", "unit_id", "house_id", "kind", "body", "issued_on", "valid_until")
    )

    house = models.ForeignKey(House, models.PROTECT, related_name="licences")
    # Codes of the country's lists `house_paper` and `house_controller`.
    kind = models.CharField(max_length=32)
    body = models.CharField(max_length=32)
    number = models.CharField(max_length=40)
    issued_on = models.DateField()
    valid_until = models.DateField(null=True)
    by_id = models.UUIDField()

    class Meta:
        """A paper is known once and does not end before it begins."""

        constraints = (
            models.UniqueConstraint(fields=("house", "kind", "number"), name="licence_once"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("issued_on")), name="licence_ends_after"
            ),
        )

    @classmethod
    def of(cls, house: House) -> list["Licence"]:
        """List the papers of a house, newest first; at most MOST_SHOWN."""
        return list(cls.objects.filter(house=house).order_by("-issued_on", "-id")[:MOST_SHOWN])


class Inspection(UnitModel):
    """One inspection of a house by those who control it: when, by which body, what it found (SH-20).

    What has to be put right is put right once.
    """

    access: ClassVar[Access] = Access(
        stats=("id", "unit_id", "house_id", "body", "inspected_on", "result", "put_right_on")
    )

    house = models.ForeignKey(House, models.PROTECT, related_name="inspections")
    # Codes of the country's lists `house_controller` and `inspection_result`.
    body = models.CharField(max_length=32)
    inspected_on = models.DateField()
    result = models.CharField(max_length=32)
    words = BoxText(blank=True)
    # Until when something has to be put right, and when it was.
    put_right_until = models.DateField(null=True)
    put_right_on = models.DateField(null=True)
    by_id = models.UUIDField()

    class Meta:
        """What is put right was found before."""

        constraints = (
            models.CheckConstraint(
                condition=Q(put_right_on__isnull=True) | Q(put_right_on__gte=F("inspected_on")),
                name="inspection_put_right_after",
            ),
        )
        indexes = (models.Index(fields=("house", "-inspected_on"), name="inspection_by_house"),)

    @classmethod
    def of(cls, house: House) -> list["Inspection"]:
        """List the inspections of a house, newest first; at most MOST_SHOWN."""
        return list(cls.objects.filter(house=house).order_by("-inspected_on", "-id")[:MOST_SHOWN])

    @property
    def is_open(self) -> bool:
        """Whether something is still to be put right."""
        return self.put_right_until is not None and self.put_right_on is None
