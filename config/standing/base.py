"""Django's PostgreSQL backend, whose pool gives out connections that stand without asking the server each time.

A server that ends, or that ends a connection, closes it; then there is something to read on it, which on one that waits
in the pool there never is otherwise. Only such a connection is asked over the wire, and left behind if it is silent.
"""

from select import POLLIN, poll
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to the database, out of the pool."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Give the first connection of the pool that stands."""
        connection = super().get_new_connection(conn_params)
        while self.pool and not stands(connection):
            self.pool.putconn(connection)
            connection = super().get_new_connection(conn_params)
        return connection


def stands(connection: psycopg.Connection[Any]) -> bool:
    """Say whether an idle connection still leads to the server; one that does not is closed by the asking."""
    try:
        waiting = poll()
        waiting.register(connection.fileno(), POLLIN)
        if waiting.poll(0):
            ConnectionPool.check_connection(connection)
    except psycopg.Error:
        connection.close()
        return False
    return True
