"""The list of commands is the list of commands."""

import pytest
from django.core.management import get_commands

from config.env import DatabaseRole
from panah.__main__ import COMMANDS

DJANGOS_OWN = {"migrate", "check"}


def test_every_command_of_a_room_is_listed_and_exists() -> None:
    ours = {name for name, app in get_commands().items() if str(app).startswith("panah.")}
    assert set(COMMANDS) == ours | DJANGOS_OWN


@pytest.mark.parametrize(("name", "role"), [("serve", DatabaseRole.WEB), ("worker", DatabaseRole.WORKER)])
def test_what_runs_for_long_is_never_the_owner(name: str, role: DatabaseRole) -> None:
    assert COMMANDS[name].role is role
