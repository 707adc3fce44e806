"""The state of the fight in a browser: a year is chosen, a figure leads to its definition, the document is kept."""

import pytest
from docx import Document
from playwright.sync_api import expect

from panah.plan.state import SECTIONS
from tests.browser.conftest import Look, OpenAs
from tests.database import Owner
from tests.plan.test_state import YEAR, a_year
from tests.world import World


@pytest.mark.rule("NC-03")
def test_a_year_is_looked_at_and_carried_away(world: World, owner: Owner, open_as: OpenAs, look: Look) -> None:
    a_year(owner)
    vefa = open_as(world.vefa, "/plan/state/")
    expect(vefa.locator("main sup a")).to_have_count(sum(len(figures) for _title, figures in SECTIONS))
    expect(vefa.get_by_role("row", name="Check at the border withheld")).to_have_count(2)
    look(vefa)
    vefa.get_by_role("link", name="Definition 8", exact=True).click()
    expect(vefa.locator("#definition-8")).to_be_in_viewport()
    with vefa.expect_download() as carried:
        vefa.get_by_role("link", name="DOCX").click()
    written = Document(str(carried.value.path()))
    assert str(YEAR) in written.paragraphs[0].text
    vefa.get_by_label("Year").select_option(str(YEAR - 1))
    vefa.get_by_role("button", name="Show", exact=True).click()
    expect(vefa.get_by_role("columnheader", name=str(YEAR - 2)).first).to_be_visible()
