"""How every form of Panah is drawn: label, hint, control and error belong together, also for a screen reader."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

CONTROLS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, "form-check-input"),
    (forms.RadioSelect, ""),
    (forms.CheckboxSelectMultiple, ""),
    (forms.MultiWidget, ""),
    (forms.Select, "form-select"),
    (forms.Widget, "form-control"),
)


class PanahBoundField(BoundField):
    """A field of a form in the look of the shell; `kind` chooses how `web/forms/field.html` draws it."""

    @property
    def kind(self) -> str:
        """One of `switch`, `choices`, `control`."""
        widget = self.field.widget
        if isinstance(widget, forms.CheckboxInput):
            return "switch"
        return "choices" if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)) else "control"

    @property
    def layout(self) -> str:
        """How choices are drawn: `list`, `cards` or `pills`."""
        return str(getattr(self.field.widget, "layout", "list"))

    def build_widget_attrs(self, attrs: Any, widget: forms.Widget | None = None) -> dict[str, Any]:
        """Django's attributes, plus the classes the stylesheet knows."""
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        given = str(built.get("class") or widget.attrs.get("class", ""))
        base = next(name for kind, name in CONTROLS if isinstance(widget, kind))
        invalid = "is-invalid" if self.errors and not widget.is_hidden else ""
        classes = " ".join(filter(None, (base, given, invalid)))
        return {**built, "class": classes} if classes and not widget.is_hidden else built


class PanahRenderer(TemplatesSetting):
    """Draws Django forms with the shell's templates (`FORM_RENDERER = "panah.web.forms.PanahRenderer"`).

    It uses the project's template engine, so that the templates of fields may use the tag library `panah`;
    `django.forms` must therefore be among the installed apps.
    """

    form_template_name = "web/forms/form.html"
    formset_template_name = "web/forms/formset.html"
    field_template_name = "web/forms/field.html"
    bound_field_class = PanahBoundField
