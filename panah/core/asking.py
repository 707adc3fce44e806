"""What forms of every room are made of: choices from a list of the country, and fields for sealed words."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.core.country import country

LONGEST = 4000
CHOOSE = _("Choose")
# Nothing was said; that somebody was asked and it is not known is an answer of its own.
UNSAID = "–"


def codes(name: str, empty: Any = None) -> Any:
    """Give what a choice offers from a list of the country, asked for when the form is drawn.

    `empty` are the words of an answer before all others that stands for none: CHOOSE, UNSAID, or what none means.
    """
    return lambda: [*([("", empty)] if empty else []), *country().choices(name)]


def words(label: Any, *, required: bool = False, rows: int = 3, hint: Any = "") -> forms.CharField:
    """Make a field of sealed words."""
    area = forms.Textarea(attrs={"rows": rows, "autocomplete": "off"})
    return forms.CharField(label=label, max_length=LONGEST, required=required, widget=area, help_text=hint)


def lines(rows: int = 3) -> forms.Textarea:
    """Give a field for a few lines."""
    return forms.Textarea(attrs={"rows": rows})


def offer(form: forms.Form, name: str, choices: Any) -> None:
    """Say what one field of a form offers, where that is known only when the form is made."""
    cast("forms.ChoiceField", form.fields[name]).choices = choices
