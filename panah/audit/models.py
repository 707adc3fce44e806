"""The trail: what was done, by whom, for which unit and when; never what it was about in words."""

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Func, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panah.audit.chain import Seal
from panah.core.actor import Actor
from panah.core.database import NO_ROW, Access
from panah.core.errors import NotHere
from panah.core.ids import new_id

# Nobody writes in another's name: member, unit and service of the entry are the ones the database knows to be acting.
# The moment and the time are the database's own, so that the server cannot write into the past.
HONEST = (
    "concat_ws('|', coalesce(member_id::text, ''), coalesce(unit_id::text, ''), service) = (SELECT panah_actor()) "
    "AND xact = (SELECT panah_moment()) AND at BETWEEN transaction_timestamp() AND clock_timestamp()"
)


ABOUT_PERSONS = Q(kind__in=("person", "case"))
_NUMBERS = ("number", "sealed_at", "horizon", "seen", "first_id", "last_id")


class Moment(Func):
    """The number of the running transaction: larger for every later one, also in a restored database."""

    template = "panah_moment()"
    output_field = models.BigIntegerField()


class Clock(Func):
    """The database server's clock at this instant, not at the start of the transaction."""

    template = "clock_timestamp()"
    output_field = models.DateTimeField()


class Entry(models.Model):
    """One deed of one actor. Written once by `trail.write`, never changed, never read to decide anything.

    `xact` stands first on purpose: PostgreSQL fills columns in this order, so a transaction has its number before
    the entry has its id and its time. The proof relies on that (see `panah.audit.proof`).
    """

    access = Access(web="I", worker="SI", fixed=("xact", "id", "at"))
    row_rule = NO_ROW
    write_rule = HONEST

    xact = models.BigIntegerField(db_default=Moment())
    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Clock())
    member_id = models.UUIDField(null=True)
    unit_id = models.UUIDField(null=True)
    record_unit_id = models.UUIDField(null=True)
    service = models.CharField(max_length=40)
    code = models.CharField(max_length=80)
    kind = models.CharField(max_length=40)
    subject_id = models.UUIDField(null=True)
    purpose = models.CharField(max_length=200)
    request_id = models.CharField(max_length=64)

    class Meta:
        ordering = ("id",)
        indexes = [
            models.Index(fields=["xact", "id"], name="audit_entry_by_xact"),
            models.Index(fields=["record_unit_id", "id"], name="audit_entry_by_record_unit"),
            # For the watch over the last hours: a few bytes for many pages, because the trail only grows.
            BrinIndex(fields=["at"], name="audit_entry_by_time", pages_per_range=32, autosummarize=True),
            # For the print-out of who has seen a person; the desk's many entries about contacts are not in it.
            models.Index(fields=["subject_id", "id"], condition=ABOUT_PERSONS, name="audit_entry_by_person"),
        ]


class Batch(models.Model):
    """One seal: the entries of all transactions from the previous horizon up to this one, chained and signed.

    `horizon` is the first transaction number this seal does not cover; every lower one had ended when it was made.
    `seen` is the first number that had not been given out at `sealed_at`. `leaves` holds id and SHA-256 of each entry.
    """

    access = Access(web="", worker="SI")
    row_rule = NO_ROW

    number = models.BigIntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    horizon = models.BigIntegerField()
    seen = models.BigIntegerField()
    count = models.IntegerField()
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    leaves = models.BinaryField()
    previous = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)

    class Meta:
        ordering = ("number",)
        constraints = [
            models.CheckConstraint(condition=models.Q(count__gt=0), name="audit_batch_holds_entries"),
            models.CheckConstraint(condition=models.Q(horizon__lte=models.F("seen")), name="audit_batch_horizon_seen"),
        ]

    @classmethod
    def of(cls, seal: Seal) -> "Batch":
        """Make the row of a seal; its signature is still to be put in."""
        return cls(**{name: getattr(seal, name) for name in (*_NUMBERS, "count", "leaves", "previous", "digest")})

    def seal(self) -> Seal:
        """Give the numbers that the digest binds."""
        numbers = {name: getattr(self, name) for name in _NUMBERS}
        return Seal(**numbers, leaves=bytes(self.leaves), previous=bytes(self.previous))


class Proof(models.Model):
    """The outcome of one verification of the whole trail, for the page that shows it; findings name ids only."""

    access = Access(web="S", worker="SI")
    row_rule = "(SELECT panah_may('audit:proof:view'))"

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Clock())
    seals = models.IntegerField()
    entries = models.BigIntegerField()
    unsealed = models.IntegerField()
    seconds = models.FloatField()
    findings = models.JSONField(default=list)

    class Meta:
        ordering = ("-id",)

    @classmethod
    def latest(cls) -> "Proof | None":
        """The last verification, or nothing if there was none yet."""
        return cls.objects.order_by("-id").first()

    @property
    def whole(self) -> bool:
        """Whether that verification found nothing wrong."""
        return not self.findings


class AlarmKind(models.TextChoices):
    """What was unusual about somebody's look-ups."""

    MANY = "many", _("Many look-ups in an hour")
    NIGHT = "night", _("Look-ups at night, outside a shift")
    CONFLICT = "conflict", _("Looked for a person in a declared conflict of interest")
    UNASSIGNED = "unassigned", _("Opened cases without being assigned")
    REFUSED = "refused", _("Many refused or fruitless look-ups")


class Alarm(models.Model):
    """One unusual hour of one member: what kind, how often, which codes; nothing of whom it was about (PRI-03)."""

    # What an alarm says stays as it was raised (`sql/alarms.sql`).
    access = Access(web="SU", worker="SI")
    row_rule = "(SELECT panah_may('audit:alarm:view'))"
    # Nobody judges an alarm about themselves.
    write_rule = "(SELECT panah_may('audit:alarm:view')) AND member_id <> (SELECT panah_member())"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=16, choices=AlarmKind.choices)
    member_id = models.UUIDField()
    unit_id = models.UUIDField(null=True)
    hour = models.DateTimeField()
    count = models.IntegerField()
    codes = ArrayField(models.CharField(max_length=80))
    raised_at = models.DateTimeField(db_default=Clock())
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by_id = models.UUIDField(null=True)
    result = models.CharField(max_length=32, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(fields=("kind", "member_id", "hour"), name="alarm_once"),
            models.CheckConstraint(condition=Q(kind__in=AlarmKind.values), name="alarm_kind_known"),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True) | ~Q(result=""),
                name="alarm_reviewed_with_result",
                violation_error_message=_("Say what came of it."),
            ),
        ]

    @classmethod
    def visible(cls, actor: Actor) -> "QuerySet[Alarm]":
        """Give the alarms to who watches the watchers."""
        actor.require("audit:alarm:view")
        return cls.objects.all()

    @classmethod
    def waiting(cls, actor: Actor) -> "QuerySet[Alarm]":
        """Give those nobody has looked into yet."""
        return cls.visible(actor).filter(reviewed_at=None)

    @classmethod
    def gate(cls, actor: Actor, alarm_id: UUID) -> "Alarm":
        """Give one; raises NotHere."""
        alarm = cls.visible(actor).filter(id=alarm_id).first()
        if alarm is None:
            raise NotHere
        return alarm
