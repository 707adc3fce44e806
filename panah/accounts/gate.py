"""The one gate of every view: who may come in, in one transaction, reading or writing."""

import base64
import binascii
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone, translation

from panah.accounts.entering import Entered, entered, presented
from panah.accounts.permissions import Permission
from panah.accounts.refusing import explained
from panah.core.actor import Actor
from panah.core.errors import Forbidden, NeedsStepUp, NotHere, NotSignedIn
from panah.core.functions import value

COOKIE = "panah_session"


class PanahRequest(HttpRequest):
    """A request behind the gate: it knows who acts."""

    actor: Actor
    entered: Entered
    htmx: Any


P = ParamSpec("P")


def token_from(request: HttpRequest) -> bytes:
    """Give the session token of a request, from its cookie or its bearer header; raises NotSignedIn without one."""
    header = request.headers.get("Authorization", "")
    text = header.removeprefix("Bearer ") if header.startswith("Bearer ") else request.COOKIES.get(COOKIE, "")
    try:
        token = base64.urlsafe_b64decode(text.encode())
    except (binascii.Error, ValueError) as error:
        raise NotSignedIn from error
    if len(token) != 32:
        raise NotSignedIn
    return token


def token_text(token: bytes) -> str:
    """Give the printable form of a token."""
    return base64.urlsafe_b64encode(token).decode()


def is_known(request: HttpRequest) -> bool:
    """Say by its token alone whether a request comes from a member at work: asked before much is taken from it."""
    try:
        with entered(token_from(request), reading=True):
            return True
    except NotSignedIn:
        return False


def requires(
    *permissions: Permission, step_up: bool = False
) -> Callable[[Callable[Concatenate[Any, P], HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Admit members who hold at least one of the permissions (PRI-01).

    The view runs in one transaction as that member; GET and HEAD cannot write. With `step_up` the second factor
    must have been shown in the last 15 minutes.
    """

    def wrap(view: Callable[Concatenate[Any, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def gated(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            token = token_from(request)
            request_id, reading = getattr(request, "request_id", ""), request.method in ("GET", "HEAD")
            try:
                with entered(token, request_id=request_id, reading=reading) as inside:
                    admit(request, inside, permissions, step_up=step_up)
                    response = view(request, *args, **kwargs)
                    # A lazy template would be rendered after the keys are put away.
                    if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                        response.render()
            except NotHere as refusal:
                raise explained(token, request_id, kwargs.values(), refusal, noted=by_hand(request)) from None
            if inside.stale_seconds > 60 and by_hand(request):
                note_presence(token)
            return response

        gated.gate = permissions  # type: ignore[attr-defined]
        return gated

    return wrap


def admit(request: Any, inside: Entered, permissions: tuple[Permission, ...], *, step_up: bool = False) -> None:
    """Put the actor on the request, or raise Forbidden or NeedsStepUp."""
    request.actor, request.entered = inside.actor, inside
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and inside.language:
        translation.activate(inside.language)
        request.LANGUAGE_CODE = inside.language
    if not inside.actor.may_any(permissions):
        raise Forbidden
    if step_up:
        need_step_up(inside)


def need_step_up(inside: Entered) -> None:
    """Raise NeedsStepUp unless the second factor was shown lately."""
    freshest = timezone.now() - timedelta(minutes=settings.PANAH_STEP_UP_MINUTES)
    if inside.stepped_up_at is None or inside.stepped_up_at < freshest:
        raise NeedsStepUp


def by_hand(request: HttpRequest) -> bool:
    """Say whether a person asked; a page that refreshes itself must not keep an empty desk unlocked."""
    return "Panah-Quiet" not in request.headers and request.headers.get("Accept") != "text/event-stream"


def note_presence(token: bytes) -> None:
    """Move the session's idle clock; apart from the view, because a reading view cannot write."""
    value("panah_seen", presented(token))


def open_to_public(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Admit everybody; the view sees no protected row, because nobody is entered."""
    view.gate = ()  # type: ignore[attr-defined]
    return view
