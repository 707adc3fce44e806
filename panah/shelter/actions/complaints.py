"""Complaints: written down for somebody or put into the box by nobody in particular, and answered by who leads."""

import hashlib
from datetime import datetime, time
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.audit import trail
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, Stale
from panah.core.functions import row as one_row
from panah.core.functions import value
from panah.core.ids import new_id
from panah.core.live import notify
from panah.shelter.models import Complaint, ComplaintBox, House
from panah.vault import crypto, pick_up, receipts

TOPIC = "house"


class NoWords(BadInput):
    """A complaint says something."""

    sentence = _("Say in a few words what is wrong.")


class NoSuchBox(BadInput):
    """No box has this code, or it is full for today."""

    sentence = _("No box has this code, or it takes nothing more today. Look at the code on the wall again.")


class Answered(Stale):
    """Answered before."""

    sentence = _("This complaint has been answered already.")


def open_box(*, actor: Actor, house_id: UUID) -> ComplaintBox:
    """Give a house its box, or a new code in place of the one on its walls. Raises NotHere."""
    actor.require(Permission.HOUSE_LEAD)
    house, code = House.gate(actor, house_id), pick_up.new_code()
    box = ComplaintBox.of(actor, house) or ComplaintBox(unit_id=house.unit_id, house=house)
    box.code, box.code_digest = code, digest(code)
    box.made_at, box.made_by_id = timezone.now(), actor.member
    with transaction.atomic():
        box.save()
        trail.write(actor, "complaint.box_opened", kind="house", subject=house.id)
    return box


def digest(code: str) -> bytes:
    """Give what the database finds a box by, whatever was typed between the letters of its code."""
    return hashlib.sha256(pick_up.typed(code).encode()).digest()


def write_down(*, actor: Actor, house_id: UUID, about: str, words: str) -> Complaint:
    """Write down what a resident complains of; who wrote it cannot read it again. Raises NotHere, NoWords."""
    actor.require(Permission.HOUSE_WRITE)
    house = House.gate(actor, house_id)
    complaint = _row(house.unit_id, about, words)
    complaint.house, complaint.by_id = house, actor.member
    with transaction.atomic():
        complaint.save(force_insert=True)
        trail.write(actor, "complaint.written", kind="complaint", subject=complaint.id)
        notify(house.unit_id, TOPIC)
    return complaint


def put(*, code: str, about: str, words: str) -> str:
    """Put a complaint into a box without saying who one is; gives the receipt, which only its author will ever hold.

    Nothing of the sender is kept, and not the hour. Raises NoWords, NoSuchBox.
    """
    unit_id = value("panah_box_of", digest(code))
    complaint = _row(unit_id or new_id(), about, words)
    if unit_id is None:
        raise NoSuchBox
    sealed = Complaint._meta.get_field("words").seal_for(complaint, complaint.words.encode())
    receipt = receipts.new_code()
    put_in = value(
        "panah_box_put",
        digest(code),
        complaint.id,
        complaint.about,
        complaint.written_on,
        sealed,
        receipts.digest(receipt),
        receipts.public_key(receipt),
    )
    if not put_in:
        raise NoSuchBox
    return receipt


def look_up(receipt: str) -> tuple[str, str]:
    """Give what came of a complaint, by its receipt: the result ("" while it waits, or "unknown") and the answer."""
    code = receipts.typed(receipt)
    found = one_row("panah_box_answer", receipts.digest(code)) if len(code) == receipts.LENGTH else None
    if found is None:
        return "unknown", ""
    complaint_id, result, sealed = found
    if sealed is None:
        return result, ""
    try:
        return result, receipts.read(code, bytes(sealed), _place(complaint_id))
    except crypto.CannotOpen:
        return "unknown", ""


def answer(*, actor: Actor, complaint_id: UUID, result: str, words: str) -> Complaint:
    """Answer a complaint; the answer to one from the box is sealed to its receipt too. Raises NotHere, Answered."""
    actor.require(Permission.HOUSE_LEAD)
    if not words.strip():
        raise NoWords(_("Say in a few words what was done."))
    with transaction.atomic():
        complaint = Complaint.gate(actor, complaint_id)
        complaint.refresh_from_db(from_queryset=Complaint.objects.select_for_update())
        if complaint.answered_at is not None:
            raise Answered
        complaint.result = country().codes("complaint_result")[result].id
        complaint.answer, complaint.answered_at, complaint.answered_by_id = words.strip(), timezone.now(), actor.member
        if complaint.receipt_key is not None:
            key = bytes(complaint.receipt_key)
            complaint.answer_to_author = receipts.seal(key, complaint.answer, _place(complaint.id))
        complaint.save(update_fields=["result", "answer", "answer_to_author", "answered_at", "answered_by_id"])
        trail.write(actor, "complaint.answered", kind="complaint", subject=complaint.id)
        notify(complaint.unit_id, TOPIC)
    return complaint


def _row(unit_id: UUID, about: str, words: str) -> Complaint:
    """An unsaved complaint of today; its id too says the day and not the hour."""
    if not words.strip():
        raise NoWords
    today = timezone.localdate()
    begins = datetime.combine(today, time.min, timezone.get_current_timezone())
    return Complaint(
        id=new_id(at=begins),
        unit_id=unit_id,
        about=country().codes("complaint_about")[about].id,
        words=words.strip(),
        from_box=False,
        written_on=today,
    )


def _place(complaint_id: UUID) -> bytes:
    return f"shelter_complaint.answer.{complaint_id}".encode()
