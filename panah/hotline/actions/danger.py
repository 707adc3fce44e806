"""Danger: one key opens the emergency protocol and starts its clock; each step is noted with its time (NRM-04)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.audit import trail
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.country.guidance import ProtocolStep
from panah.core.errors import BadInput, Stale
from panah.hotline import facts as coded
from panah.hotline.actions.steps import held, tell
from panah.hotline.models import Contact, Danger, DangerStep, Service
from panah.hotline.states import ContactStep


class NoDanger(Stale):
    """No danger is open in this contact."""

    sentence = _("No danger is open in this contact any more. The page shows how it is now.")
    rule = "NRM-04"


class NoSuchStep(BadInput):
    """The protocol has no such step."""

    sentence = _("This step is not part of the protocol. Reload the page and look again.")
    rule = "NRM-04"


@dataclass(frozen=True, slots=True)
class Line:
    """One step of the protocol on the page: what to do, by when, which number to call, and whether it is done."""

    step: ProtocolStep
    due_at: datetime
    phone: str
    done: DangerStep | None

    @property
    def late(self) -> bool:
        """Whether its time ran out before it was done."""
        return (self.done.done_at if self.done else timezone.now()) > self.due_at


def declare(*, actor: Actor, contact_id: UUID, kind: str = "") -> Danger:
    """Declare that somebody is in danger now: the clock starts (NRM-04). Declared twice it is still one danger.

    A kind given later is added to it. Raises NotOnTheList, NotHere.
    """
    if kind and kind not in coded.offered("danger_kind"):
        raise coded.NotOnThisList("danger_kind")
    contact = held(actor, contact_id, ContactStep.ALERT)
    danger = open_danger(contact)
    if danger is None:
        danger = Danger.objects.create(
            folder_id=contact.folder_id,
            contact=contact,
            kind=kind,
            declared_at=timezone.now(),
            declared_by_id=actor.member,
        )
        contact.in_danger = True
        contact.save(update_fields=["in_danger"])
        facts = {"kind": kind, "child": contact.is_child}
        tell(actor, contact, "danger.declared", kind="danger", subject=danger.id, facts=facts)
    elif kind and kind != danger.kind:
        danger.kind = kind
        danger.save(update_fields=["kind"])
        trail.write(actor, "danger.named", kind="danger", subject=danger.id)
    return danger


def open_danger(contact: Contact) -> Danger | None:
    """Give the danger that is open in a contact, or nothing."""
    return Danger.objects.filter(contact=contact, closed_at__isnull=True).select_related("declared_by").first()


def lines(contact: Contact, danger: Danger) -> list[Line]:
    """Give the protocol for this contact and danger, with what is done of it."""
    done = {each.step: each for each in DangerStep.objects.filter(danger=danger).select_related("done_by")[:100]}
    steps = country().protocol.steps_for(contact.flags, danger.kind)
    wanted = [step.service for step in steps if step.service]
    phones = dict(Service.objects.filter(code__in=wanted).values_list("code", "phone")[:100])
    return [
        Line(
            step,
            danger.declared_at + step.within,
            step.phone or phones.get(step.service or "", ""),
            done.get(step.id),
        )
        for step in steps
    ]


def tick(*, actor: Actor, contact_id: UUID, step: str) -> None:
    """Note that a step of the protocol is done now; a colleague may, and ticking twice keeps the first time.

    Raises NoDanger, NoSuchStep, NotHere.
    """
    contact = held(actor, contact_id, ContactStep.ALERT)
    danger = _open(contact)
    if step not in {each.id for each in country().protocol.steps}:
        raise NoSuchStep
    done = DangerStep(
        folder_id=contact.folder_id, danger=danger, step=step, done_at=timezone.now(), done_by_id=actor.member
    )
    DangerStep.objects.bulk_create([done], ignore_conflicts=True)
    trail.write(actor, "danger.step_done", kind="danger", subject=danger.id)


def close(*, actor: Actor, contact_id: UUID, words: str = "") -> Danger:
    """Say that the danger is over: its clock stops. `words` tell who was alerted without consent, and why.

    Raises NoDanger, NotHere, TooLong.
    """
    contact = held(actor, contact_id, ContactStep.ALERT)
    danger = _open(contact)
    danger.words, danger.closed_at, danger.closed_by_id = words, timezone.now(), actor.member
    danger.save(update_fields=["words", "closed_at", "closed_by"])
    tell(actor, contact, "danger.closed", kind="danger", subject=danger.id)
    return danger


def _open(contact: Contact) -> Danger:
    danger = open_danger(contact)
    if danger is None:
        raise NoDanger
    return danger
