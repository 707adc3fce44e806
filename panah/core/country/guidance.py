"""What the operator is guided by: the script of a conversation and the protocol for danger (HL-05, HL-06)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from panah.core.country.codes import UnknownCode
from panah.core.country.texts import Text


class Opens(StrEnum):
    """What an answer opens beside the conversation."""

    NOTHING = ""
    PROTOCOL = "protocol"
    SCREENING = "screening"
    DIRECTORY = "directory"
    REFERRAL = "referral"
    CALL_BACK = "call_back"
    WRAP_UP = "wrap_up"


END = "end"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a step: which step is `next` (or `end`), what it opens, which flags it raises."""

    id: str
    label: Text
    next: str
    opens: Opens = Opens.NOTHING
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a conversation: sentences the operator may say, what to mind, and the answers.

    `choose` names a code list of which the operator picks one entry here, such as the motive.
    """

    id: str
    title: Text
    say: tuple[Text, ...]
    answers: tuple[Answer, ...] = field(metadata={"key": "answer"})
    mind: Text | None = None
    choose: str | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """A script for one kind of caller; it begins with its first step."""

    id: str
    name: Text
    when: Text
    steps: tuple[Step, ...] = field(metadata={"key": "step"})

    def step(self, step_id: str) -> Step:
        """Give a step; raises UnknownCode."""
        for step in self.steps:
            if step.id == step_id:
                return step
        raise UnknownCode(f"The script “{self.id}” has no step “{step_id}”.")


@dataclass(frozen=True, slots=True)
class Script:
    """The guided conversation in its variants; a `next` of the form `variant:step` changes over."""

    variants: tuple[Variant, ...] = field(metadata={"key": "variant"})

    def variant(self, variant_id: str) -> Variant:
        """Give a variant; raises UnknownCode."""
        for variant in self.variants:
            if variant.id == variant_id:
                return variant
        raise UnknownCode(f"There is no script “{variant_id}”.")

    def follow(self, variant_id: str, answer: Answer) -> tuple[Variant, Step] | None:
        """Give the step an answer leads to, with its variant, or None at the end."""
        if answer.next == END:
            return None
        where, _, step_id = answer.next.rpartition(":")
        variant = self.variant(where or variant_id)
        return variant, variant.step(step_id)


@dataclass(frozen=True, slots=True)
class ProtocolStep:
    """One thing to do in danger, whom to alert, and in how much time counted from the moment danger is declared.

    With `flags` or `dangers` the step is only for contacts that carry one of them; with neither it is for all.
    """

    id: str
    do: Text
    within: timedelta
    alert: Text | None = None
    service: str | None = None
    phone: str | None = None
    flags: tuple[str, ...] = ()
    dangers: tuple[str, ...] = ()

    def concerns(self, flags: Iterable[str], danger: str) -> bool:
        """Say whether the step is part of the protocol for a contact with these flags and this danger."""
        return not (self.flags or self.dangers) or danger in self.dangers or not set(self.flags).isdisjoint(flags)


@dataclass(frozen=True, slots=True)
class Protocol:
    """What to do when somebody is in danger now."""

    title: Text
    say: tuple[Text, ...]
    never: tuple[Text, ...]
    steps: tuple[ProtocolStep, ...] = field(metadata={"key": "step"})

    def steps_for(self, flags: Iterable[str] = (), danger: str = "") -> tuple[ProtocolStep, ...]:
        """Give the steps for one contact, in the order in which they are done."""
        flags = tuple(flags)
        return tuple(step for step in self.steps if step.concerns(flags, danger))
