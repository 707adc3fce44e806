"""The numbers contacts and situations are called by: drawn from a sequence of the database, never given twice."""

from datetime import datetime

from django.utils import timezone

from panah.core import statements


def contact_number(at: datetime) -> str:
    """Draw the number of a contact that began at a moment: HL-2026-000123."""
    return f"HL-{timezone.localtime(at).year}-{_next('hotline_contact_numbers'):06d}"


def situation_number(at: datetime) -> str:
    """Draw the number of a situation: SIT-2026-00012."""
    return f"SIT-{timezone.localtime(at).year}-{_next('hotline_situation_numbers'):05d}"


def _next(sequence: str) -> int:
    ((number,),) = statements.ask("SELECT nextval(%s::regclass)", [sequence])
    return int(number)
