"""What residents complain of: told to somebody, or put into the box of the house without a name."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.core.ids import new_id
from panah.shelter.models.book import OWN_HOUSE
from panah.shelter.models.places import House
from panah.vault.fields import BoxText
from panah.vault.models import MY_UNITS, OF_STAFF, UnitModel

LEAD = "shelter:house:lead"


class ComplaintBox(UnitModel):
    """The box of a house: whoever types the code printed on its walls may write into it, and nobody asks who."""

    row_rule: ClassVar[str] = OF_STAFF
    write_rule: ClassVar[str] = f"{OF_STAFF} AND {OWN_HOUSE}"

    house = models.OneToOneField(House, models.PROTECT, related_name="box")
    code = BoxText()
    code_digest = models.BinaryField(unique=True)
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField()

    @classmethod
    def of(cls, actor: Actor, house: House) -> "ComplaintBox | None":
        """Give the box of a house of the actor's units, if it has one."""
        return cls.objects.filter(house=house, unit_id__in=actor.unit_ids).first()


class Complaint(models.Model):
    """One complaint: read and answered by who leads the house, and by nobody it may be about.

    One from the box has no author and no hour. Its answer is sealed a second time, to the receipt that only its author
    holds; what is stored of the receipt opens nothing.
    """

    access: ClassVar[Access] = Access(
        stats=("id", "unit_id", "house_id", "about", "from_box", "written_on", "answered_at", "result")
    )
    row_rule: ClassVar[str] = f"unit_id = ANY ({MY_UNITS}) AND (SELECT panah_may('{LEAD}'))"
    # Whoever works in the house writes one down for somebody, and cannot read it afterwards.
    write_rule: ClassVar[str] = f"unit_id = ANY ({MY_UNITS}) AND (SELECT panah_may('shelter:house:write'))"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit_id = models.UUIDField()
    house = models.ForeignKey(House, models.PROTECT, related_name="complaints")
    # A code of the country's list `complaint_about`.
    about = models.CharField(max_length=32)
    words = BoxText()
    from_box = models.BooleanField(default=False)
    written_on = models.DateField()
    by_id = models.UUIDField(null=True)
    receipt_digest = models.BinaryField(null=True, unique=True)
    receipt_key = models.BinaryField(null=True)
    # A code of the country's list `complaint_result`.
    result = models.CharField(max_length=32, blank=True)
    answer = BoxText(null=True)
    answer_to_author = models.BinaryField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.UUIDField(null=True)

    class Meta:
        """One from the box has no author; an answered one has a result."""

        constraints = (
            models.CheckConstraint(
                condition=Q(from_box=True, by_id__isnull=True, receipt_digest__isnull=False, receipt_key__isnull=False)
                | Q(from_box=False, by_id__isnull=False, receipt_digest__isnull=True),
                name="complaint_from_box_has_no_author",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, result="") | (Q(answered_at__isnull=False) & ~Q(result="")),
                name="complaint_answered_with_result",
                violation_error_message=_("Say what came of it."),
            ),
        )
        indexes = (models.Index(fields=("unit_id", "-id"), name="complaint_by_unit"),)

    @classmethod
    def visible(cls, actor: Actor) -> QuerySet["Complaint"]:
        """Give the complaints of the actor's houses, for who leads them."""
        actor.require(LEAD)
        return cls.objects.filter(unit_id__in=actor.unit_ids).select_related("house")

    @classmethod
    def gate(cls, actor: Actor, complaint_id: UUID) -> "Complaint":
        """Give one of them; raises NotHere."""
        found = cls.visible(actor).filter(id=complaint_id).first()
        if found is None:
            raise NotHere
        return found
