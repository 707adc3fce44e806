"""The doors in a real browser: a passkey of Chromium's own, an invitation from its link to the admission."""

from collections.abc import Iterator

import pytest
from django.db import connection
from playwright.sync_api import Page, expect
from psycopg import sql

from tests.browser.conftest import DESK, PHONE, Look, LookAt, OpenAs, Picture
from tests.database import as_owner
from tests.server import Server
from tests.world import PASSWORD, World

NEW_PASSWORD = "copper lantern under nine bridges"


def sign_in(page: Page, login: str, password: str) -> None:
    page.get_by_label("Login").fill(login)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    # What is pressed next may need the scripts of the page that comes.
    page.wait_for_load_state()


def named_localhost(server: Server) -> str:
    """Passkeys belong to names, and an address is none."""
    return server.url.replace("127.0.0.1", "localhost")


def give_a_security_key(page: Page) -> None:
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": False, "hasUserVerification": False,
           "isUserVerified": False, "automaticPresenceSimulation": True}  # fmt: skip
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": key})


@pytest.fixture
def newcomers_leave(world: World) -> Iterator[None]:
    """Who joins in a test is gone after it, and so is what was registered: the small country stays as it is."""
    before = [person.member_id for person in world.people.values()]
    yield
    with as_owner(connection.settings_dict["NAME"]) as owner, owner.transaction():
        for table in ("accounts_session", "accounts_appointment", "vault_unitkeyshare", "vault_memberkey"):
            gone = sql.SQL("DELETE FROM {} WHERE member_id <> ALL (%s)").format(sql.Identifier(table))
            owner.execute(gone, [before])
        owner.execute("DELETE FROM accounts_secondfactor")
        owner.execute("DELETE FROM accounts_invitation")
        owner.execute("DELETE FROM accounts_member WHERE id <> ALL (%s)", [before])


def test_a_passkey_is_registered_and_opens_the_door(newcomers_leave: None, server: Server, open_as: OpenAs) -> None:
    page = open_as(None, named_localhost(server) + "/accounts/sign-in/?next=/accounts/me/factors/add/")
    give_a_security_key(page)
    sign_in(page, "kamran", PASSWORD)
    page.get_by_role("button", name="Register a passkey").click()
    expect(page.get_by_role("heading", name="My day", level=1)).to_be_visible()
    page.goto(named_localhost(server) + "/accounts/me/factors/")
    expect(page.get_by_role("cell", name="Passkey")).to_be_visible()
    page.goto(named_localhost(server) + "/accounts/sign-in/")
    sign_in(page, "kamran", PASSWORD)
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="My day", level=1)).to_be_visible()


def invite(director: Page) -> str:
    """Fill in the invitation of an operator; gives the link that is shown once."""
    for label, words in {"Login": "ayla.h", "Alias": "Ayla", "Legal name": "Aylin Həsənova"}.items():
        director.get_by_label(label).fill(words)
    director.get_by_label("Hotline operator").check()
    director.get_by_label("Number of the appointment order").fill("310-T/7")
    director.get_by_label("Date of the order").fill("2025-03-01")
    director.get_by_role("button", name="Invite").click()
    expect(director.get_by_role("heading", name="The invitation")).to_be_visible()
    return director.get_by_text("/accounts/join/#").inner_text()


def join(newcomer: Page) -> str:
    """Choose a password; gives the number to read to a colleague."""
    newcomer.get_by_label("Language").select_option("en")
    newcomer.get_by_label("New password", exact=False).first.fill(NEW_PASSWORD)
    newcomer.get_by_label("New password again").fill(NEW_PASSWORD)
    newcomer.get_by_role("button", name="Join").click()
    return newcomer.locator(".check-number").inner_text()


def test_from_the_invitation_to_the_first_page(
    newcomers_leave: None, world: World, open_as: OpenAs, look: Look
) -> None:
    director = open_as(world.director, f"/accounts/colleagues/invite/{world.director.unit_id}/")
    look(director, "invite")
    link = invite(director)
    look(director, "invited")

    newcomer = open_as(None, link)
    expect(newcomer).to_have_url(link.partition("#")[0])
    look(newcomer, "join")
    number = join(newcomer)
    look(newcomer, "joined")

    director.goto("/accounts/colleagues/")
    director.get_by_role("row").filter(has_text="Ayla").get_by_role("link", name="Admit").click()
    expect(director.locator(".check-number")).to_have_text(number)
    look(director, "admit")
    director.get_by_label("The newcomer read me this very number").check()
    director.get_by_role("button", name="Admit").click()
    expect(director.get_by_text("Admitted: the roles work from now on.")).to_be_visible()

    newcomer.goto("/accounts/sign-in/")
    sign_in(newcomer, "ayla.h", NEW_PASSWORD)
    expect(newcomer.get_by_role("heading", name="My day", level=1)).to_be_visible()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_how_the_pages_look(
    world: World, open_as: OpenAs, accessible: LookAt, picture: Picture, size: tuple[int, int]
) -> None:
    stranger = open_as(None, "/accounts/sign-in/", size=size)
    accessible(stranger)
    picture(stranger, f"sign-in-{size[0]}")
    pages = {
        "sessions": "/accounts/me/sessions/",
        "factors": "/accounts/me/factors/",
        "add-factor": "/accounts/me/factors/add/",
        "password": "/accounts/me/password/",
        "language": "/accounts/me/",
        "members": "/accounts/colleagues/",
        "member": f"/accounts/colleagues/{world.leyla.member_id}/",
        "dismiss": f"/accounts/colleagues/{world.leyla.member_id}/dismiss/",
        "appoint": f"/accounts/colleagues/{world.leyla.member_id}/appoint/{world.leyla.unit_id}/",
    }
    page = open_as(world.director, "/", size=size)
    for name, path in pages.items():
        page.goto(path)
        accessible(page)
        picture(page, f"{name}-{size[0]}")


@pytest.fixture
def offered(world: World) -> Iterator[None]:
    """The demonstration offers everybody."""
    with as_owner(connection.settings_dict["NAME"]) as owner:
        owner.execute("UPDATE accounts_member SET in_demo = true")
        yield
        owner.execute("UPDATE accounts_member SET in_demo = false")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_demonstration_offers_its_people(
    offered: None, open_as: OpenAs, accessible: LookAt, picture: Picture, size: tuple[int, int]
) -> None:
    page = open_as(None, "/accounts/sign-in/", size=size)
    expect(page.get_by_role("button", name="Leyla · Hotline operator")).to_be_visible()
    accessible(page)
    picture(page, f"sign-in-demo-{size[0]}")


def test_a_locked_screen_opens_with_the_password_over_the_page(
    world: World, open_as: OpenAs, accessible: LookAt, picture: Picture
) -> None:
    page = open_as(None, "/accounts/sign-in/?next=/accounts/me/password/")
    sign_in(page, "tural", PASSWORD)
    page.get_by_label("New password again").fill("half a thought")
    page.get_by_role("button", name="Lock the screen").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Password").fill("not the password")
    dialog.get_by_role("button", name="Confirm").click()
    expect(dialog.get_by_text("not your password")).to_be_visible()
    picture(page, "lock-1440")
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Confirm").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_label("New password again")).to_have_value("half a thought")
