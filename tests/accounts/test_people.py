"""The people of a unit: who invites, appoints and dismisses whom, and what is refused."""

import datetime as dt
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from panah.accounts.actions import people
from panah.accounts.actions.people import (
    LoginTaken,
    Newcomer,
    NothingToEnd,
    NotOneself,
    Order,
    RoleDoesNotFit,
    RoleHeld,
)
from panah.accounts.entering import entered
from panah.accounts.founding import AllInformed
from panah.accounts.models import Appointment, Invitation, Member
from panah.accounts.permissions import Role
from panah.accounts.sign_in import WrongPassword, sign_in
from panah.core.errors import Forbidden, NotHere, NotSignedIn
from panah.vault import keyring
from panah.vault.models import UnitKeyShare
from tests.accounts.deeds import deeds, done_by
from tests.accounts.story import AYLA, NEW_PASSWORD, ORDER, admitted, id_of, invited, joined
from tests.world import PASSWORD, Person, World, acting, signed_in

DIRECTOR = Order("310-T/8", dt.date(2025, 4, 1), (Role.HOTLINE_DIRECTOR,))


def appointments(by: Person, of: Person) -> list[Appointment]:
    with acting(by) as actor:
        return list(Appointment.of_member(actor, of.member_id))


def dismissed(by: Person, of: Person, order: str = "310-T/9") -> None:
    running = [one.id for one in appointments(by, of) if one.ended_at is None]
    with acting(by) as actor:
        people.dismiss(actor=actor, member_id=of.member_id, appointment_ids=running, order_number=order)


# ── Inviting ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("who", ["leyla", "nigar", "orxan"])
def test_only_who_looks_after_the_unit_invites(world: World, who: str) -> None:
    with acting(world.people[who]) as actor, pytest.raises((Forbidden, NotHere)):
        people.invite(actor=actor, unit_id=world.director.unit_id, who=AYLA, order=ORDER)


def test_the_coordinator_invites_into_any_unit(world: World) -> None:
    """The National Coordinator's office appoints; the unit itself admits."""
    with acting(world.vefa) as actor:
        code = people.invite(actor=actor, unit_id=world.director.unit_id, who=AYLA, order=ORDER)
    joined(code)
    admitted(world.director, "ayla.h", world.director.unit_id)
    entry = deeds("member.invited")[0]
    assert (entry["member"], entry["record_unit"]) == (world.vefa.member_id, world.director.unit_id)


@pytest.mark.rule("PRI-02")
@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR, Role.COORDINATOR, Role.SHELTER_STAFF])
def test_no_unit_gives_a_role_of_another_kind_of_unit(world: World, role: Role) -> None:
    with acting(world.director) as actor, pytest.raises(RoleDoesNotFit):
        people.invite(
            actor=actor, unit_id=world.director.unit_id, who=AYLA, order=replace(ORDER, roles=(Role.OPERATOR, role))
        )


def test_a_login_has_one_owner(world: World) -> None:
    for login in ("leyla", "nigar"):
        with acting(world.director) as actor, pytest.raises(LoginTaken):
            people.invite(actor=actor, unit_id=world.director.unit_id, who=Newcomer(login, "Somebody"), order=ORDER)


def test_colleagues_see_the_alias_and_never_the_name(world: World) -> None:
    joined()
    admitted(world.director, "ayla.h", world.director.unit_id)
    client = signed_in(world.director)
    member = reverse("accounts:member", args=[id_of("ayla.h")])
    for address in (reverse("accounts:colleagues"), member):
        page = client.get(address).content.decode()
        assert "Ayla" in page
        assert "Həsənova" not in page
    opened = client.post(reverse("accounts:legal_name", args=[id_of("ayla.h")])).content.decode()
    assert AYLA.legal_name in opened
    assert done_by("member.name_opened", world.director.member_id)


def test_who_does_not_hold_the_key_opens_no_name(world: World) -> None:
    joined()
    admitted(world.director, "ayla.h", world.director.unit_id)
    with acting(world.vefa) as actor:
        assert people.open_legal_name(actor=actor, member_id=id_of("ayla.h")) == ""
    with acting(world.orxan) as actor, pytest.raises(NotHere):
        people.open_legal_name(actor=actor, member_id=id_of("ayla.h"))


def invite_page(world: World, **changed: str) -> tuple[int, str]:
    sent = {
        "login": "ayla.h",
        "alias": "Ayla",
        "legal_name": "Aylin Həsənova",
        "roles": "operator",
        "order_number": "310-T/7",
        "order_date": "2025-03-01",
    }
    response = signed_in(world.director).post(reverse("accounts:invite", args=[world.director.unit_id]), sent | changed)
    return response.status_code, response.content.decode()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"order_number": " "}, "This field is required"),
        ({"order_number": "\u200b–"}, "needs the number and the date"),
        ({"order_date": "2024-02-30"}, "Enter a valid date"),
        ({"order_date": "2999-01-01"}, "The order cannot be of that day"),
        ({"order_date": "1850-01-01"}, "The order cannot be of that day"),
        ({"alias": "\u200b\u200b"}, "Write a name that can be read"),
        ({"alias": "Ay\u200bla"}, "Write a name that can be read"),
        ({"login": "Aylin Həsənova"}, "Use 3 to 64 small Latin letters"),
        ({"login": "leyla"}, "Somebody signs in with this name already"),
        ({"roles": "auditor"}, "auditor is not one of the available choices"),
    ],
)
def test_what_does_not_fit_is_said_and_nobody_is_invited(world: World, changed: dict[str, str], sentence: str) -> None:
    status, page = invite_page(world, **changed)
    assert status == 422
    assert sentence in page
    with acting(world.director) as actor:
        assert not Invitation.waiting(actor, actor.unit_ids).exists()


def test_the_page_of_members_shows_who_waits(world: World) -> None:
    invited()
    client = signed_in(world.director)
    assert "invited, until" in client.get(reverse("accounts:colleagues")).content.decode()
    joined(invited())
    page = client.get(reverse("accounts:colleagues")).content.decode()
    assert reverse("accounts:admit", args=[id_of("ayla.h"), world.director.unit_id]) in page


# ── Appointing ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_further_role_works_after_admission(world: World) -> None:
    with acting(world.vefa) as actor:
        people.appoint(actor=actor, member_id=world.leyla.member_id, unit_id=world.leyla.unit_id, order=DIRECTOR)
    with acting(world.leyla) as actor:
        assert actor.roles == {"operator"}
    admitted(world.director, "leyla", world.leyla.unit_id)
    with acting(world.leyla) as actor:
        assert actor.roles == {"operator", "hotline_director"}
    assert done_by("member.appointed", world.vefa.member_id)


def test_a_member_of_another_unit_gets_its_key_on_admission(world: World) -> None:
    """An officer who becomes guardianship worker as well: two units, two keys, one account."""
    order = Order("11", dt.date(2025, 5, 5), (Role.GUARDIANSHIP_WORKER,))
    with acting(world.vefa) as actor:
        people.appoint(actor=actor, member_id=world.nigar.member_id, unit_id=world.gunel.unit_id, order=order)
    admitted(world.gunel, "nigar", world.gunel.unit_id)
    with acting(world.nigar) as actor:
        assert set(actor.unit_ids) == {world.nigar.unit_id, world.gunel.unit_id}
        assert keyring.needed().unit_pair(world.gunel.unit_id) is not None


@pytest.mark.rule("PRI-02")
def test_no_appointment_makes_anybody_all_informed(world: World) -> None:
    """Hotline content together with whereabouts, or the audit together with anything, is refused."""
    shelter = Order("12", dt.date(2025, 5, 5), (Role.SHELTER_STAFF,))
    audit = Order("13", dt.date(2025, 5, 5), (Role.AUDITOR,))
    with acting(world.vefa) as actor:
        with pytest.raises(AllInformed):
            people.appoint(actor=actor, member_id=world.leyla.member_id, unit_id=world.sevinc.unit_id, order=shelter)
        with pytest.raises(AllInformed):
            people.appoint(actor=actor, member_id=world.nigar.member_id, unit_id=world.aygun.unit_id, order=audit)


def test_the_same_role_twice_is_stale(world: World) -> None:
    with acting(world.vefa) as actor, pytest.raises(RoleHeld):
        people.appoint(actor=actor, member_id=world.leyla.member_id, unit_id=world.leyla.unit_id, order=ORDER)


def test_nobody_appoints_or_dismisses_themselves(world: World) -> None:
    with acting(world.director) as actor:
        own = [one.id for one in Appointment.of_member(actor, world.director.member_id)]
        with pytest.raises(NotOneself):
            people.dismiss(actor=actor, member_id=world.director.member_id, appointment_ids=own, order_number="1")
        with pytest.raises(NotOneself):
            people.appoint(actor=actor, member_id=world.director.member_id, unit_id=world.director.unit_id, order=ORDER)


# ── Dismissing ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.rule("HL-14")
def test_dismissal_works_at_once(world: World) -> None:
    token = sign_in("leyla", PASSWORD)
    client = signed_in(Person("leyla", world.leyla.member_id, world.leyla.unit_id, token))
    assert client.get(reverse("accounts:sessions")).status_code == 200
    dismissed(world.director, world.leyla)
    assert client.get(reverse("accounts:sessions")).status_code == 302
    with pytest.raises(NotSignedIn), entered(token):
        pass
    with pytest.raises(WrongPassword):
        sign_in("leyla", PASSWORD)
    (ended,) = appointments(world.director, world.leyla)
    assert (ended.end_order, ended.ended_at is not None) == ("310-T/9", True)
    assert done_by("member.dismissed", world.director.member_id)


@pytest.mark.rule("HL-14")
def test_dismissal_takes_the_units_key_away(as_owner: None, world: World) -> None:
    held = UnitKeyShare.objects.filter(member_id=world.leyla.member_id)
    assert held.exists()
    dismissed(world.director, world.leyla)
    assert not held.exists()
    assert Member.objects.get(id=world.leyla.member_id).disabled_at is not None


def test_who_works_in_two_units_keeps_the_other(world: World) -> None:
    order = Order("11", dt.date(2025, 5, 5), (Role.GUARDIANSHIP_WORKER,))
    with acting(world.vefa) as actor:
        people.appoint(actor=actor, member_id=world.nigar.member_id, unit_id=world.gunel.unit_id, order=order)
    admitted(world.gunel, "nigar", world.gunel.unit_id)
    dismissed(world.gunel, world.nigar)
    with entered(sign_in("nigar", PASSWORD)) as inside:
        assert inside.actor.unit_ids == (world.nigar.unit_id,)
        assert keyring.needed().unit_pair(world.nigar.unit_id) is not None


@pytest.mark.parametrize("who", ["orxan", "rauf", "samira"])
def test_no_other_unit_dismisses(world: World, who: str) -> None:
    ids = [one.id for one in appointments(world.director, world.leyla)]
    with acting(world.people[who]) as actor, pytest.raises(NothingToEnd):
        people.dismiss(actor=actor, member_id=world.leyla.member_id, appointment_ids=ids, order_number="1")
    assert sign_in("leyla", PASSWORD)


def test_a_dismissed_member_may_be_invited_again_where_they_worked(world: World) -> None:
    dismissed(world.director, world.leyla)
    joined(invited(Newcomer("leyla", "Leyla")))
    admitted(world.director, "leyla", world.leyla.unit_id)
    assert id_of("leyla") == world.leyla.member_id
    assert sign_in("leyla", NEW_PASSWORD)


def test_nobody_takes_over_the_login_of_somebody_dismissed_elsewhere(world: World) -> None:
    dismissed(world.director, world.leyla)
    order = Order("14", dt.date(2025, 5, 5), (Role.OFFICER,))
    with acting(world.orxan) as actor, pytest.raises(LoginTaken):
        people.invite(actor=actor, unit_id=world.orxan.unit_id, who=Newcomer("leyla", "L"), order=order)


def test_dismissing_through_the_page(world: World) -> None:
    client: Client = signed_in(world.director)
    where = reverse("accounts:dismiss", args=[world.leyla.member_id])
    assert client.post(where, {"order_number": "310-T/9"}).status_code == 422
    (running,) = appointments(world.director, world.leyla)
    sent = {"order_number": "310-T/9", "appointments": [str(running.id)]}
    assert client.post(where, sent)["Location"] == reverse("accounts:colleagues")
    assert "Nothing runs" in client.get(where).content.decode()


@pytest.mark.parametrize("name", ["member", "dismiss", "legal_name"])
def test_a_member_of_another_unit_is_not_here(world: World, name: str) -> None:
    client = signed_in(world.director)
    where = reverse(f"accounts:{name}", args=[world.nigar.member_id])
    response = client.post(where) if name == "legal_name" else client.get(where)
    assert response.status_code == 404


@pytest.mark.parametrize(("who", "status"), [("leyla", 403), ("director", 200), ("vefa", 200), ("rauf", 200)])
def test_who_sees_the_members(world: World, who: str, status: int) -> None:
    response = signed_in(world.people[who]).get(reverse("accounts:colleagues"))
    assert response.status_code == status
    if who == "rauf":
        assert "Leyla" not in response.content.decode()
