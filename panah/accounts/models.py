"""Who works where, by which appointment; their sessions, second factors, invitations and devices."""

from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache
from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission, Role
from panah.core.actor import Actor
from panah.core.country import say
from panah.core.database import NO_ROW, Access
from panah.core.errors import NotHere
from panah.core.ids import new_id
from panah.vault.fields import BoxText
from panah.vault.models import MY_UNITS, OpenModel, UnitModel

# A session ends after this long even when it is in use; the functions of `session.sql` hold to the same.
LONGEST_SESSION = timedelta(hours=12)

# Whose rows of people a member sees, and whose they write: of their own units, or of all where they appoint.
MY_STAFF = f"unit_id = ANY ({MY_UNITS}) OR (SELECT panah_may('accounts:member:appoint'))"
LEADING = f"unit_id = ANY ({MY_UNITS}) AND (SELECT panah_may('accounts:member:admit'))"
STAFFING = f"({LEADING}) OR (SELECT panah_may('accounts:member:appoint'))"


class Body(OpenModel):
    """A state body or organisation that takes part in the mechanism."""

    access: ClassVar[Access] = Access(web="S", worker="S")

    code = models.CharField(max_length=40, unique=True)
    names = models.JSONField(default=dict)


class Unit(OpenModel):
    """A unit of a body: the smallest thing that can be given a folder."""

    access: ClassVar[Access] = Access(web="S", worker="S", stats=("id", "code", "kind", "region"))

    body = models.ForeignKey(Body, models.PROTECT, related_name="units")
    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=40)
    names = models.JSONField(default=dict)
    region = models.CharField(max_length=40, blank=True)
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Give the unit's name in the current language."""
        return say(self.names)

    @classmethod
    def by_id(cls, ids: "Iterable[UUID | None]") -> "dict[UUID, Unit]":
        """Give units by id, for a page that names them."""
        return Unit.objects.in_bulk({unit_id for unit_id in ids if unit_id})

    @classmethod
    def of_kind(cls, kind: str) -> "QuerySet[Unit]":
        """Give the open units of a kind, for a page that offers them; at most 100."""
        return cls.objects.filter(kind=kind, closed_at=None).order_by("code")[:100]

    @classmethod
    def staffed_by(cls, actor: Actor) -> "QuerySet[Unit]":
        """Give the units whose people the actor looks after: all for who appoints, otherwise the actor's own."""
        units = cls.objects.filter(closed_at__isnull=True).order_by("code")
        return units if actor.may(Permission.MEMBER_APPOINT) else units.filter(id__in=actor.unit_ids)

    @classmethod
    def staffed(cls, actor: Actor, unit_id: UUID) -> "Unit":
        """Give one of these units; raises NotHere for any other."""
        unit = cls.staffed_by(actor).filter(id=unit_id).first()
        if unit is None:
            raise NotHere
        return unit


@lru_cache(maxsize=4096)
def names_of_unit(unit_id: UUID) -> dict[str, str]:
    """Give a unit's name in every language; a unit keeps its name for as long as a process lives."""
    return dict(Unit.objects.values_list("names", flat=True).get(id=unit_id))


class Member(OpenModel):
    """A person with an account, known to others by an alias (HL-13); the legal name lies sealed in the appointment.

    `in_demo` marks an invented person whom the demonstration offers on its sign-in page.
    """

    # Who works here is nobody's business before sign-in; of their own row a member changes the language and no more.
    access: ClassVar[Access] = Access(web="SU", worker="S", fixed=("id", "login", "alias", "disabled_at", "in_demo"))
    row_rule: ClassVar[str] = "(SELECT panah_acting())"
    write_rule: ClassVar[str] = "id = (SELECT panah_member())"

    login = models.CharField(max_length=64, unique=True)
    alias = models.CharField(max_length=64)
    language = models.CharField(max_length=5, default="az")
    disabled_at = models.DateTimeField(null=True)
    in_demo = models.BooleanField(default=False)

    def __str__(self) -> str:
        """Give the alias."""
        return self.alias

    @classmethod
    def acting(cls, actor: Actor) -> "Member":
        """Give the actor's own row."""
        return cls.objects.get(id=actor.member)

    @classmethod
    def by_id(cls, ids: "Iterable[UUID | None]") -> "dict[UUID, Member]":
        """Give members by id, for a page that names who did what."""
        return Member.objects.in_bulk({member_id for member_id in ids if member_id})

    @classmethod
    def of_unit(cls, unit_id: UUID) -> "QuerySet[Member]":
        """Give the members appointed to a unit now, by alias; at most 200."""
        rows = cls.objects.filter(appointments__unit_id=unit_id, appointments__ended_at=None, disabled_at=None)
        return rows.distinct().order_by("alias")[:200]

    @classmethod
    def by_login(cls, login: str) -> "Member | None":
        """Give the member who signs in with a login, or None."""
        return cls.objects.filter(login=login).first()


class Appointment(UnitModel):
    """One role of one member in one unit, by an order (HL-14); its end takes the role away at once."""

    access: ClassVar[Access] = Access(web="SIU", worker="S")
    row_rule: ClassVar[str] = MY_STAFF
    # Nobody appoints, admits or dismisses themselves (HL-14). Who leads a unit appoints who works in it already; others
    # come by an invitation. And who appoints everywhere lets nobody in elsewhere: a colleague of that unit does.
    write_rule: ClassVar[str] = (
        f"((SELECT panah_may('accounts:member:appoint')) "
        f"OR ({LEADING} AND panah_private.works_in(member_id, {MY_UNITS}))) "
        "AND member_id <> (SELECT panah_member()) AND panah_private.role_fits(role, unit_id) "
        f"AND (admitted_at IS NULL OR ended_at IS NOT NULL OR ({LEADING}))"
    )

    member = models.ForeignKey(Member, models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=32, choices=Role.choices)
    legal_name = BoxText(blank=True)
    order_number = models.CharField(max_length=40)
    order_date = models.DateField()
    appointed_by_id = models.UUIDField(null=True)
    appointed_at = models.DateTimeField()
    admitted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_order = models.CharField(max_length=40, blank=True)

    class Meta:
        """No account without an appointment order; a role once."""

        constraints = (
            models.CheckConstraint(
                condition=~Q(order_number=""),
                name="appointment_has_order",
                violation_error_message=_("An appointment needs the number of its order."),
            ),
            models.UniqueConstraint(
                fields=("member", "unit_id", "role"), condition=Q(ended_at__isnull=True), name="appointment_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("appointed_at")), name="appointment_ends_after"
            ),
        )

    @classmethod
    def running(cls, actor: Actor, unit_ids: Iterable[UUID]) -> "QuerySet[Appointment]":
        """Give the appointments that have not ended in those of the units that the actor staffs, with their members."""
        staffed = Unit.staffed_by(actor).filter(id__in=list(unit_ids)).values("id")
        found = cls.objects.filter(ended_at__isnull=True, unit_id__in=staffed)
        return found.select_related("member").order_by("member__alias", "role")

    @classmethod
    def of_member(cls, actor: Actor, member_id: UUID) -> "QuerySet[Appointment]":
        """Give all appointments of one member, running and ended, in the units that the actor staffs."""
        staffed = Unit.staffed_by(actor).values("id")
        found = cls.objects.filter(member_id=member_id, unit_id__in=staffed)
        return found.select_related("member").order_by("ended_at", "-appointed_at", "role")


class Session(models.Model):
    """One sign-in on one browser. The private key in it opens only with the cookie, which is stored nowhere.

    `challenge` is what a passkey was asked to sign last; it is taken out when it is answered.
    """

    access: ClassVar[Access] = Access(web="S", worker="SD", hidden=("token_digest", "sealed_private_key", "challenge"))
    row_rule: ClassVar[str] = "member_id = (SELECT panah_member())"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="sessions")
    token_digest = models.BinaryField(unique=True)
    sealed_private_key = models.BinaryField()
    agent = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    passed_at = models.DateTimeField(null=True)
    stepped_up_at = models.DateTimeField(null=True)
    locked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    challenge = models.BinaryField(default=bytes)
    challenged_at = models.DateTimeField(null=True)

    @classmethod
    def running(cls, actor: Actor) -> "QuerySet[Session]":
        """Give the actor's own sessions that have not ended, the one used last on top."""
        since = timezone.now() - LONGEST_SESSION
        found = cls.objects.filter(member_id=actor.member, ended_at__isnull=True, created_at__gt=since)
        return found.order_by("-last_seen_at", "-id").defer("sealed_private_key", "token_digest", "challenge")


class SecondFactor(models.Model):
    """A TOTP secret (sealed to the member alone) or a passkey of a member."""

    access: ClassVar[Access] = Access(web="SID")
    row_rule: ClassVar[str] = "member_id = (SELECT panah_member())"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="factors")
    kind = models.CharField(max_length=8, choices=(("totp", _("Code from an app")), ("passkey", _("Passkey"))))
    label = models.CharField(max_length=64, blank=True)
    sealed_secret = models.BinaryField(default=bytes)
    credential_id = models.BinaryField(default=bytes)
    public_key = models.BinaryField(default=bytes)
    counter = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    @classmethod
    def own(cls, actor: Actor) -> "QuerySet[SecondFactor]":
        """Give the actor's own factors, the oldest first."""
        return cls.objects.filter(member_id=actor.member).order_by("created_at", "id")


class Attempt(models.Model):
    """One try to sign in, under a digest of the login; old ones are swept. Only the sign-in functions see it."""

    access: ClassVar[Access] = Access(web="", worker="SD")
    row_rule: ClassVar[str] = NO_ROW

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    login_digest = models.BinaryField()
    at = models.DateTimeField()
    succeeded = models.BooleanField()

    class Meta:
        """Counted by login and time."""

        indexes = (models.Index(fields=("login_digest", "-at"), name="attempt_by_login"),)


class Invitation(UnitModel):
    """A place kept for a new colleague, or for one who forgot the password, until they choose one.

    `sealed_unit_key` is filled only at founding and recovery, when there is no colleague who could admit: the unit's
    private key, sealed under the invitation's own code.
    """

    access: ClassVar[Access] = Access(web="SIU")
    row_rule: ClassVar[str] = MY_STAFF
    write_rule: ClassVar[str] = STAFFING

    login = models.CharField(max_length=64)
    alias = models.CharField(max_length=64)
    roles = ArrayField(models.CharField(max_length=32))
    legal_name = BoxText(blank=True)
    order_number = models.CharField(max_length=40)
    order_date = models.DateField()
    code_digest = models.BinaryField(unique=True)
    invited_by_id = models.UUIDField(null=True)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    admitted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    sealed_unit_key = models.BinaryField(default=bytes)

    class Meta:
        """No account without an appointment order."""

        constraints = (
            models.CheckConstraint(
                condition=~Q(order_number=""),
                name="invitation_has_order",
                violation_error_message=_("An appointment needs the number of its order."),
            ),
        )

    @classmethod
    def waiting(cls, actor: Actor, unit_ids: Iterable[UUID]) -> "QuerySet[Invitation]":
        """Give the invitations that nobody has accepted or withdrawn yet, in those units that the actor staffs."""
        staffed = Unit.staffed_by(actor).filter(id__in=list(unit_ids)).values("id")
        found = cls.objects.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, unit_id__in=staffed)
        return found.order_by("-invited_at", "-id")


class Device(UnitModel):
    """A machine that sends in events for a unit (a telephone exchange): its token's digest and its signing key."""

    access: ClassVar[Access] = Access(web="")
    row_rule: ClassVar[str] = NO_ROW

    service = models.CharField(max_length=20)
    label = models.CharField(max_length=64)
    token_digest = models.BinaryField(unique=True)
    public_key = models.BinaryField()
    created_at = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True)
