"""Where nobody is to be named: false names found in what somebody types."""

import re

# How false names are coined: six letters that end in o, and four digits.
_PSEUDONYM = re.compile(r"\b[a-z]{5}o\s?\d{4}\b", re.IGNORECASE)


def holds_false_name(words: str) -> bool:
    """Say whether words hold what looks like a false name."""
    return bool(_PSEUDONYM.search(words))
