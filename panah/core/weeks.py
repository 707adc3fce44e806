"""The week a page is asked to show."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_date

# Nobody plans further away, and further away a date would soon be none.
FARTHEST = timedelta(days=10 * 366)


def monday_of(asked: str) -> datetime:
    """Give the midnight a week begins with: that of the day asked for, or this one's where it is no day of our time."""
    today = timezone.localdate()
    try:
        day = parse_date(asked) or today
    except ValueError:
        day = today
    if abs(day - today) > FARTHEST:
        day = today
    monday = day - timedelta(days=day.weekday())
    return datetime(monday.year, monday.month, monday.day, tzinfo=timezone.get_current_timezone())
