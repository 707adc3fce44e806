"""What these tests share: an installation that demands a second factor, and other logins of the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from pytest_django import Settings

from config import env
from config.env import DatabaseRole


@pytest.fixture
def demanding(settings: Settings) -> None:
    """An installation for real people: the second factor is demanded."""
    settings.PANAH_DEMO = False


@contextmanager
def logged_in_as(role: DatabaseRole) -> Iterator[None]:
    web: dict[str, Any] = dict(connection.settings_dict)
    login = env.database(django_settings.PANAH_DATABASE_URL, role, django_settings.SECRET_KEY)
    connection.close()
    connection.settings_dict.update(login | {"NAME": web["NAME"]})
    yield
    connection.close()
    connection.settings_dict.update(web)


@pytest.fixture
def _owner_login(django_db_setup: None) -> Iterator[None]:
    with logged_in_as(DatabaseRole.OWNER):
        yield


@pytest.fixture
def as_owner(_owner_login: None, db: None) -> None:
    """Django reaches the database as its owner, as the commands do, in a transaction that is taken back.

    Ask for it before `world`: the login changes before the transaction begins.
    """


@pytest.fixture
def _worker_login(django_db_setup: None) -> Iterator[None]:
    with logged_in_as(DatabaseRole.WORKER):
        yield


@pytest.fixture
def as_worker(_worker_login: None, db: None) -> None:
    """The same, as the worker does in the background."""
