"""The pages of a house and of a bed: set up by the coordinator, used by the staff."""

import pytest

from panah.shelter.models import Bed, House, Room, Zone
from tests.shelter.making import make_house
from tests.world import World, acting, signed_in


def test_a_house_is_opened_and_set_up_on_its_pages(world: World) -> None:
    client = signed_in(world.arzu)
    assert "There is no house yet" in client.get("/shelter/board/").content.decode()
    assert client.get("/shelter/board/live/").status_code == 404
    assert client.post("/shelter/houses/new/", {"name": "Baku", "capacity": 3}).status_code == 422
    made = client.post("/shelter/houses/new/", {"name": "East house", "capacity": 3})
    where = made["Location"]
    assert client.post(f"{where}zones/", {"kind": "women"}).status_code == 302
    assert client.post(f"{where}zones/", {"kind": "women"}).status_code == 422
    with acting(world.arzu):
        zone = Zone.objects.get(house__name="East house")
    assert client.post(f"/shelter/zones/{zone.id}/rooms/", {"name": "1", "kind": "bedroom"}).status_code == 302
    with acting(world.arzu):
        room = Room.objects.get(zone=zone)
    beds = f"/shelter/rooms/{room.id}/beds/"
    full = client.post(beds, {"count": 4, "features": ["quiet"]})
    assert full.status_code == 409
    assert "opened for fewer beds" in full.content.decode()
    assert client.post(f"{where}capacity/", {"capacity": 4}).status_code == 302
    assert client.post(beds, {"count": 4, "features": ["quiet"]}).status_code == 302
    html = client.get(where).content.decode()
    assert html.count("/shelter/beds/") == 4
    assert "Arzu" in html
    assert "East house" in client.get("/shelter/houses/").content.decode()


def test_a_bed_is_blocked_opened_cleaned_described_and_taken_away(world: World) -> None:
    with acting(world.arzu) as actor:
        bed = Bed.objects.filter(house=make_house(actor, beds=1))[0]
    staff, lead, where = signed_in(world.sevinc), signed_in(world.arzu), f"/shelter/beds/{bed.id}/"
    assert staff.post(f"{where}block/", {"reason": "x"}).status_code == 422
    assert staff.post(f"{where}block/", {"reason": "repair", "until": "2020-01-01T10:00"}).status_code == 422
    assert staff.post(f"{where}block/", {"reason": "repair"}).status_code == 302
    again = staff.post(f"{where}block/", {"reason": "repair"})
    assert again.status_code == 409
    assert "used, held or being cleaned" in again.content.decode()
    assert "Open it again" in staff.get(where).content.decode()
    assert staff.post(f"{where}unblock/").status_code == 302
    assert staff.post(f"{where}clean/").status_code == 302
    assert "It is clean" in staff.get(where).content.decode()
    assert staff.post(f"{where}cleaned/").status_code == 302
    assert staff.post(f"{where}retire/").status_code == 403
    assert lead.post(f"{where}describe/", {"features": ["cot"]}).status_code == 302
    assert "Cot beside it" in lead.get(where).content.decode()
    assert lead.post(f"{where}retire/").status_code == 302
    assert "Not in the house any more" in lead.get(where).content.decode()


@pytest.mark.rule("CON-13")
def test_houses_of_another_unit_are_not_there(world: World) -> None:
    with acting(world.arzu) as actor:
        house = make_house(actor, beds=1, name="Pomegranate")
    with acting(world.tural):
        assert not House.objects.filter(id=house.id).exists()
    client = signed_in(world.tural)
    for page in ("", "conditions/", "control/", "address/"):
        assert client.get(f"/shelter/houses/{house.id}/{page}").status_code == 404, page
    assert house.name not in client.get("/shelter/houses/").content.decode()
