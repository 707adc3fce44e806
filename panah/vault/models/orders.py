"""Orders that suspend access, declared conflicts of interest, and the folders both are about."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from panah.core.actor import Actor
from panah.core.database import NO_ROW, Access
from panah.core.ids import new_id
from panah.vault.models.folders import MY_UNITS, Compartment, UnitModel


class SuspensionOrder(models.Model):
    """A decision of a prosecution body or court that stops access to everything about one person (CON-08).

    It names the officials who go on, and stands until a new decision lifts it. Who entered it knows the person by the
    false name or the number of a case alone. Written by the functions of `sql/orders.sql`, never by a statement.
    """

    access: ClassVar[Access] = Access(web="S", hidden=("subject_id",))
    row_rule: ClassVar[str] = f"entered_by_unit_id = ANY ({MY_UNITS}) AND (SELECT panah_may('vault:grant:suspend'))"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_id = models.UUIDField()
    label = models.CharField(max_length=40)
    number = models.CharField(max_length=40)
    decided_on = models.DateField()
    body = models.CharField(max_length=120)
    # Kinds of folders it is about; empty for all.
    scope = ArrayField(models.CharField(max_length=16, choices=Compartment.choices), default=list)
    spared_members = ArrayField(models.UUIDField(), default=list)
    entered_at = models.DateTimeField()
    entered_by_id = models.UUIDField()
    entered_by_unit_id = models.UUIDField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by_id = models.UUIDField(null=True)
    lift_number = models.CharField(max_length=40, blank=True)
    lift_decided_on = models.DateField(null=True)
    lift_body = models.CharField(max_length=120, blank=True)

    class Meta:
        """A decision has a number; it is lifted by another decision and not by a click."""

        constraints = (
            models.CheckConstraint(condition=~Q(number="") & ~Q(body=""), name="order_is_a_decision"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True)
                | (~Q(lift_number="") & ~Q(lift_body="") & Q(lift_decided_on__gte=models.F("decided_on"))),
                name="order_lifted_by_decision",
            ),
        )
        indexes = (models.Index(fields=("subject_id",), condition=Q(lifted_at=None), name="order_standing"),)

    @classmethod
    def visible(cls, actor: Actor) -> models.QuerySet["SuspensionOrder"]:
        """Give the orders the actor's units entered, with what everybody but the database may know of them."""
        actor.require("vault:grant:suspend")
        return cls.objects.filter(entered_by_unit_id__in=actor.unit_ids).defer("subject_id")


class Conflict(UnitModel):
    """A member's declared conflict of interest: the person disappears for the member and for nobody else (PRI-03).

    With an empty label it says that a relative may come in, and no more. Why is asked of nobody. Written by the
    functions of `sql/conflicts.sql`.
    """

    access: ClassVar[Access] = Access(web="S", hidden=("subject_id",))
    row_rule: ClassVar[str] = (
        f"unit_id = ANY ({MY_UNITS}) "
        "AND (member_id = (SELECT panah_member()) OR (SELECT panah_may('accounts:member:admit')))"
    )

    member_id = models.UUIDField()
    label = models.CharField(max_length=40, blank=True)
    subject_id = models.UUIDField(null=True)
    declared_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by_id = models.UUIDField(null=True)

    class Meta:
        """Nobody lifts their own; found by member in every statement, so there is an index of the standing ones."""

        constraints = (
            models.CheckConstraint(
                condition=Q(lifted_by_id__isnull=True) | ~Q(lifted_by_id=models.F("member_id")),
                name="conflict_lifted_by_another",
            ),
        )
        indexes = (models.Index(fields=("member_id",), condition=Q(lifted_at=None), name="conflict_standing"),)

    @classmethod
    def visible(cls, actor: Actor) -> models.QuerySet["Conflict"]:
        """Give one's own declarations, and for who leads the unit those of its members."""
        return cls.objects.filter(unit_id__in=actor.unit_ids).defer("subject_id")


class WatchedFolder(models.Model):
    """One folder about a person who is under a suspension order or in a declared conflict; the database's own list."""

    access: ClassVar[Access] = Access(web="")
    row_rule: ClassVar[str] = NO_ROW

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_id = models.UUIDField()
    folder_id = models.UUIDField()

    class Meta:
        """A folder once for each person it is about."""

        constraints = (models.UniqueConstraint(fields=("folder_id", "subject_id"), name="watched_folder_once"),)
        indexes = (models.Index(fields=("subject_id",), name="watched_by_subject"),)
