"""What a member changes about the own account."""

import pytest
from django.conf import settings as django_settings
from django.urls import reverse

from panah.accounts.actions import own
from panah.accounts.agents import summary
from panah.accounts.entering import entered
from panah.accounts.models import Member
from panah.accounts.sign_in import WrongPassword, pending, sign_in
from panah.core.errors import NotSignedIn
from panah.vault import folders, keyring
from panah.vault.models import Compartment
from tests.accounts.deeds import done_by
from tests.accounts.story import NEW_PASSWORD
from tests.world import PASSWORD, Person, World, acting, signed_in


def test_a_new_password_opens_the_same_words(world: World) -> None:
    with acting(world.leyla) as actor:
        folder = folders.create(actor=actor, compartment=Compartment.HOTLINE)
        key = keyring.needed().need(folder.id)
    this, other = sign_in("leyla", PASSWORD), sign_in("leyla", PASSWORD)
    before = pending(this).private_key
    with entered(this) as inside:
        own.change_password(actor=inside.actor, old=PASSWORD, new=NEW_PASSWORD)
    with pytest.raises(NotSignedIn), entered(other):
        pass
    with pytest.raises(WrongPassword):
        sign_in("leyla", PASSWORD)
    again = sign_in("leyla", NEW_PASSWORD)
    assert pending(again).private_key == before
    for token in (this, again):
        with entered(token):
            assert keyring.needed().folder_key(folder.id) == key
    assert done_by("password.changed", world.leyla.member_id)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"old": "not it, surely"}, "This is not your password."),
        ({"password": "password12345", "repeated": "password12345"}, "too easy to guess"),
        ({"repeated": "something else entirely"}, "The two are not the same"),
        ({"password": "short", "repeated": "short"}, "at least 12 characters"),
    ],
)
def test_what_does_not_fit_leaves_the_old_password(world: World, sent: dict[str, str], sentence: str) -> None:
    whole = {"old": PASSWORD, "password": NEW_PASSWORD, "repeated": NEW_PASSWORD}
    response = signed_in(world.leyla).post(reverse("accounts:password"), whole | sent)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert sign_in("leyla", PASSWORD)


def test_changing_the_password_through_the_page(world: World) -> None:
    client = signed_in(Person("leyla", world.leyla.member_id, world.leyla.unit_id, sign_in("leyla", PASSWORD)))
    whole = {"old": PASSWORD, "password": NEW_PASSWORD, "repeated": NEW_PASSWORD}
    assert client.post(reverse("accounts:password"), whole).status_code == 302
    assert "Your password is changed" in client.get(reverse("accounts:password")).content.decode()
    assert sign_in("leyla", NEW_PASSWORD)


def test_the_language_is_kept_with_the_account(world: World) -> None:
    client = signed_in(world.leyla)
    response = client.post(reverse("accounts:own"), {"language": "ru"})
    assert response.status_code == 302
    assert client.cookies[django_settings.LANGUAGE_COOKIE_NAME].value == "ru"
    with acting(world.leyla) as actor:
        assert Member.acting(actor).language == "ru"
    assert done_by("language.chosen", world.leyla.member_id)
    assert client.post(reverse("accounts:own"), {"language": "tlh"}).status_code == 422


def test_without_a_cookie_the_account_decides_the_language(world: World) -> None:
    with acting(world.leyla) as actor:
        own.choose_language(actor=actor, language="ru")
    page = signed_in(world.leyla).get(reverse("accounts:own")).content.decode()
    assert '<html lang="ru"' in page


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18 Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_a_browser_is_named_in_two_words(agent: str, words: str) -> None:
    assert summary(agent) == words


@pytest.mark.parametrize("name", ["own", "password", "factors", "sessions", "add_factor"])
def test_every_page_of_ones_own_opens(world: World, name: str) -> None:
    person = Person("leyla", world.leyla.member_id, world.leyla.unit_id, sign_in("leyla", PASSWORD))
    assert signed_in(person).get(reverse(f"accounts:{name}")).status_code == 200
