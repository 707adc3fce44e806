"""What a password must be like: long, and not among those that everybody tries first."""

from functools import cache

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from panah.core.errors import BadInput

SHORTEST = 12
# Longer ones are refused before they are stretched, so that nobody keeps the server busy with a book.
LONGEST = 256


class WeakPassword(BadInput):
    """The password would be guessed."""

    sentence = _("That password is too easy to guess: take at least 12 characters, best four or five unrelated words.")


@cache
def _common() -> CommonPasswordValidator:
    return CommonPasswordValidator()


def require_good(password: str, login: str) -> None:
    """Raise WeakPassword unless the password is long, unusual and not made of the login."""
    if not SHORTEST <= len(password) <= LONGEST or len(set(password)) < 5 or login.lower() in password.lower():
        raise WeakPassword
    try:
        _common().validate(password)
    except ValidationError as error:
        raise WeakPassword from error
