"""Who guards a house: the folder it shares with the police, the rota, the faces at the door, the way out with a guard.

Nothing here names a person or a stay. What ties a card at the door to a resident lies in the resident's own folder.
"""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Member
from panah.core.actor import Actor
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.core.ids import new_id
from panah.shelter.models.book import OWN_HOUSE
from panah.shelter.models.places import House
from panah.shelter.models.ranges import only, period
from panah.shelter.models.stays import Stay
from panah.vault.fields import SealedBytes, SealedText
from panah.vault.models import MY_UNITS, Folder, ProtectedModel, UnitModel, opening

DOOR, ESCORT, WRITE = "shelter:door:view", "shelter:escort:walk", "shelter:house:write"
# Who hears an alarm, and answers it.
HEARS = (DOOR, ESCORT, WRITE)
MOST = 300


class Guarding(ProtectedModel):
    """How a house is guarded: its security folder, and the police unit that folder is shared with."""

    access: ClassVar[Access] = Access(stats=("id", "house_id", "unit_id", "guard_unit_id", "since"))
    # Of a unit that guards among other things, those alone who guard know of it.
    row_rule: ClassVar[str] = (
        f"{opening()} AND (unit_id = ANY ({MY_UNITS}) "
        f"OR (SELECT panah_may('{DOOR}')) OR (SELECT panah_may('{ESCORT}')))"
    )
    # Whose house it is decides who guards it.
    write_rule: ClassVar[str] = f"{opening()} AND unit_id = ANY ({MY_UNITS}) AND {OWN_HOUSE}"

    house = models.OneToOneField(House, models.PROTECT, related_name="guarding")
    unit_id = models.UUIDField()
    guard_unit_id = models.UUIDField(null=True)
    # How the guards call the house: they never learn its own name.
    post = SealedText(blank=True)
    order_number = models.CharField(max_length=40, blank=True)
    since = models.DateTimeField(null=True)

    class Meta:
        """Police guard by an order."""

        constraints = (
            models.CheckConstraint(
                condition=Q(guard_unit_id__isnull=True) | (Q(since__isnull=False) & ~Q(order_number="")),
                name="guarding_by_order",
                violation_error_message=_("Police guard a house by an order: give its number."),
            ),
        )

    @classmethod
    def visible(cls, actor: Actor) -> QuerySet["Guarding"]:
        """Give the houses the actor's units keep or guard; few."""
        mine = Q(unit_id__in=actor.unit_ids) | Q(guard_unit_id__in=actor.unit_ids)
        return cls.objects.filter(mine).order_by("id")

    @classmethod
    def gate(cls, actor: Actor, guarding_id: UUID) -> "Guarding":
        """Give one of them; raises NotHere."""
        found = cls.visible(actor).filter(id=guarding_id).first()
        if found is None:
            raise NotHere
        return found

    @property
    def reference(self) -> str:
        """What the police unit's right to see rests on."""
        return f"guarding {self.id}"


class Training(UnitModel):
    """One training of a member: on what, when, and until when it counts (POL-06, SH-21). Nobody enters their own."""

    access: ClassVar[Access] = Access(
        stats=("id", "unit_id", "member_id", "topic", "trained_on", "valid_until", "withdrawn_at")
    )
    write_rule: ClassVar[str] = (
        f"unit_id = ANY ({MY_UNITS}) AND member_id <> (SELECT panah_member()) "
        "AND (SELECT panah_may('shelter:guard:edit'))"
    )

    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    # A code of the country's list `training_topic`.
    topic = models.CharField(max_length=32)
    trained_on = models.DateField()
    valid_until = models.DateField()
    certificate = models.CharField(max_length=40, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by_id = models.UUIDField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        """It counts from its day on."""

        constraints = (
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("trained_on")),
                name="training_ends_after",
                violation_error_message=_("A training counts until a day after it."),
            ),
            models.CheckConstraint(condition=~Q(member=F("recorded_by_id")), name="training_entered_by_another"),
        )
        indexes = (models.Index(fields=("member", "topic", "-valid_until"), name="training_by_member"),)

    @classmethod
    def of_unit(cls, actor: Actor) -> list["Training"]:
        """List the trainings of the actor's unit that count, the first to end on top; at most MOST."""
        rows = cls.objects.filter(unit_id=actor.unit, withdrawn_at=None).select_related("member")
        return list(rows.order_by("-valid_until", "id")[:MOST])

    @classmethod
    def gate(cls, actor: Actor, training_id: UUID) -> "Training":
        """Give one training of the actor's unit; raises NotHere."""
        found = cls.objects.filter(id=training_id, unit_id__in=actor.unit_ids, withdrawn_at=None).first()
        if found is None:
            raise NotHere
        return found


class GuardShift(ProtectedModel):
    """One guard's time at a house (SH-12). It holds nothing of residents: a member, a house by its folder, two moments.

    Without a training that counts until its end the database refuses it (POL-06).
    """

    access: ClassVar[Access] = Access(stats=("id", "guarding_id", "member_id", "starts_at", "ends_at", "withdrawn_at"))

    guarding = models.ForeignKey(Guarding, models.PROTECT, related_name="shifts")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        """A guard stands at one door at a time."""

        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="guard_shift_ends_after",
                violation_error_message=_("A shift ends after it begins."),
            ),
            ExclusionConstraint(
                name="guard_at_one_door_at_a_time",
                expressions=[(only("member_id"), "&&"), (period("starts_at", "ends_at"), "&&")],
                condition=Q(withdrawn_at__isnull=True),
                violation_error_message=_("This person already has a shift at that time."),
            ),
        )
        indexes = (models.Index(fields=("guarding", "starts_at"), name="guard_shift_by_house"),)

    @classmethod
    def between(cls, guarding: Guarding, start: datetime, end: datetime) -> list["GuardShift"]:
        """List the shifts at a house that touch a time, in order; at most MOST."""
        rows = cls.objects.filter(guarding=guarding, withdrawn_at=None, starts_at__lt=end, ends_at__gt=start)
        return list(rows.select_related("member").order_by("starts_at", "id")[:MOST])


# Whoever works in the house, and a guard for as long as they stand at this door or walk beside this person.
FACES = f"{opening()} AND ((SELECT panah_may('{WRITE}')) OR panah_private.guards_now(folder_id, {{card}}))"


class CardKind(models.TextChoices):
    """Who comes and goes."""

    RESIDENT = "resident", _("Lives here")
    VISITOR = "visitor", _("Expected")


class DoorCard(models.Model):
    """What a guard knows of somebody who comes and goes: a face and how they are called in the house (SH-12).

    It leads to no person, and is deleted when somebody has left or a visit is over.
    """

    access: ClassVar[Access] = Access(web="SIUD")
    row_rule: ClassVar[str] = FACES.format(card="id")
    write_rule: ClassVar[str] = f"{opening()} AND (SELECT panah_may('{WRITE}'))"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    folder = models.ForeignKey(Folder, models.PROTECT, related_name="+")
    guarding = models.ForeignKey(Guarding, models.PROTECT, related_name="cards")
    kind = models.CharField(max_length=16, choices=CardKind.choices)
    name = SealedText()
    face_kind = models.CharField(max_length=16, blank=True)
    face = SealedBytes(blank=True)
    # Of a visitor: when the door may let them in.
    from_at = models.DateTimeField(null=True)
    until_at = models.DateTimeField(null=True)
    # And when they came in and went out again, as the door saw it.
    in_at = models.DateTimeField(null=True)
    out_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        """A visitor comes at a time, and goes out after they came in."""

        constraints = (
            models.CheckConstraint(
                condition=Q(kind="resident", until_at__isnull=True)
                | Q(kind="visitor", from_at__isnull=False, until_at__gt=F("from_at")),
                name="door_card_visitor_has_time",
            ),
            models.CheckConstraint(
                condition=Q(in_at__isnull=True, out_at__isnull=True)
                | (Q(kind="visitor", in_at__isnull=False) & (Q(out_at__isnull=True) | Q(out_at__gte=F("in_at")))),
                name="door_card_visitor_goes_out_after",
            ),
        )
        indexes = (models.Index(fields=("guarding", "kind"), name="door_card_by_house"),)

    @classmethod
    def of_day(cls, guarding: Guarding, start: datetime, end: datetime) -> list["DoorCard"]:
        """List who lives in a house, who is expected in a time and who of them is inside; at most MOST."""
        rows = cls.objects.filter(guarding=guarding)
        expected = Q(from_at__lt=end, until_at__gt=start) | Q(in_at__isnull=False, out_at__isnull=True)
        return list(rows.filter(Q(kind=CardKind.RESIDENT) | expected).order_by("from_at", "id")[:MOST])

    @classmethod
    def inside(cls, house: House) -> list["DoorCard"]:
        """List the visitors who came into a house and have not gone out, the longest first; at most MOST."""
        rows = cls.objects.filter(guarding__house=house, in_at__isnull=False, out_at__isnull=True)
        return list(rows.select_related("folder").order_by("in_at", "id")[:MOST])

    @property
    def is_inside(self) -> bool:
        """Whether a visitor is in the house now."""
        return self.in_at is not None and self.out_at is None

    @classmethod
    def gate(cls, actor: Actor, card_id: UUID) -> "DoorCard":
        """Give one card the actor may see; raises NotHere."""
        found = cls.objects.filter(id=card_id, guarding__in=Guarding.visible(actor)).select_related("guarding").first()
        if found is None:
            raise NotHere
        return found


class SafetyCard(models.Model):
    """What matters of a resident when the house is left in a hurry, and which card the guards have; with the stay."""

    access: ClassVar[Access] = Access(stats=("id", "stay_id", "help"))
    row_rule: ClassVar[str] = f"{opening()} AND (SELECT panah_may('{WRITE}'))"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    folder = models.ForeignKey(Folder, models.PROTECT, related_name="+")
    stay = models.OneToOneField(Stay, models.PROTECT, related_name="safety_card")
    card = models.OneToOneField(DoorCard, models.SET_NULL, null=True, related_name="+")
    # Which help the person needs to get out: a code of the country's list `evacuation_help`, nothing where none.
    help = models.CharField(max_length=32, blank=True)
    changed_at = models.DateTimeField()
    changed_by_id = models.UUIDField()

    @classmethod
    def of(cls, stay: Stay) -> "SafetyCard | None":
        """Give the card of a stay, if it has one."""
        return cls.objects.filter(stay=stay).select_related("card__guarding").first()


class EscortState(models.TextChoices):
    """Where a way out with a guard stands."""

    ASKED = "asked", _("Asked for")
    TAKEN = "taken", _("A guard comes along")
    DONE = "done", _("Came back safely")
    CALLED_OFF = "called_off", _("Called off")


class Escort(models.Model):
    """Body guarding: somebody of the police walks beside a resident on one way out.

    A task of its own, apart from the rota, and of a role of its own: whoever stands at the door does not see it.
    """

    access: ClassVar[Access] = Access(stats=("id", "guarding_id", "place", "state", "starts_at", "ends_at"))
    row_rule: ClassVar[str] = f"{opening()} AND ((SELECT panah_may('{WRITE}')) OR (SELECT panah_may('{ESCORT}')))"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    folder = models.ForeignKey(Folder, models.PROTECT, related_name="+")
    guarding = models.ForeignKey(Guarding, models.PROTECT, related_name="escorts")
    card = models.ForeignKey(DoorCard, models.SET_NULL, null=True, related_name="escorts")
    # Where to: a code of the country's list `escort_place`; more of it is sealed.
    place = models.CharField(max_length=32)
    words = SealedText(blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=EscortState.choices, default=EscortState.ASKED)
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    asked_by_id = models.UUIDField()

    class Meta:
        """Somebody comes along from the moment it is taken."""

        constraints = (
            models.CheckConstraint(condition=Q(state__in=EscortState.values), name="escort_state_known"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="escort_ends_after",
                violation_error_message=_("A way ends after it begins."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("taken", "done")) | Q(member__isnull=False), name="escort_taken_by_somebody"
            ),
        )
        indexes = (models.Index(fields=("guarding", "-starts_at"), name="escort_by_house"),)

    @classmethod
    def visible(cls, actor: Actor) -> QuerySet["Escort"]:
        """Give the ways out of the houses the actor's units keep or guard."""
        if not actor.may_any((ESCORT, WRITE)):
            raise NotHere
        return cls.objects.filter(guarding__in=Guarding.visible(actor)).select_related("member", "guarding")

    @classmethod
    def gate(cls, actor: Actor, escort_id: UUID) -> "Escort":
        """Give one of them; raises NotHere."""
        found = cls.visible(actor).filter(id=escort_id).first()
        if found is None:
            raise NotHere
        return found


class Duress(ProtectedModel):
    """Somebody pressed the button: who, at which house, when; who answered, and what it was."""

    access: ClassVar[Access] = Access(stats=("id", "guarding_id", "raised_at", "acknowledged_at", "ended_at", "result"))

    guarding = models.ForeignKey(Guarding, models.PROTECT, related_name="alarms")
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)
    # A code of the country's list `duress_result`.
    result = models.CharField(max_length=32, blank=True)

    class Meta:
        """It ends with what it was."""

        constraints = (
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, result="") | (Q(ended_at__isnull=False) & ~Q(result="")),
                name="duress_ends_with_result",
            ),
        )
        indexes = (models.Index(fields=("guarding", "-id"), name="duress_by_house"),)

    @classmethod
    def visible(cls, actor: Actor) -> QuerySet["Duress"]:
        """Give the alarms of the houses the actor's units keep or guard."""
        if not actor.may_any(HEARS):
            raise NotHere
        rows = cls.objects.filter(guarding__in=Guarding.visible(actor))
        return rows.select_related("raised_by", "acknowledged_by", "guarding")

    @classmethod
    def running(cls, actor: Actor) -> list["Duress"]:
        """List those that are not over, newest first; at most 20."""
        return list(cls.visible(actor).filter(ended_at=None).order_by("-id")[:20])

    @classmethod
    def gate(cls, actor: Actor, duress_id: UUID) -> "Duress":
        """Give one of them; raises NotHere."""
        found = cls.visible(actor).filter(id=duress_id).first()
        if found is None:
            raise NotHere
        return found
