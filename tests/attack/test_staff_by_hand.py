"""Who works where, and what guards may do: written by SQL in one's own session, past the actions."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from panah.accounts import invitations
from panah.accounts.models import Appointment, Invitation
from panah.accounts.permissions import Role
from panah.shelter.actions import door, guarding
from panah.shelter.models import DoorCard, Escort, EscortState
from panah.vault.models import UnitKeyShare
from tests.accounts.story import AYLA, invited
from tests.attack.intruder import NO_RIGHT, as_web
from tests.database import taken_back
from tests.shelter.guarded import BODY, HOUR, arriving, guarded, house_of, now, trained
from tests.world import Person, World, acting

FOREIGN = (Role.PROSECUTOR, Role.COORDINATOR, Role.AUDITOR, Role.OFFICER)


def invited_by_hand(by: Person, unit_id: UUID, **changes: Any) -> None:
    """An invitation as somebody would write it who does not ask the actions."""
    moment = timezone.now()
    usual: dict[str, Any] = {
        "unit_id": unit_id, "login": AYLA.login, "alias": AYLA.alias, "roles": [Role.OPERATOR.value],
        "order_number": "1", "order_date": moment.date(), "code_digest": invitations.digest(invitations.new_code()),
        "invited_by_id": by.member_id, "invited_at": moment, "expires_at": moment + timedelta(days=1),
    }  # fmt: skip
    with acting(by), transaction.atomic():
        Invitation(**(usual | changes)).save(force_insert=True)


@pytest.mark.rule("PRI-02", "HL-14")
@pytest.mark.parametrize("role", FOREIGN)
def test_no_invitation_gives_a_role_of_another_kind_of_unit(world: World, role: Role) -> None:
    invited_by_hand(world.director, world.director.unit_id)
    for by in (world.director, world.vefa):
        with pytest.raises(DatabaseError, match="not permitted"):
            invited_by_hand(by, world.director.unit_id, roles=[Role.OPERATOR.value, role.value])
    with acting(world.director), pytest.raises(IntegrityError, match="only withdrawn_at"), transaction.atomic():
        Invitation.objects.filter(unit_id=world.director.unit_id).update(roles=[role.value])


@pytest.mark.rule("HL-14")
def test_no_invitation_carries_a_key_but_those_of_founding_and_recovery(world: World) -> None:
    """Whoever accepts one with a key is in at once, and no colleague hears a number."""
    forged: tuple[dict[str, Any], ...] = (
        {"sealed_unit_key": b"a key"},
        {"accepted_at": timezone.now()},
        {"member_id": world.polad.member_id},
        {"invited_by_id": world.kamran.member_id},
        {"roles": []},
    )
    for changes in forged:
        for by in (world.director, world.vefa):
            with pytest.raises(DatabaseError, match="not permitted"):
                invited_by_hand(by, world.director.unit_id, **changes)
    invited()
    for column, value in (("sealed_unit_key", b"a key"), ("code_digest", b"mine"), ("login", "nigar")):
        with acting(world.vefa), pytest.raises(IntegrityError, match="only withdrawn_at"), transaction.atomic():
            Invitation.objects.filter(login=AYLA.login).update(**{column: value})


def an_appointment(member: Person, unit_id: UUID, **changes: Any) -> Appointment:
    usual: dict[str, Any] = {
        "unit_id": unit_id, "member_id": member.member_id, "role": Role.OPERATOR.value, "order_number": "1",
        "order_date": timezone.localdate(), "appointed_at": timezone.now(),
    }  # fmt: skip
    return Appointment(**(usual | changes))


@pytest.mark.rule("HL-14")
def test_who_appoints_everywhere_admits_nobody_elsewhere(world: World) -> None:
    """The coordinator's order makes nobody see a unit's rows: a colleague of that unit lets them in."""
    hotline, admitted = world.units["hotline"], {"admitted_at": timezone.now()}
    with acting(world.vefa), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        an_appointment(world.polad, hotline, **admitted).save(force_insert=True)
    with acting(world.vefa), taken_back():
        an_appointment(world.polad, hotline).save(force_insert=True)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Appointment.objects.filter(member_id=world.polad.member_id, unit_id=hotline).update(**admitted)
    with acting(world.vefa), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Appointment.objects.filter(member_id=world.leyla.member_id).update(member_id=world.polad.member_id)


@pytest.mark.rule("HL-14")
def test_who_leads_a_unit_takes_nobody_of_others_into_it(world: World) -> None:
    """Whoever works in a unit can be made to begin anew by it, and then everything they held is shut."""
    with acting(world.director), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        an_appointment(world.nigar, world.director.unit_id).save(force_insert=True)
    with acting(world.director), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Appointment.objects.filter(member_id=world.kamran.member_id).update(member_id=world.nigar.member_id)
    with acting(world.director), taken_back():
        an_appointment(world.kamran, world.director.unit_id, role=Role.HOTLINE_DIRECTOR.value).save(force_insert=True)


def test_who_leads_a_unit_cannot_take_its_key_from_everybody(world: World) -> None:
    with acting(world.director), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        UnitKeyShare.objects.filter(unit_id=world.director.unit_id).delete()
    with as_web(world.director) as database, pytest.raises(NO_RIGHT):
        database.execute("DELETE FROM vault_unitkeyshare")


@pytest.mark.rule("SH-12")
def test_a_body_guard_sees_no_face_but_of_whom_they_were_asked_to_walk_beside(world: World) -> None:
    house = house_of(world)
    place, stay = guarded(world, house), arriving(world, house)
    with acting(world.sevinc) as actor:
        card = door.card_for(actor=actor, stay=stay)
        way = guarding.ask_escort(actor=actor, stay_id=stay.id, place="court", start=now(), end=now() + HOUR)
        Escort.objects.filter(id=way.id).update(card=None)
    trained(world, world.elnur, BODY)
    made_up = Escort(
        folder_id=place.folder_id, guarding=place, card_id=card.id, place="court", starts_at=now(),
        ends_at=now() + HOUR, state=EscortState.TAKEN, member_id=world.elnur.member_id, asked_at=now(),
        asked_by_id=world.elnur.member_id,
    )  # fmt: skip
    with acting(world.elnur), pytest.raises(IntegrityError, match="a way out is the house's"), transaction.atomic():
        made_up.save(force_insert=True)
    with acting(world.elnur) as actor:
        guarding.take_escort(actor=actor, escort_id=way.id)
    for changes in (
        {"card_id": card.id},
        {"state": EscortState.ASKED},
        {"member_id": None, "state": EscortState.ASKED},
    ):
        with acting(world.elnur), pytest.raises(IntegrityError, match="a way out is the house's"), transaction.atomic():
            Escort.objects.filter(id=way.id).update(**changes)
    with acting(world.elnur):
        assert not DoorCard.objects.exists()
