"""Tasks of a case: added for a member of the unit, done once."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Member
from panah.cases.actions.assigning import NotOfUnit
from panah.cases.actions.cases import told, writable
from panah.cases.models import Task
from panah.core.actor import Actor
from panah.core.errors import BadInput, Stale

LONGEST_TITLE = 200


class ImpossibleTask(BadInput):
    """A task without words, with too many, or for a day that is over."""

    sentence = _("A task says what is to be done in up to 200 characters, by today or later.")


class DoneAlready(Stale):
    """The task was done before."""

    sentence = _("This task was done already.")


def add(*, actor: Actor, case_id: UUID, title: str, due_on: date, assignee_id: UUID) -> Task:
    """Add a task to a case; it stands on its assignee's day until it is done.

    Raises NotHere, NotAssigned, CaseClosed, ImpossibleTask, NotOfUnit.
    """
    case = writable(actor, case_id)
    title = title.strip()
    if not title or len(title) > LONGEST_TITLE or due_on < timezone.localdate():
        raise ImpossibleTask
    if not any(member.id == assignee_id for member in Member.of_unit(case.unit_id)):
        raise NotOfUnit
    task = Task(
        folder_id=case.folder_id,
        case=case,
        title=title,
        due_on=due_on,
        assignee_id=assignee_id,
        made_by_id=actor.member,
        made_at=timezone.now(),
    )
    with transaction.atomic():
        task.save(force_insert=True)
        told(actor, "case.task_added", case, due_on=due_on)
    return task


def done(*, actor: Actor, case_id: UUID, task_id: UUID) -> Task:
    """Say that a task is done; whoever the case is open to may say so. Raises NotHere, CaseClosed, DoneAlready."""
    case = writable(actor, case_id)
    task = Task.gate(case, task_id)
    with transaction.atomic():
        waiting = Task.objects.filter(id=task.id, done_at__isnull=True)
        if not waiting.update(done_at=timezone.now(), done_by_id=actor.member):
            raise DoneAlready
        told(actor, "case.task_done", case)
    return task
