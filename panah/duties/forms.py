"""What the page Rulebook is asked for."""

import unicodedata
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.core.asking import offer
from panah.duties.rulebook import Enforced, Kind, Rule, Rulebook

# A country's rulebook may have other groups; those are shown by their letters.
GROUPS: dict[str, Any] = {
    "DEF": _("Definitions and statuses"),
    "PRI": _("Principles of access"),
    "CON": _("Confidentiality and disclosure"),
    "HL": _("Hotline"),
    "NRM": _("Identification and referral"),
    "POL": _("Special police unit and prosecution"),
    "NC": _("National Coordinator"),
    "REG": _("Registers"),
    "SH": _("Shelter"),
    "AC": _("Assistance centres"),
    "RR": _("Recovery and reflection"),
    "REH": _("Rehabilitation"),
    "ALW": _("Allowance and fund"),
    "EQ": _("Equal treatment"),
    "NP": _("No punishment of victims"),
    "CH": _("Children"),
    "SAF": _("Safety measures"),
    "REP": _("Return, documents, residence"),
    "TRN": _("Carriers"),
    "TR": _("Training"),
    "AW": _("Awareness"),
    "NAP": _("Action plans"),
    "NGO": _("Organisations of civil society"),
    "STU": _("Studies"),
}
ANY = [("", _("any"))]


class RulebookForm(forms.Form):
    """Words to look for and three filters; all may be empty."""

    q = forms.CharField(
        label=_("Look for"),
        required=False,
        max_length=100,
        help_text=_("Words of a rule, its number, or its source."),
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    group = forms.ChoiceField(label=_("Group"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[*ANY, *((kind.value, kind.words) for kind in Kind)]
    )
    enforced = forms.ChoiceField(
        label=_("How it is kept"), required=False, choices=[*ANY, *((way.value, way.words) for way in Enforced)]
    )

    def __init__(self, book: Rulebook, *args: Any, **kwargs: Any) -> None:
        """Offer the groups this rulebook has, in their order."""
        super().__init__(*args, **kwargs)
        self.book = book
        groups = dict.fromkeys(rule.group for rule in book.rules)
        offer(self, "group", [*ANY, *((group, GROUPS.get(group, group)) for group in groups)])

    def found(self) -> list[Rule]:
        """The rules asked for; a filter that does not exist is as good as none."""
        self.full_clean()
        asked = self.cleaned_data
        words = folded(asked.get("q", "")).split()
        return [
            rule
            for rule in self.book.rules
            if asked.get("group", "") in ("", rule.group)
            and asked.get("kind", "") in ("", rule.kind)
            and asked.get("enforced", "") in ("", rule.enforced)
            and all(word in text_of(rule) for word in words)
        ]


def text_of(rule: Rule) -> str:
    """All that can be searched of a rule, in the current language, without case and accents."""
    parts: Iterable[Any] = (rule.id, rule.source, rule.sentence, rule.note or "", *(duty.title for duty in rule.duties))
    return folded(" ".join(map(str, parts)))


def folded(text: str) -> str:
    """The text as it is compared: İ, I and ı are one letter, and so are ü and u."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ı", "i"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
