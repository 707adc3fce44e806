"""One-click sign-in of the demonstration: everybody there is invented and has the same password, known to all."""

import json
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise

from panah.accounts.permissions import Role
from panah.core.country import say
from panah.core.functions import rows

# Known to everybody who reads this: it opens invented people only.
PASSWORD = "refuge for invented people"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Card:
    """One invented person to sign in as: the alias, the unit and the roles in words."""

    login: str
    alias: str
    unit: str
    roles: tuple[str | Promise, ...]


def cards() -> list[Card]:
    """List the people whom the demonstration offers; nobody at all in any other installation."""
    if not settings.PANAH_DEMO:
        return []
    order = {role.value: place for place, role in enumerate(Role)}
    people = sorted(rows("panah_demo_people"), key=lambda person: min(order[role] for role in person[3]))
    return [
        Card(login, alias, say(json.loads(unit_names)), tuple(Role(role).label for role in roles))
        for login, alias, unit_names, roles in people
    ]


def password_told() -> str:
    """Give the password that the pages of a demonstration may show; nothing in any other installation."""
    return PASSWORD if settings.PANAH_DEMO else ""
