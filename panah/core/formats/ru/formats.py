"""Dates in Russian: the month as it stands beside a day, without the letter for the year."""

MONTH_DAY_FORMAT = "j E"
DATE_FORMAT = "j E Y"
DATETIME_FORMAT = "j E Y H:i"
