"""What the database refuses is told in one sentence that says what to do."""

import errno

import psycopg
import pytest
from django.db import DataError, Error, OperationalError, ProgrammingError
from psycopg.errors import DiskFull, InsufficientPrivilege, LockNotAvailable, UndefinedTable

from config.refusals import is_outside, sentence_for

TURNED_AWAY = 'connection to server at "127.0.0.1", port 5432 failed: FATAL:  no such password for "panah"'


def because(cause: type[psycopg.Error], problem: type[Error], said: str) -> Error:
    """What Django raises for an error of the driver."""
    raised = problem(said)
    raised.__cause__ = cause(said)
    return raised


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (
            because(psycopg.OperationalError, OperationalError, "Connection refused\n\tIs it running?"),
            "The database cannot be reached; is DATABASE_URL right and the server running?",
        ),
        (
            because(psycopg.OperationalError, OperationalError, TURNED_AWAY),
            'The database cannot be reached (no such password for "panah"); is DATABASE_URL right and the '
            "server running?",
        ),
        (
            psycopg.OperationalError("pool initialization incomplete after 30.0 sec"),
            "The database cannot be reached; is DATABASE_URL right and the server running?",
        ),
        (
            because(DiskFull, OperationalError, 'could not extend file "base/1": wrote only 4096 of 8192 bytes'),
            "There is no space left on the disk.",
        ),
        (
            because(LockNotAvailable, OperationalError, "canceling statement due to lock timeout\nCONTEXT: a table"),
            "The database refused: canceling statement due to lock timeout.",
        ),
        (
            because(InsufficientPrivilege, ProgrammingError, "permission denied to create role\nCONTEXT: a function"),
            "The database refused: permission denied to create role; its login must own the database and be allowed to "
            "create roles.",
        ),
        (
            because(psycopg.ProgrammingError, ProgrammingError, 'invalid connection option "sslmod"\n'),
            'DATABASE_URL: invalid connection option "sslmod".',
        ),
        (
            PermissionError(errno.EACCES, "Permission denied", "/srv/panah/var"),
            "Permission denied: /srv/panah/var.",
        ),
        (OSError(errno.ENOSPC, "No space left on device", "/srv"), "There is no space left on the disk."),
    ],
)
def test_one_sentence_says_what_to_do(problem: Error | OSError, sentence: str) -> None:
    assert is_outside(problem)
    assert sentence_for(problem) == sentence


def test_our_own_faults_are_shown_whole() -> None:
    assert not is_outside(because(UndefinedTable, ProgrammingError, 'relation "nothing" does not exist'))
    assert not is_outside(FileNotFoundError(errno.ENOENT, "No such file or directory", "panah/core/sql"))
    assert not is_outside(because(psycopg.DataError, DataError, "value too long"))
