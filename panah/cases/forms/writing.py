"""Forms of what is written day by day: notes, tasks, documents."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Member
from panah.cases.actions.tasks import LONGEST_TITLE
from panah.cases.models import Case
from panah.core.asking import CHOOSE, codes
from panah.core.widgets import DayInput
from panah.vault.contents import KINDS_SAID
from panah.vault.documents import LONGEST_NAME
from panah.vault.fields import MOST_WORDS


class NoteForm(forms.Form):
    """A note, or the putting right of an earlier one."""

    words = forms.CharField(
        label=_("Note"),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}),
        help_text=_("Sealed for your unit. It is never changed; a mistake is put right by a further note."),
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    corrects = forms.UUIDField(widget=forms.HiddenInput, required=False)


class TaskForm(forms.Form):
    """What is to be done, by whom, until when."""

    title = forms.CharField(label=_("What is to be done"), max_length=LONGEST_TITLE)
    assignee = forms.ChoiceField(label=_("By whom"))
    due_on = forms.DateField(label=_("Until"), widget=DayInput)

    def __init__(self, case: Case, *args: Any, **options: Any) -> None:
        """Offer the members of the unit that keeps the case."""
        super().__init__(*args, **options)
        field: Any = self.fields["assignee"]
        field.choices = [(str(row.id), row.alias) for row in Member.of_unit(case.unit_id)]


class DocumentForm(forms.Form):
    """A file, what kind of document it is, and its name."""

    content = forms.FileField(label=_("File"), help_text=KINDS_SAID)
    kind = forms.ChoiceField(label=_("What it is"), choices=codes("case_document_kind", CHOOSE))
    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST_NAME,
        help_text=_("Sealed. Saved files carry the number of the case instead."),
    )
