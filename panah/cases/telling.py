"""The words the timeline of a case uses for what happened to it and to the person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Member, Unit
from panah.duties.models import Event

Words = str | Promise

# Event code: the words, and the icon beside them.
WORDS: dict[str, tuple[Words, str]] = {
    "person.registered": (_("The person was registered"), "user-plus"),
    "person.age_established": (_("The age was established"), "calendar"),
    "victim.child_presumed": (_("Protected as a child"), "heart"),
    "victim.presumed": (_("Presumed a victim"), "flag"),
    "victim.identified": (_("Identified as a victim"), "flag"),
    "victim.not_a_victim": (_("Found not to be a victim"), "flag"),
    "case.screened": (_("Officers' questions were answered"), "zoom-check"),
    "interview.asked": (_("An interview was asked for"), "message"),
    "interview.recorded": (_("An interview was written down"), "message"),
    "link.recorded": (_("A link to another person was recorded"), "link"),
    "link.ended": (_("A link to another person ended"), "unlink"),
    "person.role_changed": (_("The role of the person changed"), "user-check"),
    "child.guardian_arranged": (_("A guardian was arranged"), "heart-handshake"),
    "child.advocate_named": (_("A guardian-advocate was named"), "heart-handshake"),
    "child.best_interest_noted": (_("The best interest of the child was noted"), "heart"),
    "grant.extended": (_("A right to see was extended"), "clock"),
    "disclosure.asked": (_("A body asked for information"), "file-import"),
    "disclosure.decided": (_("The request of a body was decided"), "scale"),
    "return.confirmed": (_("What had been shared was given back or destroyed"), "arrow-back-up"),
    "disclosure.given": (_("An extract was given to a body"), "file-export"),
    "identification.proposed": (_("A finding was proposed"), "flag"),
    "identification.sent_back": (_("The proposal was sent back"), "arrow-back-up"),
    "decision.appealed": (_("The person appealed"), "scale"),
    "decision.upheld": (_("The decision was upheld"), "scale"),
    "decision.revised": (_("The decision was revised"), "scale"),
    "reflection.chosen": (_("The person's decision was written down"), "pencil"),
    "reflection.certified": (_("A certificate of protection was drawn"), "file-text"),
    "reflection.opened": (_("The reflection period began"), "clock"),
    "reflection.closed": (_("The reflection period ended"), "clock"),
    "notification.sent": (_("A body was told"), "send"),
    "notification.received": (_("The body confirmed"), "check"),
    "consent.given": (_("Consent was given"), "signature"),
    "consent.withdrawn": (_("Consent was withdrawn"), "lock"),
    "consent.refused": (_("Consent was refused"), "lock"),
    "case.opened": (_("The case was opened"), "folders"),
    "case.assigned": (_("Somebody was assigned"), "user-plus"),
    "case.unassigned": (_("Somebody was relieved"), "user-minus"),
    "case.described": (_("What happened to the person was put into codes"), "route"),
    "case.note_written": (_("A note was written"), "notebook"),
    "case.note_corrected": (_("A note was put right"), "edit"),
    "case.task_added": (_("A task was added"), "checklist"),
    "case.task_done": (_("A task was done"), "check"),
    "case.document_added": (_("A document was added"), "file-text"),
    "case.risk_assessed": (_("The risk was assessed"), "alert-triangle"),
    "case.closure_proposed": (_("Closure was proposed"), "flag"),
    "case.closure_sent_back": (_("The case goes on"), "arrow-back-up"),
    "case.closed": (_("The case was closed"), "circle-check"),
    "case.reopened": (_("The case was opened again"), "folders"),
    "safety.explained": (_("The person was told what protection there is"), "shield-check"),
    "safety.measure_begun": (_("A safety measure began"), "shield-check"),
    "safety.review_due": (_("A review of the threat became due"), "clock"),
    "safety.reviewed": (_("The threat was assessed again"), "zoom-check"),
    "safety.measure_ended": (_("The threat is gone; the measure ended"), "circle-check"),
    "referral.offered": (_("Handed over to a body"), "send"),
    "referral.accepted": (_("The body took it"), "check"),
    "referral.declined": (_("The body declined"), "x"),
    "referral.revoked": (_("Taken back"), "arrow-back-up"),
    "referral.outcome_reported": (_("The body reported what became of it"), "flag"),
    "screening.completed": (_("Questions were asked"), "zoom-check"),
}
_OTHERS: tuple[Words, str] = (_("A further step"), "point")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline on a page: when, what, and who or whose unit."""

    at: datetime
    words: Words
    icon: str
    who: str


def lines(events: Iterable[Event]) -> list[Line]:
    """Give events as lines, in their order, with their people and units named by two queries."""
    rows = list(events)
    members = Member.by_id(row.member_id for row in rows)
    units = Unit.by_id(row.unit_id for row in rows)
    return [Line(row.at, *WORDS.get(row.code, _OTHERS), who=_who(row, members, units)) for row in rows]


def _who(row: Event, members: dict[UUID, Member], units: dict[UUID, Unit]) -> str:
    named = (members.get(row.member_id) if row.member_id else None, units.get(row.unit_id))
    return " · ".join(str(each) for each in named if each)
