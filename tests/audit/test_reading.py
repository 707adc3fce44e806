"""Who may read the trail, and how: page by page, filtered, with names but without content."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from panah.audit import reading, trail
from panah.core.ids import new_id
from tests.audit.deeds import deeds
from tests.database import Owner
from tests.world import Person, World, acting, signed_in

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def busy(world: World, transactional_db: None) -> World:
    """Some deeds of several people."""
    deeds(world.leyla, 3, "contact.viewed")
    deeds(world.kamran, 2, "card.completed")
    with acting(world.nigar) as actor:
        trail.write(actor, "contact.viewed", kind="contact", subject=new_id(), record_unit=world.leyla.unit_id)
    return world


def page_of(person: Person, path: str) -> str:
    answer = signed_in(person).get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.rule("PRI-03")
def test_the_auditor_sees_who_did_what(busy: World) -> None:
    with acting(busy.aygun, reading=True):
        stretch = reading.trail()
    latest = [(line.member_id, line.code) for line in stretch.lines[:6]]
    assert latest == [
        (busy.nigar.member_id, "contact.viewed"),
        *[(busy.kamran.member_id, "card.completed")] * 2,
        *[(busy.leyla.member_id, "contact.viewed")] * 3,
    ]


def test_filters_narrow_the_trail(busy: World) -> None:
    now = timezone.now()
    with acting(busy.aygun, reading=True):
        by_code = reading.trail(code="card.").lines
        by_member = reading.trail(member=busy.leyla.member_id).lines
        tomorrow = reading.trail(since=now + timedelta(days=1)).lines
        before = reading.trail(until=now - timedelta(days=1)).lines
    assert {line.code for line in by_code} == {"card.completed"}
    assert {line.member_id for line in by_member} == {busy.leyla.member_id}
    assert (tomorrow, before) == ([], [])


def test_pages_follow_one_another_without_gap_or_overlap(busy: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with acting(busy.aygun, reading=True):
        whole = [line.id for line in reading.trail().lines]
        monkeypatch.setattr(reading, "PAGE", 2)
        pages, below = [], None
        for _ in range(50):
            stretch = reading.trail(below)
            pages += [line.id for line in stretch.lines]
            below = stretch.below
            if below is None:
                break
    assert pages == whole


def test_a_rare_filter_looks_at_a_bounded_stretch(busy: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "STRETCH", 2)
    with acting(busy.aygun, reading=True):
        first = reading.trail(code="card.")
        second = reading.trail(first.below, code="card.")
    assert (len(first.lines), len(second.lines)) == (1, 1)


@pytest.mark.rule("PRI-01")
@pytest.mark.parametrize("name", ["leyla", "director", "nigar", "rauf", "vefa"])
def test_nobody_else_reads_the_trail(busy: World, name: str) -> None:
    person = getattr(busy, name)
    with acting(person, reading=True), pytest.raises(DatabaseError, match="not permitted"), transaction.atomic():
        reading._lines("panah_trail", [reading.NEWEST, "", None, None, None, 1000, 10])
    assert signed_in(person).get("/audit/").status_code == 403


@pytest.mark.rule("CON-10")
def test_the_director_sees_who_touched_the_unit_s_records_from_anywhere(busy: World) -> None:
    with acting(busy.director, reading=True):
        lines = reading.accesses(LONG_AGO, ["contact"]).lines
    seen = {(line.member_id, line.unit_id) for line in lines}
    assert seen == {(person.member_id, person.unit_id) for person in (busy.leyla, busy.kamran, busy.nigar)}


def test_the_director_sees_no_other_unit_s_records(busy: World) -> None:
    with acting(busy.samira) as actor:
        trail.write(actor, "contact.viewed", kind="contact", subject=new_id())
    with acting(busy.director, reading=True):
        assert busy.samira.member_id not in {line.member_id for line in reading.accesses(LONG_AGO, ["contact"]).lines}


@pytest.mark.parametrize("name", ["leyla", "nigar", "aygun"])
def test_accesses_are_the_director_s_alone(busy: World, name: str) -> None:
    with acting(getattr(busy, name), reading=True), transaction.atomic():
        with pytest.raises(DatabaseError, match="not permitted"):
            reading.accesses(LONG_AGO, ["contact"])
        transaction.set_rollback(True)


def test_the_page_shows_names_and_filters(busy: World) -> None:
    whole = page_of(busy.aygun, "/audit/")
    assert "Kamran" in whole
    assert "Unit hotline" in whole
    narrowed = page_of(busy.aygun, f"/audit/?member={busy.leyla.member_id}&code=contact.")
    assert "<code>contact.viewed</code>" in narrowed
    assert "card.completed" not in narrowed


@pytest.mark.parametrize("query", ["code=Qa%20x", "since=yesterday", "below=-3", "member=nobody"])
def test_a_filter_that_is_none_gets_a_sentence(busy: World, query: str) -> None:
    assert signed_in(busy.aygun).get(f"/audit/?{query}").status_code == 422


def test_an_empty_stretch_says_so(busy: World) -> None:
    assert "look further back" in page_of(busy.aygun, "/audit/?code=nothing.like_it")


def test_the_page_of_the_proof(busy: World, owner: Owner) -> None:
    for person in (busy.aygun, busy.rauf):
        assert "Not proven yet" in page_of(person, "/audit/proof/")
    proofs = "INSERT INTO audit_proof (seals, entries, unsealed, seconds, findings) VALUES (3, 1234, 0, 0.5, %s::jsonb)"
    owner.execute(proofs, ["[]"])
    assert "The trail is whole" in page_of(busy.aygun, "/audit/proof/")
    owner.execute(proofs, ['[{"kind": "edited", "seal": 2, "ids": [7], "count": 1}]'])
    shown = page_of(busy.aygun, "/audit/proof/")
    assert "The trail is not whole" in shown
    assert "the entries 7 were changed" in shown
    assert signed_in(busy.leyla).get("/audit/proof/").status_code == 403
