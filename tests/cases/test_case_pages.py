"""The list and the pages of a case: narrowed by codes, cut by keyset, and asked of the database in few questions."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from panah.cases import telling
from panah.cases.actions import safety
from panah.cases.models import Case, CaseSource
from panah.duties.models import Event
from panah.duties.timeline import happened
from panah.people.models import Person, Standing
from tests.cases.filing import closed, noted, opened, protected, registered, tasked
from tests.world import World, acting, signed_in

pytestmark = pytest.mark.django_db
# What the gate itself asks (the session, the read-only transaction), and then the page.
MOST_LIST, MOST_PAGE = 16, 30
PARTS = ("", "timeline/", "notes/", "tasks/", "documents/", "safety/")


def listed(world: World, asked: str = "") -> str:
    return signed_in(world.nigar).get(f"/cases/{asked}").content.decode()


def test_the_list_shows_the_cases_of_the_unit_alone(world: World) -> None:
    mine, theirs = opened(world.nigar), opened(world.tural)
    page = listed(world)
    assert (mine.number in page, mine.pseudonym in page, theirs.number in page) == (True, True, False)
    assert "Nigar" in page


def test_it_is_narrowed_by_codes(world: World) -> None:
    border, own = opened(world.nigar, source=CaseSource.BORDER), opened(world.orxan)
    over = opened(world.nigar)
    closed(over, world.nigar, world.orxan)

    def seen(asked: str) -> list[bool]:
        page = listed(world, asked)
        return [case.number in page for case in (border, own, over)]

    assert seen("?source=border") == [True, False, False]
    assert seen("?state=closed") == [False, False, True]
    assert seen("?whose=mine") == [True, False, False]
    assert seen("?standing=potential") == [True, True, True]
    assert seen("?standing=identified") == [False, False, False]
    assert seen("?standing=nonsense&source=moon") == [True, True, True]


def test_a_person_whose_facts_were_closed_to_the_unit_shows_a_lock(world: World) -> None:
    from panah.vault import grants
    from panah.vault.folders import Basis
    from panah.vault.models import BasisKind

    person = registered(world.nigar)
    with acting(world.nigar) as actor:
        basis = Basis(BasisKind.CONSENT, "a test")
        grant = grants.give(actor=actor, folder_id=person.folder_id, unit_id=world.tural.unit_id, basis=basis)
    case = opened(world.tural, person)
    with acting(world.nigar) as actor:
        grants.end(actor=actor, grant_id=grant.id, reason="withdrawn")
    browser = signed_in(world.tural)
    assert "Closed to your unit" in browser.get("/cases/").content.decode()
    page = browser.get(f"/cases/{case.id}/").content.decode()
    assert "what they were opened on has ended" in page
    assert str(Standing.POTENTIAL.label) not in page


def test_older_cases_are_on_the_next_page(world: World) -> None:
    first = opened(world.nigar)
    for _ in range(30):
        opened(world.nigar, registered(world.nigar))
    page = listed(world)
    assert first.number not in page
    older = re.findall(r"\?older=[\w-]+", page)[-1]
    assert first.number in listed(world, older)


def test_the_list_asks_as_much_for_many_as_for_one(world: World, django_assert_max_num_queries: Any) -> None:
    case = [opened(world.nigar) for _ in range(12)][-1]
    with acting(world.nigar) as actor:
        risk: dict[str, Any] = {
            "level": "low",
            "areas": [],
            "words": "",
            "review_on": timezone.localdate() + dt.timedelta(days=100),
        }
        safety.assess(actor=actor, case_id=case.id, **risk)
    browser = signed_in(world.nigar)
    browser.get("/cases/")
    with django_assert_max_num_queries(MOST_LIST):
        assert browser.get("/cases/").status_code == 200


@pytest.mark.parametrize("part", PARTS)
def test_each_page_of_a_full_case_asks_a_bounded_number_of_questions(
    world: World, part: str, django_assert_max_num_queries: Any
) -> None:
    case = opened(world.nigar)
    for turn in range(8):
        noted(world.nigar, case, f"Note {turn}")
        tasked(world.nigar, case, title=f"Task {turn}")
        protected(world.nigar, case)
    browser = signed_in(world.nigar)
    browser.get(f"/cases/{case.id}/{part}")
    with django_assert_max_num_queries(MOST_PAGE):
        assert browser.get(f"/cases/{case.id}/{part}").status_code == 200


def test_a_long_timeline_comes_in_pages_with_what_happened_to_the_person(
    world: World, django_assert_max_num_queries: Any
) -> None:
    person = registered(world.nigar)
    case = opened(world.nigar, person)
    with acting(world.nigar) as actor:
        for turn in range(200):
            _told(actor, case if turn % 2 else person, case)
        assert Event.objects.filter(matter_id__in=case.matters).count() > 200
    browser = signed_in(world.nigar)
    with django_assert_max_num_queries(MOST_PAGE):
        page = browser.get(f"/cases/{case.id}/timeline/").content.decode()
    assert page.count("line-moment") == 30
    assert "?older=" in page


def _told(actor: Any, about: Case | Person, case: Case) -> None:
    happened(
        actor,
        "case.note_written" if about is case else "consent.given",
        matter=about.id,
        folder=about.folder_id,
        unit_id=actor.unit,
        subject_kind="case",
        subject_id=about.id,
    )


@pytest.mark.rule("DEF-02")
def test_the_case_shows_the_status_as_it_stands_now(world: World) -> None:
    case = opened(world.nigar)
    assert "Potential victim" in signed_in(world.nigar).get(f"/cases/{case.id}/").content.decode()


@pytest.mark.rule("CON-01")
@pytest.mark.parametrize("part", PARTS)
def test_every_page_of_a_case_is_marked_as_a_secret(world: World, part: str) -> None:
    case = opened(world.nigar)
    page = signed_in(world.nigar).get(f"/cases/{case.id}/{part}").content.decode()
    assert "Secret of personal and family life" in page


@pytest.mark.parametrize("part", PARTS)
def test_a_guess_finds_nothing(world: World, part: str) -> None:
    case = opened(world.tural)
    assert signed_in(world.nigar).get(f"/cases/{case.id}/{part}").status_code == 404
    assert signed_in(world.leyla).get(f"/cases/{case.id}/{part}").status_code == 403


def test_the_timeline_has_words_for_whatever_an_action_of_the_room_tells() -> None:
    rooms = Path(telling.__file__).parent
    sources = "\n".join(path.read_text("utf-8") for path in (rooms / "actions").glob("*.py"))
    told = set(re.findall(r'(?:told|happened|_happened|tell)\(\s*actor,\s*"([\w.]+)"', sources))
    assert len(told) > 20
    assert told - telling.WORDS.keys() == set()
