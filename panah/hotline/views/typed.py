"""Keeping what was typed at the desk, whatever becomes of the step it came with."""

from uuid import UUID

from panah.accounts.gate import PanahRequest
from panah.hotline.actions import drafts
from panah.hotline.states import DraftForm

_NOT_WORDS = {"csrfmiddlewaretoken", "form_token"}
_MANY = {"flags", "compartments"}


def typed(request: PanahRequest) -> dict[str, str | list[str]]:
    """Give what stands in the form that was sent, field by field, as it was typed."""
    fields = ((name, values) for name, values in request.POST.lists() if name not in _NOT_WORDS)
    return {name: [str(each) for each in values] if name in _MANY else str(values[-1]) for name, values in fields}


def keep_notes(request: PanahRequest, contact_id: UUID) -> None:
    """Keep the notes that travel with every button of the contact page, so that no button can lose them."""
    if "notes" in request.POST:
        drafts.save(actor=request.actor, contact_id=contact_id, form=DraftForm.NOTES, words=typed(request))
