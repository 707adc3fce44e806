"""One view: read, check, write three rows in one transaction."""

import json
from datetime import datetime

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from bench.plain.models import PlainCard, PlainContact, PlainEntry


class ContactForm(forms.Form):
    """The same fields as the real intake, checked as Django checks them."""

    token = forms.UUIDField()
    channel = forms.CharField(max_length=16)
    direction = forms.CharField(max_length=16)
    started_at = forms.DateTimeField()
    ended_at = forms.DateTimeField()
    notes = forms.CharField(required=False, max_length=20_000)
    caller_name = forms.CharField(required=False, max_length=200)
    caller_number = forms.CharField(required=False, max_length=40)
    journal = forms.CharField(max_length=20_000)
    caller_category = forms.CharField(max_length=32)
    motive = forms.CharField(max_length=32)
    outcome = forms.CharField(max_length=32)


def record(request: HttpRequest) -> HttpResponse:
    """Take a contact as JSON or as a form."""
    if request.content_type == "application/json":
        body = json.loads(request.body)
        data = body | body.pop("card")
        data |= {name: datetime.fromisoformat(data[name]) for name in ("started_at", "ended_at")}
    else:
        data = request.POST.dict()
    form = ContactForm(data)
    if not form.is_valid():
        return JsonResponse({"error": form.errors}, status=422)
    given = form.cleaned_data
    with transaction.atomic():
        contact = PlainContact._default_manager.create(
            number=given["token"].hex[:12],
            facts={"motive": given["motive"]},
            **{name: given[name] for name in ("channel", "direction", "started_at", "ended_at", "notes", "caller_name",
                                              "caller_number", "token")},
        )  # fmt: skip
        PlainCard._default_manager.create(
            contact=contact,
            day=given["started_at"].date(),
            minutes=5,
            **{name: given[name] for name in ("caller_category", "motive", "outcome")},
        )
        PlainEntry._default_manager.create(contact=contact, words=given["journal"])
    return JsonResponse({"id": str(contact.id)}, status=201)


urlpatterns = [path("plain/", record), path("accounts/sign-in/", lambda _request: HttpResponse("ready"))]
