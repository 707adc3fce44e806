"""One view, two shapes: a whole page for a browser, only the changed piece for htmx."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

FULL = "web/base.html"
SIGNED_OUT = "web/plain.html"
FRAGMENT = "web/fragment.html"


def wants_fragment(request: HttpRequest) -> bool:
    """True when htmx asks for a piece of a page; a boosted link or a restored history entry needs the whole page."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx and not htmx.boosted and not htmx.history_restore_request)


def layout_of(request: HttpRequest) -> str:
    """The layout a template extends: the fragment for htmx, the plain page for people who are not signed in."""
    if wants_fragment(request):
        return FRAGMENT
    actor = getattr(request, "actor", None)
    return FULL if actor is not None and actor.member_id is not None else SIGNED_OUT


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    status: int = 200,
    layout: str = "",
) -> HttpResponse:
    """Render a template that begins with `{% extends layout %}` as a page or as a fragment.

    A `layout` given by name is used for whole pages only: htmx still gets the fragment.
    """
    chosen = layout if layout and not wants_fragment(request) else layout_of(request)
    response = render(request, template, {**(context or {}), "layout": chosen}, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
