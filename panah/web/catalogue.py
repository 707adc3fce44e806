"""The component catalogue: every component once, with made-up words, where people build and try Panah."""

from datetime import timedelta
from inspect import getdoc
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.core.paging import Page
from panah.core.widgets import Autocomplete, CheckPills, DayInput, RadioCards, RadioPills
from panah.vault.fields import SEALED
from panah.web.components import lists, marks, panels, time
from panah.web.components.options import TONES, icon_names

COUNTRIES = [("", ""), ("TUR", "Türkiye"), ("RUS", "Russia"), ("ARE", "United Arab Emirates"), ("GEO", "Georgia")]


class SampleForm(forms.Form):
    """One field of each kind."""

    words = forms.CharField(label=_("A line of words"), help_text=_("A hint says what is expected."))
    notes = forms.CharField(label=_("Notes"), widget=forms.Textarea, required=False)
    country = forms.ChoiceField(label=_("A long list, searched by typing"), choices=COUNTRIES, widget=Autocomplete)
    plain = forms.ChoiceField(label=_("A short list"), choices=COUNTRIES[1:])
    day = forms.DateField(label=_("A day"), widget=DayInput, required=False)
    safe = forms.ChoiceField(
        label=_("One of a few"),
        choices=[("yes", _("Yes, it is safe to talk")), ("no", _("No, somebody listens")), ("unsure", _("Not sure"))],
        widget=RadioCards,
    )
    state = forms.ChoiceField(
        label=_("Short words"),
        choices=[("calm", _("calm")), ("afraid", _("afraid")), ("crying", _("crying"))],
        widget=RadioPills,
    )
    motives = forms.MultipleChoiceField(
        label=_("Any of them"),
        choices=[("work", _("work")), ("study", _("study abroad")), ("marry", _("marriage"))],
        widget=CheckPills,
    )
    child = forms.BooleanField(label=_("A child is concerned"), required=False)


def open_here() -> bool:
    """True where Panah is built, tested or tried with invented people."""
    return bool(settings.DEBUG or settings.PANAH_DEMO)


def options() -> list[tuple[str, str]]:
    """Each component with its options as its own docstring states them."""
    tags = {name: tag for part in (marks, panels, time, lists) for name, tag in part.register.tags.items()}
    return [(name, " ".join((getdoc(tags[name]) or "").split())) for name in sorted(tags)]


def sample_duties() -> list[Any]:
    """Three duties: calm, asking for a look, overdue."""
    now = timezone.now()
    made = [
        (_("Answer the referral"), "NRM-06", 20 * 60),
        (_("Write the statistical card"), "HL-08", 12),
        (_("Write the private journal"), "HL-09", -25),
    ]
    return [
        SimpleNamespace(
            title=title, rule=rule, source="S0 §2", opened_at=now - timedelta(hours=2), done_at=None,
            alert_at=now + timedelta(minutes=due - 15), due_at=now + timedelta(minutes=due),
        )
        for title, rule, due in made
    ]  # fmt: skip


def samples() -> dict[str, Any]:
    """What the catalogue page draws."""
    now = timezone.now()
    wrong = SampleForm({"wrong-plain": "TUR"}, prefix="wrong")
    return {
        "options": options(),
        "tones": TONES,
        "now": now,
        "soon": now + timedelta(minutes=12),
        "long_ago": now - timedelta(hours=5),
        "start": now - timedelta(minutes=48),
        "locked": SEALED,
        "duties": sample_duties(),
        "form": SampleForm(),
        "wrong": wrong,
        "sight": [
            SimpleNamespace(unit=_("Hotline"), why=_("It took the call"), until=None, suspended=False),
            SimpleNamespace(unit=_("The Department"), why=_("Consent, given by voice"), until=now, suspended=False),
            SimpleNamespace(unit=_("A shelter"), why=_("Referral accepted"), until=None, suspended=True),
        ],
        "page": Page([], newer="?newer=", older="?older="),
        "bars": [(_("work abroad"), 412), (_("marriage abroad"), 120), (_("study abroad"), 96), (_("help"), 31)],
        "hours": [(str(hour), (hour * 7) % 11 + 2) for hour in range(24)],
        "icons": sorted(icon_names()),
    }
