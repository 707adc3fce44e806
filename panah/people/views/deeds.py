"""Pages with several small forms: each is one deed, with its form, its action and what is said when it is done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404
from django.utils.functional import Promise

from panah.accounts.gate import PanahRequest
from panah.core.trying import told

Words = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One form of a page: its action takes the actor, the person and the form's fields by name."""

    form: type[forms.Form]
    action: Callable[..., Any]
    title: Words
    button: Words
    icon: str
    said: Words
    says: Words = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A deed as it stands on the page."""

    name: str
    deed: Deed
    form: forms.Form


def done(request: PanahRequest, deeds: Mapping[str, Deed], name: str, person_id: UUID) -> forms.Form | None:
    """Do a deed from what was posted; gives its form back where it does not fit, with why. Raises Http404."""
    if name not in deeds:
        raise Http404
    deed = deeds[name]
    form = deed.form(request.POST, auto_id=f"{name}_%s")
    told(form, lambda: deed.action(actor=request.actor, person_id=person_id, **form.cleaned_data))
    if form.errors:
        return form
    messages.success(request, str(deed.said))
    return None


def asked(deeds: Mapping[str, Deed], wrong: Mapping[str, forms.Form]) -> list[Asked]:
    """Give the deeds of a page, a form that did not fit as it was typed."""
    return [Asked(name, deed, wrong.get(name) or deed.form(auto_id=f"{name}_%s")) for name, deed in deeds.items()]
