"""The left navigation: own work is open, what is for everybody is folded, and the browser keeps what one folded."""

import re

import pytest

from panah.accounts.permissions import ROLE_PERMISSIONS, Role
from panah.core.actor import Actor
from panah.web import navigation
from tests.world import World, signed_in

OPEN = re.compile(r'data-section="([^"]+)" open')


def of_role(role: Role, here: str = "/", kept: str = "") -> dict[str, navigation.Section]:
    """The navigation of a role, by the sections' keys."""
    actor = Actor(roles=frozenset({role}), permissions=frozenset(ROLE_PERMISSIONS[role]))
    return {section.key: section for section in navigation.sections(actor, here, kept)}


@pytest.mark.parametrize("role", list(Role))
def test_no_more_is_shown_than_one_takes_in(role: Role) -> None:
    shown = [section for section in of_role(role).values() if section.is_open]
    assert sum(len(section.items) for section in shown) <= navigation.SHOWN
    assert shown[0].key == "web:home"


def test_own_work_is_open_and_what_everybody_reads_is_folded() -> None:
    operator, coordinator = of_role(Role.OPERATOR), of_role(Role.COORDINATOR)
    assert operator["hotline:desk"].is_open
    assert not operator["plan:desk" if "plan:desk" in operator else "plan:trainings"].is_open
    assert coordinator["plan:desk"].is_open
    assert not coordinator["plan:trainings"].is_open


def test_where_one_is_is_open() -> None:
    there = of_role(Role.OPERATOR, "/plan/trainings/", "plan:trainings=0")
    assert there["plan:trainings"].is_open
    assert [link.url for link in there["plan:trainings"].items if link.current] == ["/plan/trainings/"]


@pytest.mark.parametrize(
    ("kept", "opened"),
    [
        ("plan:trainings=1", True),
        ("plan:trainings=0", False),
        ("hotline:desk=0&plan:trainings=1", True),
        ("plan:trainings=yes&&=1&x", False),
        ("&" * 5000 + "plan:trainings=1", False),
    ],
)
def test_what_the_browser_remembers_is_kept(kept: str, opened: bool) -> None:
    assert of_role(Role.OPERATOR, kept=kept)["plan:trainings"].is_open is opened


def test_the_page_is_drawn_as_the_cookie_says(world: World) -> None:
    client = signed_in(world.leyla)
    first = set(OPEN.findall(client.get("/").content.decode()))
    assert "hotline:desk" in first
    client.cookies[navigation.COOKIE] = "hotline:desk=0&plan:trainings=1"
    after = set(OPEN.findall(client.get("/").content.decode()))
    assert after == first - {"hotline:desk"} | {"plan:trainings"}


@pytest.mark.parametrize(
    ("role", "first"),
    [
        (Role.OPERATOR, ["/", "/hotline/", "/hotline/contacts/"]),
        (Role.COORDINATOR, ["/", "/plan/desk/", "/plan/reports/"]),
        (Role.FOCAL_POINT, ["/", "/plan/reports/", "/plan/"]),
    ],
)
def test_a_thumb_reaches_ones_desk(role: Role, first: list[str]) -> None:
    assert [link.url for link in navigation.quick(of_role(role).values())] == first
