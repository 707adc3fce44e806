"""Fields are drawn so that everybody can fill them in."""

import re
from datetime import date
from typing import ClassVar

from django import forms

from panah.core.widgets import Autocomplete, CheckPills, DayInput, RadioCards

CHOICES = [("yes", "Yes"), ("no", "No")]


class Call(forms.Form):
    """A form with a field of each kind."""

    name = forms.CharField(label="Name", help_text="As the caller says it.")
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    safe = forms.ChoiceField(label="Safe to talk?", choices=CHOICES, widget=RadioCards)
    marks = forms.MultipleChoiceField(label="Marks", choices=CHOICES, widget=CheckPills, required=False)
    child = forms.BooleanField(label="A child", required=False)
    country = forms.ChoiceField(label="Country", choices=CHOICES, widget=Autocomplete)
    day = forms.DateField(label="Day", widget=DayInput, initial=date(2026, 3, 1))
    secret = forms.CharField(widget=forms.HiddenInput, initial="s")

    def clean(self) -> dict[str, object]:
        """Always find something wrong, to see where it is said."""
        raise forms.ValidationError("The two do not go together.")


class Bare(forms.Form):
    """A form whose author has chosen a class of their own."""

    code = forms.CharField(widget=forms.TextInput(attrs={"class": "big"}))
    kinds: ClassVar[list[str]] = []


def field(html: str, name: str) -> str:
    found = re.search(rf"<(?:input|select|textarea)[^>]*name=\"{name}\"[^>]*>", html)
    assert found, name
    return found[0]


def test_hint_and_error_belong_to_the_control() -> None:
    html = str(Call({"name": ""})["name"].as_field_group())
    assert 'aria-describedby="id_name_helptext id_name_error"' in field(html, "name")
    assert 'aria-invalid="true"' in field(html, "name")
    for part in ('id="id_name_helptext"', 'id="id_name_error"', 'for="id_name"', "(required)"):
        assert part in html


def test_choices_are_a_group_with_a_name() -> None:
    html = str(Call({})["safe"].as_field_group())
    assert re.search(r"<fieldset[^>]*aria-describedby=\"id_safe_error\"", html)
    assert "<legend" in html
    assert "choices-cards" in html
    assert html.count('type="radio"') == len(CHOICES)


def test_each_kind_of_control_has_its_class() -> None:
    html = Call().as_div()
    for name, css in (("name", "form-control"), ("country", "form-select"), ("child", "form-check-input")):
        assert css in field(html, name)
    assert "data-autocomplete" in field(html, "country")
    assert 'type="date"' in field(html, "day")
    assert 'value="2026-03-01"' in field(html, "day")
    assert "class" not in field(html, "secret")


def test_a_class_of_ones_own_is_kept() -> None:
    assert 'class="form-control big"' in field(str(Bare()["code"]), "code")


def test_what_is_wrong_with_the_whole_form_is_said_first() -> None:
    html = Call({"name": "A"}).as_div()
    assert html.index("The two do not go together.") < html.index("id_name")
    assert 'role="alert"' in html


def test_words_of_a_hint_are_escaped() -> None:
    form = Bare()
    form.fields["code"].help_text = "<img src=x>"
    assert "<img" not in form.as_div()


def test_a_formset_is_drawn_with_its_errors() -> None:
    formset = forms.formset_factory(Bare, max_num=1, validate_max=True)
    bound = formset({"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-code": "a", "form-1-code": "b"})
    assert not bound.is_valid()
    html = str(bound)
    assert 'role="alert"' in html
    assert 'name="form-TOTAL_FORMS"' in html
