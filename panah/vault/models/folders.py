"""Folders, grants and keys; and the three kinds of table every other room builds on."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from panah.core.database import EVERY_ROW, NO_ROW, Access
from panah.core.ids import new_id

MY_UNITS = "(SELECT panah_units())::uuid[]"
# The acting member's units whose grants count for them as a whole, and the folders they were assigned to in the others:
# a partner's specialist in a shelter sees assigned residents alone (SH-13, `shelter/sql/specialists.sql`).
WHOLE_UNITS = "(SELECT panah_private.whole_units())::uuid[]"
ASSIGNED = "(SELECT panah_private.assigned_folders())::uuid[]"
# Rows of a unit that tell of its people: not for such a specialist.
OF_STAFF = f"unit_id = ANY ({WHOLE_UNITS})"
# The folders about persons with whom the acting member has declared a conflict of interest; found once a statement.
BARRED = "(SELECT panah_private.barred())::uuid[]"


def opening(column: str = "folder_id") -> str:
    """Give the rule "a live grant of my units opens this folder to me, and no conflict of interest bars me from it"."""
    opened = f"panah_private.opens({column}, {WHOLE_UNITS}) OR {column} = ANY ({ASSIGNED})"
    return f"({column} <> ALL ({BARRED}) AND ({opened}))"


class Compartment(models.TextChoices):
    """What kind of secret a folder holds; a role spans only a few (PRI-02)."""

    IDENTITY = "identity", _("Identity")
    CONTACT = "contact", _("Ways to reach the person")
    CASE = "case", _("Case")
    LOCATION = "location", _("Whereabouts")
    HEALTH = "health", _("Health")
    SOCIAL = "social", _("Social work")
    CHILD = "child", _("Child protection")
    LEGAL = "legal", _("Legal help")
    SECURITY = "security", _("Safety measures")
    FINANCE = "finance", _("Money")
    INVESTIGATION = "investigation", _("Investigation")
    HOTLINE = "hotline", _("Hotline")
    PLAN = "plan", _("Papers of the action plan")
    INDEX = "index", _("Search index")


class BasisKind(models.TextChoices):
    """What a right to see rests on."""

    OWNERSHIP = "ownership", _("The unit made this folder")
    CONSENT = "consent", _("Consent of the person")
    LAW = "law", _("Article of law")
    ASSIGNMENT = "assignment", _("Assignment")
    DECISION = "decision", _("Decision of a competent body")


class ProtectedModel(models.Model):
    """A row that belongs to a folder: seen and written only under a live grant of one of my units."""

    access: ClassVar[Access] = Access()
    row_rule: ClassVar[str] = opening()
    write_rule: ClassVar[str] = ""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    folder = models.ForeignKey("vault.Folder", models.PROTECT, related_name="+")

    class Meta:
        """An abstract base."""

        abstract = True


class UnitModel(models.Model):
    """A row that belongs to a unit: seen and written by members of that unit."""

    access: ClassVar[Access] = Access()
    row_rule: ClassVar[str] = f"unit_id = ANY ({MY_UNITS})"
    write_rule: ClassVar[str] = ""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit_id = models.UUIDField(db_index=True)

    class Meta:
        """An abstract base."""

        abstract = True


class OpenModel(models.Model):
    """A row that holds nothing personal and that anyone signed in may read; written by any acting member."""

    access: ClassVar[Access] = Access()
    row_rule: ClassVar[str] = EVERY_ROW
    write_rule: ClassVar[str] = "(SELECT panah_acting())"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        """An abstract base."""

        abstract = True


class Folder(models.Model):
    """One unit of secrecy: a compartment and a key that exists only sealed inside grants.

    A function of the database makes it, together with its first grant (`sql/grants.sql`).
    """

    access: ClassVar[Access] = Access(web="S", stats=("id", "compartment", "owner_unit_id", "created_at"))
    row_rule: ClassVar[str] = opening("id")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    compartment = models.CharField(max_length=16, choices=Compartment.choices)
    owner_unit_id = models.UUIDField()
    created_at = models.DateTimeField()

    class Meta:
        """The compartment is one of the known ones."""

        constraints = (
            models.CheckConstraint(condition=Q(compartment__in=Compartment.values), name="folder_compartment_known"),
        )


class Grant(models.Model):
    """One unit's right to open one folder: the sealed folder key, what it rests on, and until when."""

    access: ClassVar[Access] = Access(web="SI")
    # A suspended grant is out of reach with its key, but for those whom the order spares (CON-08).
    row_rule: ClassVar[str] = (
        f"unit_id = ANY ({MY_UNITS}) AND folder_id <> ALL ({BARRED}) "
        f"AND (unit_id = ANY ({WHOLE_UNITS}) OR folder_id = ANY ({ASSIGNED})) "
        "AND (suspended_at IS NULL OR (SELECT panah_member()) = ANY (spared_members)) "
        # Nor with a memorandum that is over (NGO-01).
        "AND (basis_kind = 'ownership' OR panah_private.may_partner(unit_id))"
    )
    write_rule: ClassVar[str] = (
        f"folder_id <> ALL ({BARRED}) AND panah_private.may_grant(folder_id, unit_id, until, {WHOLE_UNITS}) "
        f"AND granted_by_unit_id = ANY ({MY_UNITS}) "
        "AND granted_by_id IS NOT DISTINCT FROM (SELECT panah_member()) AND ended_at IS NULL AND suspended_at IS NULL "
        "AND basis_kind <> 'ownership'"
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    folder = models.ForeignKey(Folder, models.PROTECT, related_name="grants")
    unit_id = models.UUIDField()
    sealed_key = models.BinaryField()
    basis_kind = models.CharField(max_length=16, choices=BasisKind.choices)
    basis_reference = models.CharField(max_length=100, blank=True)
    granted_by_id = models.UUIDField(null=True)
    granted_by_unit_id = models.UUIDField()
    granted_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    pending = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)
    end_reason = models.CharField(max_length=100, blank=True)
    suspended_at = models.DateTimeField(null=True)
    # The order that stands, and the members it spares; kept by the database alone (`sql/orders.sql`).
    suspended_by = models.CharField(max_length=100, blank=True)
    spared_members = ArrayField(models.UUIDField(), default=list)

    class Meta:
        """One live grant for a unit, folder and basis: each basis opens, and ends, by itself. A basis always."""

        constraints = (
            models.UniqueConstraint(
                fields=("folder", "unit_id", "basis_kind", "basis_reference"),
                condition=Q(ended_at__isnull=True),
                name="grant_once_per_basis",
                violation_error_message=_("This unit already holds a live grant for this folder on this basis."),
            ),
            models.CheckConstraint(condition=Q(basis_kind__in=BasisKind.values), name="grant_basis_known"),
        )
        indexes = (
            models.Index(fields=("unit_id", "-granted_at"), name="grant_by_unit"),
            # What rests on one basis ends together; folders one made oneself have no reference and cost nothing here.
            models.Index(
                fields=("basis_reference",),
                condition=Q(ended_at__isnull=True) & ~Q(basis_reference=""),
                name="grant_by_reference",
            ),
        )


class UnitKey(models.Model):
    """The public key of a unit, and its private key sealed to the country's recovery key."""

    access: ClassVar[Access] = Access(web="S", worker="S")
    row_rule: ClassVar[str] = EVERY_ROW

    unit_id = models.UUIDField(primary_key=True)
    public_key = models.BinaryField()
    sealed_for_recovery = models.BinaryField()
    index_folder = models.ForeignKey(Folder, models.PROTECT, null=True, related_name="+")


class UnitKeyShare(models.Model):
    """The private key of a unit, sealed to one admitted member."""

    access: ClassVar[Access] = Access(web="SI")
    row_rule: ClassVar[str] = "member_id = (SELECT panah_member())"
    write_rule: ClassVar[str] = f"unit_id = ANY ({MY_UNITS}) AND (SELECT panah_may('accounts:member:admit'))"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit_id = models.UUIDField()
    member_id = models.UUIDField()
    sealed_private_key = models.BinaryField()
    given_by_id = models.UUIDField(null=True)
    given_at = models.DateTimeField()

    class Meta:
        """One share for a member and unit."""

        constraints = (models.UniqueConstraint(fields=("unit_id", "member_id"), name="unit_key_share_once"),)


class MemberKey(models.Model):
    """A member's key pair: the private half opens only with the password; read through sign-in functions alone."""

    access: ClassVar[Access] = Access(web="")
    row_rule: ClassVar[str] = NO_ROW

    member_id = models.UUIDField(primary_key=True)
    public_key = models.BinaryField()
    salt = models.BinaryField()
    operations = models.PositiveSmallIntegerField()
    memory = models.PositiveBigIntegerField()
    proof_digest = models.BinaryField()
    sealed_private_key = models.BinaryField()


class RecoveryKey(models.Model):
    """The country's recovery public key; its private half was split at set-up and is stored nowhere."""

    access: ClassVar[Access] = Access(web="S")
    row_rule: ClassVar[str] = EVERY_ROW

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    public_key = models.BinaryField()
    shares_needed = models.PositiveSmallIntegerField()
    shares_made = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()


class IndexEntry(UnitModel):
    """What one unit can find one subject by: keyed tokens of its names, its numbers or its documents."""

    access: ClassVar[Access] = Access(web="SIUD")
    row_rule: ClassVar[str] = OF_STAFF

    subject_kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    kind = models.CharField(max_length=8)
    tokens = ArrayField(models.BigIntegerField())

    class Meta:
        """One row for a subject and kind; found by any of its tokens, and at once, hence no list of pending ones."""

        constraints = (
            models.UniqueConstraint(fields=("unit_id", "subject_kind", "subject_id", "kind"), name="index_entry_once"),
        )
        indexes = (GinIndex(fields=("tokens",), fastupdate=False, name="index_entry_tokens"),)


class MatchKey(models.Model):
    """The folder of the country's match key, which units that register persons share for duplicate checks."""

    access: ClassVar[Access] = Access(web="S")
    row_rule: ClassVar[str] = EVERY_ROW

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    folder = models.OneToOneField(Folder, models.PROTECT, related_name="+")


class MatchEntry(models.Model):
    """Tokens of one registered person under the match key; unit and person are keyed hashes too, naming neither."""

    access: ClassVar[Access] = Access(web="")
    row_rule: ClassVar[str] = NO_ROW

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.BigIntegerField()
    subject = models.BigIntegerField()
    kind = models.CharField(max_length=8)
    tokens = ArrayField(models.BigIntegerField())

    class Meta:
        """One row for a person and kind; found by any of its tokens."""

        constraints = (models.UniqueConstraint(fields=("subject", "kind"), name="match_entry_once"),)
        indexes = (GinIndex(fields=("tokens",), fastupdate=False, name="match_entry_tokens"),)


class MatchCheck(models.Model):
    """One question to the match index, kept to hold each member to so many an hour."""

    access: ClassVar[Access] = Access(web="", worker="SD")
    row_rule: ClassVar[str] = NO_ROW

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        """Counted by member and time."""

        indexes = (models.Index(fields=("member_id", "-at"), name="match_check_by_member"),)
