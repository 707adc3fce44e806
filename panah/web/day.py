"""My day: what is due on top, what the person is told of, and where their work begins."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from panah.cases.work import Work, work_of
from panah.core.actor import Actor
from panah.duties.models import Duty, Notice
from panah.plan.today import SAID_TOGETHER, Sentence, sentences
from panah.web import navigation

# What each place is for, said to somebody who begins the day there.
SENTENCES: dict[str, str | Promise] = {
    "hotline:desk": _("Waiting calls, your call, and what is left to write after it."),
    "hotline:contacts": _("Every call and message you may see, newest first."),
    "hotline:rota": _("Who is on now, the hand-over note, and the hours nobody covers."),
    "hotline:board": _("How the hotline is doing: waiting, load, delays, who looked at what."),
    "hotline:directory": _("Shelters, lawyers, doctors, consulates: three letters find one."),
    "referrals:inbox": _("People handed over to your unit, waiting for your answer."),
    "referrals:outbox": _("What you handed over, and what became of it."),
    "referrals:reviews": _("Sharing without consent that waits for your eyes."),
    "referrals:signals": _("What partners and first-line officers tell the special unit."),
    "referrals:signal_new": _("Tell the special unit what you saw; sealed, and never read here again."),
    "referrals:signals_sent": _("What you told, and what became of it."),
    "referrals:memoranda": _("Which organisations work with us, from when and until when."),
    "referrals:meetings": _("The commission of the mechanism: cases without names, decisions, tasks."),
    "referrals:commission_tasks": _("What the commission asks of your unit, and by when."),
    "referrals:assistance": _("What prosecution, court and the special unit ask of your unit."),
    "referrals:assistance_sent": _("What you asked other units for, and what they answered."),
    "referrals:partners": _("Organisations: what they do, where, and what their people were taught."),
    "referrals:cooperation": _("With which organisations your unit does its work."),
    "referrals:outreach": _("How many people you reached, and what you told them."),
    "referrals:supervision": _("How the special unit keeps its terms, in numbers."),
    "plan:desk": _("The ten functions of the coordinator, each as it stands now."),
    "plan:plans": _("Who does what against trafficking, by when, and what came of it."),
    "plan:reports": _("What your body reports on, by when, and what was answered."),
    "plan:to_answer": _("Reports that were handed in and wait for a yes or a question."),
    "plan:meetings": _("Meetings of those who take part: agenda, minutes, what was decided."),
    "plan:donors": _("What is needed, by area, and what was given for it."),
    "shelter:book": _("What the shift before left, incidents, stores, rooms."),
    "shelter:door": _("Who lives here and who is expected, for whoever stands at the door."),
    "shelter:guards": _("Who stands at the door when, and the hours nobody covers."),
    "cases:list": _("The cases your unit was let into."),
    "people:list": _("People under a pseudonym; the identity stays sealed."),
    "accounts:colleagues": _("Who works here, by which appointment, and who waits to be let in."),
    "cases:orders": _("Decisions that suspend access to a person's data, and their lifting."),
    "cases:disclosures": _("Who asked for information, what was decided, and what went out."),
    "audit:alarms": _("Unusual look-ups, in counts and codes."),
    "audit:trail": _("Who did what, without a word of what they saw."),
    "audit:proof": _("Proof that nothing in the trail was changed."),
    "duties:rulebook": _("Every rule, where it comes from, and how it is kept."),
}
MOST_STEPS = 5
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Item:
    """A duty with the place where it is done."""

    duty: Duty
    url: str

    @property
    def action(self) -> str | Promise:
        """The words of the button."""
        return _("Open it")


@dataclass(frozen=True, slots=True)
class Step:
    """A place where work begins, with a sentence."""

    label: str | Promise
    sentence: str | Promise
    url: str
    icon: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What is overdue with others, of one kind: the notice of the longest overdue, and how many there are."""

    notice: Notice
    number: int


@dataclass(frozen=True, slots=True)
class Day:
    """Everything the page My day shows."""

    greeting: str
    overdue: list[Item]
    due: list[Item]
    later: list[Item]
    notices: list[Elsewhere]
    work: Work
    plan: list[Sentence]
    steps: list[Step]
    here: str


def of(actor: Actor, *, here: str) -> Day:
    """The day of one person: their duties by urgency, what they are told of, and their role's next steps."""
    now, mine = timezone.now(), (duty for duty in Duty.mine(actor) if (duty.rule, duty.step) not in SAID_TOGETHER)
    items = [Item(duty, navigation.of_subject(duty.subject_kind, duty.subject_id, duty.matter_id)) for duty in mine]
    return Day(
        greeting=date_format(timezone.localdate(), "l, j E Y"),
        overdue=[item for item in items if item.duty.due_at <= now],
        due=[item for item in items if item.duty.due_at > now and not _can_wait(item.duty, now)],
        later=[item for item in items if _can_wait(item.duty, now)],
        notices=elsewhere(notice for notice in Notice.standing(actor) if notice.kind == "escalation"),
        work=work_of(actor),
        plan=sentences(actor),
        steps=steps(actor, here),
        here=here,
    )


def _can_wait(duty: Duty, now: datetime) -> bool:
    """Say whether a duty is far off: nobody was alerted to it yet, and a week or more is left."""
    return duty.alert_at > now and duty.due_at > now + WEEK


def elsewhere(notices: Iterable[Notice]) -> list[Elsewhere]:
    """Put what is overdue with others together by what it is, the longest overdue first."""
    first: dict[tuple[str, str], Notice] = {}
    numbers: Counter[tuple[str, str]] = Counter()
    for notice in notices:
        kind = (notice.rule, notice.step)
        first.setdefault(kind, notice)
        numbers[kind] += 1
    return [Elsewhere(notice, numbers[kind]) for kind, notice in first.items() if kind not in SAID_TOGETHER]


def steps(actor: Actor, here: str) -> list[Step]:
    """Where the person's roles let them begin: their own desk first, then in the order of the navigation."""
    places = (place for _label, group in navigation.PLACES for place in group)
    known = [place for place in places if place.name in SENTENCES]
    known.sort(key=lambda place: place.name not in navigation.DESKS)
    drawn = [(place, link) for place in known for link in navigation.links([place], actor, here)]
    return [Step(link.label, SENTENCES[place.name], link.url, link.icon) for place, link in drawn][:MOST_STEPS]
