"""A person at the screen, as far as the server can tell: a kept connection, cookies, forms."""

import http.client
import json
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

SESSION, CSRF = "panah_session", "panah_csrf"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and how long it took."""

    status: int
    body: str
    location: str
    seconds: float


class Unexpected(RuntimeError):
    """The server answered otherwise than the bench relies on."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


class Browser:
    """One signed-in member."""

    def __init__(self, address: str, token: str, seconds: float = 30) -> None:
        parts = urlsplit(address)
        self.line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=seconds)
        self.cookies = {SESSION: token} if token else {}

    def get(self, path: str, expected: int = 200) -> Answer:
        """Open a page; raises Unexpected for another status, OSError or HTTPException when nobody answers."""
        return self._ask("GET", path, None, {}, (expected,))

    def post(
        self, path: str, fields: Mapping[str, Any], expected: int = 302, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send a form, with the token that was last given; raises as `get` does."""
        if CSRF not in self.cookies:
            self.get("/hotline/contacts/new/")
        body = urlencode({**fields, "csrfmiddlewaretoken": self.cookies[CSRF]}, doseq=True)
        return self._ask("POST", path, body, {"Content-Type": FORM, **(headers or {})}, (expected,))

    def post_json(self, path: str, body: Mapping[str, Any], expected: Collection[int]) -> Answer:
        """Send something to the JSON door; raises as `get` does."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.cookies[SESSION]}"}
        return self._ask("POST", path, json.dumps(body), headers, expected)

    def _ask(
        self, method: str, path: str, body: str | None, headers: Mapping[str, str], expected: Collection[int]
    ) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        started = time.perf_counter()
        try:
            self.line.request(method, path, body, {"Cookie": cookies, **headers})
            answer = self.line.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException):
            # What is left of a broken line would confuse the next question.
            self.line.close()
            raise
        took = time.perf_counter() - started
        self._keep(answer.headers.get_all("Set-Cookie") or ())
        if answer.status not in expected:
            # The address is named without what may follow it, and of the page only its end.
            raise Unexpected(
                answer.status, f"{method} {path.partition('?')[0]} answered {answer.status}: …{text[-400:]}"
            )
        return Answer(answer.status, text, answer.headers.get("Location", ""), took)

    def _keep(self, given: Sequence[str]) -> None:
        for line in given:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
