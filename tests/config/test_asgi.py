"""What is sent to the server: small in memory, large sealed on its way to the disk, far too large refused."""

import asyncio
import io
import urllib.error
import urllib.request
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from config import asgi
from panah.accounts.gate import COOKIE, token_text
from panah.vault.pieces import Spool
from tests.server import Server
from tests.world import World

WORDS = b"Aysel's passport "


def sending(*parts: bytes) -> Any:
    """What a client sends, part by part."""
    messages = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    coming = iter([*messages, {"type": "http.request", "body": b""}])

    async def receive() -> Any:
        return next(coming)

    return receive


def run(coming: Coroutine[Any, Any, Any]) -> Any:
    """Run it in a thread of its own: a browser test of the same process keeps a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coming).result()


async def somebody() -> bool:
    return True


def read(*parts: bytes, is_known: asgi.Asked = somebody) -> Any:
    return run(asgi.Reading().read_body(sending(*parts), is_known))


def test_a_small_body_stays_in_memory() -> None:
    body = read(b"a=1", b"&b=2")
    assert isinstance(body, io.BytesIO)
    assert body.read() == b"a=1&b=2"


def test_a_large_body_is_sealed_on_the_disk() -> None:
    content = WORDS * 100_000
    body = read(*(content[start : start + 60_000] for start in range(0, len(content), 60_000)))
    assert isinstance(body.raw, Spool)
    lying = body.raw._file
    assert body.read() == content
    lying.seek(0)
    assert WORDS not in lying.read()
    body.close()


def test_one_that_is_far_too_large_is_cut_off() -> None:
    piece = b"x" * 1024 * 1024
    told: list[Any] = []

    async def send(message: Any) -> None:
        told.append(message)

    parts = [piece] * (asgi.MOST_BODY // len(piece) + 1)
    with pytest.raises(asgi.BodyTooLarge):
        read(*parts)


def test_nobody_unknown_puts_anything_on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Spool] = []
    monkeypatch.setattr(asgi, "_spooled", made.append)
    piece = b"x" * (asgi.SMALL_BODY // 2)
    taken = read(piece, piece, is_known=asgi.nobody)
    assert len(taken.read()) == asgi.SMALL_BODY
    with pytest.raises(asgi.BodyTooLarge):
        read(piece, piece, b"x", is_known=asgi.nobody)
    assert made == []


@pytest.mark.system
@pytest.mark.django_db(transaction=True)
def test_the_server_takes_much_only_from_who_is_signed_in(server: Server, world: World) -> None:
    """Whoever is at work is read, and then refused by the page: the form bears no token of its own."""
    for token, much in ((b"", 413), (b"x" * 32, 413), (world.nigar.token, 403)):
        for size, status in ((10, 403), (asgi.SMALL_BODY + 1, much)):
            assert posted(server.url, token, b"x" * size) == status


def posted(url: str, token: bytes, body: bytes) -> int:
    headers = {"Cookie": f"{COOKIE}={token_text(token)}"}
    try:
        urllib.request.urlopen(urllib.request.Request(f"{url}/accounts/sign-in/", body, headers), timeout=20).close()
    except urllib.error.HTTPError as answer:
        answer.close()
        return answer.code
    return 200


def test_a_client_that_leaves_is_let_go() -> None:
    async def receive() -> Any:
        return {"type": "http.disconnect"}

    async def send(_message: Any) -> None:
        raise AssertionError("nobody is there")

    run(asgi.Pages()({"type": "http"}, receive, send))


def test_who_sends_something_waits_for_a_page_whatever_they_would_read() -> None:
    """Streams have few threads: nobody keeps them busy with forms."""
    application, taken = asgi.Application(), []

    def door(name: str) -> Any:
        async def open_to(*_: Any) -> None:
            taken.append(name)

        return open_to

    application._pages, application._streams = door("page"), door("stream")
    for method in ("GET", "POST"):
        run(application({"type": "http", "method": method, "headers": [asgi.STREAM]}, None, None))
    assert taken == ["stream", "page"]
