"""Dates in English as written outside America: the day first, and a clock of 24 hours."""

MONTH_DAY_FORMAT = "j F"
DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y H:i"
TIME_FORMAT = "H:i"
SHORT_DATE_FORMAT = "d.m.Y"
SHORT_DATETIME_FORMAT = "d.m.Y H:i"
