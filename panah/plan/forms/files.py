"""Files that go with a report, a paper or a meeting."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.core.widgets import CheckPills
from panah.plan.forms.reporting import NOT_ABOUT_PEOPLE
from panah.plan.models import Participant
from panah.vault.contents import KINDS_SAID
from panah.vault.documents import LONGEST_NAME


def _reading() -> list[tuple[str, Any]]:
    """The bodies that have somebody to read a file, by their names."""
    rows = [(row.code, str(row)) for row in Participant.objects.exclude(unit_id=None).order_by("code")[:200]]
    return sorted(rows, key=lambda row: row[1])


class FileForm(forms.Form):
    """A file and its name."""

    content = forms.FileField(label=_("File"), help_text=KINDS_SAID)
    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME, help_text=NOT_ABOUT_PEOPLE)


class SharedFileForm(FileForm):
    """The first file of a paper, and for whom it is."""

    readers = forms.MultipleChoiceField(
        label=_("Who reads it"),
        choices=_reading,
        widget=CheckPills,
        required=False,
        help_text=_("Nobody chosen means all bodies that take part now. The coordinator's office always reads it."),
    )


class ReaderForm(forms.Form):
    """One more body that may read."""

    participant = forms.ChoiceField(label=_("Which body"), choices=_reading)
