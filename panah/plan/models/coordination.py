"""The coordinator's desk: liaison officers, meetings with what they decide, papers the working group shares."""

from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.country import country
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.plan.models.plans import COORDINATES, VIEW, Participant
from panah.plan.models.reports import OWN, OWN_OR_OFFICE
from panah.vault.models import MY_UNITS, OpenModel, UnitModel

TAKES_PART = "plan:need:write"
MOST_WORDS = 8_000
MOST_PEOPLE = 500


class Liaison(OpenModel):
    """One liaison officer of a body: by which order, since when, trained when, and how to reach them (NRM-12, NC-04).

    An official in office, found by whoever works here; the National Coordinator's office keeps the register.
    """

    access: ClassVar[Access] = Access(
        web="SIU", stats=("id", "participant_id", "branch", "appointed_on", "trained_on", "ended_on")
    )
    row_rule: ClassVar[str] = "(SELECT panah_acting())"
    write_rule: ClassVar[str] = COORDINATES

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="liaisons")
    # A code of the list `liaison_branch`: which of the services that the coordinator links (NC-04).
    branch = models.CharField(max_length=32)
    name = models.CharField(max_length=120)
    post = models.CharField(max_length=160, blank=True)
    reach = models.CharField(max_length=200)
    order_number = models.CharField(max_length=60)
    appointed_on = models.DateField()
    # Their account here: what they were taught then follows from the register of trainings.
    member_id = models.UUIDField(null=True)
    # A training outside the register: its day, and what shows that it was.
    trained_on = models.DateField(null=True)
    trained_source = models.CharField(max_length=200, blank=True)
    ended_on = models.DateField(null=True)
    # Sits in the working group of the central bodies (NC-06).
    in_group = models.BooleanField(default=False)

    class Meta:
        """An appointment ends after it begins."""

        constraints = (
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("appointed_on")),
                name="liaison_ends_after",
                violation_error_message=_("An appointment ends after it begins."),
            ),
        )
        indexes = (models.Index(fields=("participant", "-id"), name="liaison_by_body"),)

    @classmethod
    def in_office(cls, actor: Actor) -> QuerySet["Liaison"]:
        """Give those in office now, by body; at most MOST_PEOPLE."""
        actor.require(VIEW)
        rows = cls.objects.filter(ended_on=None).select_related("participant")
        return rows.order_by("participant__code", "name", "id")[:MOST_PEOPLE]

    @classmethod
    def gate(cls, actor: Actor, liaison_id: UUID) -> "Liaison":
        """Give one; raises NotHere."""
        actor.require(VIEW)
        found = cls.objects.filter(id=liaison_id).select_related("participant").first()
        if found is None:
            raise NotHere
        return found


class Gathering(UnitModel):
    """One meeting of those who take part: the agenda, who was invited, who came, and the minutes (NC-02).

    Read by the coordinator's office and by the units of the bodies that are invited; the office alone writes it.
    """

    access: ClassVar[Access] = Access(web="SIU", worker="S", stats=("id", "kind", "begins_at", "closed_at"))
    row_rule: ClassVar[str] = f"({OWN} OR invited_units && {MY_UNITS})"
    write_rule: ClassVar[str] = f"{OWN} AND {COORDINATES}"

    # A code of the list `gathering_kind`.
    kind = models.CharField(max_length=32)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    agenda = models.TextField(max_length=MOST_WORDS)
    # Bodies by their short names, and the units whose people read this.
    invited = ArrayField(models.CharField(max_length=20), default=list)
    invited_units = ArrayField(models.UUIDField(), default=list)
    came = ArrayField(models.CharField(max_length=20), default=list)
    minutes = models.TextField(max_length=MOST_WORDS, blank=True)
    # Counts how often it was moved: calendars take the highest number for the truth.
    version = models.PositiveSmallIntegerField(default=0)
    called_at = models.DateTimeField()
    called_by_id = models.UUIDField()
    closed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        """It ends after it begins, and is not both held and called off."""

        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("begins_at")),
                name="gathering_ends_after",
                violation_error_message=_("A meeting ends after it begins."),
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(cancelled_at__isnull=True), name="gathering_held_or_off"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(minutes=""),
                name="gathering_held_with_minutes",
                violation_error_message=_("A meeting that was held has minutes."),
            ),
        )
        indexes = (models.Index(fields=("kind", "-closed_at"), name="gathering_by_kind"),)

    def __str__(self) -> str:
        """Give what kind of meeting it is, and its day."""
        day = date_format(timezone.localtime(self.begins_at), "DATE_FORMAT")
        return f"{country().codes('gathering_kind')[self.kind].label}, {day}"

    @property
    def is_open(self) -> bool:
        """Whether it is still to be held."""
        return self.closed_at is None and self.cancelled_at is None

    @property
    def waits_for_minutes(self) -> bool:
        """Whether it is over and nobody has written what was talked about."""
        return self.is_open and self.ends_at < timezone.now()

    @classmethod
    def visible(cls, actor: Actor) -> QuerySet["Gathering"]:
        """Give the meetings the actor's units are invited to; to the office all of them."""
        actor.require(TAKES_PART)
        return cls.objects.all()

    @classmethod
    def gate(cls, actor: Actor, gathering_id: UUID) -> "Gathering":
        """Give one of them; raises NotHere."""
        found = cls.visible(actor).filter(id=gathering_id).first()
        if found is None:
            raise NotHere
        return found


class MeetingDecision(UnitModel):
    """One thing a meeting asks a body to do by a day; `unit_id` is who does it, the office where it has no unit.

    The office writes it down, the unit says that it is done; the database holds to that (NC-02).
    """

    access: ClassVar[Access] = Access(web="SIU", stats=("id", "participant_id", "due_on", "decided_at", "done_at"))
    row_rule: ClassVar[str] = OWN_OR_OFFICE
    write_rule: ClassVar[str] = f"{OWN_OR_OFFICE} AND (SELECT panah_may('{TAKES_PART}'))"

    gathering = models.ForeignKey(Gathering, models.PROTECT, related_name="decisions")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="+")
    words = models.TextField(max_length=2_000)
    due_on = models.DateField()
    decided_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_words = models.TextField(max_length=2_000, blank=True)
    done_by_id = models.UUIDField(null=True)

    class Meta:
        """Done means with words on what came of it."""

        constraints = (
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | ~Q(done_words=""),
                name="meeting_decision_done_with_words",
                violation_error_message=_("Say what came of it."),
            ),
        )
        indexes = (
            models.Index(fields=("unit_id", "due_on"), condition=Q(done_at__isnull=True), name="decision_open"),
            models.Index(fields=("gathering", "id"), name="decision_by_meeting"),
        )

    @property
    def is_late(self) -> bool:
        """Whether it should have been done before today."""
        return self.done_at is None and self.due_on < timezone.localdate()

    @classmethod
    def visible(cls, actor: Actor) -> QuerySet["MeetingDecision"]:
        """Give what was asked of the actor's units; to the office everything."""
        actor.require(TAKES_PART)
        return cls.objects.select_related("participant", "gathering")

    @classmethod
    def of(cls, gathering: Gathering) -> list["MeetingDecision"]:
        """List what a meeting decided, as far as the reader is concerned; at most 100."""
        return list(cls.objects.filter(gathering=gathering).select_related("participant").order_by("id")[:100])

    @classmethod
    def gate(cls, actor: Actor, decision_id: UUID) -> "MeetingDecision":
        """Give one; raises NotHere."""
        found = cls.visible(actor).filter(id=decision_id).first()
        if found is None:
            raise NotHere
        return found


class SharedPaper(OpenModel):
    """One paper that bodies share in the working group; nothing in it is about a person (NC-06).

    Never changed: a next version by the same unit follows it (`sql/files.sql`).
    """

    access: ClassVar[Access] = Access(web="SI")
    row_rule: ClassVar[str] = f"(SELECT panah_may('{TAKES_PART}'))"
    write_rule: ClassVar[str] = (
        f"(SELECT panah_may('{TAKES_PART}')) AND by_id = (SELECT panah_member()) "
        f"AND shared_by_unit_id = ANY ({MY_UNITS})"
    )

    # The first version, in all those that follow it.
    first = models.ForeignKey("self", models.PROTECT, null=True, related_name="later")
    version = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=200)
    words = models.TextField(max_length=MOST_WORDS)
    address = models.URLField(max_length=500, blank=True)
    shared_by_unit_id = models.UUIDField()
    by_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        """Versions follow one another."""

        constraints = (
            models.UniqueConstraint(fields=("first", "version"), name="paper_version_once"),
            models.CheckConstraint(
                condition=Q(first=None, version=1) | Q(first__isnull=False, version__gt=1), name="paper_version_fits"
            ),
        )

    @classmethod
    def visible(cls, actor: Actor) -> QuerySet["SharedPaper"]:
        """Give what the working group shares, each in its latest version, for a list that is cut by key."""
        actor.require(TAKES_PART)
        of_same = Q(first=OuterRef("first")) | Q(first=OuterRef("id"))
        return cls.objects.filter(~Exists(cls.objects.filter(of_same, version__gt=OuterRef("version"))))

    @classmethod
    def gate(cls, actor: Actor, paper_id: UUID) -> "SharedPaper":
        """Give one version of a paper; raises NotHere."""
        actor.require(TAKES_PART)
        found = cls.objects.filter(id=paper_id).first()
        if found is None:
            raise NotHere
        return found

    def versions(self) -> list["SharedPaper"]:
        """List all versions of this paper, the latest first; at most 50."""
        head = self.first_id or self.id
        rows = SharedPaper.objects.filter(Q(id=head) | Q(first_id=head))
        return list(rows.order_by("-version")[:50])
