"""The `panah` command: a short name for each management command, with the settings and database role it needs."""

import os
import sys
from contextlib import ExitStack
from dataclasses import dataclass

from config import env
from config.env import DatabaseRole


@dataclass(frozen=True)
class Command:
    """One command: which database role it works as, and what it does in one line."""

    role: DatabaseRole
    line: str


OWNER, WEB, WORKER = DatabaseRole.OWNER, DatabaseRole.WEB, DatabaseRole.WORKER
COMMANDS = {
    "run": Command(OWNER, "everything at once: database, migrations, demo country, server and worker"),
    "serve": Command(WEB, "the web server alone"),
    "worker": Command(WORKER, "the background worker alone"),
    "migrate": Command(OWNER, "bring the database to this version, with its rules and rights"),
    "setup": Command(OWNER, "set up a country: bodies, units, keys, first members"),
    "demo": Command(OWNER, "build the demo country, or play its telephone exchange (demo calls)"),
    "telephony": Command(OWNER, "let a telephone exchange report calls to a hotline, or switch it off"),
    "directory": Command(OWNER, "put the services of the country pack into the directory of services"),
    "plans": Command(OWNER, "put the action plans of the country pack into the database"),
    "rules": Command(OWNER, "the rulebook and how much of it is enforced and proven"),
    "keys": Command(OWNER, "recovery key: check its shares, renew them, or bring a unit back to life"),
    "audit": Command(OWNER, "prove that the trail of deeds is whole"),
    "backup": Command(OWNER, "write the whole database and the heads of the trail to one file"),
    "restore": Command(OWNER, "bring a backup into an empty database"),
    "check": Command(OWNER, "check the configuration"),
}
# These manage the database server themselves, or do without one.
BRING_THEIR_OWN = {"run"}


def main() -> None:
    """Run the command named on the command line; anything unknown gets the list."""
    name, arguments = (sys.argv[1:2] or ["help"])[0], sys.argv[2:]
    if name in {"help", "-h", "--help"}:
        sys.stdout.write(listing())
        return
    role = COMMANDS[name].role if name in COMMANDS else OWNER
    os.environ.setdefault(env.SETTINGS.name, env.SETTINGS.default)
    os.environ[env.DB_ROLE.name] = role
    try:
        _run(name, arguments)
    except KeyboardInterrupt:
        sys.exit(130)


def listing() -> str:
    """Every command with its line."""
    width = max(map(len, COMMANDS))
    lines = [f"  panah {name:<{width}}  {command.line}" for name, command in COMMANDS.items()]
    return "\n".join(["Commands of Panah:", *lines, "  panah COMMAND --help tells more.", ""])


def _run(name: str, arguments: list[str]) -> None:
    import psycopg
    from django.core.management import ManagementUtility
    from django.db import Error

    from config.postgres import ServerProblem, embedded
    from config.refusals import is_outside, sentence_for

    try:
        with ExitStack() as stack:
            if name not in BRING_THEIR_OWN and not env.DATABASE_URL.read():
                stack.enter_context(embedded(env.VAR.read() / "postgres"))
            ManagementUtility(["panah", name, *arguments]).execute()
    except ServerProblem as problem:
        raise env.EnvironmentProblem(str(problem)) from None
    except (Error, psycopg.Error, OSError) as problem:
        if not is_outside(problem):
            raise
        raise env.EnvironmentProblem(sentence_for(problem)) from None


if __name__ == "__main__":
    main()
