"""Live pages: one listening connection per process, fanned out to the open pages of each unit."""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from asgiref.sync import sync_to_async
from django.db import close_old_connections
from django.http import HttpResponse, StreamingHttpResponse
from psycopg import sql

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core import libpq
from panah.core.live import CHANNEL

log = logging.getLogger("panah.live")

# What the listening connection is called in the database's list of connections.
LISTENING = "panah-live"
HEARTBEAT = 15.0
# A page asks again after this long, so that an ended session stops listening.
LONGEST = 600.0
BACKOFF = (0.2, 1.0, 5.0)
# Said whenever listening begins: something may have been announced between the drawing of a page and now.
EVERYTHING = "everything"


class Listener:
    """One open page: the topics announced to its units and not yet sent."""

    def __init__(self, units: frozenset[str]) -> None:
        self.units = units
        self._topics: set[str] = set()
        self._woken = asyncio.Event()

    def tell(self, topic: str) -> None:
        """Remember a topic; several of one kind become one."""
        self._topics.add(topic)
        self._woken.set()

    async def topics(self, patience: float) -> list[str]:
        """The topics announced since the last call, or none after `patience` seconds."""
        try:
            await asyncio.wait_for(self._woken.wait(), patience)
        except TimeoutError:
            return []
        self._woken.clear()
        topics, self._topics = sorted(self._topics), set()
        return topics


class Hub:
    """The listening connection of one process, and everybody who hears through it."""

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self._hearing = False
        self._task: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def listening(self, units: frozenset[str]) -> AsyncIterator[Listener]:
        """Hear for these units; the connection is opened for the first page and closed after the last."""
        listener = Listener(units)
        self.listeners.add(listener)
        if self._hearing:
            listener.tell(EVERYTHING)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._keep_listening())
        try:
            yield listener
        finally:
            self.listeners.discard(listener)
            if not self.listeners and self._task is not None:
                # Forgotten at once: the next page must not lean on a task that is on its way out.
                self._task.cancel()
                self._task, self._hearing = None, False

    def hear(self, payload: str) -> None:
        """Hand one announcement to the pages of its unit, or to all where it must not be heard whom it is for."""
        said = json.loads(payload)
        for listener in self.listeners:
            if said["unit"] is None or said["unit"] in listener.units:
                listener.tell(said["topic"])

    async def _hear_all(self, database: psycopg.AsyncConnection[Any]) -> None:
        self._hearing = True
        try:
            for listener in self.listeners:
                listener.tell(EVERYTHING)
            async for announcement in database.notifies():
                self.hear(announcement.payload)
        finally:
            self._hearing = False

    async def _keep_listening(self) -> None:
        failures = 0
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(**where(), autocommit=True) as database:
                    await database.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
                    failures = 0
                    await self._hear_all(database)
            except psycopg.OperationalError:
                log.warning("live.lost")
            await asyncio.sleep(BACKOFF[min(failures, len(BACKOFF) - 1)])
            failures += 1


def where() -> dict[str, Any]:
    """Where the process's own database is, and how to trust it, for a connection outside the pool."""
    return libpq.parameters(application_name=LISTENING)


hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


async def events(units: frozenset[str]) -> AsyncGenerator[str, None]:
    """Server-sent events for one page: topics, and a heartbeat that keeps proxies from closing the line."""
    hub = hubs.setdefault(asyncio.get_running_loop(), Hub())
    end = asyncio.get_running_loop().time() + LONGEST
    async with hub.listening(units) as listener:
        yield ": here\n\n"
        while asyncio.get_running_loop().time() < end:
            topics = await listener.topics(HEARTBEAT)
            yield "".join(f"event: topic\ndata: {topic}\n\n" for topic in topics) or ": beat\n\n"


@requires(Permission.HOME)
def _admitted(_request: PanahRequest) -> HttpResponse:
    return HttpResponse(status=204)


def _units(request: PanahRequest) -> frozenset[str]:
    _admitted(request)
    # The stream lives for minutes and needs no database: the connection goes back to the pool now.
    close_old_connections()
    return frozenset(str(unit) for unit in request.actor.unit_ids)


async def stream(request: PanahRequest) -> StreamingHttpResponse:
    """Announce to an open page which kinds of things changed in its units; no words and no ids travel."""
    units = await sync_to_async(_units)(request)
    response = StreamingHttpResponse(events(units), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


stream.gate = _admitted.gate  # type: ignore[attr-defined]
