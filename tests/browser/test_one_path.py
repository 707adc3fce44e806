"""The main path with three people: an organisation tells, the Department presumes, the shelter takes in.

Malika works in an organisation, Nigar in the Department, Sevinc in the shelter.
"""

import pytest
from playwright.sync_api import Page, expect

from panah.cases.models import Case
from panah.people.models import Identity
from panah.referrals.models import Referral, Signal
from tests.browser.choosing import choose
from tests.browser.conftest import Look, OpenAs
from tests.cases.filing import opened
from tests.people.making import registered
from tests.referrals.test_outside import ready
from tests.world import World, acting

SEEN = "A girl behind the shop, she wants to leave; her papers are with him"
ASKED = "A bed for tonight, a door that locks, a woman to talk to"


def tell(page: Page, look: Look) -> None:
    """The organisation writes a signal about somebody who agreed to it."""
    page.get_by_role("radio", name="Somebody may be a victim").check()
    page.get_by_label("What you saw or heard").fill(SEEN)
    page.get_by_label("A victim can be recognised from what I write").check()
    look(page, "signal-new")
    page.get_by_role("button", name="Send it").click()
    # Nothing is sent about somebody who was not asked: the page says by which rule, and what would allow it.
    expect(page.locator(".refused, .refusal, .notice").get_by_text("names nobody who has not agreed")).to_be_visible()
    look(page, "signal-refused")
    page.get_by_label("They agreed that the special unit is told").select_option("oral")
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_text("Sent under SIG-")).to_be_visible()
    look(page, "signals-sent")


def take_up_and_open(page: Page, look: Look) -> None:
    """The Department reads the signal, takes it up, and opens a case from it."""
    look(page, "signals")
    page.get_by_role("link", name="SIG-").first.click()
    expect(page.get_by_text(SEEN)).to_be_visible()
    look(page, "signal")
    page.get_by_role("button", name="Take it up").click()
    expect(page.get_by_text("Taken up. The sender sees so.")).to_be_visible()
    page.locator("summary", has_text="Open a case").click()
    page.get_by_label("Name, if it is known").fill("Aysel Məmmədova")
    page.get_by_label("Age", exact=True).select_option("21_23")
    page.get_by_role("button", name="Open the case").click()
    expect(page.get_by_text("The case is open.")).to_be_visible()


def presume(page: Page, look: Look) -> None:
    """An officer presumes her a victim at once; help needs no more than that."""
    page.get_by_role("link", name="Decisions").click()
    page.locator(".next-step").first.click()
    page.get_by_role("combobox").first.select_option("own_words")
    page.get_by_role("textbox").first.fill("She told it twice, and the papers say the same")
    look(page, "presume")
    page.get_by_role("button", name="Take this step").click()
    expect(page.get_by_text("Presumed").first).to_be_visible()


def send_to_shelter(page: Page, look: Look) -> None:
    """She agrees to the shelter and to nobody else; nothing but the way to reach her and her name goes there."""
    page.get_by_role("link", name="To another unit").click()
    choose(page, "To whom?", "shelter")
    page.get_by_label("What do you ask for?").select_option("shelter")
    for name in ("Identity", "Ways to reach the person"):
        page.get_by_role("checkbox", name=name).check()
    page.get_by_label("What for").select_option("shelter")
    page.get_by_label("What was said or signed").fill("To the shelter, yes. To nobody else.")
    page.get_by_label("Message to the receiver").fill(ASKED)
    look(page, "case-refer")
    page.get_by_role("button", name="Look at what they will see").click()
    expect(page.get_by_role("heading", name="What they will see")).to_be_visible()
    look(page, "case-refer-review")
    page.keyboard.press("s")
    expect(page.get_by_text("The receiver's clock is running")).to_be_visible()


def accept_and_open(page: Page, look: Look) -> None:
    """The shelter takes her in and opens a file of its own."""
    page.get_by_role("link", name="REF-").first.click()
    expect(page.get_by_text(ASKED)).to_be_visible()
    look(page, "shelter-referral")
    page.keyboard.press("a")
    expect(page.get_by_text("What was offered is open to your unit now")).to_be_visible()


@pytest.mark.rule("CON-06")
def test_one_path_with_three_people(world: World, open_as: OpenAs, look: Look) -> None:
    malika = open_as(world.malika, "/referrals/signals/new/")
    tell(malika, look)
    nigar = open_as(world.nigar, "/referrals/signals/")
    take_up_and_open(nigar, look)
    # The sender's open page shows what became of it by itself.
    expect(malika.get_by_text("A case was opened")).to_be_visible()
    assert SEEN not in malika.content()
    case_page = nigar.url
    presume(nigar, look)
    nigar.goto(case_page)
    send_to_shelter(nigar, look)
    sent_page = nigar.url

    sevinc = open_as(world.sevinc, "/referrals/received/")
    accept_and_open(sevinc, look)
    with acting(world.nigar):
        signal = Signal.objects.get()
        case = Case.objects.get(source_id=signal.id)
        referral = Referral.objects.get(person_id=case.person_id)
    assert identity_of(world, referral) == ["Aysel Məmmədova"]

    # The shelter tells the police nothing without her consent, and says by which rule.
    own = case_of_shelter(world)
    police_asks(nigar, own, look)
    shelter_is_held_back(sevinc, own, look)

    # She changes her mind; it closes at once, and the shelter is told.
    withdraw(nigar, sent_page, case)
    assert identity_of(world, referral) is None
    sevinc.goto("/referrals/received/")
    expect(sevinc.get_by_text("Closed to you lately")).to_be_visible()
    expect(sevinc.get_by_text("Consent withdrawn")).to_be_visible()
    look(sevinc, "shelter-closed")


def identity_of(world: World, referral: Referral) -> list[str] | None:
    """The names as the shelter reads them, or nothing."""
    with acting(world.sevinc):
        row = Identity.objects.filter(person_id=referral.person_id).first()
        return row.names if row else None


def case_of_shelter(world: World) -> str:
    """The address of a case the shelter keeps about somebody who came to it by herself."""
    return f"/cases/{opened(world.sevinc, registered(world.sevinc)).id}/"


def police_asks(page: Page, theirs: str, look: Look) -> None:
    """An officer who follows an address of the shelter's finds nothing there."""
    page.goto(theirs)
    expect(page.get_by_text("There is nothing here that your unit can open")).to_be_visible()
    look(page, "police-refused")


def shelter_is_held_back(page: Page, own: str, look: Look) -> None:
    """Telling the Department without consent is refused with the rule, and with what would allow it."""
    page.goto(own)
    page.get_by_role("link", name="To another unit").click()
    choose(page, "To whom?", "department")
    page.get_by_label("What do you ask for?").select_option("identification")
    page.get_by_role("radio", name="The person agreed earlier").check()
    page.get_by_label("Message to the receiver").fill("They asked us who lives here")
    page.get_by_role("button", name="Look at what they will see").click()
    expect(page.get_by_text("Nothing is shared without the person's consent")).to_be_visible()
    expect(page.get_by_role("link", name="CON-06").first).to_be_visible()
    look(page, "shelter-held-back")


def withdraw(page: Page, sent_page: str, case: Case) -> None:
    """The Department writes down that she withdraws."""
    page.goto(f"/referrals/consents/{case.person_id}/")
    page.locator("summary", has_text="The person withdraws it").first.click()
    page.get_by_role("button", name="Yes, withdrawn").first.click()
    expect(page.get_by_text("Withdrawn", exact=True).first).to_be_visible()
    page.goto(sent_page)
    expect(page.get_by_text("Taken back").first).to_be_visible()


def test_the_other_pages_are_open_to_everyone(world: World, open_as: OpenAs, look: Look) -> None:
    lying = ready(world.sevinc)
    pages = [
        (world.orxan, "/referrals/memoranda/", "memoranda"),
        (world.orxan, "/referrals/memoranda/new/", "memorandum-new"),
        (world.orxan, "/referrals/refusals/", "refusals"),
        (world.vefa, "/referrals/commission/", "meetings"),
        (world.tural, "/referrals/commission/tasks/", "commission-tasks"),
        (world.sevinc, "/referrals/letters/", "letters"),
        (world.sevinc, f"/referrals/letters/{lying.letter.id}/", "letter"),
        (None, f"/referrals/pick-up/{lying.link}/", "pick-up"),
    ]
    for who, path, name in pages:
        look(open_as(who, path), name)


def test_an_outsider_reads_once(world: World, open_as: OpenAs, look: Look) -> None:
    lying = ready(world.sevinc)
    page = open_as(None, f"/referrals/pick-up/{lying.link}/")
    page.get_by_label("Code").fill("2222222222")
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_text("This code is not the right one")).to_be_visible()
    page.get_by_label("Code").fill(lying.code)
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_text("ring us before noon")).to_be_visible()
    look(page, "picked-up")
    page.goto(f"/referrals/pick-up/{lying.link}/")
    page.get_by_label("Code").fill(lying.code)
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_text("Nothing lies here")).to_be_visible()


def test_the_commission_from_the_call_to_the_decision(world: World, open_as: OpenAs, look: Look) -> None:
    page = open_as(world.vefa, "/referrals/commission/")
    page.get_by_label("When").fill("2026-12-01T10:00")
    page.get_by_role("radio", name="By a protected line").check()
    page.get_by_role("button", name="Call it").click()
    page.get_by_label("What it is about").fill("Two bodies each wait for the other")
    page.get_by_role("button", name="Put it on the agenda").click()
    page.locator("summary", has_text="Write down the decision").click()
    page.get_by_role("combobox", name="Decision").select_option("recommendation")
    page.get_by_label("In words").fill("One of them begins")
    look(page, "meeting")
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("One of them begins")).to_be_visible()
