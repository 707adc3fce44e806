"""The numbers contacts and situations are called by: drawn from a sequence of the database, never given twice."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from panah.core import statements

_CONTACT = "SELECT nextval('hotline_contact_numbers'), EXISTS (SELECT FROM hotline_contact WHERE form_token = $1)"
_SITUATION = "SELECT nextval('hotline_situation_numbers')"


def contact_number(at: datetime, form_token: UUID | None) -> str:
    """Draw the number of a contact that began at a moment: HL-2026-000123; "" when its form has made one already."""
    ((number, made),) = statements.ask(_CONTACT, [form_token])
    return "" if made else f"HL-{timezone.localtime(at).year}-{number:06d}"


def situation_number(at: datetime) -> str:
    """Draw the number of a situation: SIT-2026-00012."""
    ((number,),) = statements.ask(_SITUATION, [])
    return f"SIT-{timezone.localtime(at).year}-{number:05d}"
