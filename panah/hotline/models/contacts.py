"""Contacts with their private words, their statistical cards and journals, and the situations they belong to."""

from collections.abc import Iterable
from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Member
from panah.core.actor import Actor
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.hotline.states import UNFINISHED, ContactState, DraftForm
from panah.people.models import Person
from panah.vault.fields import SealedJSON, SealedText
from panah.vault.models import Folder, ProtectedModel, UnitModel

# Flags that clocks, lists and statistics ask for stand in columns of their own.
FLAG_COLUMNS = {"child": "is_child", "danger": "in_danger", "repeated": "is_repeated", "nuisance": "is_nuisance"}


class Situation(ProtectedModel):
    """One matter behind one or more contacts; it may hold several potential victims."""

    access: ClassVar[Access] = Access(stats=("id", "unit_id", "opened_at", "closed_at"))

    unit_id = models.UUIDField()
    number = models.CharField(max_length=20, unique=True)
    summary = SealedText(blank=True)
    is_child = models.BooleanField(default=False)
    in_danger = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        """Listed by unit, newest first."""

        indexes = (models.Index(fields=("unit_id", "-id"), name="situation_by_unit"),)

    def __str__(self) -> str:
        """Give the number."""
        return self.number

    @classmethod
    def visible(cls, actor: Actor) -> QuerySet["Situation"]:
        """Give the situations of the actor's unit."""
        actor.require("hotline:contact:view")
        return cls.objects.filter(unit_id=actor.unit)


class SituationPerson(ProtectedModel):
    """One potential victim of a situation, by pseudonym."""

    access: ClassVar[Access] = Access(web="SIUD")

    situation = models.ForeignKey(Situation, models.PROTECT, related_name="people")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        """A person stands in a situation once."""

        constraints = (models.UniqueConstraint(fields=("situation", "person"), name="situation_person_once"),)


class Contact(ProtectedModel):
    """One talk with one caller or writer, from the first word to the closed card and journal (HL-03, HL-04).

    Codes are in the clear, for clocks and statistics; who called and what was said lie sealed in its hotline folder.
    Nothing about the caller is mandatory.
    """

    access: ClassVar[Access] = Access(
        worker="S",
        stats=("id", "unit_id", "operator_id", "channel", "state", "started_at", "ended_at", "closed_at", "is_child"),
    )

    # A contact costs an entry in each of its indexes, so it has those alone that somebody asks.
    folder = models.ForeignKey(Folder, models.PROTECT, related_name="+", db_index=False)
    unit_id = models.UUIDField()
    number = models.CharField(max_length=20, unique=True)
    operator = models.ForeignKey(Member, models.PROTECT, related_name="+", db_index=False)
    call_id = models.UUIDField(null=True, unique=True)
    situation = models.ForeignKey(Situation, models.PROTECT, null=True, related_name="contacts")
    channel = models.CharField(max_length=16)
    direction = models.CharField(max_length=16, default="incoming")
    language = models.CharField(max_length=16, blank=True)
    caller_category = models.CharField(max_length=32, blank=True)
    motive = models.CharField(max_length=32, blank=True)
    caller_state = models.CharField(max_length=32, blank=True)
    heard_from = models.CharField(max_length=32, blank=True)
    region = models.CharField(max_length=32, blank=True)
    country = models.CharField(max_length=3, blank=True)
    outcome = models.CharField(max_length=32, blank=True)
    end_reason = models.CharField(max_length=32, blank=True)
    is_child = models.BooleanField(default=False)
    in_danger = models.BooleanField(default=False)
    is_repeated = models.BooleanField(default=False)
    is_nuisance = models.BooleanField(default=False)
    # The flags of the country's list that are no column of their own.
    marks = ArrayField(models.CharField(max_length=16), default=list)
    # Where the guided talk stands, and each answer in its order: codes only.
    script = models.JSONField(default=dict)
    notes = SealedText(blank=True)
    caller_name = SealedText(blank=True)
    # Deleted after the country's time: then there is nothing, not even a seal (CON-12).
    caller_number = SealedText(blank=True, null=True)
    state = models.CharField(max_length=16, choices=ContactState.choices, default=ContactState.OPEN)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    # Sent with the form that made it, so that a form sent twice makes one contact.
    form_token = models.UUIDField(null=True, unique=True)

    class Meta:
        """Listed by unit and by operator, newest first; the end lies after the beginning."""

        constraints = (
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="contact_ends_after_it_begins",
                violation_error_message=_("A contact cannot end before it began."),
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | (Q(closed_at__isnull=False) & ~Q(motive="")),
                name="contact_closed_with_motive",
                violation_error_message=_("A contact is closed with its motive."),
            ),
        )
        indexes = (
            models.Index(fields=("unit_id", "-id"), name="contact_by_unit"),
            models.Index(fields=("operator", "-id"), name="contact_by_operator"),
            models.Index(fields=("unit_id", "motive", "-id"), name="contact_by_motive"),
            models.Index(
                fields=("unit_id", "operator", "-id"), condition=Q(state__in=UNFINISHED), name="contact_unfinished"
            ),
            *(
                models.Index(fields=("unit_id", "-id"), condition=Q(**{flag: True}), name=f"contact_{flag}")
                for flag in ("is_child", "in_danger", "is_repeated", "is_nuisance")
            ),
        )

    def __str__(self) -> str:
        """Give the number."""
        return self.number

    @classmethod
    def visible(cls, actor: Actor) -> QuerySet["Contact"]:
        """Give the contacts of the actor's unit, with their operators."""
        actor.require("hotline:contact:view")
        return cls.objects.filter(unit_id=actor.unit).select_related("operator")

    @classmethod
    def gate(cls, actor: Actor, contact_id: UUID) -> "Contact":
        """Give one contact the actor's unit can open; raises NotHere for any other."""
        try:
            return cls.visible(actor).select_related("situation").get(id=contact_id)
        except cls.DoesNotExist:
            raise NotHere from None

    @classmethod
    def held(cls, actor: Actor, contact_id: UUID) -> "Contact":
        """Give one contact to be changed: nobody else changes it until the transaction ends; raises NotHere."""
        try:
            return cls.visible(actor).select_for_update(of=("self",)).get(id=contact_id)
        except cls.DoesNotExist:
            raise NotHere from None

    @classmethod
    def unfinished(cls, actor: Actor) -> QuerySet["Contact"]:
        """Give the actor's own contacts that still want a card or a journal entry; bounded by the desk's rules."""
        return cls.visible(actor).filter(operator_id=actor.member, state__in=UNFINISHED)

    @property
    def flags(self) -> tuple[str, ...]:
        """The codes of the flags raised, those with a column of their own first."""
        return (*(flag for flag, column in FLAG_COLUMNS.items() if getattr(self, column)), *self.marks)

    @flags.setter
    def flags(self, raised: Iterable[str]) -> None:
        wanted = set(raised)
        for flag, column in FLAG_COLUMNS.items():
            setattr(self, column, flag in wanted)
        self.marks = sorted(wanted - FLAG_COLUMNS.keys())


class StatCard(UnitModel):
    """The statistical card of a contact: codes and durations, nothing that tells who it was (HL-08)."""

    access: ClassVar[Access] = Access(
        worker="S",
        stats=(
            "id", "unit_id", "operator_id", "day", "hour", "minutes", "channel", "language", "caller_category",
            "motive", "topic", "caller_state", "outcome", "heard_from", "region", "country", "is_child", "in_danger",
            "is_repeated", "is_nuisance", "screened", "screening_positive", "advice_count", "referral_count",
            "ended_at", "completed_at",
        ),
    )  # fmt: skip

    # Found by its contact, or by unit and day.
    unit_id = models.UUIDField()
    contact = models.OneToOneField(Contact, models.PROTECT, related_name="card")
    operator = models.ForeignKey(Member, models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    hour = models.PositiveSmallIntegerField()
    minutes = models.PositiveIntegerField()
    channel = models.CharField(max_length=16)
    language = models.CharField(max_length=16, blank=True)
    caller_category = models.CharField(max_length=32)
    motive = models.CharField(max_length=32)
    # Counselling, information, or not for this hotline: contacts are counted on these levels.
    topic = models.CharField(max_length=32, blank=True)
    caller_state = models.CharField(max_length=32, blank=True)
    outcome = models.CharField(max_length=32)
    heard_from = models.CharField(max_length=32, blank=True)
    region = models.CharField(max_length=32, blank=True)
    country = models.CharField(max_length=3, blank=True)
    is_child = models.BooleanField(default=False)
    in_danger = models.BooleanField(default=False)
    is_repeated = models.BooleanField(default=False)
    is_nuisance = models.BooleanField(default=False)
    screened = models.BooleanField(default=False)
    screening_positive = models.BooleanField(default=False)
    advice_count = models.PositiveSmallIntegerField(default=0)
    referral_count = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField()
    completed_at = models.DateTimeField()

    class Meta:
        """Counted by unit and day."""

        indexes = (models.Index(fields=("unit_id", "day"), name="card_by_day"),)


class JournalEntry(ProtectedModel):
    """One entry of the private journal of a contact: sealed, never changed; a correction is a new entry (HL-09)."""

    access: ClassVar[Access] = Access(web="SI", stats=("id", "contact_id", "written_at"))

    # Found by its contact alone.
    folder = models.ForeignKey(Folder, models.PROTECT, related_name="+", db_index=False)
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="journal", db_index=False)
    author = models.ForeignKey(Member, models.PROTECT, related_name="+", db_index=False)
    words = SealedText()
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections", db_index=False)
    correction_reason = models.CharField(max_length=32, blank=True)
    written_at = models.DateTimeField()
    form_token = models.UUIDField(null=True, unique=True)

    class Meta:
        """A correction says why."""

        constraints = (
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(correction_reason=""), name="journal_correction_has_reason"
            ),
        )
        indexes = (models.Index(fields=("contact", "written_at"), name="journal_by_contact"),)


class Draft(ProtectedModel):
    """What somebody was typing into one form of a contact, sealed, kept until the form is done."""

    access: ClassVar[Access] = Access(web="SIUD")

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="drafts")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    form = models.CharField(max_length=16, choices=DraftForm.choices)
    words = SealedJSON(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        """One draft for a person and form."""

        constraints = (models.UniqueConstraint(fields=("contact", "member", "form"), name="draft_once"),)
