"""Denies every view that does not say who may come in, and turns refusals into pages with a sentence."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from panah.accounts.entering import FactorPending, Locked
from panah.core.errors import NeedsStepUp, NothingToShow, NotSignedIn, Refused
from panah.core.htmx import page
from panah.core.ids import new_id

API_PREFIX = "/api/"


class ActingMiddleware:
    """Deny by default; one place where refusals become answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        """Number the request, and let nothing of its answer be kept by a cache."""
        request.request_id = str(new_id())
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed):
            # A bare answer is an empty page: whoever opens such an address by hand, or after signing in, is told.
            allowed, response = response["Allow"], refusal(request, NothingToShow())
            response["Allow"] = allowed
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> None:
        """Raise for a view that declares no gate: forgetting one must never open a page."""
        if not hasattr(view, "gate"):
            raise ImproperlyConfigured(f"{view.__module__}.{view.__name__} declares no gate")

    def process_exception(self, request: Any, error: Exception) -> HttpResponse | None:
        """Turn a refusal into a page, a fragment or JSON; everything else is Django's."""
        if isinstance(error, Refused):
            return refusal(request, error)
        return None


def refusal(request: Any, error: Refused) -> HttpResponse:
    """Answer a refusal in the form the caller reads."""
    if request.path.startswith(API_PREFIX):
        return JsonResponse({"error": str(error), "rule": error.rule}, status=error.status)
    if isinstance(error, NotSignedIn | NeedsStepUp):
        return _to_sign_in(request, error)
    context = {"refusal": error, "sentence": str(error), "rule": error.rule}
    return page(request, "web/refused.html", context, status=error.status)


def _to_sign_in(request: Any, error: Refused) -> HttpResponse:
    if request.headers.get("Accept") == "text/event-stream":
        # A stream cannot be sent to another page; nothing tells it to end and try again later.
        return HttpResponse(status=204)
    names = {Locked: "accounts:unlock", FactorPending: "accounts:factor", NeedsStepUp: "accounts:step_up"}
    where = reverse(names.get(type(error), "accounts:sign_in"))
    if getattr(request, "htmx", False):
        # The page stays as it is, with what was typed; the shell opens the sign-in over it and tries again.
        response = page(request, "web/refused.html", {"refusal": error, "sentence": str(error), "rule": ""}, status=401)
        response["Panah-Sign-In"] = where
        return response
    back = request.get_full_path() if request.method == "GET" else request.headers.get("Referer", "/")
    path = "/" + back.split("/", 3)[3] if back.startswith("http") and back.count("/") >= 3 else back
    return HttpResponseRedirect(f"{where}?{urlencode({'next': path})}")
