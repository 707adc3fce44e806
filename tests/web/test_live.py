"""Open pages hear of what changed in their unit, and of nothing else."""

import asyncio
import json
import queue
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test import Client, RequestFactory

from panah.accounts.gate import by_hand
from panah.core.live import CHANNEL, notify
from panah.web import live
from tests.database import Owner, as_owner
from tests.world import World, signed_in

EVERYTHING = "event: topic\ndata: everything\n\n"
PATIENCE = 30


class OpenPage:
    """A page that is open in somebody's browser, for as long as the block runs."""

    def __init__(self, units: set[UUID]) -> None:
        self.units = frozenset(str(unit) for unit in units)
        self._heard: queue.Queue[str] = queue.Queue()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._listen()))
        self._started = threading.Event()

    async def _listen(self) -> None:
        self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        self._started.set()
        try:
            async for event in live.events(self.units):
                self._heard.put(event)
        except asyncio.CancelledError:
            return

    def hears(self) -> str:
        return self._heard.get(timeout=PATIENCE)

    def heard_nothing(self) -> bool:
        return self._heard.empty()

    def __enter__(self) -> "OpenPage":
        self._thread.start()
        self._started.wait(PATIENCE)
        assert self.hears() == ": here\n\n"
        assert self.hears() == EVERYTHING
        return self

    def __exit__(self, *_: object) -> None:
        assert self._task is not None
        self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join(PATIENCE)


def topic(word: str) -> str:
    return f"event: topic\ndata: {word}\n\n"


@contextmanager
def owner() -> Iterator[Owner]:
    with as_owner(connection.settings_dict["NAME"]) as held:
        yield held


def listening(held: Owner) -> int:
    query = "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s AND datname = current_database()"
    (number,) = held.execute(query, [live.LISTENING]).fetchone() or (0,)
    return int(number)


def comes_to(wanted: int) -> bool:
    """Whether so many listen; who has just hung up is seen for a moment still, more than are wanted never go."""
    until = time.monotonic() + PATIENCE
    with owner() as held:
        while (now := listening(held)) != wanted and time.monotonic() < until:
            time.sleep(0.02)
    return now == wanted


@pytest.mark.django_db(transaction=True)
def test_a_unit_hears_its_own_topics_and_no_other(world: World) -> None:
    mine, theirs = world.units["hotline"], world.units["shelter"]
    with OpenPage({mine}) as page:
        notify(theirs, "places")
        notify(mine, "calls")
        assert page.hears() == topic("calls")
        notify(mine, "duties")
        assert page.hears() == topic("duties")
        assert page.heard_nothing()


@pytest.mark.rule("CON-14")
@pytest.mark.django_db(transaction=True)
def test_what_must_not_tell_whom_it_is_for_everybody_hears(world: World) -> None:
    with OpenPage({world.sevinc.unit_id}) as theirs, OpenPage({world.samira.unit_id}) as others:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps({"unit": None, "topic": "house"})])
        assert theirs.hears() == others.hears() == topic("house")


@pytest.mark.django_db(transaction=True)
def test_what_was_rolled_back_is_never_announced(world: World) -> None:
    mine = world.units["hotline"]
    with OpenPage({mine}) as page:
        with transaction.atomic():
            notify(mine, "calls")
            transaction.set_rollback(True)
        with transaction.atomic():
            notify(mine, "duties")
            notify(mine, "duties")
            assert page.heard_nothing()
        assert page.hears() == topic("duties")
        assert page.heard_nothing()


@pytest.mark.django_db(transaction=True)
def test_after_a_lost_connection_the_page_looks_at_everything_again(world: World) -> None:
    mine = world.units["hotline"]
    with OpenPage({mine}) as page, owner() as held:
        held.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = %s AND datname = current_database()",
            [live.LISTENING],
        )
        assert page.hears() == EVERYTHING
        notify(mine, "calls")
        assert page.hears() == topic("calls")


@pytest.mark.django_db(transaction=True)
def test_pages_share_one_connection_which_ends_with_the_last(world: World) -> None:
    async def two_pages() -> bool:
        units = frozenset({str(world.units["hotline"])})
        pages = [live.events(units), live.events(units)]
        for page in pages:
            assert await anext(page) == ": here\n\n"
        assert await anext(pages[0]) == EVERYTHING
        shared = await asyncio.to_thread(comes_to, 1)
        for page in pages:
            await page.aclose()
        return shared

    assert asyncio.run(two_pages())
    assert comes_to(0)


def test_a_quiet_line_is_kept_open(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    units = frozenset({str(world.units["hotline"])})
    monkeypatch.setattr(live, "HEARTBEAT", 0.02)

    async def the_first(count: int) -> list[str]:
        line = live.events(units)
        heard = [await asyncio.wait_for(anext(line), PATIENCE) for _event in range(count)]
        await line.aclose()
        return heard

    heard = asyncio.run(the_first(4))
    assert heard[0] == ": here\n\n"
    assert heard.count(": beat\n\n") >= 2


def test_a_line_ends_after_a_while(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    monkeypatch.setattr(live, "HEARTBEAT", 0.02)
    monkeypatch.setattr(live, "LONGEST", 0.2)

    async def all_of_it() -> list[str]:
        return [event async for event in live.events(frozenset({str(world.units["hotline"])}))]

    assert asyncio.run(all_of_it())[0] == ": here\n\n"


@pytest.mark.parametrize("word", ["Aysel", "calls 55", "018f", "", "calls\n", "x" * 40])
def test_nothing_but_a_plain_word_travels(word: str) -> None:
    with pytest.raises(ValueError, match="plain word"):
        notify(UUID(int=1), word)


def test_the_line_is_for_who_is_signed_in(world: World) -> None:
    answer = signed_in(world.leyla).get("/live/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/event-stream")
    answer.close()
    assert Client().get("/live/").status_code == 302


def test_a_page_that_asks_by_itself_keeps_no_empty_desk_unlocked() -> None:
    ask = RequestFactory()
    assert by_hand(ask.get("/"))
    assert not by_hand(ask.get("/live/", headers={"accept": "text/event-stream"}))
    assert not by_hand(ask.get("/", headers={"panah-quiet": "1"}))


@pytest.mark.django_db(transaction=True)
def test_a_page_that_comes_as_the_last_one_leaves_is_heard(world: World) -> None:
    def announce() -> None:
        with as_owner(connection.settings_dict["NAME"]) as held:
            said = json.dumps({"unit": str(world.units["hotline"]), "topic": "calls"})
            held.execute("SELECT pg_notify(%s, %s)", [CHANNEL, said])

    async def one_after_the_other() -> str:
        units = frozenset({str(world.units["hotline"])})
        first, second = live.events(units), live.events(units)
        assert [await anext(first), await anext(first)] == [": here\n\n", EVERYTHING]
        await first.aclose()
        assert [await anext(second), await anext(second)] == [": here\n\n", EVERYTHING]
        await asyncio.to_thread(announce)
        try:
            return await asyncio.wait_for(anext(second), PATIENCE)
        finally:
            await second.aclose()

    assert asyncio.run(one_after_the_other()) == topic("calls")
