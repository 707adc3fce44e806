"""What each compartment shares, in words a frightened person can be told."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from panah.vault.models import Compartment

SHARES: dict[str, Any] = {
    Compartment.CASE.value: _("Age, sex, citizenship, language and status in codes, and which consents were given."),
    Compartment.IDENTITY.value: _("The real name, date of birth and documents."),
    Compartment.CONTACT.value: _("Telephone, address, when and how to reach the person, and who must not hear of it."),
}
ICONS = {
    Compartment.CASE.value: "clipboard-text",
    Compartment.IDENTITY.value: "id-badge-2",
    Compartment.CONTACT.value: "phone",
}


def labelled(compartments: list[str]) -> list[tuple[str, Any, Any]]:
    """Give icon, name and explanation of each compartment, in the order they are shown."""
    return [(ICONS[each], Compartment(each).label, SHARES[each]) for each in SHARES if each in compartments]
