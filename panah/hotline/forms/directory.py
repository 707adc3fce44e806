"""Forms of the directory: what is looked for, and a service as the director keeps it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.core.country import country
from panah.core.widgets import CheckPills
from panah.hotline.actions.directory import Entry
from panah.hotline.forms.talk import choices, coded
from panah.hotline.models import Service

TEXTS = (("names", _("Name"), True), ("towns", _("Town"), False), ("about", _("Good to know"), False))


class SearchForm(forms.Form):
    """What a caller needs: a few letters, a type, a place, a language. It stands beside other forms of the page."""

    words = forms.CharField(
        label=_("Three letters are enough"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"autocomplete": "off", "type": "search"}),
    )
    type = coded("service_type", _("Type"))
    region = coded("region", _("Region"), long=True)
    language = coded("language", _("Language"), long=True)

    def __init__(self, data: Any = None) -> None:
        """Keep the ids of its fields apart from those of the form beside it."""
        super().__init__(data, auto_id="find_%s")


class ServiceForm(forms.Form):
    """One service, with its texts in every language of the country."""

    type = coded("service_type", _("Type"), required=True)
    region = coded("region", _("Region"), required=True, long=True)
    phone = forms.CharField(label=_("Number"), max_length=32)
    hours = forms.CharField(
        label=_("Hours"),
        max_length=200,
        initial="always",
        help_text=_("“mon-fri 09:00-18:00; sat 10:00-14:00” or “always”."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages it speaks"), choices=choices("language", empty=False), widget=CheckPills
    )
    public = forms.BooleanField(label=_("Shown to the public"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        """Add each text once for every language."""
        super().__init__(*args, **options)
        for name, label, required in TEXTS:
            for language in country().languages:
                self.fields[f"{name}_{language}"] = forms.CharField(
                    label=f"{label} ({language})", required=required, max_length=400
                )

    @classmethod
    def initial_of(cls, service: Service) -> dict[str, Any]:
        """Give what the form begins with for a service."""
        plain = {name: getattr(service, name) for name in ("type", "region", "phone", "hours", "languages", "public")}
        said = {
            f"{name}_{language}": text for name, *_rest in TEXTS for language, text in getattr(service, name).items()
        }
        return plain | said

    def entry(self) -> Entry:
        """Give the service as it was filled in."""
        given = self.cleaned_data
        names, towns, about = (
            {language: given[f"{name}_{language}"] for language in country().languages} for name, *_rest in TEXTS
        )
        return Entry(
            type=given["type"],
            region=given["region"],
            phone=given["phone"],
            hours=given["hours"],
            public=given["public"],
            languages=tuple(given["languages"]),
            names=names,
            towns=towns,
            about=about,
        )
