"""Registering a second factor: the first one at the door, further ones in one's own settings."""

from collections.abc import Callable

import segno
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from panah.accounts import factors
from panah.accounts.factors import NewFactor
from panah.accounts.forms import EnrolCodeForm, PasskeyForm
from panah.accounts.gate import token_from
from panah.accounts.sign_in import Pending
from panah.accounts.views.parts import form_page, next_page, party_of, refuse
from panah.core.errors import Refused

SALT = "panah.accounts.second-factor"
# As long as it takes to install an app and to scan a picture.
SECONDS = 15 * 60


def enrol(request: HttpRequest, session: Pending, keep: Callable[[NewFactor], None], *, first: bool) -> HttpResponse:
    """Show the picture for an app and the button for a passkey; keep whichever is proven to work."""
    by_passkey = "answer" in request.POST
    posted_code = request.POST if request.method == "POST" and not by_passkey else None
    secret, signed = _secret(request, session)
    code = EnrolCodeForm(posted_code and {**posted_code.dict(), "secret": signed}, initial={"secret": signed})
    passkey = PasskeyForm(request.POST if by_passkey else None)
    form = passkey if by_passkey else code
    if form.is_bound and form.is_valid():
        try:
            keep(_proven(request, session, form, secret))
            return HttpResponseRedirect(next_page(request))
        except Refused as refusal:
            refuse(form, refusal)
    shown = {
        "code_form": code,
        "passkey_form": passkey,
        "first": first,
        "picture": segno.make(factors.address_of(secret, session.login)).svg_data_uri(scale=5, light="white"),
        "letters": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
    }
    return form_page(request, "accounts/enrol.html", form, shown)


def _secret(request: HttpRequest, session: Pending) -> tuple[str, str]:
    """Give the secret this page showed before, or a fresh one, and its signed form for the page.

    Signed for one session and a short time, so that nobody slips in a secret of their own making.
    """
    salt = f"{SALT}:{session.session_id}"
    try:
        secret = str(signing.loads(request.POST.get("secret", ""), salt=salt, max_age=SECONDS))
    except signing.BadSignature:
        secret = factors.new_secret()
    return secret, signing.dumps(secret, salt=salt)


def _proven(request: HttpRequest, session: Pending, form: EnrolCodeForm | PasskeyForm, secret: str) -> NewFactor:
    given = form.cleaned_data
    if isinstance(form, PasskeyForm):
        return factors.prove_passkey(token_from(request), given["answer"], party_of(request))
    return factors.prove_code(session, secret, given["code"], given["label"])
