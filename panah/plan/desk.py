"""The coordinator's desk: the ten functions of the National Coordinator, each as it stands now (NC-01)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import Count, Q, Sum
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from panah.cases.models import Disclosure, DisclosureState
from panah.core.actor import Actor
from panah.plan import people
from panah.plan.actions import meetings
from panah.plan.models import (
    BudgetProposal,
    Finding,
    ForeignRequest,
    Gathering,
    HotlineTie,
    MeetingDecision,
    Need,
    Offer,
    Participant,
    Plan,
    PlanState,
    Slot,
)
from panah.plan.people import BodyLine
from panah.referrals.models import Memorandum


@dataclass(frozen=True, slots=True)
class Line:
    """One thing a function is about: what, how it stands in words or numbers, where it is done, whether it calls."""

    label: str
    value: Any
    name: str = ""
    calls: bool = False

    @property
    def url(self) -> str:
        """The address of the page, or nothing where this installation has none."""
        try:
            return reverse(self.name) if self.name else ""
        except NoReverseMatch:
            return ""


@dataclass(frozen=True, slots=True)
class Function:
    """One of the ten: its number, what it is called, its picture, and its lines."""

    number: int
    title: str
    icon: str
    lines: list[Line] = field(default_factory=list)


def functions(actor: Actor) -> list[Function]:
    """Give the ten functions in their order, with live numbers; one query or two for each (NC-01)."""
    lines = people.bodies(actor)
    drawn: tuple[tuple[str, str, Callable[[Actor], Iterator[Line]]], ...] = (
        (_("Tasks of those who take part"), "checklist", _tasks),
        (_("Who takes part"), "users-group", partial(_people, lines)),
        (_("The special unit and the hotline"), "shield", _control),
        (_("Contacts between services"), "address-book", partial(_contacts, lines)),
        (_("What is needed"), "list-search", _needs),
        (_("What is given"), "heart-handshake", _given),
        (_("Information for those who need it"), "lock-access", _information),
        (_("Regular meetings"), "calendar-event", _meetings),
        (_("State of the fight"), "chart-bar", _state),
        (_("Problems found, and the rest"), "alert-triangle", _rest),
    )
    return [
        Function(number, title, icon, [line for line in told(actor) if line.value != "" or line.url])
        for number, (title, icon, told) in enumerate(drawn, start=1)
    ]


def _tasks(actor: Actor) -> Iterator[Line]:
    today = timezone.localdate()
    waiting = Q(done_at=None)
    asked = MeetingDecision.visible(actor).aggregate(
        open=Count("id", filter=waiting), late=Count("id", filter=waiting & Q(due_on__lt=today))
    )
    late = Slot.late(actor, today).count()
    yield Line(_("Plans in force"), Plan.visible(actor).filter(state=PlanState.IN_FORCE).count(), "plan:plans")
    yield _calling(_("Reports to answer"), Slot.waiting(actor).count(), "plan:to_answer")
    yield _calling(_("Late reports"), late, "plan:late")
    yield Line(_("Decisions of meetings to be done"), asked["open"], "plan:decisions")
    yield _calling(_("of them late"), asked["late"], "plan:decisions")


def _people(lines: list[BodyLine], actor: Actor) -> Iterator[Line]:
    yield Line(_("Bodies that take part"), len(lines), "plan:liaisons")
    reporting = Participant.all_of(actor).exclude(unit_id=None).count()
    yield Line(_("with a focal point of their own"), reporting, "plan:focal_points")
    wanting = sum(line.is_wanting for line in lines)
    yield _calling(_("without a trained liaison officer"), wanting, "plan:liaisons")
    yield _calling(_("whose training has lapsed"), sum(line.has_lapsed for line in lines), "plan:liaisons")


def _control(actor: Actor) -> Iterator[Line]:
    asked = ForeignRequest.visible(actor).aggregate(
        waiting=Count("id", filter=Q(decided_at=None)), abroad=Count("id", filter=Q(sent_at__isnull=False))
    )
    yield Line(_("How the special unit keeps its terms"), "", "referrals:supervision")
    yield _calling(_("Dealings abroad waiting for you"), asked["waiting"], "plan:foreign")
    yield Line(_("Dealings that went abroad"), asked["abroad"], "plan:foreign")
    proposed = HotlineTie.visible(actor).filter(approved_at=None, ended_at=None).count()
    yield _calling(_("Ties of the hotline to approve"), proposed, "plan:ties")


def _contacts(lines: list[BodyLine], actor: Actor) -> Iterator[Line]:
    directory = people.directory(lines)
    reached = sum(bool(who) for _label, who in directory)
    yield Line(
        _("Services with a contact"),
        _("{there} of {all}").format(there=reached, all=len(directory)),
        "plan:liaisons",
        calls=reached < len(directory),
    )
    now = timezone.now()
    live = Memorandum.register(actor).filter(ended_at=None, starts_at__lte=now, ends_at__gt=now).count()
    yield Line(_("Memoranda in force"), live, "referrals:memoranda")
    yield Line(_("Organisations"), "", "referrals:partners")


def _needs(actor: Actor) -> Iterator[Line]:
    there = Need.visible(actor).filter(closed_at=None)
    counted = there.aggregate(open=Count("id"), hidden=Count("id", filter=Q(published_at=None)), worth=Sum("wanted"))
    yield Line(_("Open needs"), counted["open"], "plan:needs")
    yield _calling(_("not shown to donors yet"), counted["hidden"], "plan:needs")
    yield Line(_("worth altogether"), _money(counted["worth"]), "plan:needs")
    proposed = BudgetProposal.coming(actor).aggregate(amount=Sum("amount"))["amount"]
    yield Line(_("Proposed for the budget"), _money(proposed), "plan:budget")


def _given(actor: Actor) -> Iterator[Line]:
    there = Offer.visible(actor).filter(withdrawn_at=None)
    counted = there.aggregate(
        waiting=Count("id", filter=Q(agreed=None)), agreed=Sum("agreed"), received=Sum("received"), used=Sum("used")
    )
    yield _calling(_("Offers to answer"), counted["waiting"], "plan:offers")
    yield Line(_("Agreed"), _money(counted["agreed"]), "plan:donors")
    yield Line(pgettext("gift", "Received"), _money(counted["received"]), "plan:donors")
    yield Line(pgettext("gift", "Used"), _money(counted["used"]), "plan:donors")


def _information(actor: Actor) -> Iterator[Line]:
    waiting = Disclosure.visible(actor).filter(state=DisclosureState.ASKED).count()
    yield _calling(_("Requests for information to decide"), waiting, "cases:disclosures")
    yield Line(_("Commission of the mechanism"), "", "referrals:meetings")


def _meetings(actor: Actor) -> Iterator[Line]:
    now = timezone.now()
    coming = Gathering.visible(actor).filter(closed_at=None, cancelled_at=None, begins_at__gte=now)
    soonest = coming.order_by("begins_at").first()
    last = meetings.last_held()
    yield Line(_("Next"), _day(soonest.begins_at if soonest else None), "plan:meetings", calls=soonest is None)
    yield Line(_("Last meeting of those who take part"), _day(last), "plan:meetings", calls=meetings.is_due(now))
    yield Line(_("Working group and its papers"), "", "plan:group")


def _state(_actor: Actor) -> Iterator[Line]:
    yield Line(_("Information on the state of the fight"), "", "plan:state")
    yield Line(_("Presumed and identified"), "", "cases:funnel")
    yield Line(_("Refusals"), "", "referrals:refusals")


def _rest(actor: Actor) -> Iterator[Line]:
    counted = Finding.visible(actor).aggregate(
        open=Count("id", filter=Q(answered_at=None)),
        answered=Count("id", filter=Q(answered_at__isnull=False, settled_at=None)),
    )
    yield Line(_("Problems without an answer"), counted["open"], "plan:findings")
    yield _calling(_("Answered and not settled yet"), counted["answered"], "plan:findings")
    yield Line(_("Rulebook"), "", "duties:rulebook")


def _calling(label: str, number: int, name: str) -> Line:
    """A line that calls for attention as soon as there is anything in it."""
    return Line(label, number, name, calls=number > 0)


def _money(sum_: Decimal | None) -> str:
    return number_format(sum_ or 0, 2, force_grouping=True)


def _day(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT") if moment else _("none")
