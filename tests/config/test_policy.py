"""Every answer says what a page may load: nothing but what is ours."""

import pytest
from django.test import Client, override_settings
from django.urls import reverse

HEADER = "Content-Security-Policy"


@pytest.mark.django_db
def test_pages_load_nothing_of_others_and_stand_in_no_frame() -> None:
    policy = dict(part.strip().split(" ", 1) for part in Client().get(reverse("accounts:sign_in"))[HEADER].split(";"))
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in str(policy)


def test_what_is_not_found_says_so_too() -> None:
    assert HEADER in Client().get("/nowhere/")


@override_settings(DEBUG=True)
def test_djangos_own_error_pages_may_look_as_they_do() -> None:
    assert HEADER not in Client().get("/nowhere/")
