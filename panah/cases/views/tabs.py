"""What every page of a case shares: who may open the file, its heading, its facts beside, and its tabs."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from panah.accounts.gate import PanahRequest
from panah.accounts.models import Member
from panah.accounts.tabs import Part, tabs_of
from panah.cases.models import Assignment, Case, NotAssigned
from panah.people.known import Known
from panah.people.models import Person

PARTS: tuple[Part, ...] = (
    Part(_("Overview"), "cases:case"),
    Part(_("Timeline"), "cases:timeline"),
    Part(_("Notes"), "cases:notes"),
    Part(_("Documents"), "cases:documents"),
    Part(_("Tasks"), "cases:tasks"),
    Part(_("Safety"), "cases:safety"),
    Part(_("Decisions"), "cases:decisions"),
    Part(_("Interviews"), "cases:interviews"),
    Part(_("Consents"), "cases:consents"),
    Part(_("Who can see this"), "cases:sights"),
)


def around(request: PanahRequest, case: Case, current: str) -> dict[str, Any]:
    """Give what `cases/_case.html` shows around a tab: case, known (the case facts, or None), workers, tabs."""
    person = Person.visible(request.actor).filter(id=case.person_id).first()
    assigned = [row.member_id for row in Assignment.running([case.id])]
    members = Member.by_id(assigned)
    return {
        "case": case,
        "known": Known(person.id, person.pseudonym, person) if person else None,
        "workers": [str(members[each]) for each in assigned if each in members],
        "tabs": tabs_of(request.actor, PARTS, case.id, current),
    }


def on_case(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand a view the case instead of its id, opened to the actor; who must state a purpose is asked for it first.

    Stands under `@requires`. A page asks and comes back; a form that is sent is refused (PRI-01).
    """

    @wraps(view)
    def opening(request: PanahRequest, case_id: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            case = Case.opened(request.actor, case_id)
        except NotAssigned:
            if request.method not in ("GET", "HEAD"):
                raise
            return redirect("cases:look", case_id)
        return view(request, case, *args, **kwargs)

    return opening
