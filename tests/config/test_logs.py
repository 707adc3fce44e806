"""What stands in the log when something breaks, and when something is refused."""

import io
import logging
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.utils.log import log_response

from config.logs import Line
from panah.web.errors import answer

SECRET = "Aysel Quliyeva"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the log of the installation would hold, as its settings draw it."""
    kept, said = io.StringIO(), settings.LOGGING["formatters"]["line"]
    handler = logging.StreamHandler(kept)
    handler.setFormatter(Line(said["format"], style=said["style"]))
    logging.getLogger().addHandler(handler)
    yield kept
    logging.getLogger().removeHandler(handler)


def broken() -> None:
    try:
        int(SECRET)
    except ValueError as error:
        raise KeyError(SECRET) from error


def test_the_log_says_what_broke_and_where_and_not_what_with(written: io.StringIO) -> None:
    assert settings.LOGGING["formatters"]["line"]["()"] == f"{Line.__module__}.{Line.__qualname__}"
    try:
        broken()
    except KeyError:
        logging.getLogger("django.request").exception("Internal Server Error: %s", "/people/")
    said = written.getvalue()
    assert SECRET not in said
    assert "in broken" in said
    assert said.index("builtins.ValueError") < said.index("builtins.KeyError")


def test_what_is_refused_leaves_no_address_in_the_log(written: io.StringIO) -> None:
    """A link of a letter is one half of what opens it."""
    Client().get("/referrals/pick-up/0123456789abcdef/nothing/")
    request = RequestFactory().get("/referrals/pick-up/0123456789abcdef/")
    log_response("%s: %s", "Gone", request.path, response=answer(request, 404), request=request)
    assert "0123456789abcdef" not in written.getvalue()
