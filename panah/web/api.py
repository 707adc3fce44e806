"""The JSON API as one: each room's router, one form of refusal, one description at /api/openapi.json."""

import re
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser

from panah.core.errors import BadInput, NotSignedIn, Refused
from panah.hotline import api as hotline
from panah.hotline import telephony
from panah.referrals import api as referrals

# A zero byte and half of a pair of surrogates: JSON can write them, but neither PostgreSQL nor UTF-8 can hold them.
UNHOLDABLE = re.compile("[\0\ud800-\udfff]")
# Where none of these stands in a body, none of those can come out of it, and nobody need look at every text.
SUSPECT = re.compile(rb"[\0\xed]|\\u")


class HoldableJSON(Parser):
    """Reads JSON whose texts can be kept; anything else is a body that cannot be read."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Give what was sent; raises ValueError."""
        said = super().parse_body(request)
        if SUSPECT.search(request.body) and any(map(UNHOLDABLE.search, _texts(said))):
            raise ValueError("a text that cannot be kept")
        return said


def _texts(said: Any) -> Iterator[str]:
    if isinstance(said, str):
        yield said
    elif isinstance(said, dict | list):
        for each in said:
            yield from _texts(each)
        if isinstance(said, dict):
            yield from _texts(list(said.values()))


api = NinjaAPI(title="Panah", version="1", docs_url=None, urls_namespace="api", parser=HoldableJSON())
api.add_router("/telephony", telephony.router)
api.add_router("/hotline", hotline.router)
api.add_router("/referrals", referrals.router)


@api.exception_handler(Refused)
def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Answer a refusal with its sentence and rule."""
    return api.create_response(request, {"error": str(refusal), "rule": refusal.rule}, status=refusal.status)


@api.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    """Answer a call without a session token."""
    return refused(request, NotSignedIn())


@api.exception_handler(HttpError)
def broken(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer a body that is no JSON at all."""
    status = 422 if error.status_code == 400 else error.status_code
    return api.create_response(request, {"error": str(BadInput()), "rule": ""}, status=status)


@api.exception_handler(ValidationError)
def unfit(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer a body that does not fit: name the places, never repeat what stood there."""
    places = sorted({".".join(str(part) for part in found["loc"][1:] if part != "") for found in error.errors})
    sentence = _("This does not fit: %(places)s.") % {"places": ", ".join(places[:10])}
    return api.create_response(request, {"error": sentence, "rule": ""}, status=422)


def routes() -> tuple[list[URLPattern | URLResolver], str, str]:
    """Give the API's routes for the URLconf. Every operation has a gate of its own, so all may pass."""
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        callback: Any = pattern.callback
        callback.gate = ()
    return patterns, app_name, namespace
