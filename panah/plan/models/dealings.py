"""What passes between bodies: problems found, dealings with police abroad, and the hotline's ties (NC-05, POL-04)."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.plan.models.coordination import TAKES_PART
from panah.plan.models.plans import COORDINATES, VIEW, Participant
from panah.plan.models.reports import OWN, OWN_OR_OFFICE
from panah.vault.models import MY_UNITS, OpenModel, UnitModel

FOREIGN, DIRECTS, COORDINATION = "plan:foreign:ask", "hotline:directory:edit", "plan:desk:view"


class Finding(UnitModel):
    """One problem somebody who takes part found, passed to the body it concerns and followed until it answers (NC-05).

    `unit_id` found it, `to_unit_id` answers. Read by both and by the coordinator's office.
    """

    access: ClassVar[Access] = Access(
        web="SIU", stats=("id", "participant_id", "area", "found_at", "answered_at", "settled_at")
    )
    row_rule: ClassVar[str] = f"({OWN} OR {COORDINATES} OR to_unit_id = ANY ({MY_UNITS}))"
    write_rule: ClassVar[str] = f"{row_rule} AND (SELECT panah_may('{TAKES_PART}'))"

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="+")
    to_unit_id = models.UUIDField(db_index=True)
    # A code of the list `plan_tag`.
    area = models.CharField(max_length=32)
    words = models.TextField(max_length=4_000)
    found_at = models.DateTimeField()
    by_id = models.UUIDField()
    answer = models.TextField(max_length=4_000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.UUIDField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        """Answered means with words, settled means after an answer."""

        constraints = (
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | ~Q(answer=""),
                name="finding_answered_with_words",
                violation_error_message=_("Say what is done about it."),
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True) | Q(answered_at__isnull=False), name="finding_settled_after_answer"
            ),
        )

    @classmethod
    def visible(cls, actor: Actor) -> QuerySet["Finding"]:
        """Give what the actor's units found or are to answer; to the office everything."""
        actor.require(TAKES_PART)
        return cls.objects.select_related("participant")

    @classmethod
    def gate(cls, actor: Actor, finding_id: UUID) -> "Finding":
        """Give one; raises NotHere."""
        found = cls.visible(actor).filter(id=finding_id).first()
        if found is None:
            raise NotHere
        return found


class ForeignRequest(UnitModel):
    """One dealing of the special unit with police abroad: it goes out with the coordinator's yes alone (POL-04).

    No person is named here: the paper itself is kept by the unit under its own number.
    """

    access: ClassVar[Access] = Access(
        web="SIU", stats=("id", "country", "kind", "asked_at", "decided_at", "approved", "sent_at", "answered_at")
    )
    row_rule: ClassVar[str] = OWN_OR_OFFICE
    write_rule: ClassVar[str] = f"{OWN_OR_OFFICE} AND (SELECT panah_may('{FOREIGN}'))"

    # Codes of the lists `country` and `foreign_kind`.
    country = models.CharField(max_length=16)
    kind = models.CharField(max_length=32)
    paper_number = models.CharField(max_length=60)
    words = models.TextField(max_length=2_000)
    asked_at = models.DateTimeField()
    by_id = models.UUIDField()
    approved = models.BooleanField(null=True)
    decision_words = models.TextField(max_length=2_000, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        """Nothing goes abroad without the coordinator's yes; a no has its reason."""

        # A comparison with nothing is neither true nor false, and passes a check: so what must be there is asked for.
        constraints = (
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True)
                | Q(approved__isnull=False, approved=True, decided_at__isnull=False, sent_at__gte=F("decided_at")),
                name="foreign_sent_with_approval",
                violation_error_message=_("Nothing goes abroad without the National Coordinator's approval."),
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(sent_at__isnull=False), name="foreign_answered_after_sent"
            ),
            models.CheckConstraint(
                condition=Q(approved__isnull=True, decided_at__isnull=True)
                | Q(approved__isnull=False, approved=True, decided_at__isnull=False)
                | (Q(approved__isnull=False, approved=False, decided_at__isnull=False) & ~Q(decision_words="")),
                name="foreign_decided_whole",
            ),
        )

    @classmethod
    def visible(cls, actor: Actor) -> QuerySet["ForeignRequest"]:
        """Give the actor's units' own; to the office all."""
        actor.require(FOREIGN)
        return cls.objects.all()

    @classmethod
    def gate(cls, actor: Actor, request_id: UUID) -> "ForeignRequest":
        """Give one; raises NotHere."""
        found = cls.visible(actor).filter(id=request_id).first()
        if found is None:
            raise NotHere
        return found


class HotlineTie(OpenModel):
    """One body the hotline works with: proposed by its director, approved by the coordinator's office (HL-12)."""

    access: ClassVar[Access] = Access(web="SIU", stats=("id", "kind", "proposed_at", "approved_at", "ended_at"))
    row_rule: ClassVar[str] = f"(SELECT panah_may('{VIEW}'))"
    write_rule: ClassVar[str] = f"({COORDINATES} OR (SELECT panah_may('{DIRECTS}')))"

    # A code of the list `tie_kind`.
    kind = models.CharField(max_length=32)
    name = models.CharField(max_length=160)
    about = models.CharField(max_length=300)
    reach = models.CharField(max_length=200, blank=True)
    proposed_at = models.DateTimeField()
    by_id = models.UUIDField()
    approved_at = models.DateTimeField(null=True)
    approved_by_id = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """One tie with one name at a time."""

        constraints = (
            models.UniqueConstraint(fields=("name",), condition=Q(ended_at__isnull=True), name="hotline_tie_once"),
        )

    @property
    def is_live(self) -> bool:
        """Whether the hotline may work with it: approved and not ended."""
        return self.approved_at is not None and self.ended_at is None

    @classmethod
    def visible(cls, actor: Actor) -> QuerySet["HotlineTie"]:
        """Give the register; to others than those who keep it only what is approved."""
        actor.require(VIEW)
        if actor.may_any((DIRECTS, COORDINATION)):
            return cls.objects.all()
        return cls.objects.filter(approved_at__isnull=False, ended_at=None)

    @classmethod
    def gate(cls, actor: Actor, tie_id: UUID) -> "HotlineTie":
        """Give one; raises NotHere."""
        found = cls.visible(actor).filter(id=tie_id).first()
        if found is None:
            raise NotHere
        return found
