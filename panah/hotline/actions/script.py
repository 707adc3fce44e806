"""The guided talk: greeting, safety, danger, motive, options, agreement, one step after another (HL-05, HL-06)."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.country import UnknownCode, country
from panah.core.country.guidance import Answer, Opens, Step, Variant
from panah.core.errors import BadInput
from panah.hotline import facts as coded
from panah.hotline.actions import contacts, danger
from panah.hotline.actions.steps import held
from panah.hotline.models import Contact
from panah.hotline.states import ContactStep

CHILD, DANGER = "child", "danger"


class NoSuchAnswer(BadInput):
    """An answer the step of the script does not have."""

    sentence = _("This answer does not belong to the step. Reload the page and look again.")
    rule = "HL-05"


@dataclass(frozen=True, slots=True)
class Taken:
    """One step behind: what it was called and what was answered, in words."""

    title: str
    label: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a talk stands in the script; without a step it has come to the end."""

    variant: Variant
    step: Step | None
    path: tuple[Taken, ...]
    opens: Opens = Opens.NOTHING


def place(contact: Contact) -> Place:
    """Give where the talk stands. A script that was changed meanwhile begins again; nothing noted is lost by it."""
    kept = contact.script or {}
    try:
        variant = country().script.variant(kept["variant"])
        step = variant.step(kept["step"]) if kept["step"] else None
        walked = [_walked(each) for each in kept["path"]]
    except (KeyError, UnknownCode):
        return _beginning(contact)
    opens = walked[-1][1].opens if walked else Opens.NOTHING
    return Place(variant, step, tuple(Taken(str(at.title), str(said.label)) for at, said in walked), opens)


def _beginning(contact: Contact) -> Place:
    variants = country().script.variants
    variant = next((each for each in variants if contact.is_child and each.id == CHILD), variants[0])
    return Place(variant, variant.steps[0], ())


def _walked(kept: dict[str, str]) -> tuple[Step, Answer]:
    step = country().script.variant(kept["variant"]).step(kept["step"])
    return step, _answer(step, kept["answer"])


def _answer(step: Step, answer_id: str) -> Answer:
    for each in step.answers:
        if each.id == answer_id:
            return each
    raise UnknownCode


def answer(
    *, actor: Actor, contact_id: UUID, step: str, answer_id: str, chosen: Mapping[str, str] | None = None
) -> Contact:
    """Take one answer down and go on; an answer to a step that lies behind changes nothing.

    It may raise flags, take the code that the step asks for (such as the motive) from those chosen, and declare danger.
    Raises NoSuchAnswer, NotOnTheList,
    NotHere, NotYours, MovedOn.
    """
    contact = held(actor, contact_id, ContactStep.WRITE)
    here = place(contact)
    if here.step is None or here.step.id != step:
        return contact
    try:
        given = _answer(here.step, answer_id)
    except UnknownCode as error:
        raise NoSuchAnswer from error
    changed = _choose(contact, here.step, chosen or {})
    _go_on(contact, here, here.step, given)
    contact.flags = {*contact.flags, *given.flags} - ({DANGER} - set(contact.flags))
    contacts.save_flags(contact, "script", *changed)
    if DANGER in given.flags or given.opens is Opens.PROTOCOL:
        danger.declare(actor=actor, contact_id=contact.id)
        contact.in_danger = True
    return contact


def _choose(contact: Contact, step: Step, chosen: Mapping[str, str]) -> list[str]:
    code = chosen.get(step.choose or "", "")
    if not step.choose or not code or step.choose not in coded.CARD:
        return []
    coded.checked({step.choose: code})
    setattr(contact, step.choose, code)
    return [step.choose]


def _go_on(contact: Contact, here: Place, step: Step, given: Answer) -> None:
    taken = {"variant": here.variant.id, "step": step.id, "answer": given.id, "at": timezone.now().isoformat()}
    there = country().script.follow(here.variant.id, given)
    contact.script = {
        "variant": there[0].id if there else here.variant.id,
        "step": there[1].id if there else "",
        "path": [*contact.script.get("path", ())[: len(here.path)], taken],
    }


def back(*, actor: Actor, contact_id: UUID) -> Contact:
    """Go one step back; flags raised by the answer stay until they are lowered by hand."""
    contact = held(actor, contact_id, ContactStep.WRITE)
    path = contact.script.get("path", [])
    if path:
        last = path[-1]
        contact.script = {"variant": last["variant"], "step": last["step"], "path": path[:-1]}
        contact.save(update_fields=["script"])
    return contact
