"""A victim in criminal proceedings (DEF-05), and acts done under coercion, noted so as to be pleaded (NP-01)."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.audit import trail
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, NeedsPurpose, Refused
from panah.core.live import notify
from panah.duties.timeline import happened, happened_together
from panah.people.actions import notices
from panah.people.models import CoercedAct, Person, ProceduralStatus
from panah.people.states import NoticeSubject
from panah.vault import folders, keyring
from panah.vault.models import Compartment
from panah.vault.tokens import token

PROSECUTION = "prosecution"
# What a note on coercion is never opened for: it would turn the defence into evidence.
ACCUSING = frozenset({"investigation"})


class NotOnTheList(BadInput):
    """A code that is on no list, a day to come, or no words."""

    sentence = _(
        "Choose from the lists, a day that is not in the future, and say in words what was done to the person."
    )


class NobodyToTell(Refused):
    """There is no prosecution body here that could review it."""

    sentence = _("No prosecution body is set up here that could review this.")
    rule = "NP-01"


class NotAnAccusation(Refused):
    """What a victim was made to do is noted for the defence, and serves no investigation against the person."""

    sentence = _(
        "This was noted so that the person can plead it. It is never opened to investigate or accuse the person."
    )
    rule = "NP-01"
    allow = _("Another purpose: to protect the person, to correct a mistake, or because the person asked.")


def record_status(
    *, actor: Actor, person_id: UUID, status: str, decided_by: str, decided_on: date, criminal_case: str = ""
) -> ProceduralStatus:
    """Record a person's standing in criminal proceedings, apart from the status that protects (DEF-05).

    Raises NotHere, NotOnTheList.
    """
    actor.require(Permission.PROCEEDING_RECORD)
    person = Person.gate(actor, person_id)
    pack = country()
    known = status in pack.codes("procedural_status") and decided_by in pack.codes("procedural_body")
    if not known or decided_on > timezone.localdate():
        raise NotOnTheList
    with transaction.atomic():
        row = ProceduralStatus(
            folder_id=_own_folder(actor, person),
            person=person,
            status=status,
            decided_by=decided_by,
            decided_on=decided_on,
            criminal_case=criminal_case.strip(),
            case_mark=_case_mark(actor, criminal_case),
            unit_id=actor.unit,
            by_id=actor.member,
            at=timezone.now(),
        )
        row.save(force_insert=True)
        happened(
            actor,
            "person.procedural_status_recorded",
            matter=person.id,
            folder=row.folder_id,
            unit_id=actor.unit,
            subject_kind="person",
            subject_id=person.id,
            facts={"status": status},
        )
    return row


def _case_mark(actor: Actor, criminal_case: str) -> int | None:
    """Mark a case by its letters and digits under the unit's own key, so that nobody reads the number from the mark."""
    number = "".join(each for each in criminal_case.casefold() if each.isalnum())
    return token(keyring.needed().index_key(actor.unit), f"criminal case {number}") if number else None


def _own_folder(actor: Actor, person: Person) -> UUID:
    """Give the folder of the earlier standings this unit recorded of the person, or a new one."""
    earlier = [row.folder_id for row in ProceduralStatus.of(actor, person) if row.unit_id == actor.unit]
    return earlier[0] if earlier else folders.create(actor=actor, compartment=Compartment.INVESTIGATION).id


def note_coercion(
    *, actor: Actor, person_id: UUID, act: str, basis: str, words: str, tell_prosecution: bool = True
) -> CoercedAct:
    """Note an act that a victim was forced or frightened into, and ask the prosecution body to review it (NP-01).

    The prosecution learns the false name, the kind of act and what shows the coercion; its clock starts. The words
    stay in a folder of legal help. Raises NotHere, NotOnTheList, NobodyToTell.
    """
    actor.require(Permission.PROCEEDING_RECORD)
    person = Person.gate(actor, person_id)
    pack = country()
    if act not in pack.codes("coerced_act") or basis not in pack.codes("coercion_basis") or not words.strip():
        raise NotOnTheList
    to = _prosecution() if tell_prosecution else None
    with transaction.atomic():
        row = CoercedAct(
            folder=folders.create(actor=actor, compartment=Compartment.LEGAL),
            person=person,
            act=act,
            basis=basis,
            noted_on=timezone.localdate(),
            words=words.strip(),
            told_unit_id=to.id if to else None,
            unit_id=actor.unit,
            by_id=actor.member,
            at=timezone.now(),
        )
        row.save(force_insert=True)
        trail.write(actor, "coerced_act.noted", kind="person", subject=person.id)
        if to is not None:
            _ask_review(actor, person, row, to)
    return row


def _prosecution() -> Unit:
    units = list(Unit.objects.filter(kind=PROSECUTION, closed_at=None).order_by("code")[:100])
    if not units:
        raise NobodyToTell
    return notices.nearest(units, "")


def _ask_review(actor: Actor, person: Person, row: CoercedAct, to: Unit) -> None:
    told = {"pseudonym": person.pseudonym, "act": row.act, "basis": row.basis, "asks": ["exemption"]}
    notice = notices.write(
        actor=actor, to=to, subject=NoticeSubject.COERCION, person_id=person.id, matter=person.id, told=told
    )
    happened_together(actor, [notices.sent_event(actor, notice, row.folder_id, act=row.act)])
    notify(to.id, notices.TOPIC)


def open_coercion(*, actor: Actor, act_id: UUID, purpose: str) -> CoercedAct:
    """Open the words of a note on coercion, for a purpose that goes into the trail; never to accuse (NP-01).

    Raises NotHere, NeedsPurpose, NotAnAccusation.
    """
    actor.require(Permission.PROCEEDING_RECORD)
    row = CoercedAct.gate(actor, act_id)
    if purpose not in country().codes("opening_purpose"):
        raise NeedsPurpose
    if purpose in ACCUSING:
        raise NotAnAccusation
    keyring.needed().need(row.folder_id)
    trail.write(actor, "coerced_act.opened", kind="person", subject=row.person_id, purpose=purpose)
    return row
