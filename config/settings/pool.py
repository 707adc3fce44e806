"""The connection pool of the processes that serve pages."""

from typing import Any

from config import env


def pooled(connection: dict[str, Any], database_role: env.DatabaseRole) -> dict[str, Any]:
    """Keep connections open between requests for the web role; other processes hold one or two of their own."""
    if database_role is not env.DatabaseRole.WEB:
        return connection
    pool = {"min_size": 2, "max_size": env.DB_POOL.read(), "timeout": 10}
    standing = {"ENGINE": "config.standing", "CONN_HEALTH_CHECKS": False}
    return connection | standing | {"OPTIONS": connection["OPTIONS"] | {"pool": pool}}
