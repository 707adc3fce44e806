"""Lines of the log: where something broke and of which kind it was, never what was typed or what the database held."""

import logging
import traceback

# As many causes of one exception as are followed.
MOST = 10


class Line(logging.Formatter):
    """Writes of an exception its kind and the places it came through.

    Its own words are left out: those of a driver or a parser repeat the value that did not fit.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Write one line, and below it what broke, if anything did."""
        if record.exc_info and record.exc_info[1]:
            record.exc_text = _told(record.exc_info[1])
        return super().format(record)


def _told(broken: BaseException) -> str:
    """Tell of an exception, and before it of those that led to it."""
    told: list[str] = []
    error: BaseException | None = broken
    while error is not None and len(told) < MOST:
        places = "".join(traceback.format_tb(error.__traceback__))
        told.append(f"{places}{type(error).__module__}.{type(error).__qualname__}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\nwhich led to:\n".join(reversed(told))
