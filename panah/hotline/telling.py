"""The words the timeline of the desk uses for what happened."""

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


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline on a page."""

    at: datetime
    words: Words
    icon: str


def lines(events: Iterable[Event]) -> list[Line]:
    """Give events as lines, in their order; one from a room above is a further step."""
    return [Line(event.at, *WORDS.get(event.code, _OTHERS)) for event in events]
