"""Controls every room's forms may use; the shell draws them (`web/forms/field.html`) and they work without JavaScript.

`layout` says how choices are drawn: "list" (one under the other), "cards" (large targets with a description),
"pills" (short words side by side).
"""

from typing import Any, ClassVar

from django import forms

LAYOUTS = ("list", "cards", "pills")


class RadioCards(forms.RadioSelect):
    """One of a few, each a large target."""

    layout: ClassVar[str] = "cards"


class RadioPills(forms.RadioSelect):
    """One of a few short words side by side."""

    layout: ClassVar[str] = "pills"


class CheckCards(forms.CheckboxSelectMultiple):
    """Any of a few, each a large target."""

    layout: ClassVar[str] = "cards"


class CheckPills(forms.CheckboxSelectMultiple):
    """Any of many short words side by side."""

    layout: ClassVar[str] = "pills"


class Autocomplete(forms.Select):
    """A select that is searched by typing where JavaScript runs, and is an ordinary select where it does not."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        """Mark the select for the script `choose.js`."""
        super().__init__({"data-autocomplete": True, **(attrs or {})}, choices)


class DayInput(forms.DateInput):
    """A calendar day, with the browser's own picker."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        """Write the day as the picker reads it: year, month, day."""
        super().__init__(attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """A day and a time, to the minute."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        """Write the moment as the picker reads it."""
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class ClockInput(forms.TimeInput):
    """A time of day, to the minute."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        """Write the time as the picker reads it."""
        super().__init__(attrs, format="%H:%M")
