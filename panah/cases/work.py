"""What a member has to do in their cases today: tasks, looks at the risk, and what waits for a lead's answer."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from panah.accounts.permissions import Permission
from panah.cases.models import Case, CaseState, RiskAssessment, Task
from panah.core.actor import Actor
from panah.vault import folders

# A look at the risk is announced so many days before.
SOON = timedelta(days=3)
MOST_CASES, MOST_SHOWN = 200, 10


@dataclass(frozen=True, slots=True)
class Work:
    """The part of somebody's day that their cases make."""

    tasks: tuple[Task, ...] = ()
    reviews: tuple[tuple[Case, date], ...] = ()
    closings: tuple[Case, ...] = ()
    cases: tuple[Case, ...] = ()
    today: date | None = None


def work_of(actor: Actor) -> Work:
    """Give the open tasks, reviews due soon and open cases of a member, and for a lead the closures that wait.

    A handful of queries, each bounded; nothing for who has nothing to do with cases.
    """
    if not actor.may(Permission.CASE_VIEW):
        return Work()
    tasks = tuple(Task.mine(actor))
    folders.preload(tasks)
    cases = {row.id: row for row in Case.mine(actor).exclude(state=CaseState.CLOSED).order_by("-id")[:MOST_CASES]}
    latest, today = RiskAssessment.latest(list(cases)), timezone.localdate()
    reviews = [(cases[each], risk.review_on) for each, risk in latest.items() if risk.review_on <= today + SOON]
    return Work(
        tasks=tasks,
        reviews=tuple(sorted(reviews, key=lambda each: each[1])[:MOST_SHOWN]),
        closings=_waiting(actor),
        cases=tuple(cases.values())[:MOST_SHOWN],
        today=today,
    )


def _waiting(actor: Actor) -> tuple[Case, ...]:
    if not actor.may(Permission.CASE_CLOSE):
        return ()
    return tuple(Case.visible(actor).filter(state=CaseState.CLOSING).order_by("-id")[:MOST_SHOWN])
