"""What the views of the desk have in common: trying a step with a form, and keeping what was typed."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django import forms
from django.db import transaction

from panah.accounts.gate import PanahRequest
from panah.core.errors import BadInput
from panah.hotline.actions import drafts
from panah.hotline.states import DraftForm

T = TypeVar("T")
_NOT_WORDS = {"csrfmiddlewaretoken", "form_token"}
_MANY = {"flags", "compartments"}


def tried(form: forms.Form, step: Callable[[], T]) -> T | None:
    """Take a step with a valid form; what does not fit becomes a sentence on the form, and nothing is written."""
    return tried_whole(form, transaction.atomic(step))


def tried_whole(form: forms.Form, step: Callable[[], T]) -> T | None:
    """The same with a step that refuses before it has written anything, so that nothing need be taken back."""
    if not form.is_valid():
        return None
    try:
        return step()
    except BadInput as refusal:
        form.add_error(None, str(refusal))
        return None


def typed(request: PanahRequest) -> dict[str, str | list[str]]:
    """Give what stands in the form that was sent, field by field, as it was typed."""
    fields = ((name, values) for name, values in request.POST.lists() if name not in _NOT_WORDS)
    return {name: [str(each) for each in values] if name in _MANY else str(values[-1]) for name, values in fields}


def keep_notes(request: PanahRequest, contact_id: UUID) -> None:
    """Keep the notes that travel with every button of the contact page, so that no button can lose them."""
    if "notes" in request.POST:
        drafts.save(actor=request.actor, contact_id=contact_id, form=DraftForm.NOTES, words=typed(request))
