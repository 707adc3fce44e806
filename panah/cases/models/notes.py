"""What is written on a case day by day: notes, tasks, and what somebody was typing."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panah.cases.models.cases import Case
from panah.core.actor import Actor
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.vault.fields import SealedJSON, SealedText
from panah.vault.models import ProtectedModel

MOST_TASKS = 100
MOST_ON_MY_DAY = 20


class Note(ProtectedModel):
    """One note of a case in the words of its author, sealed. Never changed: a correction is a note of its own."""

    access: ClassVar[Access] = Access(web="SI", stats=("id", "case_id", "at"))

    case = models.ForeignKey(Case, models.PROTECT, related_name="notes")
    words = SealedText()
    author_id = models.UUIDField()
    at = models.DateTimeField()
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    # Sent with the form that made it, so that a form sent twice makes one note.
    form_token = models.UUIDField(unique=True)

    class Meta:
        """Read newest first; a note does not correct itself."""

        constraints = (models.CheckConstraint(condition=~Q(corrects=F("id")), name="note_corrects_another"),)
        indexes = (models.Index(fields=("case", "-id"), name="note_by_case"),)

    @classmethod
    def of(cls, case: Case) -> "QuerySet[Note]":
        """Give the notes of a case opened to the actor, newest first; the caller bounds them."""
        return cls.objects.filter(case=case).order_by("-id")

    @classmethod
    def gate(cls, case: Case, note_id: UUID) -> "Note":
        """Give one note of a case; raises NotHere."""
        note = cls.objects.filter(case=case, id=note_id).first()
        if note is None:
            raise NotHere
        return note


class NoteDraft(ProtectedModel):
    """What a member was typing into the notes of a case, kept from the first pause until the note is written."""

    access: ClassVar[Access] = Access(web="SIUD")

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    member_id = models.UUIDField()
    words = SealedJSON()
    saved_at = models.DateTimeField()

    class Meta:
        """One draft for a member and case."""

        constraints = (models.UniqueConstraint(fields=("case", "member_id"), name="note_draft_once"),)


class Task(ProtectedModel):
    """One thing to be done in a case: what (sealed), by whom, until when, and when it was done."""

    access: ClassVar[Access] = Access(stats=("id", "case_id", "due_on", "done_at"))

    case = models.ForeignKey(Case, models.PROTECT, related_name="tasks")
    title = SealedText()
    due_on = models.DateField()
    assignee_id = models.UUIDField()
    made_by_id = models.UUIDField()
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by_id = models.UUIDField(null=True)

    class Meta:
        """Found by case, and by whose it is while it is open."""

        constraints = (
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) ^ Q(done_by_id__isnull=False),
                name="task_done_by_somebody",
                violation_error_message=_("A task that is done was done by somebody."),
            ),
        )
        indexes = (
            models.Index(fields=("case", "-id"), name="task_by_case"),
            models.Index(
                fields=("assignee_id", "due_on", "id"), condition=Q(done_at__isnull=True), name="task_open_of_member"
            ),
        )

    @classmethod
    def of(cls, case: Case) -> "QuerySet[Task]":
        """Give the tasks of a case opened to the actor, open ones first, the soonest due on top; at most MOST_TASKS."""
        return cls.objects.filter(case=case).order_by(F("done_at").desc(nulls_first=True), "due_on", "id")[:MOST_TASKS]

    @classmethod
    def gate(cls, case: Case, task_id: UUID) -> "Task":
        """Give one task of a case; raises NotHere."""
        task = cls.objects.filter(case=case, id=task_id).first()
        if task is None:
            raise NotHere
        return task

    @classmethod
    def mine(cls, actor: Actor) -> "QuerySet[Task]":
        """Give the actor's open tasks, the soonest due first; at most MOST_ON_MY_DAY."""
        rows = cls.objects.filter(assignee_id=actor.member, done_at__isnull=True).select_related("case")
        return rows.order_by("due_on", "id")[:MOST_ON_MY_DAY]
