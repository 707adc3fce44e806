"""What the action plan asks of somebody today, in sentences with the place where it is done: counts, and nothing said.

Each part asks one question of the database or two, and only of what the person may do anyway.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from panah.accounts.permissions import Permission
from panah.cases.models import Disclosure, DisclosureState
from panah.core.actor import Actor
from panah.plan import people
from panah.plan.models import (
    Attendance,
    BudgetCall,
    Carrier,
    CarrierStep,
    Finding,
    ForeignRequest,
    Gathering,
    HotlineTie,
    MeetingDecision,
    Need,
    Offer,
    Slot,
    SlotState,
    Training,
    TrainingState,
)
from panah.plan.models.reports import WITH_BODY

# Duties that a sentence here says together: by rule and step. My day does not list them one by one.
SAID_TOGETHER = {("NAP-01", "progress_office")}
# A carrier is looked at again after this long.
A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing there is to do, in words, and where it is done."""

    words: str
    url: str
    icon: str


def sentences(actor: Actor) -> list[Sentence]:
    """List what there is to do for somebody in the plan, the own first, then what the office answers."""
    parts = (
        ((Permission.PLAN_REPORT, Permission.PLAN_APPROVE), _reports),
        ((Permission.NEED_WRITE,), _asked),
        ((Permission.NEED_WRITE,), _meeting),
        ((Permission.COORDINATION,), _minutes),
        ((Permission.COORDINATION,), _answers),
        ((Permission.COORDINATION,), _given),
        ((Permission.COORDINATION,), _people),
        ((Permission.DONOR_VIEW,), _wanted),
        ((Permission.TRAINING_VIEW,), _trainings),
        ((Permission.TRAINING_EDIT,), _unwritten),
        ((Permission.CARRIER_EDIT,), _carriers),
    )
    return [sentence for allowed, told in parts if actor.may_any(allowed) for sentence in told(actor)]


def _say(words: Any, number: int, name: str, icon: str, **given: object) -> Iterator[Sentence]:
    """The sentence about a number of things, unless there are none."""
    if number:
        yield Sentence(words % {"number": number, **given}, reverse(name), icon)


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def _reports(actor: Actor) -> Iterator[Sentence]:
    returned = Q(state=SlotState.RETURNED)
    mine = Slot.of_unit(actor).filter(state__in=WITH_BODY)
    if actor.may(Permission.PLAN_APPROVE):
        own = Q(participant__body__in=people.of_office())
        yield from _for_nobody(mine.exclude(own))
        mine = mine.filter(own)
    counted = mine.aggregate(
        open=Count("id", filter=~returned), back=Count("id", filter=returned), first=Min("due_on", filter=~returned)
    )
    yield from _say(
        ngettext_lazy(
            "%(number)s report is to be handed in by %(day)s.",
            "%(number)s reports are to be handed in, the first by %(day)s.",
            "number",
        ),
        counted["open"],
        "plan:reports",
        "report",
        day=_day(counted["first"]) if counted["first"] else "",
    )
    yield from _say(
        ngettext_lazy(
            "%(number)s report was given back to you with a question.",
            "%(number)s reports were given back to you with a question.",
            "number",
        ),
        counted["back"],
        "plan:reports",
        "arrow-back-up",
    )
    for call in BudgetCall.open_of(actor):
        words = _("What %(body)s needs in the budget of %(year)s is asked for.")
        yield Sentence(words % {"body": call.participant, "year": call.year}, reverse("plan:budget"), "scale")


def _for_nobody(slots: QuerySet[Slot]) -> Iterator[Sentence]:
    """What the office would report for bodies that have nobody: it names who does, or reports itself (NAP-01)."""
    counted = slots.aggregate(number=Count("id"), bodies=Count("participant", distinct=True), first=Min("due_on"))
    yield from _say(
        ngettext_lazy(
            "%(number)s report of a body without a focal point is missing, due by %(day)s: name who reports for it.",
            "%(number)s reports of bodies without a focal point (%(bodies)s in all) are missing, the first due by "
            "%(day)s: name who reports for them.",
            "number",
        ),
        counted["number"],
        "plan:focal_points",
        "report",
        bodies=counted["bodies"],
        day=_day(counted["first"]) if counted["first"] else "",
    )


def _asked(actor: Actor) -> Iterator[Sentence]:
    """What meetings decided for the own unit, and the problems it is to answer."""
    mine = MeetingDecision.visible(actor).filter(unit_id__in=actor.unit_ids, done_at=None)
    counted = mine.aggregate(number=Count("id"), first=Min("due_on"))
    yield from _say(
        ngettext_lazy(
            "%(number)s decision of a meeting is to be done by %(day)s.",
            "%(number)s decisions of meetings are to be done, the first by %(day)s.",
            "number",
        ),
        counted["number"],
        "plan:decisions",
        "checklist",
        day=_day(counted["first"]) if counted["first"] else "",
    )
    yield from _say(
        ngettext_lazy(
            "%(number)s problem waits for the answer of your body.",
            "%(number)s problems wait for the answer of your body.",
            "number",
        ),
        Finding.visible(actor).filter(to_unit_id__in=actor.unit_ids, answered_at=None).count(),
        "plan:findings",
        "alert-circle",
    )


def _meeting(actor: Actor) -> Iterator[Sentence]:
    coming = Gathering.visible(actor).filter(closed_at=None, cancelled_at=None, ends_at__gte=timezone.now())
    soonest = coming.order_by("begins_at").first()
    if soonest:
        moment = date_format(timezone.localtime(soonest.begins_at), "DATETIME_FORMAT")
        words = _("The next meeting is on %(moment)s: %(place)s.") % {"moment": moment, "place": soonest.place}
        yield Sentence(words, reverse("plan:meeting", args=[soonest.id]), "calendar-event")


def _minutes(actor: Actor) -> Iterator[Sentence]:
    """Meetings that are over and have no minutes yet (NC-02)."""
    over = Gathering.visible(actor).filter(closed_at=None, cancelled_at=None, ends_at__lt=timezone.now())
    yield from _say(
        ngettext_lazy(
            "%(number)s meeting is over: write its minutes, or call it off.",
            "%(number)s meetings are over: write their minutes, or call them off.",
            "number",
        ),
        over.count(),
        "plan:meetings",
        "writing",
    )


def _answers(actor: Actor) -> Iterator[Sentence]:
    """What waits for the office's own yes or no."""
    waiting = Slot.waiting(actor).count()
    foreign = ForeignRequest.visible(actor).filter(decided_at=None).count()
    ties = HotlineTie.visible(actor).filter(approved_at=None, ended_at=None).count()
    settled = Finding.visible(actor).filter(answered_at__isnull=False, settled_at=None).count()
    asked = Disclosure.visible(actor).filter(state=DisclosureState.ASKED).count()
    reports = ngettext_lazy(
        "%(number)s report waits for your answer.", "%(number)s reports wait for your answer.", "number"
    )
    yield from _say(reports, waiting, "plan:to_answer", "eye-check")
    requests = ngettext_lazy(
        "%(number)s request for information waits for your decision.",
        "%(number)s requests for information wait for your decision.",
        "number",
    )
    yield from _say(requests, asked, "cases:disclosures", "file-text")
    dealings = ngettext_lazy(
        "%(number)s dealing abroad waits for your decision.",
        "%(number)s dealings abroad wait for your decision.",
        "number",
    )
    yield from _say(dealings, foreign, "plan:foreign", "world")
    tied = ngettext_lazy(
        "%(number)s tie of the hotline waits for your approval.",
        "%(number)s ties of the hotline wait for your approval.",
        "number",
    )
    yield from _say(tied, ties, "plan:ties", "link")
    problems = ngettext_lazy(
        "%(number)s problem was answered and is to be settled.",
        "%(number)s problems were answered and are to be settled.",
        "number",
    )
    yield from _say(problems, settled, "plan:findings", "alert-circle")


def _given(actor: Actor) -> Iterator[Sentence]:
    """Needs nobody has looked through or answered, and offers without an answer."""
    offered = Offer.objects.filter(need=OuterRef("id"), withdrawn_at=None)
    needs = Need.visible(actor).filter(closed_at=None).annotate(has_offer=Exists(offered))
    counted = needs.aggregate(
        hidden=Count("id", filter=Q(published_at=None)),
        unanswered=Count("id", filter=Q(published_at__isnull=False, has_offer=False)),
    )
    yield from _say(
        ngettext_lazy(
            "%(number)s need is to be looked through before donors see it.",
            "%(number)s needs are to be looked through before donors see them.",
            "number",
        ),
        counted["hidden"],
        "plan:needs",
        "list-search",
    )
    yield from _say(
        ngettext_lazy(
            "For %(number)s need nobody has offered anything yet.",
            "For %(number)s needs nobody has offered anything yet.",
            "number",
        ),
        counted["unanswered"],
        "plan:needs",
        "list-search",
    )
    yield from _say(
        ngettext_lazy(
            "%(number)s offer waits for your answer.",
            "%(number)s offers wait for your answer.",
            "number",
        ),
        Offer.visible(actor).filter(withdrawn_at=None, agreed=None).count(),
        "plan:offers",
        "package",
    )


def _people(actor: Actor) -> Iterator[Sentence]:
    lines = people.bodies(actor)
    yield from _say(
        ngettext_lazy(
            "%(number)s body has no trained liaison officer in office.",
            "%(number)s bodies have no trained liaison officer in office.",
            "number",
        ),
        sum(line.is_wanting for line in lines),
        "plan:liaisons",
        "address-book",
    )
    yield from _say(
        ngettext_lazy(
            "The training of %(number)s body's liaison officer has lapsed.",
            "The trainings of the liaison officers of %(number)s bodies have lapsed.",
            "number",
        ),
        sum(line.has_lapsed for line in lines),
        "plan:liaisons",
        "clock-exclamation",
    )


def _wanted(actor: Actor) -> Iterator[Sentence]:
    """What donors can give for; the office reads of needs in its own sentences."""
    if actor.may(Permission.COORDINATION):
        return
    yield from _say(
        ngettext_lazy(
            "%(number)s need of those who take part could be met by a gift.",
            "%(number)s needs of those who take part could be met by a gift.",
            "number",
        ),
        Need.shown(actor).count(),
        "plan:donors",
        "heart-handshake",
    )


def _trainings(actor: Actor) -> Iterator[Sentence]:
    mine = Attendance.objects.filter(
        member_id=actor.member,
        training__state=TrainingState.PLANNED,
        training__begins_on__gte=timezone.localdate(),
    )
    soonest = mine.select_related("training__course").order_by("training__begins_on").first()
    if soonest:
        given = {"course": soonest.training.course, "day": _day(soonest.training.begins_on)}
        words = _("You are expected at a training on %(day)s: %(course)s.") % given
        yield Sentence(words, reverse("plan:training", args=[soonest.training_id]), "book")


def _unwritten(actor: Actor) -> Iterator[Sentence]:
    over = Training.listed(actor).filter(
        unit_id__in=actor.unit_ids, state=TrainingState.PLANNED, ends_on__lt=timezone.localdate()
    )
    yield from _say(
        ngettext_lazy(
            "%(number)s training of yours is over: write down who came.",
            "%(number)s trainings of yours are over: write down who came.",
            "number",
        ),
        over.count(),
        "plan:trainings",
        "checklist",
    )


def _carriers(actor: Actor) -> Iterator[Sentence]:
    looked_at = CarrierStep.objects.filter(carrier=OuterRef("id"), on__gt=timezone.localdate() - A_YEAR)
    alone = Carrier.listed(actor).filter(~Exists(looked_at), unit_id__in=actor.unit_ids)
    yield from _say(
        ngettext_lazy(
            "Nobody has looked for a year at what %(number)s carrier does for its passengers.",
            "Nobody has looked for a year at what %(number)s carriers do for their passengers.",
            "number",
        ),
        alone.count(),
        "plan:carriers",
        "plane",
    )
