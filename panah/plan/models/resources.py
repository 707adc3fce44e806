"""Needs and what meets them: resources of the state, organisations and donors (NC-07)."""

from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.plan.models.coordination import TAKES_PART
from panah.plan.models.plans import COORDINATES, Measure, Participant
from panah.plan.models.reports import OWN, OWN_OR_OFFICE
from panah.vault.models import MY_UNITS, UnitModel

GIVES, COORDINATION = "plan:donor:view", "plan:desk:view"


def _money() -> "models.DecimalField[Decimal, Decimal]":
    return models.DecimalField(max_digits=14, decimal_places=2)


def _later() -> "models.DecimalField[Decimal | None, Decimal | None]":
    return models.DecimalField(max_digits=14, decimal_places=2, null=True)


class Need(UnitModel):
    """Something a body needs to do its part: in which area, of what kind, worth how much (NC-07).

    Read by the body and the coordinator's office. Once the office has looked through its words and shows it, donors
    read it too: the database keeps it from them before.
    """

    access: ClassVar[Access] = Access(
        web="SIU", stats=("id", "participant_id", "area", "kind", "wanted", "published_at", "closed_at", "closing")
    )
    row_rule: ClassVar[str] = (
        f"({OWN} OR {COORDINATES} OR (published_at IS NOT NULL AND (SELECT panah_may('{GIVES}'))))"
    )
    write_rule: ClassVar[str] = f"{OWN_OR_OFFICE} AND (SELECT panah_may('{TAKES_PART}'))"

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="needs")
    measure = models.ForeignKey(Measure, models.SET_NULL, null=True, related_name="needs")
    # Codes of the lists `plan_tag` and `resource_kind`.
    area = models.CharField(max_length=32)
    kind = models.CharField(max_length=32)
    title = models.CharField(max_length=200)
    words = models.TextField(max_length=2_000, blank=True)
    # In the country's currency: what is needed, or what it would be worth.
    wanted = _money()
    at = models.DateTimeField()
    by_id = models.UUIDField()
    published_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    # A code of the list `need_closing`.
    closing = models.CharField(max_length=32, blank=True)

    class Meta:
        """Worth something; closed with how."""

        constraints = (
            models.CheckConstraint(condition=Q(wanted__gt=0), name="need_worth_something"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closing="") | (Q(closed_at__isnull=False) & ~Q(closing="")),
                name="need_closed_whole",
            ),
        )
        indexes = (
            models.Index(fields=("-id",), condition=Q(closed_at__isnull=True), name="need_open"),
            models.Index(fields=("area", "-id"), name="need_by_area"),
        )

    @classmethod
    def visible(cls, actor: Actor) -> QuerySet["Need"]:
        """Give the needs of the actor's units; to the office all, to donors those that are shown to them."""
        if not actor.may_any((TAKES_PART, GIVES)):
            actor.require(TAKES_PART)
        return cls.objects.select_related("participant")

    @classmethod
    def shown(cls, actor: Actor) -> QuerySet["Need"]:
        """Give the open needs that are shown to donors."""
        actor.require(GIVES)
        return cls.objects.filter(closed_at=None, published_at__isnull=False).select_related("participant")

    @classmethod
    def gate(cls, actor: Actor, need_id: UUID) -> "Need":
        """Give one; raises NotHere."""
        found = cls.visible(actor).select_related("measure__plan").filter(id=need_id).first()
        if found is None:
            raise NotHere
        return found


class Offer(UnitModel):
    """What somebody offers: for a need or for an area; then what was agreed, what came, and what was used (NC-07).

    `unit_id` is who entered it: the organisation, or the office for others. The office alone agrees.
    """

    access: ClassVar[Access] = Access(
        web="SIU", stats=("id", "area", "kind", "source", "offered", "agreed", "received", "used", "withdrawn_at")
    )
    row_rule: ClassVar[str] = f"({OWN} OR {COORDINATES} OR for_unit_id = ANY ({MY_UNITS}))"
    write_rule: ClassVar[str] = (
        f"({COORDINATES} OR ({OWN} AND (SELECT panah_may('{GIVES}')))"
        f" OR (for_unit_id = ANY ({MY_UNITS}) AND (SELECT panah_may('{TAKES_PART}'))))"
    )

    need = models.ForeignKey(Need, models.PROTECT, null=True, related_name="offers")
    # The unit whose need it is for.
    for_unit_id = models.UUIDField(null=True)
    area = models.CharField(max_length=32)
    kind = models.CharField(max_length=32)
    # A code of the list `funding_source`.
    source = models.CharField(max_length=32)
    giver = models.CharField(max_length=160)
    words = models.TextField(max_length=2_000, blank=True)
    offered = _money()
    agreed = _later()
    received = _later()
    used = _later()
    offered_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    by_id = models.UUIDField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        """One after the other: agreed is what was offered, nothing comes before, nothing is used that did not come."""

        constraints = (
            models.CheckConstraint(condition=Q(offered__gt=0), name="offer_worth_something"),
            models.CheckConstraint(
                condition=Q(agreed__isnull=True) | Q(agreed__gt=0, agreed__lte=F("offered")),
                name="offer_agreed_of_offered",
                violation_error_message=_(
                    "No more can be agreed than was offered. Who gives more makes another offer."
                ),
            ),
            models.CheckConstraint(
                condition=Q(received__isnull=True) | Q(agreed__isnull=False, received__gte=0),
                name="offer_received_after_agreed",
            ),
            models.CheckConstraint(
                condition=Q(used__isnull=True) | Q(received__isnull=False, used__gte=0, used__lte=F("received")),
                name="offer_used_of_received",
                violation_error_message=_("No more can be used than was received."),
            ),
        )
        indexes = (
            models.Index(fields=("need", "id"), name="offer_by_need"),
            models.Index(
                fields=("-id",), condition=Q(agreed__isnull=True, withdrawn_at__isnull=True), name="offer_new"
            ),
        )

    @classmethod
    def visible(cls, actor: Actor) -> QuerySet["Offer"]:
        """Give the offers the actor's units made, or that are for their needs; to the office all."""
        if not actor.may_any((TAKES_PART, GIVES)):
            actor.require(GIVES)
        return cls.objects.select_related("need")

    @classmethod
    def of(cls, need: Need) -> list["Offer"]:
        """List the offers for a need that the reader may see, the first one first; at most 100."""
        return list(cls.objects.filter(need=need).order_by("id")[:100])

    @classmethod
    def givers(cls, actor: Actor, need: Need) -> list[tuple[str, Decimal]]:
        """List who offered for the area of a need before, and how much altogether; as far as the actor reads of it."""
        rows = cls.visible(actor).filter(area=need.area, withdrawn_at=None).order_by().values_list("giver")
        return list(rows.annotate(altogether=Sum("offered")).order_by("-altogether", "giver")[:20])

    @classmethod
    def agreed_for(cls, need: Need) -> Decimal:
        """Give how much was agreed for a need altogether."""
        rows = cls.objects.filter(need=need, withdrawn_at=None)
        return rows.aggregate(total=Sum("agreed"))["total"] or Decimal(0)

    @classmethod
    def gate(cls, actor: Actor, offer_id: UUID) -> "Offer":
        """Give one; raises NotHere."""
        found = cls.visible(actor).filter(id=offer_id).first()
        if found is None:
            raise NotHere
        return found
