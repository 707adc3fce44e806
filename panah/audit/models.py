"""The trail: what was done, by whom, for which unit and when; never what it was about in words."""

from django.db import models
from django.db.models import Func

from panah.audit.chain import Seal
from panah.core.database import NO_ROW, Access

# Nobody writes in another's name: member, unit and service of the entry are the ones the database knows to be acting.
# The moment and the time are the database's own, so that the server cannot write into the past.
HONEST = (
    "concat_ws('|', coalesce(member_id::text, ''), coalesce(unit_id::text, ''), service) = (SELECT panah_actor()) "
    "AND xact = (SELECT panah_moment()) AND at BETWEEN transaction_timestamp() AND clock_timestamp()"
)


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
