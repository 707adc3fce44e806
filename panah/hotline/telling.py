"""The words the desk uses for what happened, on the timeline and in the list of accesses."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from panah.duties.models import Event

Words = str | Promise

# Event code: the words, and the icon beside them.
WORDS: dict[str, tuple[Words, str]] = {
    "contact.opened": (_("The contact began"), "phone"),
    "contact.flagged": (_("A flag was raised or lowered"), "flag"),
    "contact.ended": (_("The talk ended"), "phone-x"),
    "contact.taken_over": (_("A director took the contact over"), "switch-horizontal"),
    "contact.closed": (_("The contact was closed"), "circle-check"),
    "card.completed": (_("The card was completed"), "clipboard-check"),
    "journal.written": (_("The journal was written"), "notebook"),
    "journal.corrected": (_("The journal was corrected"), "edit"),
    "danger.declared": (_("Danger was declared"), "sos"),
    "danger.closed": (_("The danger was over"), "shield-check"),
    "screening.completed": (_("Questions were asked"), "zoom-check"),
    "advice.given": (_("The caller was told of a service"), "lifebuoy"),
    "referral.offered": (_("Handed over to a body"), "send"),
    "referral.accepted": (_("The body took it"), "check"),
    "referral.declined": (_("The body declined"), "x"),
    "referral.revoked": (_("Taken back"), "arrow-back-up"),
    "situation.opened": (_("The situation was opened"), "sitemap"),
    "situation.linked": (_("A contact was linked"), "link"),
    "situation.unlinked": (_("A contact was taken out"), "unlink"),
    "situation.person_added": (_("A person was added"), "user-plus"),
    "situation.person_removed": (_("A person was taken out"), "user-minus"),
    "situation.closed": (_("The situation was closed"), "circle-check"),
}
_OTHERS: tuple[Words, str] = (_("A further step"), "point")

# What the trail knows besides, of records of the desk and of the people in them.
_ACCESSES: dict[str, Words] = {
    "contact.written": _("Notes of the talk were written"),
    "situation.summarised": _("A summary was written"),
    "journal.opened": _("The journal was opened"),
    "person.registered": _("A person was registered"),
    "people.searched": _("A person was searched for"),
    "people.search_in_vain": _("A person was searched for, and nobody found"),
    "people.compared": _("A name or number was compared with those of the unit"),
    "finding.read": _("A finding about the person was read"),
    "coerced_act.noted": _("An act done under coercion was written down"),
    "coerced_act.opened": _("The note on an act done under coercion was opened"),
    "person.age_established": _("The age was established"),
    "person.role_changed": _("The role of the person changed"),
    "victim.child_presumed": _("Protected as a child"),
    "identity.written": _("The name was written down"),
    "identity.opened": _("The name was opened"),
    "reach.written": _("It was written down how the person is reached"),
    "reach.opened": _("It was opened how the person is reached"),
    "photo.written": _("A photograph was kept"),
    "photo.opened": _("The photograph was opened"),
    "grant.given": _("A unit was let in"),
    "grant.claimed": _("A unit let itself in, as the law allows"),
    "grant.extended": _("A right to see was extended"),
    "grant.ended": _("A right to see ended"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline on a page."""

    at: datetime
    words: Words
    icon: str


def access(code: str) -> Words:
    """Words for an entry of the trail; its code where there are none."""
    return WORDS[code][0] if code in WORDS else _ACCESSES.get(code, code)


def lines(events: Iterable[Event]) -> list[Line]:
    """Give events as lines, in their order; one from a room above is a further step."""
    return [Line(event.at, *_words(event.code)) for event in events]


def _words(code: str) -> tuple[Words, str]:
    return WORDS.get(code, (_ACCESSES[code], "point") if code in _ACCESSES else _OTHERS)
