"""What the receiver does with a referral, and what the sender answers."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Unit
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, Refused
from panah.people.actions import identity, notices
from panah.people.actions.notices import Child
from panah.people.known import known_many
from panah.referrals.actions import memoranda, transferring
from panah.referrals.actions.moving import move
from panah.referrals.models import OutcomeNote, Referral
from panah.referrals.states import Step
from panah.vault import folders, grants, keyring
from panah.vault.models import Compartment


class NoAnswer(BadInput):
    """A coded answer is missing or not on the list."""

    sentence = _("Choose one of the answers on the list.")


class NoWords(BadInput):
    """A question or an answer without words."""

    sentence = _("Write it in a few words.")


class BasisOver(Refused):
    """What the offer rested on ended before it was accepted."""

    sentence = _("This can no longer be accepted: what it rested on has ended. Ask the sender for a new offer.")
    rule = "CON-06"
    allow = _("A new offer by the sender, on a consent that holds.")


def accept(*, actor: Actor, referral_id: UUID) -> Referral:
    """Accept a referral: exactly the folders offered open to the unit, and its clock ends (NRM-06).

    Raises MovedOn, NoMemorandum (NGO-01), and BasisOver when consent ended in the meantime (CON-06).
    """
    offered = Referral.gate(actor, referral_id)
    if offered.receiver_unit_id in actor.unit_ids:
        memoranda.needed(Unit.by_id([offered.receiver_unit_id])[offered.receiver_unit_id])
    with transaction.atomic():
        referral = move(actor=actor, referral_id=referral_id, step=Step.ACCEPT, fields={"answered_at": timezone.now()})
        if grants.claim(actor=actor, reference=referral.number) != len(referral.compartments) or _closed(referral):
            raise BasisOver
        if referral.compartments:
            identity.index_received(actor=actor, person_id=referral.person_id)
        if referral.is_child:
            _meet_child(actor, referral)
    return referral


def _meet_child(actor: Actor, referral: Referral) -> None:
    """A child that comes by referral is met like one at the door: its protection bodies are told (CH-01, AC-03)."""
    held = known_many(actor, [referral.person_id]).get(referral.person_id)
    person = held.person if held else None
    if person is not None and not notices.concerns(person):
        return
    unknown = Child(person_id=referral.person_id, folder_id=None, pseudonym=referral.pseudonym)
    child = Child.of(person) if person is not None else unknown
    notices.meet_child(actor=actor, child=child, matter=referral.person_id)


def _closed(referral: Referral) -> bool:
    return keyring.needed().folder_key(referral.letters_id) is None


def decline(*, actor: Actor, referral_id: UUID, reason: str, words: str = "") -> Referral:
    """Decline with a coded reason: what was offered ends unopened. Raises NoAnswer, MovedOn."""
    now = timezone.now()
    fields = {"answered_at": now, "closed_at": now, "close_reason": _code("decline_reason", reason)}
    return move(actor=actor, referral_id=referral_id, step=Step.DECLINE, reason=reason, words=words, fields=fields)


def ask_back(*, actor: Actor, referral_id: UUID, words: str) -> Referral:
    """Ask the sender something before answering; the clock runs on. Raises NoWords, MovedOn."""
    return move(actor=actor, referral_id=referral_id, step=Step.ASK_BACK, words=_said(words))


def answer(*, actor: Actor, referral_id: UUID, words: str) -> Referral:
    """Answer the receiver's question. Raises NoWords, MovedOn."""
    return move(actor=actor, referral_id=referral_id, step=Step.ANSWER, words=_said(words))


def revoke(*, actor: Actor, referral_id: UUID, reason: str = "task_done") -> Referral:
    """Take a referral back: whatever the receiver was given closes at once. Raises NoAnswer, MovedOn."""
    fields = {"closed_at": timezone.now(), "close_reason": _code("grant_end_reason", reason)}
    with transaction.atomic():
        referral = move(actor=actor, referral_id=referral_id, step=Step.REVOKE, reason=reason, fields=fields)
        transferring.take_back_what_followed(actor=actor, referral=referral, reason=reason)
    return referral


def report(*, actor: Actor, referral_id: UUID, outcome: str, note: str = "") -> Referral:
    """Report the outcome to the sender by its code, and nothing more; the note stays with the unit that writes it.

    Raises NoAnswer, MovedOn.
    """
    fields = {"outcome": _code("referral_outcome", outcome), "outcome_at": timezone.now()}
    with transaction.atomic():
        referral = move(actor=actor, referral_id=referral_id, step=Step.REPORT, reason=outcome, fields=fields)
        if note.strip():
            folder = folders.create(actor=actor, compartment=Compartment.CASE)
            row = OutcomeNote(folder=folder, referral=referral, words=note.strip(), written_at=timezone.now())
            row.save(force_insert=True)
    return referral


def _code(list_name: str, code: str) -> str:
    if code not in country().codes(list_name):
        raise NoAnswer
    return code


def _said(words: str) -> str:
    if not words.strip():
        raise NoWords
    return words.strip()
