"""Forms whose fields are never changed."""

from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError

F = TypeVar("F", bound=type[forms.Form])


class _Kept(dict[str, Any]):
    """Fields that stay what they are when Django copies them for a new form."""

    def __deepcopy__(self, _seen: object) -> dict[str, Any]:
        return dict(self)


def _read(form: forms.Form) -> None:
    """Read what was sent, field by field, without what Django makes of each to draw it."""
    for name, field in form.fields.items():
        try:
            given = field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
            form.cleaned_data[name] = field.clean(given)
        except ValidationError as refusal:
            form.add_error(name, refusal)


def kept_fields(form: F) -> F:
    """Let all forms of a class use the same fields: copying and wrapping twenty of them is most of reading a form.

    Only for a class that changes nothing in its fields once it is made (no choices, no `required`, no `initial`), and
    that has no files, no disabled fields and no `clean_…` of a single field.
    """
    kept: Any = form
    kept.base_fields = _Kept(kept.base_fields)
    kept._clean_fields = _read
    return form
