"""One sentence for what is no fault of the program: a database that does not answer, a disk without room or rights."""

import errno
import re

import psycopg
from django.db import Error, OperationalError
from psycopg.errors import DiskFull, InsufficientPrivilege

# What the server itself said to a login it does not let in.
_TURNED_AWAY = re.compile(r"FATAL:\s+(.+)")
# What the driver says to a DATABASE_URL with `?something=1` that libpq has never heard of; no server was asked.
_NO_OPTION = "invalid connection option"
_OF_THE_DISK = {errno.EACCES, errno.EDQUOT, errno.EEXIST, errno.ENOSPC, errno.ENOTDIR, errno.EPERM, errno.EROFS}


def is_outside(problem: Error | psycopg.Error | OSError) -> bool:
    """Whether it is for the person at the terminal to put right; anything else is our own fault and is shown whole."""
    if isinstance(problem, OSError):
        return problem.errno in _OF_THE_DISK
    if isinstance(problem, OperationalError | psycopg.OperationalError):
        return True
    return isinstance(problem.__cause__, InsufficientPrivilege) or str(problem).startswith(_NO_OPTION)


def sentence_for(problem: Error | psycopg.Error | OSError) -> str:
    """One sentence for what the database or the disk refused."""
    said = str(problem)
    if "No space left" in said or isinstance(problem.__cause__, DiskFull):
        return "There is no space left on the disk."
    if isinstance(problem, OSError):
        return f"{problem.strerror}: {problem.filename or 'the disk'}."
    if said.startswith(_NO_OPTION):
        return f"DATABASE_URL: {_first(said)}."
    if isinstance(problem.__cause__, InsufficientPrivilege):
        return f"The database refused: {_first(said)}; its login must own the database and be allowed to create roles."
    if getattr(problem.__cause__ or problem, "sqlstate", None):
        return f"The database refused: {_first(said)}."
    turned_away = _TURNED_AWAY.search(said)
    why = f" ({turned_away[1].strip()})" if turned_away else ""
    return f"The database cannot be reached{why}; is DATABASE_URL right and the server running?"


def _first(said: str) -> str:
    return (said.splitlines() or ["no reason given"])[0].rstrip(".")
