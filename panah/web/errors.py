"""Error pages: a kind sentence and what to do; never what went wrong inside."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from panah.core.htmx import page
from panah.vault.fields import TooLong

API_PREFIX = "/api/"

SENTENCES: dict[int, tuple[str | Promise, str | Promise]] = {
    400: (
        _("This request could not be read."),
        _("Go back and try once more. If you typed an address, look at it again."),
    ),
    403: (
        _("This is not open to you."),
        _("Your role does not include it. If your work needs it, ask the head of your unit."),
    ),
    404: (
        _("There is nothing here."),
        _("The address may be old, or your unit has not been let in. Search, or start from My day."),
    ),
    500: (
        _("Something broke on our side."),
        _("It is not your doing, and what was saved is safe. Try again in a minute; if it stays, say so."),
    ),
}

Handler = Callable[..., HttpResponse]


def answer(request: HttpRequest, status: int) -> HttpResponse:
    """The page, fragment or JSON for a status nobody gave a sentence of its own."""
    sentence, advice = SENTENCES[status]
    if request.path.startswith(API_PREFIX):
        return JsonResponse({"error": str(sentence), "rule": ""}, status=status)
    context = {"sentence": sentence, "advice": advice, "rule": "", "status": status}
    return page(request, "web/error.html", context, status=status)


def handler(status: int) -> Handler:
    """The handler Django calls for a status; it declares its gate like every view."""

    def answered(request: HttpRequest, *_why: Any, **_reason: Any) -> HttpResponse:
        return answer(request, status)

    answered.gate = ()  # type: ignore[attr-defined]
    return answered


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what could not be read; what is far too large is told apart, for the words are still in the browser."""
    if not isinstance(exception, RequestDataTooBig):
        return answer(request, 400)
    if request.path.startswith(API_PREFIX):
        return JsonResponse({"error": str(TooLong.sentence), "rule": ""}, status=TooLong.status)
    context = {
        "sentence": TooLong.sentence,
        "advice": _("Nothing was lost: go back, and what you typed is still there."),
        "rule": "",
        "status": TooLong.status,
    }
    return page(request, "web/error.html", context, status=TooLong.status)


bad_request.gate = ()  # type: ignore[attr-defined]
forbidden = handler(403)
not_found = handler(404)
server_error = handler(500)


def csrf_failure(request: HttpRequest, **_reason: str) -> HttpResponse:
    """A form that was open for too long, or was sent from elsewhere: nothing was done with it."""
    context = {
        "sentence": _("This form was open for too long, or in another window."),
        "advice": _("Nothing was changed. Go back, load the page again and send it once more."),
        "rule": "",
        "status": 403,
    }
    return page(request, "web/error.html", context, status=403)
