"""The pages of security, as the coordinator, the guards and the workers of a house use them."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from panah.core.errors import NotHere
from panah.shelter.models import Bed, DoorCard, Escort, EscortState, Guarding, GuardShift, Stay
from tests.shelter.guarded import BODY, DAY, HOUR, guarded, house_of, now, trained
from tests.shelter.making import moved_in
from tests.shelter.test_door import PICTURE
from tests.world import World, acting, signed_in


def at(moment: Any) -> str:
    """A moment as the browser's picker writes it."""
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def living(world: World, place: Guarding) -> Stay:
    with acting(world.sevinc) as actor:
        bed = Bed.objects.filter(house_id=place.house_id)[0]
        return moved_in(actor, bed.house, bed)


@pytest.mark.rule("SH-12")
def test_the_coordinator_entrusts_a_house_and_ends_it(world: World) -> None:
    house, client = house_of(world), signed_in(world.arzu)
    assert "Nobody guards this house" in client.get(reverse("shelter:guards")).content.decode()
    said = {"guard_unit_id": str(world.units["guard"]), "order_number": "12-S", "post": "Post 7"}
    assert client.post(reverse("shelter:entrust", args=(house.id,)), said | {"post": ""}).status_code == 422
    assert client.post(reverse("shelter:entrust", args=(house.id,)), said).status_code == 302
    assert "12-S" in client.get(reverse("shelter:guards")).content.decode()
    assert "Post 7" in signed_in(world.vusal).get(reverse("shelter:guards")).content.decode()
    assert client.post(reverse("shelter:relieve", args=(house.id,))).status_code == 302
    assert "Post 7" not in signed_in(world.vusal).get(reverse("shelter:guards")).content.decode()
    assert signed_in(world.sevinc).post(reverse("shelter:entrust", args=(house.id,)), said).status_code == 403


@pytest.mark.rule("POL-06")
def test_the_rota_refuses_whom_nobody_trained_and_says_why(world: World) -> None:
    guarded(world, house_of(world))
    client = signed_in(world.vusal)
    shift = {"member_id": str(world.kerim.member_id), "start": at(now()), "end": at(now() + 12 * HOUR)}
    refused = client.post(reverse("shelter:guards"), shift)
    assert refused.status_code == 409
    assert "POL-06" in refused.content.decode()
    today = timezone.localdate()
    training = {
        "member_id": str(world.kerim.member_id),
        "topic": "safe_house_guard",
        "trained_on": str(today),
        "valid_until": str(today + 90 * DAY),
    }
    assert client.post(reverse("shelter:trainings"), training | {"valid_until": ""}).status_code == 422
    assert client.post(reverse("shelter:trainings"), training).status_code == 302
    assert "Kerim" in client.get(reverse("shelter:trainings")).content.decode()
    assert client.post(reverse("shelter:guards"), shift).status_code == 302
    assert client.post(reverse("shelter:guards"), shift).status_code == 409
    words = client.get(reverse("shelter:guards") + f"?week={today.isoformat()}").content.decode()
    assert "Kerim" in words
    with acting(world.vusal):
        (made,) = GuardShift.objects.all()
    assert client.post(reverse("shelter:guard_withdraw", args=(made.id,))).status_code == 302
    assert client.get(reverse("shelter:guards") + "?week=2026-02-31").status_code == 200


def test_the_rota_of_others_is_not_there(world: World) -> None:
    guarded(world, house_of(world))
    assert signed_in(world.sevinc).get(reverse("shelter:guards")).status_code == 403
    assert signed_in(world.vusal).get(reverse("shelter:guards") + f"?house={world.units['ngo']}").status_code == 404
    said = {"member_id": str(world.kerim.member_id), "start": at(now()), "end": at(now() + HOUR)}
    assert signed_in(world.arzu).post(reverse("shelter:guards"), said).status_code == 404


def test_a_resident_is_shown_at_the_door_and_goes_out_with_a_guard(world: World) -> None:
    place = guarded(world, house_of(world))
    stay = living(world, place)
    client, card = signed_in(world.sevinc), reverse("shelter:safety_card", args=(stay.id,))
    assert "Guards see the name and the face" in client.get(card).content.decode()
    face = reverse("shelter:face_save", args=(stay.id,))
    wrong = client.post(face, {"face": SimpleUploadedFile("face.png", b"words", "image/png")})
    assert wrong.status_code == 422
    assert client.post(face, {"face": SimpleUploadedFile("face.png", PICTURE, "image/png")}).status_code == 302
    ask = reverse("shelter:escort_ask", args=(stay.id,))
    way = {"place": "hospital", "start": at(now() + HOUR / 2), "end": at(now() + 3 * HOUR), "words": "By car"}
    assert client.post(ask, way | {"end": way["start"]}).status_code == 422
    assert client.post(ask, way).status_code == 302
    with acting(world.sevinc) as actor:
        (row,) = Escort.visible(actor)
    assert signed_in(world.kerim).get(reverse("shelter:escorts")).status_code == 403
    guard = signed_in(world.elnur)
    assert "I come along" in guard.get(reverse("shelter:escorts")).content.decode()
    assert guard.post(reverse("shelter:escort_take", args=(row.id,))).status_code == 409
    trained(world, world.elnur, BODY)
    assert guard.post(reverse("shelter:escort_take", args=(row.id,))).status_code == 302
    with acting(world.elnur) as actor:
        assert DoorCard.gate(actor, row.card_id or row.id).name not in {"", stay.pseudonym}
    with acting(world.vusal) as actor, pytest.raises(NotHere):
        DoorCard.gate(actor, row.card_id or row.id)
    assert guard.post(reverse("shelter:escort_end", args=(row.id,))).status_code == 302
    with acting(world.sevinc) as actor:
        assert Escort.gate(actor, row.id).state == EscortState.DONE
    assert client.post(reverse("shelter:escort_off", args=(row.id,))).status_code == 409
