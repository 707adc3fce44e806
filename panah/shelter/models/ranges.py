"""What exclusion constraints compare: one id as a range, and the time between two columns."""

from django.contrib.postgres.fields import DateTimeRangeField
from django.db.models import F, Func, Value


def only(column: str) -> Func:
    """Give one id as a range of ids, so that an exclusion constraint compares it without an extension."""
    return Func(F(column), F(column), Value("[]"), function="panah_ids")


def period(start: str, end: str) -> Func:
    """Give the time from one column until another; without an end where that is empty."""
    return Func(F(start), F(end), function="tstzrange", output_field=DateTimeRangeField())
