"""Trying a step with a form: what does not fit becomes a sentence on the form, and nothing is written."""

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.db import transaction

from panah.core.errors import BadInput, Refused

T = TypeVar("T")
REFUSED = 409


def tried(form: forms.Form, step: Callable[[], T]) -> T | None:
    """Take a step with a valid form, or give None and put the reason on the form; other refusals go their way."""
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


def answered(form: forms.Form, step: Callable[[], T]) -> tuple[T | None, Refused | None]:
    """Take a step with a valid form; give what it made, or the refusal to be shown above what was typed.

    A refusal that is nothing to do with what was typed (not here, not yours) goes its way.
    """
    try:
        return tried(form, step), None
    except Refused as refusal:
        if refusal.status != REFUSED:
            raise
        return None, refusal


def told(form: forms.Form, step: Callable[[], T]) -> T | None:
    """Take a step with a valid form; every refusal that `answered` would show becomes a sentence, with its rule."""
    made, refusal = answered(form, step)
    if refusal is not None:
        form.add_error(None, f"{refusal} ({refusal.rule})" if refusal.rule else str(refusal))
    return made


def status_of(form: forms.Form, refusal: Refused | None = None) -> int:
    """Give the status of a page whose form was refused, did not fit, or is fresh."""
    if refusal is not None:
        return refusal.status
    return BadInput.status if form.errors else 200


def unsent(form: forms.Form | None) -> list[tuple[str, str]]:
    """Give back the text typed for a step that can no longer be taken, each with its label; nothing without a form."""
    if form is None:
        return []
    typed = ((str(each.label), each.value()) for each in form if isinstance(each.field.widget, forms.Textarea))
    return [(label, str(words)) for label, words in typed if words]
