"""Calls as the telephone exchange tells of them; calls to be returned; who is at the desk."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Member
from panah.core.actor import Actor
from panah.core.database import Access
from panah.hotline.models.contacts import Contact
from panah.hotline.states import CallState, PresenceState
from panah.vault.fields import BoxText
from panah.vault.models import UnitModel

# The telephone exchange sees and writes the calls of its own unit, nothing else.
EXCHANGE = "(SELECT panah_service()) = 'telephony' AND unit_id = (SELECT panah_unit())"


class Call(UnitModel):
    """One telephone call from the first ring to the end. The number is sealed to the unit (CON-12)."""

    access: ClassVar[Access] = Access(
        worker="SU",
        stats=("id", "unit_id", "state", "ringing_at", "answered_at", "ended_at", "answered_by_id"),
    )
    service_rule: ClassVar[str] = EXCHANGE

    external_id = models.CharField(max_length=80)
    line = models.CharField(max_length=32, blank=True)
    number = BoxText(blank=True, null=True)
    withheld = models.BooleanField(default=False)
    state = models.CharField(max_length=16, choices=CallState.choices, default=CallState.RINGING)
    ringing_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    contact_id = models.UUIDField(null=True)

    class Meta:
        """The exchange's own number names a call once."""

        constraints = (
            models.UniqueConstraint(fields=("unit_id", "external_id"), name="call_known_once"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("ringing_at")), name="call_ends_after"
            ),
        )
        indexes = (
            models.Index(fields=("unit_id", "-id"), name="call_by_unit"),
            models.Index(
                fields=("unit_id", "ringing_at"),
                condition=Q(state__in=("ringing", "answered", "held", "transferred")),
                name="call_live",
            ),
        )

    @classmethod
    def ringing(cls, actor: Actor) -> QuerySet["Call"]:
        """Give the calls now ringing at the actor's unit, the one waiting longest first; bounded."""
        live = cls.objects.filter(unit_id=actor.unit, state=CallState.RINGING)
        return live.order_by("ringing_at")[:20]

    @classmethod
    def of_contact(cls, contact: Contact) -> "Call | None":
        """Give the call a contact began with, where it began with one and the actor's unit has it."""
        return cls.objects.filter(id=contact.call_id).first() if contact.call_id else None


class CallEvent(UnitModel):
    """One event as the exchange sent it, so that a repeated one changes nothing."""

    access: ClassVar[Access] = Access(web="SI", worker="SD")
    service_rule: ClassVar[str] = EXCHANGE

    device_id = models.UUIDField()
    event_id = models.CharField(max_length=80)
    call = models.ForeignKey(Call, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=16)
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        """A device names an event once."""

        constraints = (models.UniqueConstraint(fields=("device_id", "event_id"), name="call_event_once"),)


class CallBack(UnitModel):
    """A call that nobody took, to be returned."""

    access: ClassVar[Access] = Access(
        worker="SIU", stats=("id", "unit_id", "reason", "opened_at", "done_at", "outcome")
    )
    service_rule: ClassVar[str] = EXCHANGE

    call = models.OneToOneField(Call, models.PROTECT, related_name="call_back")
    reason = models.CharField(max_length=16, choices=CallState.choices)
    opened_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=32, blank=True)
    contact_id = models.UUIDField(null=True)

    class Meta:
        """Open ones are looked for by unit."""

        indexes = (
            models.Index(fields=("unit_id", "opened_at"), condition=Q(done_at__isnull=True), name="call_back_open"),
        )

    @classmethod
    def waiting(cls, actor: Actor) -> QuerySet["CallBack"]:
        """Give the calls of the unit still to be returned, oldest first; at most 30."""
        rows = cls.objects.filter(unit_id=actor.unit, done_at=None).select_related("call", "done_by")
        return rows.order_by("opened_at")[:30]


class Presence(UnitModel):
    """What one operator says of themself now. Whether they can take a call also depends on their open contacts."""

    write_rule: ClassVar[str] = f"{UnitModel.row_rule} AND member_id = (SELECT panah_member())"

    member = models.OneToOneField(Member, models.CASCADE, related_name="presence")
    state = models.CharField(max_length=16, choices=PresenceState.choices, default=PresenceState.OFF)
    since = models.DateTimeField()

    class Meta:
        """Who is on now is asked by unit."""

        verbose_name = _("presence")

    @classmethod
    def of_unit(cls, unit_id: UUID) -> QuerySet["Presence"]:
        """Give the presences of a unit with their members; bounded by the unit's staff."""
        return cls.objects.filter(unit_id=unit_id).select_related("member")
