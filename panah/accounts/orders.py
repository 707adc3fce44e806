"""What an account rests on: a login and an appointment order, as forms and commands take them (HL-14)."""

import datetime as dt
import re
from argparse import ArgumentTypeError

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.core.errors import BadInput

OLDEST = dt.date(1991, 1, 1)
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,62}[a-z0-9]")


class WrongLogin(BadInput):
    """A login nobody could sign in with."""

    sentence = _("Use 3 to 64 small Latin letters, digits, dots and hyphens.")


class NeedsOrder(BadInput):
    """A newcomer is invited by an order only (HL-14)."""

    sentence = _("A newcomer needs the number and the date of the appointment order.")
    rule = "HL-14"


class WrongDay(BadInput):
    """A day that no order can be of."""

    sentence = _("The order cannot be of that day.")
    rule = "HL-14"


def clean_login(text: str) -> str:
    """Give a login as it is stored: small letters, without blanks around it."""
    return text.strip().lower()


def check_login(login: str) -> str:
    """Give the login back; raises WrongLogin for one that somebody new cannot have.

    It stands in the trail of browsers, so it is no name.
    """
    if not _LOGIN.fullmatch(login):
        raise WrongLogin
    return login


def check_number(number: str) -> str:
    """Give the number of an order back; raises NeedsOrder where nobody could read it."""
    if not any(sign.isalnum() for sign in number):
        raise NeedsOrder
    return number


def check_day(day: dt.date | None) -> dt.date:
    """Give the day of an order back; raises NeedsOrder without one, WrongDay for one that no order can be of."""
    if day is None:
        raise NeedsOrder
    if not OLDEST <= day <= timezone.localdate():
        raise WrongDay
    return day


def day_given(text: str) -> dt.date:
    """Read a day from a command line; raises ArgumentTypeError with the sentence."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError("write a day that there is as YYYY-MM-DD, such as 2026-01-15") from None
