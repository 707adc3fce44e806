"""Whoever is kept away is kept away under whatever line somebody writes them: known again by name or number (CH-11)."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from panah.core.errors import Refused
from panah.shelter.models import Acquaintance
from panah.vault import folders, names


class NameKeptAway(Refused):
    """Somebody of this name, or with this number, is kept away."""

    sentence = _("Somebody of this name or with this number is kept away, so nobody is let in under it.")
    rule = "CH-11"
    allow = _("If it is somebody else: a fuller name that tells the two apart.")


def let_pass(kept_away: Sequence[Acquaintance], name: str, reach: str = "") -> None:
    """Raise NameKeptAway where one of those bears the same name, however it is spelt, or has the same number."""
    folders.preload(kept_away)
    called, number = _called(name), _number(reach)
    for row in kept_away:
        if (called and called == _called(str(row.name))) or (number and number == _number(str(row.reach))):
            raise NameKeptAway


def _called(name: str) -> frozenset[str]:
    return frozenset(names.normalise(name).split())


def _number(reach: str) -> str | None:
    return names.phone(reach, country=settings.PANAH_COUNTRY.upper()) if reach.strip() else None
