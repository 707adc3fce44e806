"""Being another process for a while: the worker, or the owner with the management commands."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection

from config import env


@contextmanager
def connected_as(role: env.DatabaseRole) -> Iterator[None]:
    """Reach this process's database with another login; only in tests that commit (`transactional_db`)."""
    web: dict[str, Any] = {name: connection.settings_dict[name] for name in ("USER", "PASSWORD", "NAME")}
    other = env.database(settings.PANAH_DATABASE_URL, role, settings.SECRET_KEY)
    connection.close()
    connection.settings_dict.update({"USER": other["USER"], "PASSWORD": other["PASSWORD"], "NAME": web["NAME"]})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(web)
