"""What the driver and PostgreSQL's own programs must be told to reach our database, however it was configured."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.db import connection
from psycopg.pq import Conninfo


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    """Every word libpq understands, with the environment variable of the same meaning."""
    return {each.keyword.decode(): (each.envvar or b"").decode() for each in Conninfo.get_defaults()}


def parameters(**told: str) -> dict[str, Any]:
    """Give the parameters of our database as libpq takes them, those of TLS included, for a connection of one's own."""
    known: Mapping[str, Any] = connection.get_connection_params() | told
    return {word: value for word, value in known.items() if word in _words() and value not in (None, "")}


def environment() -> dict[str, str]:
    """Give the same as environment variables, for a program: so no password stands in the list of processes."""
    found = {_words()[word]: str(value) for word, value in parameters().items()}
    return {name: value for name, value in found.items() if name}
