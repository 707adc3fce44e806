"""The application as servers run it.

Nearly everything here is synchronous, and Django's asynchronous handler would pass each request from thread to thread
many times over. So pages are answered by one of a few threads, and only what streams without an end goes the
asynchronous way. What is sent to us is held in memory while it is small, and sealed when it has to go to the disk.
"""

import asyncio
import gc
import io
import os
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

import django
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, ASGIRequest, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.db import close_old_connections
from django.http import HttpResponseBase, StreamingHttpResponse
from django.urls import set_script_prefix

from config import env
from panah.vault.pieces import Spool

os.environ.setdefault(env.SETTINGS.name, env.SETTINGS.default)

TOO_LARGE, NOT_ACCEPTABLE = 413, 406
# A body up to here stays in memory, and more is taken from nobody unknown; one four times as large as a document may be
# is refused unread.
SMALL_BODY, MOST_BODY = 1024 * 1024, 4 * 1024 * 1024 * env.DOCUMENT_MEGABYTES.read()
STREAM = (b"accept", b"text/event-stream")

Asked = Callable[[], Awaitable[bool]]
Headers = list[tuple[bytes, bytes]]


class BodyTooLarge(RequestAborted):
    """Somebody sends far more than the largest document, or much without being signed in; the rest is not read."""


async def nobody() -> bool:
    """Know nobody."""
    return False


class Reading(ASGIHandler):
    """Reads what is sent."""

    async def read_body(self, receive: Any, is_known: Asked = nobody) -> IO[bytes]:
        """Read what is sent; a large body is sealed on its way to the disk, which never holds it in the clear.

        Before anything goes there the sender must be known. Raises RequestAborted when the sender leaves, and
        BodyTooLarge.
        """
        body: Any = io.BytesIO()
        size, more = 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                body.close()
                raise RequestAborted
            piece, more = message.get("body", b""), message.get("more_body", False)
            size += len(piece)
            if size > MOST_BODY:
                body.close()
                raise BodyTooLarge
            if size > SMALL_BODY and isinstance(body, io.BytesIO):
                if not await is_known():
                    body.close()
                    raise BodyTooLarge
                body = _spooled(body)
            body.write(piece)
        body.seek(0)
        return body if isinstance(body, io.BytesIO) else io.BufferedReader(body)


class Pages(Reading):
    """Answers a request with Django's synchronous chain, from beginning to end in one thread."""

    def __init__(self) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)
        # A thread holds one connection of the pool at most, so that none ever waits for another's.
        self._threads = ThreadPoolExecutor(env.DB_POOL.read(), thread_name_prefix="page")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        loop = asyncio.get_running_loop()
        try:
            body = await self.read_body(receive, lambda: loop.run_in_executor(self._threads, _is_known, scope))
        except BodyTooLarge:
            await _send(send, TOO_LARGE, [], b"")
            return
        except RequestAborted:
            return
        status, headers, content = await loop.run_in_executor(self._threads, self._answer, scope, body)
        if isinstance(content, bytes):
            await _send(send, status, headers, content)
            return
        await send({"type": "http.response.start", "status": status, "headers": headers})
        pieces = iter(content)
        try:
            while (piece := await loop.run_in_executor(self._threads, next, pieces, None)) is not None:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        finally:
            await loop.run_in_executor(self._threads, content.close)
        await send({"type": "http.response.body", "body": b""})

    def _answer(self, scope: Any, body: IO[bytes]) -> tuple[int, Headers, bytes | StreamingHttpResponse]:
        with body:
            set_script_prefix(get_script_prefix(scope))
            signals.request_started.send(sender=type(self), scope=scope)
            request, refused = self.create_request(scope, body)
            # Exactly one of the two is there, which a pair of unions cannot say to the checker.
            response: HttpResponseBase = self.get_response(request) if request else refused  # type: ignore[assignment]
        if isinstance(response, StreamingHttpResponse) and not response.is_async:
            return response.status_code, _headers(response), response
        try:
            return _whole(response)
        finally:
            response.close()


class Application:
    """Gives pages to `Pages`, and event streams to Django's asynchronous handler."""

    def __init__(self) -> None:
        self._pages, self._streams = Pages(), Reading()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request. Whoever sends something waits for a page, whatever they say they would read."""
        streams = scope["type"] == "http" and scope["method"] == "GET" and STREAM in scope["headers"]
        await (self._streams if streams else self._pages)(scope, receive, send)


async def _send(send: Any, status: int, headers: Headers, content: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


def _is_known(scope: Any) -> bool:
    # The rooms are ready only now.
    from panah.accounts.gate import is_known

    try:
        return is_known(ASGIRequest(scope, io.BytesIO()))
    finally:
        close_old_connections()


def _spooled(body: io.BytesIO) -> Spool:
    spool = Spool()
    spool.write(body.getvalue())
    body.close()
    return spool


def _headers(response: HttpResponseBase) -> Headers:
    headers = [(name.encode("ascii"), value.encode("latin1")) for name, value in response.items()]
    return headers + [
        (b"Set-Cookie", cookie.output(header="").strip().encode("ascii")) for cookie in response.cookies.values()
    ]


def _whole(response: HttpResponseBase) -> tuple[int, Headers, bytes]:
    """Give a response in one piece. A stream without an end is only for those who ask for one."""
    if response.streaming:
        return NOT_ACCEPTABLE, [], b""
    return response.status_code, _headers(response), bytes(response.content)  # type: ignore[attr-defined]


django.setup(set_prefix=False)
application = Application()

# What is loaded by now stays until the end: the collector need not walk through it again and again. What a request
# leaves in cycles is little, so that it may look for it once in several requests.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
