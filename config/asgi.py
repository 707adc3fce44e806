"""The application as servers run it.

Nearly everything here is synchronous, and Django's asynchronous handler would pass each request from thread to thread
many times over. So pages are answered whole by one of a few threads, and only what streams goes the asynchronous way.
"""

import asyncio
import gc
import os
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

import django
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.http import HttpResponseBase
from django.urls import set_script_prefix

from config import env

os.environ.setdefault(env.SETTINGS.name, env.SETTINGS.default)

NOT_ACCEPTABLE = 406
STREAM = (b"accept", b"text/event-stream")

Headers = list[tuple[bytes, bytes]]


class Pages(ASGIHandler):
    """Answers a request with Django's synchronous chain, from beginning to end in one thread."""

    def __init__(self) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)
        # A thread holds one connection of the pool at most, so that none ever waits for another's.
        self._threads = ThreadPoolExecutor(env.DB_POOL.read(), thread_name_prefix="page")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        loop = asyncio.get_running_loop()
        status, headers, content = await loop.run_in_executor(self._threads, self._answer, scope, body)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    def _answer(self, scope: Any, body: IO[bytes]) -> tuple[int, Headers, bytes]:
        with body:
            set_script_prefix(get_script_prefix(scope))
            signals.request_started.send(sender=type(self), scope=scope)
            request, refused = self.create_request(scope, body)
            response: HttpResponseBase = self.get_response(request) if request else refused  # type: ignore[assignment]
            try:
                return _whole(response)
            finally:
                response.close()


class Application:
    """Gives pages to `Pages`, and event streams to Django's asynchronous handler."""

    def __init__(self) -> None:
        self._pages, self._streams = Pages(), ASGIHandler()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        streams = scope["type"] == "http" and STREAM in scope["headers"]
        await (self._streams if streams else self._pages)(scope, receive, send)


def _whole(response: HttpResponseBase) -> tuple[int, Headers, bytes]:
    """Give a response in one piece. A stream without an end is only for those who ask for one."""
    if response.streaming:
        return NOT_ACCEPTABLE, [], b""
    headers = [(name.encode("ascii"), value.encode("latin1")) for name, value in response.items()]
    headers += [
        (b"Set-Cookie", cookie.output(header="").strip().encode("ascii")) for cookie in response.cookies.values()
    ]
    return response.status_code, headers, bytes(response.content)  # type: ignore[attr-defined]


django.setup(set_prefix=False)
application = Application()

# What is loaded by now stays until the end: the collector need not walk through it again and again.
gc.collect()
gc.freeze()
