"""A long list that is searched by typing, as a person uses it."""

from playwright.sync_api import Locator, Page


def search_field(page: Page, label: str) -> Locator:
    """The field of the list; until its script has run, a select bears the same name."""
    return page.get_by_role("combobox", name=label).and_(page.locator("input"))


def choose(page: Page, label: str, typed: str) -> None:
    """Type, and take the first that is found."""
    search_field(page, label).fill(typed)
    page.get_by_role("listbox").get_by_role("option").first.click()
