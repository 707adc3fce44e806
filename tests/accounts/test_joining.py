"""From an invitation to an admitted colleague who reads what the unit reads; and back in after a lost password."""

import datetime as dt
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from panah.accounts import invitations
from panah.accounts.actions import people
from panah.accounts.actions.joining import accept
from panah.accounts.actions.people import AnotherNumber, NobodyWaits, NotOneself
from panah.accounts.entering import entered
from panah.accounts.invitations import CodeNotGood
from panah.accounts.models import Appointment, Invitation, Member
from panah.accounts.passwords import WeakPassword
from panah.accounts.sign_in import NotAdmitted, WrongPassword, sign_in
from panah.core.errors import Forbidden, NotHere, NotSignedIn
from panah.vault import folders, keyring
from panah.vault.models import Compartment
from tests.accounts.deeds import deeds, done_by
from tests.accounts.story import AYLA, NEW_PASSWORD, admitted, id_of, invited, joined
from tests.world import PASSWORD, Person, World, acting, signed_in


def folder_of(person: Person) -> tuple[UUID, bytes]:
    """A folder made by somebody of the unit, with its key."""
    with acting(person) as actor:
        made = folders.create(actor=actor, compartment=Compartment.HOTLINE)
        return made.id, keyring.needed().need(made.id)


def key_seen(login: str, password: str, folder_id: UUID) -> bytes | None:
    with entered(sign_in(login, password)):
        return keyring.needed().folder_key(folder_id)


def again(world: World, login: str) -> str:
    """The director invites somebody of the unit once more."""
    member_id = id_of(login)
    with acting(world.director) as actor:
        return people.invite_again(actor=actor, member_id=member_id, unit_id=world.director.unit_id)


# ── Joining ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.rule("HL-14")
def test_an_account_begins_with_an_order_and_a_colleague(world: World) -> None:
    folder_id, key = folder_of(world.leyla)
    joined()
    with pytest.raises(NotAdmitted):
        sign_in("ayla.h", NEW_PASSWORD)
    admitted(world.director, "ayla.h", world.director.unit_id)
    with acting(world.director) as actor:
        (appointment,) = Appointment.of_member(actor, id_of("ayla.h"))
    assert (appointment.order_number, appointment.appointed_by_id) == ("310-T/7", world.director.member_id)
    assert appointment.admitted_at is not None
    assert key_seen("ayla.h", NEW_PASSWORD, folder_id) == key
    assert done_by("member.admitted", world.director.member_id)
    assert done_by("invitation.accepted", id_of("ayla.h"))


def test_not_admitted_is_said_to_nobody_but_who_knows_the_password(world: World) -> None:
    joined()
    with pytest.raises(WrongPassword):
        sign_in("ayla.h", "another password")
    page = Client(headers={"accept-language": "en"}).post(
        reverse("accounts:sign_in"), {"login": "ayla.h", "password": NEW_PASSWORD}
    )
    assert "A colleague of your unit has still to admit you" in page.content.decode()


def test_the_newcomer_and_the_colleague_see_the_same_number(world: World) -> None:
    number = joined().check_number
    page = signed_in(world.director).get(reverse("accounts:admit", args=[id_of("ayla.h"), world.director.unit_id]))
    assert number in page.content.decode()


def test_admission_waits_until_the_number_was_heard(world: World) -> None:
    number = joined().check_number
    where = reverse("accounts:admit", args=[id_of("ayla.h"), world.director.unit_id])
    client = signed_in(world.director)
    assert client.post(where, {}).status_code == 422
    with pytest.raises(NotAdmitted):
        sign_in("ayla.h", NEW_PASSWORD)
    assert client.post(where, {"heard": "on", "number": number}).status_code == 302
    assert sign_in("ayla.h", NEW_PASSWORD)


def test_the_legal_name_moves_sealed_into_the_appointment(world: World) -> None:
    joined()
    admitted(world.director, "ayla.h", world.director.unit_id)
    with acting(world.director) as actor:
        assert people.open_legal_name(actor=actor, member_id=id_of("ayla.h")) == AYLA.legal_name
    assert deeds("member.name_opened")[0]["subject"] == id_of("ayla.h")


@pytest.mark.parametrize("who", ["leyla", "samira", "rauf", "vefa"])
def test_nobody_else_admits(world: World, who: str) -> None:
    """A colleague without the permission, another hotline, the administrator, the coordinator without the key."""
    number = joined().check_number
    with acting(world.people[who]) as actor, pytest.raises((Forbidden, NobodyWaits)):
        people.admit(actor=actor, member_id=id_of("ayla.h"), unit_id=world.director.unit_id, heard=number)


def test_who_joined_anew_after_the_number_was_heard_is_not_admitted_by_it(world: World) -> None:
    """Whoever gets hold of a second code does not slip in between."""
    joined()
    admitted(world.director, "ayla.h", world.director.unit_id)
    code = again(world, "ayla.h")
    heard = joined(code).check_number
    joined(again(world, "ayla.h"), NEW_PASSWORD + " moved")
    with acting(world.director) as actor, pytest.raises(AnotherNumber):
        people.admit(actor=actor, member_id=id_of("ayla.h"), unit_id=world.director.unit_id, heard=heard)


def test_admitting_twice_is_stale(world: World) -> None:
    joined()
    admitted(world.director, "ayla.h", world.director.unit_id)
    with pytest.raises(NobodyWaits):
        admitted(world.director, "ayla.h", world.director.unit_id)


# ── The code ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_code_is_good_once(world: World) -> None:
    code = invited()
    joined(code)
    with pytest.raises(CodeNotGood):
        joined(code)


def test_a_second_invitation_takes_the_place_of_the_first(world: World) -> None:
    first, second = invited(), invited()
    with pytest.raises(CodeNotGood):
        joined(first)
    assert joined(second).login == "ayla.h"


def test_a_withdrawn_code_is_not_good(world: World) -> None:
    code = invited()
    with acting(world.director) as actor:
        waiting = Invitation.waiting(actor, actor.unit_ids).get()
        people.withdraw(actor=actor, invitation_id=waiting.id)
    with pytest.raises(CodeNotGood):
        joined(code)


def test_a_code_is_not_good_for_ever(as_owner: None, world: World) -> None:
    code = invited()
    Invitation.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    with pytest.raises(CodeNotGood):
        joined(code)


@pytest.mark.parametrize("text", ["", "x", "aaaa-bbbb", "ə" * 32, "a" * 32, "1" * 32, "#" * 40])
def test_what_is_no_code_is_refused(world: World, text: str) -> None:
    with pytest.raises(CodeNotGood):
        accept(code=text, password=NEW_PASSWORD, language="en")


def test_a_code_is_read_however_it_was_typed(world: World) -> None:
    code = invited()
    assert invitations.read(f"  #{code.upper().replace('-', ' ')}\n") == invitations.read(code)


def test_the_code_is_stored_nowhere(as_owner: None, world: World) -> None:
    raw = invitations.read(invited())
    kept = Invitation.objects.get()
    assert raw not in b"|".join(bytes(part) for part in (kept.code_digest, kept.sealed_unit_key))


@pytest.mark.parametrize(
    "password", ["short", "password12345", "qwertyuiop123", "ayla.h and more words", "aaaaaaaaaaaaaaaa", "x" * 300]
)
def test_a_password_that_would_be_guessed_is_refused_and_the_code_stays_good(world: World, password: str) -> None:
    code = invited()
    with pytest.raises(WeakPassword):
        joined(code, password)
    assert joined(code).login == "ayla.h"


# ── The pages ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_link_carries_the_code_where_no_server_sees_it(world: World) -> None:
    client = signed_in(world.director)
    sent = {
        "login": "ayla.h",
        "alias": "Ayla",
        "legal_name": "Aylin Həsənova",
        "roles": ["operator"],
        "order_number": "310-T/7",
        "order_date": "2025-03-01",
    }
    page = client.post(reverse("accounts:invite", args=[world.director.unit_id]), sent).content.decode()
    link = page.partition("http://testserver")[2].partition("<")[0]
    path, _, code = link.partition("#")
    assert path == reverse("accounts:join")
    assert Client().get(path).status_code == 200
    answer = Client(headers={"accept-language": "en"}).post(
        path, {"code": code, "language": "en", "password": NEW_PASSWORD, "repeated": NEW_PASSWORD}
    )
    assert "Read this number" in answer.content.decode()
    assert f'class="btn" href="{reverse("accounts:sign_in")}"' in answer.content.decode()
    assert code not in answer.content.decode()
    assert "Həsənova" not in page


def test_two_different_passwords_are_sent_back(world: World) -> None:
    sent = {"code": invited(), "language": "en", "password": NEW_PASSWORD, "repeated": NEW_PASSWORD + "s"}
    page = Client(headers={"accept-language": "en"}).post(reverse("accounts:join"), sent)
    assert page.status_code == 422
    assert "The two are not the same" in page.content.decode()
    assert NEW_PASSWORD not in page.content.decode()
    with acting(world.vefa):
        assert Member.by_login("ayla.h") is None


# ── Back in after a lost password ──────────────────────────────────────────────────────────────────────────


def begin_anew(world: World) -> str:
    """Leyla forgot her password; the director invites her again."""
    return again(world, "leyla")


def test_a_forgotten_password_changes_nothing_until_the_code_is_used(world: World) -> None:
    begin_anew(world)
    assert sign_in("leyla", PASSWORD)


def test_after_a_forgotten_password_everything_old_is_shut(world: World) -> None:
    old_session = sign_in("leyla", PASSWORD)
    done = joined(begin_anew(world))
    assert (done.login, done.admitted) == ("leyla", False)
    with pytest.raises(NotSignedIn), entered(old_session):
        pass
    with pytest.raises(WrongPassword):
        sign_in("leyla", PASSWORD)
    with pytest.raises(NotAdmitted):
        sign_in("leyla", NEW_PASSWORD)


def test_after_admission_the_member_reads_old_words_under_the_same_id(world: World) -> None:
    folder_id, key = folder_of(world.leyla)
    joined(begin_anew(world))
    admitted(world.director, "leyla", world.leyla.unit_id)
    assert id_of("leyla") == world.leyla.member_id
    assert key_seen("leyla", NEW_PASSWORD, folder_id) == key
    with entered(sign_in("leyla", NEW_PASSWORD)) as inside:
        assert inside.actor.roles == {"operator"}


def test_nobody_begins_anew_for_a_member_of_another_unit(world: World) -> None:
    with acting(world.director) as actor, pytest.raises(NotHere):
        people.invite_again(actor=actor, member_id=world.nigar.member_id, unit_id=world.director.unit_id)


def test_nobody_begins_anew_for_themselves(world: World) -> None:
    with acting(world.director) as actor, pytest.raises(NotOneself):
        people.invite_again(actor=actor, member_id=world.director.member_id, unit_id=world.director.unit_id)


def test_a_forged_invitation_for_a_stranger_takes_over_no_account(as_owner: None, world: World) -> None:
    """Even a row written past the application does not hand over the account of somebody of another unit."""
    code = invited()
    Invitation.objects.update(login="nigar")
    with pytest.raises(CodeNotGood):
        joined(code)
    assert sign_in("nigar", PASSWORD)
