"""The doors: signing in, second factor, step-up, lock and unlock, joining. Whoever stands here is not entered yet."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from panah.accounts import demonstration, factors
from panah.accounts import sign_in as signing
from panah.accounts.actions import joining
from panah.accounts.agents import summary
from panah.accounts.entering import Locked, entered
from panah.accounts.factors import Factor
from panah.accounts.forms import CodeForm, JoinForm, PasskeyForm, PasswordForm, SignInForm
from panah.accounts.gate import PanahRequest, need_step_up, open_to_public, requires, token_from
from panah.accounts.permissions import Permission
from panah.accounts.sign_in import Pending, pending
from panah.accounts.views.enrolling import enrol
from panah.accounts.views.parts import (
    door,
    drop_token,
    form_page,
    here,
    keep_token,
    next_page,
    party_of,
    posted,
    refuse,
)
from panah.core.errors import NeedsStepUp, NotSignedIn, Refused
from panah.core.htmx import page


@open_to_public
def sign_in(request: HttpRequest) -> HttpResponse:
    """Login and password; in the demonstration one click on a person is enough."""
    form = SignInForm(_typed(request))
    if form.is_bound and form.is_valid():
        try:
            return _signed_in(request, form.cleaned_data["login"], form.cleaned_data["password"])
        except Refused as refusal:
            refuse(form, refusal)
    return form_page(request, "accounts/sign_in.html", form, {"cards": demonstration.cards()})


def _typed(request: HttpRequest) -> Any:
    if request.method != "POST":
        return None
    if settings.PANAH_DEMO and "as" in request.POST:
        return {"login": request.POST["as"], "password": demonstration.PASSWORD}
    return request.POST


def _signed_in(request: HttpRequest, login: str, password: str) -> HttpResponse:
    token = signing.sign_in(login, password, agent=summary(request.headers.get("User-Agent", "")))
    _leave(request)
    rotate_token(request)
    onward = next_page(request)
    entering = pending(token).passed
    response = HttpResponseRedirect(onward) if entering else door("accounts:factor", onward)
    keep_token(response, token)
    return response


def _leave(request: HttpRequest) -> None:
    """End the session this browser still holds, if any."""
    try:
        signing.sign_out(token_from(request))
    except NotSignedIn:
        return


@open_to_public
def factor(request: HttpRequest) -> HttpResponse:
    """The second factor after the password; who has none yet registers one here and cannot enter before."""
    token = token_from(request)
    session = pending(token)
    if session.passed:
        return HttpResponseRedirect(next_page(request))
    registered = factors.registered(token)
    if not registered:
        return enrol(request, session, lambda new: factors.keep_first(token, new), first=True)
    return _show_factor(request, "accounts/factor.html", session, registered)


@requires(Permission.SELF)
def step_up(request: PanahRequest) -> HttpResponse:
    """The second factor once more before a dangerous act; where the demonstration has none, the password."""
    if request.method == "GET" and _confirmed(request):
        return HttpResponseRedirect(next_page(request))
    token = token_from(request)
    registered = factors.registered(token)
    if registered:
        return _show_factor(request, "accounts/step_up.html", pending(token), registered)
    return _show_password(request, "accounts/step_up.html")


def _confirmed(request: PanahRequest) -> bool:
    try:
        need_step_up(request.entered)
    except NeedsStepUp:
        return False
    return True


def _show_factor(request: HttpRequest, template: str, session: Pending, registered: list[Factor]) -> HttpResponse:
    by_passkey = "answer" in request.POST
    code = CodeForm(request.POST if request.method == "POST" and not by_passkey else None)
    passkey = PasskeyForm(request.POST if by_passkey else None)
    form = passkey if by_passkey else code
    if form.is_bound and form.is_valid():
        token = token_from(request)
        try:
            if by_passkey:
                factors.show_passkey(token, form.cleaned_data["answer"], party_of(request))
            else:
                factors.show_code(token, session, form.cleaned_data["code"])
            return HttpResponseRedirect(next_page(request))
        except Refused as refusal:
            refuse(form, refusal)
    kinds = {one.kind for one in registered}
    return form_page(request, template, form, {"code_form": code, "passkey_form": passkey, "kinds": kinds})


def _show_password(request: HttpRequest, template: str) -> HttpResponse:
    form = PasswordForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            signing.unlock(token_from(request), form.cleaned_data["password"])
            return HttpResponseRedirect(next_page(request))
        except Refused as refusal:
            refuse(form, refusal)
    told = {"kinds": set(), "demo_password": demonstration.password_told()}
    return form_page(request, template, form, told)


@require_POST
@open_to_public
def challenge(request: HttpRequest) -> HttpResponse:
    """Give the browser what its passkey is to sign, or what a new passkey is to be made for; good for one answer."""
    token = token_from(request)
    session = pending(token)
    if request.POST.get("for") == "add":
        if factors.registered(token) and not session.passed:
            raise factors.AlreadyEnrolled
        options = factors.ask_for_new_passkey(token, session, party_of(request))
    else:
        options = factors.ask_for_passkey(token, party_of(request))
    return HttpResponse(options, content_type="application/json")


@open_to_public
def unlock(request: HttpRequest) -> HttpResponse:
    """Open a locked screen with the password."""
    token = token_from(request)
    if not pending(token).passed:
        return door("accounts:factor", next_page(request))
    if request.method == "GET" and not _locked(token):
        return HttpResponseRedirect(next_page(request))
    return _show_password(request, "accounts/unlock.html")


def _locked(token: bytes) -> bool:
    try:
        with entered(token, reading=True):
            return False
    except Locked:
        return True


@require_POST
@open_to_public
def lock(request: HttpRequest) -> HttpResponse:
    """Lock the screen at once; the password leads back to the same page."""
    signing.lock(token_from(request))
    came_from = urlsplit(request.headers.get("Referer", ""))
    back = here(request, f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path)
    return door("accounts:unlock", back)


@require_POST
@open_to_public
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; its key is wiped from the database, the cookie from the browser."""
    _leave(request)
    response = door("accounts:sign_in", "/")
    drop_token(response)
    return response


@open_to_public
def join(request: HttpRequest) -> HttpResponse:
    """Take up an invitation. Its code comes in the part of the address that browsers send nowhere, or is typed in."""
    form = JoinForm(posted(request), initial={"language": get_language()})
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        try:
            joined = joining.accept(code=asked["code"], password=asked["password"], language=asked["language"])
            return page(request, "accounts/joined.html", {"joined": joined})
        except Refused as refusal:
            refuse(form, refusal)
    return form_page(request, "accounts/join.html", form)
