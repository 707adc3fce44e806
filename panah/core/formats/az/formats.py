"""Dates and numbers in Azerbaijani."""

MONTH_DAY_FORMAT = "j E"
DATE_FORMAT = "j E Y"
DATETIME_FORMAT = "j E Y H:i"
THOUSAND_SEPARATOR = "\xa0"
NUMBER_GROUPING = 3
