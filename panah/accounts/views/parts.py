"""What the pages of this room share: where to go next, the session's cookie, this site as passkeys know it."""

from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from panah.accounts.factors import Party
from panah.accounts.gate import COOKIE, token_text
from panah.core.errors import Refused
from panah.core.htmx import page

HOME = "/"

F = TypeVar("F", bound=Form)


def here(request: HttpRequest, wanted: str) -> str:
    """Give a place of this site, or My day for any other."""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe and wanted.startswith("/") else HOME


def next_page(request: HttpRequest) -> str:
    """Give the place of this site that was asked for before the door."""
    return here(request, request.POST.get("next") or request.GET.get("next") or HOME)


def door(name: str, onward: str) -> HttpResponseRedirect:
    """Send to one of the doors, from which the way leads onward."""
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': onward})}")


def keep_token(response: HttpResponse, token: bytes) -> None:
    """Put the session into a cookie that no script reads, no other site sends and no browser keeps after closing."""
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(COOKIE, token_text(token), httponly=True, secure=secure, samesite="Strict")


def drop_token(response: HttpResponse) -> None:
    """Take the session out of the browser."""
    response.delete_cookie(COOKIE, samesite="Strict")


def party_of(request: HttpRequest) -> Party:
    """Give this site as passkeys know it; the host is one of those the settings allow."""
    origin = f"{request.scheme}://{request.get_host()}"
    return Party(request.get_host().partition(":")[0], origin)


def form_page(
    request: HttpRequest, template: str, form: Form, context: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Show a form, as 422 once something in it did not fit."""
    shown = {"form": form, "next": next_page(request), **(context or {})}
    return page(request, template, shown, status=422 if form.is_bound and form.errors else 200)


def posted(request: HttpRequest) -> QueryDict | None:
    """Give what was sent with a form, or None for a page that is only looked at."""
    return request.POST if request.method == "POST" else None


def refuse(form: F, refusal: Refused, field: str | None = None) -> None:
    """Show a refusal as the form's own sentence: what was counted and written down stays, nothing is rolled back."""
    form.add_error(field, str(refusal))
