"""The left navigation: by what people do, not by table. A link that would be refused is not drawn."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.urls import NoReverseMatch, get_script_prefix, resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import ROLE_PERMISSIONS
from panah.core.actor import Actor

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to go; who may go is said by the view's own gate."""

    label: Words
    name: str
    icon: str


@dataclass(frozen=True, slots=True)
class Link:
    """A place this person may go to, with its address."""

    label: Words
    url: str
    icon: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Links that belong together; its key is the name of its first place."""

    key: str
    label: Words
    items: tuple[Link, ...]
    is_open: bool = True


PLACES: tuple[tuple[Words, tuple[Place, ...]], ...] = (
    (
        "",
        (Place(_("My day"), "web:home", "sun"),),
    ),
    (
        _("Hotline"),
        (
            Place(_("The desk"), "hotline:desk", "headset"),
            Place(_("Contacts"), "hotline:contacts", "phone"),
            Place(_("Situations"), "hotline:situations", "sitemap"),
            Place(_("Where help is"), "hotline:directory", "lifebuoy"),
            Place(_("Blocked callers"), "hotline:blocklist", "phone-off"),
            Place(_("Rota"), "hotline:rota", "calendar-time"),
            Place(_("Director's board"), "hotline:board", "layout-dashboard"),
        ),
    ),
    (
        _("Safe house"),
        (
            Place(_("Bed board"), "shelter:board", "bed"),
            Place(_("Today in the house"), "shelter:today", "clipboard-list"),
            Place(_("Who lives here"), "shelter:stays", "users"),
            Place(_("Somebody arrives"), "shelter:request", "door-enter"),
            Place(_("Houses"), "shelter:houses", "home-shield"),
            Place(_("House book"), "shelter:book", "notebook"),
            Place(_("The door"), "shelter:door", "shield-check"),
            Place(_("Guards"), "shelter:guards", "calendar-time"),
            Place(_("Ways out"), "shelter:escorts", "user-shield"),
            Place(_("Who is in the house"), "shelter:evacuation", "door-exit"),
            Place(_("Reports of the houses"), "shelter:reports", "chart-bar"),
            Place(_("Visits"), "shelter:visits", "calendar-event"),
        ),
    ),
    (
        _("Handing over"),
        (
            Place(_("Received"), "referrals:inbox", "inbox"),
            Place(_("Notices"), "referrals:notices", "bell"),
            Place(_("Sent"), "referrals:outbox", "send"),
            Place(_("To review"), "referrals:reviews", "eye-check"),
            Place(_("Signals"), "referrals:signals", "bell-ringing"),
            Place(_("Send a signal"), "referrals:signal_new", "bell-plus"),
            Place(_("Signals sent"), "referrals:signals_sent", "checks"),
            Place(_("Letters outside"), "referrals:outside_letters", "mail-opened"),
            Place(_("Refusals"), "referrals:refusals", "chart-bar"),
            Place(_("Requests for assistance"), "referrals:assistance", "help-circle"),
            Place(_("Assistance asked for"), "referrals:assistance_sent", "outbound"),
            Place(_("Memoranda"), "referrals:memoranda", "file-certificate"),
            Place(_("Organisations"), "referrals:partners", "heart-handshake"),
            Place(_("Working together"), "referrals:cooperation", "heart-handshake"),
            Place(_("Outreach"), "referrals:outreach", "message"),
            Place(_("Commission"), "referrals:meetings", "gavel"),
            Place(_("Tasks of the commission"), "referrals:commission_tasks", "checklist"),
            Place(_("Supervision of the special unit"), "referrals:supervision", "report-analytics"),
            Place(_("Ask for a longer stay"), "shelter:prolongation_ask", "calendar-plus"),
        ),
    ),
    (
        _("People"),
        (
            Place(_("Cases"), "cases:list", "folders"),
            Place(_("People"), "people:list", "users"),
            Place(_("Children watched over"), "shelter:children", "heart-handshake"),
            Place(_("Journeys home"), "shelter:journeys", "plane"),
            Place(_("Findings about people"), "cases:news", "bell"),
            Place(_("Check a code"), "cases:verify", "certificate"),
            Place(_("Presumed and identified"), "cases:funnel", "filter"),
        ),
    ),
    (
        _("Action plan"),
        (
            Place(_("The coordinator's desk"), "plan:desk", "layout-dashboard"),
            Place(_("Plans"), "plan:plans", "list-details"),
            Place(_("To report"), "plan:reports", "report"),
            Place(_("To answer"), "plan:to_answer", "eye-check"),
            Place(_("Late"), "plan:late", "clock-exclamation"),
            Place(_("Budget"), "plan:budget", "scale"),
            Place(_("State of the fight"), "plan:state", "chart-bar"),
        ),
    ),
    (
        _("Coordination"),
        (
            Place(_("Meetings"), "plan:meetings", "calendar-event"),
            Place(_("Decisions of meetings"), "plan:decisions", "checklist"),
            Place(_("Needs"), "plan:needs", "list-search"),
            Place(_("Needs and gifts"), "plan:donors", "heart-handshake"),
            Place(_("Offers"), "plan:offers", "package"),
            Place(_("Problems found"), "plan:findings", "alert-circle"),
            Place(_("Liaison officers"), "plan:liaisons", "address-book"),
            Place(_("Working group"), "plan:group", "users-group"),
            Place(_("Dealings abroad"), "plan:foreign", "world"),
            Place(_("Ties of the hotline"), "plan:ties", "link"),
        ),
    ),
    (
        _("Trainings and awareness"),
        (
            Place(_("Trainings"), "plan:trainings", "book"),
            Place(_("Campaigns"), "plan:campaigns", "news"),
            Place(_("Materials"), "plan:materials", "package"),
            Place(_("Carriers"), "plan:carriers", "plane"),
            Place(_("Studies"), "plan:studies", "report-analytics"),
            Place(_("Check a certificate"), "plan:check", "certificate"),
        ),
    ),
    (
        _("Rules and trust"),
        (
            Place(_("Rulebook"), "duties:rulebook", "book-2"),
            Place(_("Colleagues"), "accounts:colleagues", "users-group"),
            Place(_("Suspension orders"), "cases:orders", "gavel"),
            Place(_("Disclosures"), "cases:disclosures", "file-text"),
            Place(_("To give back or destroy"), "cases:returns", "arrow-back-up"),
            Place(_("Conflicts of interest"), "accounts:conflicts", "eye-off"),
            Place(_("Reports"), "cases:concerns", "alert-triangle"),
            Place(_("Alarms"), "audit:alarms", "bell-ringing"),
            Place(_("Audit trail"), "audit:trail", "history"),
            Place(_("Proof"), "audit:proof", "fingerprint"),
        ),
    ),
)

OWN: tuple[Place, ...] = (
    Place(_("Your account"), "accounts:own", "user-shield"),
    Place(_("Report something wrong"), "cases:concern_new", "alert-triangle"),
    Place(_("Components"), "web:catalogue", "tool"),
)

# Where a thing is looked at, by the kind that events and duties call it.
SUBJECTS: dict[str, str] = {
    "journey": "shelter:journey",
    "stay": "shelter:stay",
    "watched_child": "shelter:watched_child",
    "guest": "shelter:guest",
    "contact": "hotline:contact",
    "situation": "hotline:situation",
    "referral": "referrals:referral",
    "notice": "referrals:notice",
    "signal": "referrals:signal",
    "meeting": "referrals:meeting",
    "follow_up": "referrals:commission_task",
    "assistance": "referrals:assistance_one",
    "letter": "referrals:outside_letter",
    "person": "people:person",
    "gap": "plan:gap",
    "training": "plan:training",
    "plan": "plan:plan",
    "coordination": "plan:meeting_due",
    "gathering": "plan:meeting",
    "decision": "plan:decision",
    "need": "plan:need",
    "offer": "plan:offer",
    "finding": "plan:finding",
    "foreign": "plan:foreign_one",
    "share": "plan:share",
    "slot": "plan:slot",
    "case": "cases:case",
    "consent": "cases:return",
    "disclosure": "cases:disclosure",
    "incident": "shelter:incident",
    "stock": "shelter:stock_item",
    "duress": "shelter:alarm",
}
# What has no page of its own is done on the page of the matter it belongs to.
PARTS: dict[str, str] = dict.fromkeys(("card", "danger", "journal", "screening"), "hotline:contact") | {
    "visit_after": "shelter:leaving"
}

# As many links as are shown unasked; what is beyond that is folded until somebody opens it.
SHOWN = 16
# What the browser remembers of sections that were opened and closed: names and nothing else.
COOKIE = "panah_nav"
# What whoever signs in may do: places for everybody are folded, the person's own work is open.
EVERYBODY = Actor(permissions=frozenset.intersection(*ROLE_PERMISSIONS.values()))

# The pages from which a role does its work: they come first where few places have room.
DESKS = ("hotline:desk", "plan:desk", "plan:reports")
# As many as a thumb reaches on the narrowest phone, beside the button that opens the whole menu.
QUICK = 3


def of_subject(kind: str, subject: UUID, matter: UUID | None = None) -> str:
    """The address of a thing, or of the matter it is part of; nothing where this installation shows no such thing."""
    name, row = (PARTS[kind], matter) if kind in PARTS else (SUBJECTS.get(kind, ""), subject)
    try:
        return reverse(name, args=(row,)) if name else ""
    except NoReverseMatch:
        return ""


def address(name: str) -> str:
    """The address of a view without arguments, or nothing where this installation has no such view."""
    return _address(name, get_script_prefix())


@lru_cache(maxsize=400)
def _address(name: str, _prefix: str) -> str:
    """A page asks for hundreds of them, and they stay the same for as long as the prefix does."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@lru_cache(maxsize=200)
def gate_of(url: str) -> Any:
    """Give the gate of the page at one of the fixed addresses of the navigation: it is the same for everybody."""
    return getattr(resolve(url).func, "gate", None)


def links(places: Iterable[Place], actor: Actor, here: str) -> tuple[Link, ...]:
    """The places that exist in this installation and whose gate lets the actor in."""
    found = []
    for place in places:
        url = address(place.name)
        gate = gate_of(url) if url else None
        if gate == () or (gate and actor.may_any(gate)):
            found.append(Link(place.label, url, place.icon, current=is_current(url, here)))
    return tuple(found)


def is_current(url: str, here: str) -> bool:
    """True on the place itself and on what lies under it; the start page has nothing under it."""
    return here == url or (here.startswith(url) and url != address("web:home"))


def sections(actor: Actor, here: str, kept: str = "") -> tuple[Section, ...]:
    """The navigation of one person, without sections that would be empty. One place at most is the current one.

    Open are the section one is in, those the browser remembers as opened (`kept`), and, as far as they fit, those with
    work of the person's own.
    """
    drawn = [(places[0].name, label, links(places, actor, here)) for label, places in PLACES]
    nearest = max((link.url for _key, _label, items in drawn for link in items if link.current), key=len, default="")
    wishes = remembered(kept)
    found, room = [], SHOWN
    for key, label, items in drawn:
        if not items:
            continue
        marked = tuple(replace(link, current=link.url == nearest) for link in items)
        own = not label or (len(items) <= room and not _for_everybody(key, items))
        room -= len(items) if own else 0
        is_open = any(link.current for link in marked) or wishes.get(key, own)
        found.append(Section(key, label, marked, is_open))
    return tuple(found)


def remembered(kept: str) -> dict[str, bool]:
    """Read which sections somebody opened or closed; anything odd is passed over."""
    pairs = (each.partition("=") for each in kept[:1000].split("&"))
    return {key: value == "1" for key, _sign, value in pairs if value in ("0", "1")}


def quick(shown: Iterable[Section]) -> list[Link]:
    """The places for the bar at the bottom of a phone: My day, one's desk, then the first of the navigation."""
    desks = {address(name) for name in ("web:home", *DESKS)}
    every = [link for section in shown for link in section.items]
    return sorted(every, key=lambda link: link.url not in desks)[:QUICK]


@lru_cache(maxsize=100)
def _common(key: str) -> frozenset[str]:
    places = next(places for _label, places in PLACES if places[0].name == key)
    return frozenset(link.url for link in links(places, EVERYBODY, ""))


def _for_everybody(key: str, items: tuple[Link, ...]) -> bool:
    return {link.url for link in items} <= _common(key)
