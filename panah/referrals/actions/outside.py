"""Letters to partners outside the system: one paper, or one page that is read once, and no right to see anything."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, Refused, Stale
from panah.core.functions import row, value
from panah.core.ids import new_id
from panah.core.live import notify
from panah.duties.timeline import happened
from panah.people.models import Person
from panah.referrals.bases import ANY, BasisUnfit, ReasonMissing, consent_missing
from panah.referrals.models import OutsideLetter
from panah.vault import folders, pick_up
from panah.vault.models import Compartment

TOPIC = "referrals"


class UnknownAnswer(BadInput):
    """A code of the form that the country's lists do not have."""

    sentence = _("One of the answers is not on the list. Please choose again; nothing was lost.")


class NoWords(BadInput):
    """A letter says to whom it goes and what it is about."""

    sentence = _("Write to whom the letter goes and what you ask for.")


class Classified(Refused):
    """Words that could endanger somebody go onto no paper (CON-02)."""

    sentence = _("This letter could endanger somebody: it is read on the pick-up page and is never printed.")
    rule = "CON-02"
    allow = _("Let the partner read it on the pick-up page with the code.")


class Gone(Stale):
    """It was read, taken back or has ended."""

    sentence = _("This letter was read, taken back, or has ended.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the form of a letter asks. Consent given now (`given_how`), or a basis in law with its reason."""

    partner: str
    need: str
    urgency: str
    message: str
    classified: bool = False
    given_by: str = ""
    given_how: str = ""
    consent_language: str = ""
    evidence: str = ""
    legal_basis: str = ""
    reason: str = ""
    form_token: UUID


@dataclass(frozen=True, slots=True)
class Ready:
    """A letter that lies ready, with the link and the code, which are shown this once and kept nowhere."""

    letter: OutsideLetter
    link: str
    code: str


def send(*, actor: Actor, person_id: UUID, draft: Draft) -> Ready:
    """Write a letter about a person to a partner outside and lay it ready to be picked up once.

    It rests on the person's consent to this very partner, or on a basis in law that fits (CON-06, CON-07); it names
    nobody: the false name, age, sex, what is asked. Raises NotHere, ConsentMissing, BasisUnfit, ReasonMissing,
    UnknownAnswer, NoWords.
    """
    actor.require(Permission.REFERRAL_SEND)
    person = Person.gate(actor, person_id)
    _check(actor, person, draft)
    letter = _letter(actor, person, draft)
    link, code = pick_up.new_link(), pick_up.new_code()
    with transaction.atomic():
        letter.save(force_insert=True)
        laid = pick_up.lay(link, code, draft.message.strip(), place(letter.id))
        parts = (laid.salt, laid.operations, laid.memory, laid.proof_digest, laid.sealed)
        value("panah_leave_for_pick_up", letter.id, laid.link_digest, *parts, letter.expires_at)
        _happened(actor, letter, "letter.sent", need=letter.need, urgency=letter.urgency, child=letter.is_child)
    return Ready(letter, link, code)


def take_back(*, actor: Actor, letter_id: UUID) -> OutsideLetter:
    """Take a letter back that nobody has read: nothing lies ready any more. Raises NotHere, Gone."""
    letter = OutsideLetter.gate(actor, letter_id)
    actor.require(Permission.REFERRAL_SEND)
    with transaction.atomic():
        standing = OutsideLetter.objects.filter(id=letter.id, taken_back_at=None, read_at=None, locked_at=None)
        if not standing.update(taken_back_at=timezone.now()):
            raise Gone
        value("panah_take_back_pick_up", letter.id)
        _happened(actor, letter, "letter.taken_back")
    return letter


def to_print(*, actor: Actor, letter_id: UUID) -> OutsideLetter:
    """Give a letter that goes onto paper, and write down that it did. Raises NotHere, Classified (CON-02)."""
    letter = OutsideLetter.gate(actor, letter_id)
    if letter.classified:
        raise Classified
    _happened(actor, letter, "letter.printed")
    return letter


def picked_up(link: str, code: str) -> tuple[str, str]:
    """Let somebody outside try a code: gives "ok", "wrong", "locked", "gone" or "busy", and with "ok" the words.

    Stretching a code is slow on purpose. A link is tried once at a time and five times at most, so that nobody keeps
    the machine busy with it: who tries while another try runs is told so before anything is stretched.
    """
    wanted = pick_up.digest(link)
    with transaction.atomic():
        salt, operations, memory = row("panah_pick_up_salt", wanted) or (b"", 0, 0)
        if not salt:
            return "gone" if salt is not None else "busy", ""
        stretched = pick_up.stretch(link, pick_up.typed(code), bytes(salt), operations=operations, memory=memory)
        outcome, letter_id, unit_id, sealed = row("panah_pick_up", wanted, stretched.proof) or ("gone",) * 4
        if outcome in ("ok", "locked"):
            notify(unit_id, TOPIC)
    return outcome, pick_up.read(stretched.wrapping_key, bytes(sealed), place(letter_id)) if outcome == "ok" else ""


def place(letter_id: UUID) -> bytes:
    """Give the place the sealed words of a letter are tied to."""
    return b"referrals_pickup:" + letter_id.bytes


def _check(actor: Actor, person: Person, draft: Draft) -> None:
    lists = {"referral_need": draft.need, "referral_urgency": draft.urgency, "legal_basis": draft.legal_basis}
    consented = {"consent_giver": draft.given_by, "consent_way": draft.given_how, "language": draft.consent_language}
    if not all(code in country().codes(name) for name, code in (lists | consented).items() if code):
        raise UnknownAnswer
    if not draft.partner.strip() or not draft.message.strip() or not draft.need or not draft.urgency:
        raise NoWords
    sender = Unit.objects.get(id=actor.unit)
    if draft.legal_basis:
        _fits(sender, draft)
    elif not all(consented.values()) or (person.is_child and draft.given_by == "person"):
        raise consent_missing(sender)


def _fits(sender: Unit, draft: Draft) -> None:
    """To somebody who is no unit leads only a basis that opens the way to anybody."""
    settings = country().settings
    gated = sender.kind in settings.consent_gated and draft.legal_basis not in settings.consent_gated_bases
    if gated or ANY not in country().codes("legal_basis")[draft.legal_basis].group.split():
        raise BasisUnfit
    if not draft.reason.strip():
        raise ReasonMissing


def _letter(actor: Actor, person: Person, draft: Draft) -> OutsideLetter:
    now = timezone.now()
    by_law = bool(draft.legal_basis)
    return OutsideLetter(
        id=new_id(),
        folder=folders.create(actor=actor, compartment=Compartment.CASE),
        number=_number(now),
        unit_id=actor.unit,
        sent_by_id=actor.member,
        person_id=person.id,
        matter_id=person.id,
        pseudonym=person.pseudonym,
        is_child=person.is_child,
        sex=person.sex,
        age_band=person.age_band,
        partner=draft.partner.strip(),
        need=draft.need,
        urgency=draft.urgency,
        message=draft.message.strip(),
        classified=draft.classified,
        given_by="" if by_law else draft.given_by,
        given_how="" if by_law else draft.given_how,
        consent_language="" if by_law else draft.consent_language,
        evidence="" if by_law else draft.evidence,
        legal_basis=draft.legal_basis,
        reason=draft.reason.strip() if by_law else "",
        form_token=draft.form_token,
        sent_at=now,
        expires_at=now + country().settings.pick_up_lasts,
    )


def _number(at: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('referrals_outside_numbers')")
        (drawn,) = cursor.fetchone() or (0,)
    return f"LET-{timezone.localtime(at).year}-{drawn:05d}"


def _happened(actor: Actor, letter: OutsideLetter, code: str, **facts: str | bool) -> None:
    happened(
        actor,
        code,
        matter=letter.matter_id,
        folder=letter.folder_id,
        unit_id=letter.unit_id,
        subject_kind="letter",
        subject_id=letter.id,
        facts=facts,
    )
