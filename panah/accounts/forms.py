"""What people type in this room, cleaned."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Appointment, Unit
from panah.accounts.orders import check_day, check_login, check_number, clean_login
from panah.accounts.passwords import LONGEST, SHORTEST
from panah.accounts.permissions import Role, roles_in
from panah.core.errors import BadInput
from panah.core.widgets import CheckCards, DayInput

T = TypeVar("T")


def has_letters(text: str) -> None:
    """Refuse a name that nobody could see or say: blanks and invisible signs alone."""
    if not any(sign.isalpha() for sign in text) or any(not sign.isprintable() for sign in text):
        raise ValidationError(_("Write a name that can be read."))


def checked(check: Callable[[T], T], value: T) -> T:
    """Give what passes a check of the room; what it raises becomes the field's sentence."""
    try:
        return check(value)
    except BadInput as refusal:
        raise ValidationError(str(refusal)) from None


class PasswordInput(forms.PasswordInput):
    """A password that is never sent back to the browser."""

    def __init__(self, autocomplete: str, *, autofocus: bool = False) -> None:
        """Say which password it is ("current-password", "new-password"), for the browser's own keeper."""
        super().__init__({"autocomplete": autocomplete, **({"autofocus": True} if autofocus else {})})


class DoorForm(forms.Form):
    """A form that may stand in a dialog over any other page, whose fields must not share their ids with it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        """Give the fields ids of their own."""
        super().__init__(*args, **{"auto_id": "door_%s", **options})


class SignInForm(DoorForm):
    """Login and password."""

    login = forms.CharField(
        label=_("Login"),
        max_length=64,
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"), max_length=LONGEST, strip=False, widget=PasswordInput("current-password")
    )

    def clean_login(self) -> str:
        """Give the login as it is stored."""
        return clean_login(self.cleaned_data["login"])


class PasswordForm(DoorForm):
    """The password once more."""

    password = forms.CharField(
        label=_("Password"),
        max_length=LONGEST,
        strip=False,
        widget=PasswordInput("current-password", autofocus=True),
    )


class CodeForm(DoorForm):
    """Six digits from an app."""

    code = forms.CharField(
        label=_("Code from your app"),
        max_length=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}),
    )

    def clean_code(self) -> str:
        """Give six digits, whatever blanks stood between them."""
        digits = "".join(self.cleaned_data["code"].split())
        if not re.fullmatch(r"[0-9]{6}", digits):
            raise ValidationError(_("The code has six digits."))
        return digits


class EnrolCodeForm(CodeForm):
    """The first code of a new app, with the secret that the page showed (signed, so that it is ours)."""

    label = forms.CharField(label=_("Name it, to know it again"), max_length=64, required=False)
    secret = forms.CharField(max_length=400, widget=forms.HiddenInput)
    field_order = ("code", "label", "secret")


class UsedOnce(forms.HiddenInput):
    """A hidden field that is never sent back: what stood in it is good for one answer only."""

    def format_value(self, value: Any) -> None:
        """Give nothing, whatever was posted."""


class PasskeyForm(DoorForm):
    """What the browser's passkey answered, filled in by a script."""

    answer = forms.CharField(max_length=8_000, required=False, widget=UsedOnce)

    def clean(self) -> dict[str, Any]:
        """Without the script there is no answer."""
        cleaned = super().clean() or {}
        if not cleaned.get("answer"):
            raise ValidationError(_("Passkeys need JavaScript in this browser. Use a code from an app instead."))
        return cleaned


class NewPasswordForm(forms.Form):
    """A new password, twice."""

    password = forms.CharField(
        label=_("New password"),
        max_length=LONGEST,
        min_length=SHORTEST,
        strip=False,
        help_text=_("At least 12 characters: four or five unrelated words are easy to keep and hard to guess."),
        widget=PasswordInput("new-password"),
    )
    repeated = forms.CharField(
        label=_("New password again"), max_length=LONGEST, strip=False, widget=PasswordInput("new-password")
    )

    def clean(self) -> dict[str, Any]:
        """Both must be the same."""
        cleaned = super().clean() or {}
        if cleaned.get("password") and cleaned.get("repeated") and cleaned["password"] != cleaned["repeated"]:
            self.add_error("repeated", _("The two are not the same."))
        return cleaned


class ChangePasswordForm(NewPasswordForm):
    """The old password and the new one."""

    old = forms.CharField(
        label=_("Your password until now"), max_length=LONGEST, strip=False, widget=PasswordInput("current-password")
    )
    field_order = ("old", "password", "repeated")


class JoinForm(NewPasswordForm):
    """The code of an invitation, a password, and the language to read in."""

    code = forms.CharField(
        label=_("Code of your invitation"),
        max_length=100,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    field_order = ("code", "language", "password", "repeated")


class LanguageForm(forms.Form):
    """The language to read in."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class OrderForm(forms.Form):
    """The order an appointment rests on, and the roles it gives."""

    roles = forms.MultipleChoiceField(label=_("Roles"), widget=CheckCards)
    order_number = forms.CharField(
        label=_("Number of the appointment order"), max_length=40, help_text=_("No account without an order.")
    )
    order_date = forms.DateField(label=_("Date of the order"), widget=DayInput)

    def __init__(self, *args: Any, unit: Unit, **options: Any) -> None:
        """Offer the roles there are in a unit of this kind."""
        super().__init__(*args, **options)
        roles: Any = self.fields["roles"]
        roles.choices = [(role.value, role.label) for role in roles_in(unit.kind)]
        if len(roles.choices) == 1:
            roles.initial = [roles.choices[0][0]]

    def clean_roles(self) -> tuple[Role, ...]:
        """Give the roles themselves."""
        return tuple(Role(role) for role in self.cleaned_data["roles"])

    def clean_order_number(self) -> str:
        """Refuse a number that nobody can read."""
        number: str = self.cleaned_data["order_number"]
        return checked(check_number, number)

    def clean_order_date(self) -> dt.date:
        """Refuse a day that no order can be of."""
        day: dt.date = self.cleaned_data["order_date"]
        return checked(check_day, day)


class InviteForm(OrderForm):
    """Who is invited, by which order, into which roles."""

    login = forms.CharField(
        label=_("Login"),
        max_length=64,
        help_text=_("Small Latin letters, digits, dots and hyphens. Not the person's name."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none"}),
    )
    alias = forms.CharField(
        label=_("Alias"),
        max_length=64,
        validators=[has_letters],
        help_text=_("What colleagues will see instead of the name, for the worker's safety."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    legal_name = forms.CharField(
        label=_("Legal name"),
        max_length=200,
        validators=[has_letters],
        help_text=_("Sealed: opened only by who looks after this unit's people, and every opening is written down."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    field_order = ("login", "alias", "legal_name", "roles", "order_number", "order_date")

    def clean_login(self) -> str:
        """Give the login as it is stored."""
        return checked(check_login, clean_login(self.cleaned_data["login"]))


class AdmitForm(forms.Form):
    """The colleague has heard the number from the newcomer."""

    heard = forms.BooleanField(label=_("The newcomer read me this very number"))
    number = forms.CharField(max_length=7, widget=forms.HiddenInput)


class DismissForm(forms.Form):
    """Which appointments end, by which order."""

    appointments = forms.MultipleChoiceField(label=_("What ends"), widget=forms.CheckboxSelectMultiple)
    order_number = forms.CharField(label=_("Number of the order"), max_length=40)

    def __init__(self, *args: Any, running: list[Appointment], **options: Any) -> None:
        """Offer the running appointments; all of them are chosen at first."""
        super().__init__(*args, **options)
        offered: Any = self.fields["appointments"]
        offered.choices = [(str(one.id), Role(one.role).label) for one in running]
        offered.initial = [str(one.id) for one in running]
