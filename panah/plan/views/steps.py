"""The steps that can be taken with one thing: drawn on its page as forms, sent back to the same page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.utils.translation import gettext_lazy as _

from panah.accounts.gate import PanahRequest
from panah.core.errors import Stale
from panah.core.trying import told


class NoQuestions(forms.Form):
    """A step that asks nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: what its button says, what it asks, and the action that takes it with the answers."""

    name: str
    label: Any
    icon: str
    deed: Callable[..., Any]
    form: Callable[..., forms.Form] = NoQuestions
    hint: Any = ""
    # What the page begins with; a quiet step is drawn as a plain button.
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """A step with its form, as the page shows it."""

    step: Step
    form: forms.Form


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a request: a step was taken, or the forms of the steps that can be, some with what is wrong."""

    drawn: list[Drawn]
    taken: bool = False
    refused: bool = False

    @property
    def status(self) -> int:
        """The status of a page that shows the forms."""
        return 422 if self.refused else 200


def play(request: PanahRequest, steps: Sequence[Step], **row: UUID) -> Outcome:
    """Take the step that was sent, where one was; give the forms of those that can be taken.

    Raises Stale where the step cannot be taken (any more). Why its action refuses is said on the form.
    """
    asked = request.POST.get("step", "") if request.method == "POST" else None
    drawn = [Drawn(step, _form(request, step, sent=step.name == asked)) for step in steps]
    if asked is None:
        return Outcome(drawn)
    sent = next((each for each in drawn if each.step.name == asked), None)
    if sent is None:
        raise Stale
    told(sent.form, lambda: sent.step.deed(actor=request.actor, **row, **sent.form.cleaned_data))
    if sent.form.errors:
        return Outcome(drawn, refused=True)
    messages.success(request, _("Recorded."))
    return Outcome(drawn, taken=True)


def _form(request: PanahRequest, step: Step, *, sent: bool) -> forms.Form:
    return step.form(request.POST if sent else None, request.FILES if sent else None, auto_id=f"{step.name}_%s")
