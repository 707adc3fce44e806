"""What a member looks after alone: language, password, second factors, sessions."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from panah.accounts.actions import own
from panah.accounts.forms import ChangePasswordForm, LanguageForm
from panah.accounts.gate import PanahRequest, requires, token_from
from panah.accounts.models import Member, SecondFactor, Session
from panah.accounts.passwords import WeakPassword
from panah.accounts.permissions import Permission
from panah.accounts.sign_in import NotYourPassword, pending
from panah.accounts.views.enrolling import enrol
from panah.accounts.views.parts import form_page, posted, refuse
from panah.core.errors import Refused
from panah.core.htmx import page

YEAR = 365 * 24 * 3600


@requires(Permission.SELF)
def language(request: PanahRequest) -> HttpResponse:
    """The language to read in, kept with the account and in this browser."""
    form = LanguageForm(posted(request), initial={"language": Member.acting(request.actor).language})
    if not form.is_bound or not form.is_valid():
        return form_page(request, "accounts/language.html", form)
    chosen = form.cleaned_data["language"]
    own.choose_language(actor=request.actor, language=chosen)
    response = redirect("accounts:own")
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=YEAR, secure=secure, samesite="Lax")
    with translation.override(chosen):
        messages.success(request, _("Saved."))
    return response


@requires(Permission.SELF)
def password(request: PanahRequest) -> HttpResponse:
    """A new password; everything sealed stays readable, all other sessions end."""
    form = ChangePasswordForm(posted(request))
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        try:
            own.change_password(actor=request.actor, old=asked["old"], new=asked["password"])
        except Refused as refusal:
            fields = {NotYourPassword: "old", WeakPassword: "password"}
            refuse(form, refusal, fields.get(type(refusal)))
        else:
            messages.success(request, _("Your password is changed. Your other sessions have ended."))
            return redirect("accounts:password")
    return form_page(request, "accounts/password.html", form)


@requires(Permission.SELF)
def factors(request: PanahRequest) -> HttpResponse:
    """The second factors that are registered."""
    registered = list(SecondFactor.own(request.actor)[:20])
    return page(request, "accounts/factors.html", {"factors": registered, "demanded": not settings.PANAH_DEMO})


@requires(Permission.SELF, step_up=True)
def add_factor(request: PanahRequest) -> HttpResponse:
    """Register a further second factor."""
    session = pending(token_from(request))
    return enrol(request, session, lambda new: own.add_factor(actor=request.actor, new=new), first=False)


@require_POST
@requires(Permission.SELF, step_up=True)
def remove_factor(request: PanahRequest, factor_id: UUID) -> HttpResponse:
    """Remove a second factor."""
    own.remove_factor(actor=request.actor, factor_id=factor_id)
    messages.success(request, _("Removed."))
    return redirect("accounts:factors")


@requires(Permission.SELF)
def sessions(request: PanahRequest) -> HttpResponse:
    """Where this member is signed in."""
    running = list(Session.running(request.actor)[:50])
    return page(request, "accounts/sessions.html", {"sessions": running, "this": request.actor.session_id})


@require_POST
@requires(Permission.SELF)
def end_session(request: PanahRequest, session_id: UUID) -> HttpResponse:
    """End one session."""
    own.end_session(actor=request.actor, session_id=session_id)
    messages.success(request, _("That session has ended."))
    return redirect("accounts:sessions")


@require_POST
@requires(Permission.SELF)
def end_other_sessions(request: PanahRequest) -> HttpResponse:
    """End all sessions but this one."""
    own.end_other_sessions(actor=request.actor)
    messages.success(request, _("All other sessions have ended."))
    return redirect("accounts:sessions")
