"""An order suspends a case and is lifted; a consent is withdrawn from the ledger in two clicks."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from panah.cases.models import Case
from panah.people.models import Person
from tests.browser.conftest import Look, OpenAs
from tests.cases.test_sights import a_case, shared
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.fixture
def case(world: World) -> Case:
    """A case of the Department's."""
    return a_case(world.nigar)[1]


def decide(page: Page, number: str) -> None:
    """The prosecutor copies the head of a decision."""
    page.get_by_label("Number of the decision").fill(number)
    page.get_by_label("Date of the decision").fill(timezone.localdate().isoformat())
    page.get_by_label("Prosecution body or court").fill("Baku City Court")


@pytest.mark.rule("CON-08")
def test_an_order_suspends_the_case_for_all_but_the_named_and_is_lifted(
    world: World, open_as: OpenAs, case: Case, look: Look
) -> None:
    officer, lead = open_as(world.nigar, f"/cases/{case.id}/"), open_as(world.orxan, f"/cases/{case.id}/")
    for window in (officer, lead):
        expect(window.get_by_role("heading", level=1)).to_contain_text(case.number)

    prosecutor = open_as(world.elxan, "/cases/orders/")
    look(prosecutor, "orders-empty")
    prosecutor.get_by_role("link", name="Enter a decision").click()
    look(prosecutor, "order-new")
    prosecutor.get_by_label("The person's false name, or the number of the case").fill(case.number.lower())
    decide(prosecutor, "12/3")
    prosecutor.get_by_label("Officials who may go on").select_option(label="Orxan")
    prosecutor.get_by_role("button", name="Suspend access").click()
    expect(prosecutor.get_by_text("Access is suspended everywhere from this moment")).to_be_visible()
    look(prosecutor, "orders")

    officer.reload()
    expect(officer.get_by_text("12/3")).to_be_visible()
    expect(officer.get_by_text("CON-08").first).to_be_visible()
    look(officer, "suspended")
    lead.reload()
    expect(lead.get_by_role("heading", level=1)).to_contain_text(case.number)

    prosecutor.get_by_role("link", name="Lift by a new decision").click()
    decide(prosecutor, "14/1")
    prosecutor.get_by_role("button", name="Give access back").click()
    expect(prosecutor.get_by_text("Who had access before has it again")).to_be_visible()
    officer.reload()
    expect(officer.get_by_role("heading", level=1)).to_contain_text(case.number)


@pytest.fixture
def agreed(world: World) -> tuple[Person, Case]:
    """A centre's case, whose person agreed that the Department sees the case facts."""
    person, case = a_case(world.tural)
    shared(world.tural, person, world.nigar, timezone.now() + dt.timedelta(days=5))
    return person, case


@pytest.mark.rule("CON-06", "CON-07")
def test_a_consent_is_withdrawn_in_two_clicks_and_what_was_received_is_given_back(
    world: World, open_as: OpenAs, agreed: tuple[Person, Case], look: Look
) -> None:
    person, case = agreed
    police = open_as(world.nigar, f"/people/{person.id}/")
    expect(police.get_by_role("heading", level=1)).to_contain_text(person.pseudonym)
    worker = open_as(world.tural, f"/cases/{case.id}/sights/")
    look(worker, "sights")
    worker.get_by_role("link", name="Consents").click()
    worker.get_by_text("The person withdraws it").click()
    expect(worker.get_by_text("can no longer see")).to_be_visible()
    look(worker, "consents")
    worker.get_by_role("button", name="Yes, withdrawn").click()
    expect(worker.get_by_text("Asked for, no answer yet")).to_be_visible()

    assert police.reload().status == 404  # type: ignore[union-attr]
    police.goto("/")
    expect(police.get_by_text("Give back or destroy what you received").first).to_be_visible()
    police.goto("/cases/returns/")
    look(police, "returns")
    police.get_by_role("link", name="Answer").click()
    police.get_by_role("radio", name="Destroyed, copies too").check()
    look(police, "return")
    police.get_by_role("button", name="Answer").click()
    worker.reload()
    expect(worker.get_by_text("Destroyed, copies too")).to_be_visible()


def test_the_other_pages_are_read_by_everybody(world: World, open_as: OpenAs, case: Case, look: Look) -> None:
    for person, path, name in (
        (world.nigar, f"/cases/{case.id}/consents/new/", "consent-new"),
        (world.nigar, f"/cases/{case.id}/disclosures/new/", "disclosure-new"),
        (world.nigar, "/cases/disclosures/", "disclosures"),
        (world.nigar, "/accounts/conflicts/", "conflicts"),
        (world.nigar, "/cases/reports/new/", "concern-new"),
        (world.orxan, "/cases/reports/", "concerns"),
        (world.aygun, "/audit/alarms/", "alarms"),
    ):
        page = open_as(person, path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        look(page, name)
