"""Forms of the contact page: how a contact begins, and what is written down while it lasts."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.core.country import country
from panah.core.widgets import Autocomplete, MomentInput, RadioPills
from panah.hotline.actions.contacts import Talk
from panah.hotline.facts import LISTS, TALK
from panah.vault.fields import MOST_WORDS


def choices(name: str, *, empty: bool = True) -> Any:
    """Give what a field offers, read when the form is drawn so that it speaks the reader's language."""

    def offered() -> list[tuple[str, Any]]:
        first: list[tuple[str, Any]] = [("", "–")] if empty else []
        return first + list(country().choices(LISTS.get(name, name)))

    return offered


class CodedField(forms.ChoiceField):
    """A choice among the codes of a list, which knows at once whether a code is on it."""

    def __init__(self, code_list: str, **options: Any) -> None:
        """Take the name of the list beside what every choice takes."""
        super().__init__(**options)
        self.code_list = code_list

    def valid_value(self, value: Any) -> bool:
        """Say whether the code is offered today."""
        return value in country().codes(LISTS.get(self.code_list, self.code_list)).offered_ids


def coded(name: str, label: Any, *, required: bool = False, long: bool = False, **options: Any) -> forms.ChoiceField:
    """Make a field of one code; a long list is searched by typing."""
    widget = Autocomplete() if long else forms.Select()
    return CodedField(name, label=label, choices=choices(name), required=required, widget=widget, **options)


def words(label: Any, *, rows: int = 4, required: bool = False, **options: Any) -> forms.CharField:
    """Make a field of many words."""
    widget = forms.Textarea({"rows": rows, "autocomplete": "off"})
    return forms.CharField(label=label, required=required, max_length=MOST_WORDS, widget=widget, **options)


class TokenMixin(forms.Form):
    """A form that carries a token of its own, so that sent twice it counts once."""

    form_token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)


class StartForm(TokenMixin):
    """How a contact came to us, and when, if that was not just now."""

    channel = forms.ChoiceField(label=_("How"), choices=choices("channel", empty=False), widget=RadioPills)
    direction = forms.ChoiceField(
        label=_("Who began"), choices=choices("direction", empty=False), widget=RadioPills, initial="incoming"
    )
    started_at = forms.DateTimeField(
        label=_("When"), required=False, widget=MomentInput, help_text=_("Leave it empty for now.")
    )


class TalkForm(forms.Form):
    """What is written down during a talk. Nothing in it is mandatory, and who calls need not be known (HL-03)."""

    motive = coded("motive", _("Motive"), long=True)
    caller_category = coded("caller_category", _("Who is calling"), long=True)
    caller_state = coded("caller_state", _("State"))
    language = coded("language", _("Language"), long=True)
    region = coded("region", _("Region"), long=True)
    country = coded("country", _("Country"), long=True)
    heard_from = coded("heard_from", _("Heard of us"))
    caller_name = forms.CharField(
        label=_("Name or alias"), required=False, max_length=200, widget=forms.TextInput({"autocomplete": "off"})
    )
    caller_number = forms.CharField(
        label=_("Number"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "tel"}),
    )
    notes = words(_("What is said"), rows=10)

    def talk(self) -> Talk:
        """Give what was filled in; a field that was not sent is left as it is."""
        given = {name: self.cleaned_data[name] for name in self.cleaned_data if self.add_prefix(name) in self.data}
        return Talk({name: given[name] for name in TALK if name in given}, **_words_of(given))


def _words_of(given: dict[str, Any]) -> dict[str, str]:
    return {name: given[name] for name in ("notes", "caller_name", "caller_number") if name in given}
