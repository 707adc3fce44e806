"""Forms whose fields are never changed."""

from typing import Any, TypeVar

from django import forms

F = TypeVar("F", bound=type[forms.Form])


class _Kept(dict[str, Any]):
    """Fields that stay what they are when Django copies them for a new form."""

    def __deepcopy__(self, _seen: object) -> dict[str, Any]:
        return dict(self)


def kept_fields(form: F) -> F:
    """Let all forms of a class use the same fields: copying twenty of them is half the work of reading a form.

    Only for a class that changes nothing in its fields once it is made: no choices, no `required`, no `initial`.
    """
    kept: Any = form
    kept.base_fields = _Kept(kept.base_fields)
    return form
