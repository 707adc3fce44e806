"""An invitation as a calendar file (RFC 5545): when, where, which meeting; what is talked about stays here."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

from django.utils import timezone

from panah.accounts.models import names_of_unit
from panah.core.country import say
from panah.plan.models import Gathering

KIND = "text/calendar; charset=utf-8"
LONGEST = 75


def invitation(gathering: Gathering) -> bytes:
    """Draw the file of one meeting; a later version with the same id moves or cancels it in calendars."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Panah//Action plan//EN",
        f"METHOD:{'CANCEL' if gathering.cancelled_at else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{gathering.id}",
        f"SEQUENCE:{gathering.version}",
        f"DTSTAMP:{_moment(timezone.now())}",
        # Calendars take a change from whoever called the meeting alone; the office has no address to be written to.
        f'ORGANIZER;CN="{_name(gathering.unit_id)}":urn:uuid:{gathering.unit_id}',
        f"DTSTART:{_moment(gathering.begins_at)}",
        f"DTEND:{_moment(gathering.ends_at)}",
        f"STATUS:{'CANCELLED' if gathering.cancelled_at else 'CONFIRMED'}",
        f"SUMMARY:{_text(str(gathering))}",
        f"LOCATION:{_text(gathering.place)}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(part + b"\r\n" for line in lines for part in _folded(line))


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _name(unit_id: UUID) -> str:
    """A unit's name as the value of a parameter, in which neither quotes nor line ends have a place."""
    return "".join(sign for sign in say(names_of_unit(unit_id)) if sign.isprintable() and sign != '"')


def _text(words: str) -> str:
    """Escape what the format takes for its own; line ends would begin a property of somebody's choosing."""
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")):
        words = words.replace(plain, escaped)
    return words


def _folded(line: str) -> Iterator[bytes]:
    """Cut a line into pieces of 75 bytes at most, never inside a letter; all but the first begin with a space."""
    piece = b""
    for letter in line:
        sign = letter.encode()
        if len(piece) + len(sign) > LONGEST:
            yield piece
            piece = b" "
        piece += sign
    yield piece
