"""Being another process for a while: the worker, or the owner with the management commands."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection

from config import env


@contextmanager
def connected_as(role: env.DatabaseRole, database: str = "") -> Iterator[None]:
    """Reach this process's database, or the one named, with another login; only in tests that commit."""
    web: dict[str, Any] = {name: connection.settings_dict[name] for name in ("USER", "PASSWORD", "NAME")}
    other = env.database(settings.PANAH_DATABASE_URL, role, settings.SECRET_KEY)
    connection.close()
    name = database or web["NAME"]
    connection.settings_dict.update({"USER": other["USER"], "PASSWORD": other["PASSWORD"], "NAME": name})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(web)
