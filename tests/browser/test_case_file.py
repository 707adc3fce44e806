"""A case from its opening to its end and beyond: an officer's window and her supervisor's."""

from pathlib import Path

from playwright.sync_api import Page, expect

from panah.duties.timeline import happened
from panah.people.models import Person
from tests.browser.choosing import choose
from tests.browser.conftest import Look, OpenAs
from tests.cases.filing import opened, registered
from tests.world import Person as Member
from tests.world import World, acting

NOTE = "She slept for the first time in a week."
CONTENT = b"%PDF-1.7\n" + b"a letter from the clinic " * 100_000


def presumed(by: Member, person: Person) -> None:
    """The person is a presumed victim: telling her what protection there is becomes a duty."""
    with acting(by) as actor:
        happened(
            actor,
            "victim.presumed",
            matter=person.id,
            folder=person.folder_id,
            unit_id=actor.unit,
            subject_kind="person",
            subject_id=person.id,
            facts={"unit_kind": "special_unit", "child": False},
        )


def part(page: Page, name: str) -> None:
    """Go to another part of the case."""
    page.get_by_role("navigation", name="Parts of the case").get_by_role("link", name=name).click()


def open_by_hand(page: Page, person: Person, look: Look) -> None:
    page.get_by_role("link", name="Open a case").click()
    look(page, "case-new")
    page.get_by_role("radio", name="The person came by themselves").check()
    page.get_by_label("Or by the false name").fill(person.pseudonym)
    page.get_by_role("button", name="Open the case").click()
    expect(page.get_by_text("The case is open, and assigned to you.")).to_be_visible()
    look(page, "case-open")


def write_a_note(page: Page, look: Look) -> None:
    """Type, lose the window, find the words again, and write them down."""
    part(page, "Notes")
    with page.expect_response(lambda answer: answer.url.endswith("/notes/draft/") and answer.status == 204):
        page.get_by_role("textbox", name="Note").fill(NOTE)
    page.evaluate("window.onbeforeunload = null")
    page.reload()
    expect(page.get_by_role("textbox", name="Note")).to_have_value(NOTE)
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_role("article", name="Note")).to_contain_text(NOTE)
    look(page, "case-notes")


def keep_a_document(page: Page, folder: Path, look: Look) -> None:
    """Put a large file in, and take the same file out."""
    part(page, "Documents")
    page.get_by_label("File").set_input_files({"name": "letter.pdf", "mimeType": "application/pdf", "buffer": CONTENT})
    page.get_by_label("What it is").select_option("medical")
    page.get_by_role("textbox", name="Name").fill("Letter of the clinic")
    page.get_by_role("button", name="Seal and keep it").click()
    expect(page.get_by_text("The document is sealed and kept.")).to_be_visible()
    look(page, "case-documents")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Save").click()
    coming.value.save_as(folder / "saved")
    assert (folder / "saved").read_bytes() == CONTENT
    assert coming.value.suggested_filename.startswith("CASE-")


def add_a_task(page: Page, look: Look) -> None:
    part(page, "Tasks")
    page.get_by_label("What is to be done").fill("Ring the clinic")
    page.get_by_label("Until").fill("2099-01-01")
    page.get_by_role("button", name="Add the task").click()
    expect(page.get_by_role("cell", name="Ring the clinic")).to_be_visible()
    look(page, "case-tasks")


def propose(page: Page) -> None:
    part(page, "Overview")
    page.get_by_text("Propose to close it").click()
    page.get_by_label("Why it ends").select_option("returned")
    page.get_by_role("button", name="Propose", exact=True).click()


def tell_of_protection(page: Page, look: Look) -> None:
    part(page, "Safety")
    page.get_by_text("The person was told").click()
    choose(page, "In which language", "Rus")
    page.locator("form[action$='/explained/']").get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("Written down.")).to_be_visible()
    look(page, "case-safety")


def test_a_case_from_its_opening_to_its_end_and_beyond(
    world: World, open_as: OpenAs, look: Look, tmp_path: Path
) -> None:
    person = registered(world.nigar)
    presumed(world.nigar, person)
    nigar = open_as(world.nigar, "/cases/")
    open_by_hand(nigar, person, look)
    write_a_note(nigar, look)
    keep_a_document(nigar, tmp_path, look)
    add_a_task(nigar, look)
    propose(nigar)
    expect(nigar.get_by_text("Still to be done:")).to_be_visible()
    look(nigar, "case-refused")
    nigar.go_back()
    tell_of_protection(nigar, look)
    _refuse_what_else_is_due(nigar, person, world)
    propose(nigar)
    expect(nigar.get_by_text("You proposed the closure")).to_be_visible()
    _the_supervisor_closes_it(open_as(world.orxan), look)


def _refuse_what_else_is_due(page: Page, person: Person, world: World) -> None:
    """The other duties of a presumed victim are done elsewhere: shelter is refused by her, reflection is opened."""
    with acting(world.nigar) as actor:
        for code in ("consent.refused", "reflection.opened", "reflection.closed"):
            happened(
                actor,
                code,
                matter=person.id,
                folder=person.folder_id,
                unit_id=actor.unit,
                subject_kind="person",
                subject_id=person.id,
                facts={"recipient_kind": "shelter", "child": False},
            )
    page.reload()


def _the_supervisor_closes_it(orxan: Page, look: Look) -> None:
    look(orxan, "case-my-day-lead")
    orxan.get_by_role("link", name="CASE-").first.click()
    look(orxan, "case-closing")
    orxan.get_by_role("button", name="Close the case").click()
    expect(orxan.get_by_text("The case is closed.")).to_be_visible()
    orxan.get_by_text("Open it again").click()
    orxan.get_by_label("Why it goes on").select_option("person_came_back")
    orxan.get_by_role("button", name="Open the case again").click()
    expect(orxan.get_by_text("The case is open again, and assigned to you.")).to_be_visible()


def test_who_is_not_assigned_is_asked_what_for(world: World, open_as: OpenAs, look: Look) -> None:
    case = opened(world.nigar)
    murad = open_as(world.murad, f"/cases/{case.id}/notes/")
    expect(murad.get_by_role("heading", name="You are not assigned to this case")).to_be_visible()
    look(murad, "case-look")
    murad.get_by_label("What do you open it for?").select_option("supervision")
    murad.get_by_role("button", name="Open the case").click()
    expect(murad.get_by_role("navigation", name="Parts of the case")).to_be_visible()


def test_the_pages_are_open_to_everyone(world: World, open_as: OpenAs, look: Look) -> None:
    case = opened(world.nigar)
    page = open_as(world.nigar, "/cases/")
    look(page, "case-list")
    for name in ("", "notes", "documents", "tasks", "safety", "timeline"):
        page.goto(f"/cases/{case.id}/{name + '/' if name else ''}")
        look(page, f"case-{name or 'overview'}")
