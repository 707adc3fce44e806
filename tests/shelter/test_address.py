"""Where a house stands: written in its own folder, opened for a purpose, and nowhere else (CON-13, CON-14)."""

import pytest
from django.db import models

from config.env import DatabaseRole
from panah.core.database import panah_models
from panah.core.errors import Forbidden, NeedsPurpose, NotHere
from panah.shelter.actions import address, places
from panah.shelter.actions.places import NewHouse
from panah.shelter.models import Address, House
from panah.vault.fields import SEALED
from panah.vault.models import Compartment
from tests.database import Owner
from tests.roles import connected_as
from tests.world import World, acting, signed_in

STREET = "Nar street 7, behind the bakery"


@pytest.fixture
def house(world: World) -> House:
    with acting(world.arzu) as actor:
        made = places.open_house(actor=actor, said=NewHouse(name="South house", capacity=2))
        address.write_address(actor=actor, house_id=made.id, words=STREET, way_in="Ring twice")
    return made


@pytest.mark.rule("CON-13")
@pytest.mark.django_db(transaction=True)
def test_the_address_lies_in_a_whereabouts_folder_of_its_own(world: World, house: House) -> None:
    with acting(world.arzu) as actor:
        row = address.open_address(actor=actor, house_id=house.id, purpose="emergency")
        assert row.words == STREET
        assert row.folder.compartment == Compartment.LOCATION
        assert row.folder.owner_unit_id == world.units["shelter"]
        with pytest.raises(NeedsPurpose):
            address.open_address(actor=actor, house_id=house.id, purpose="curious")
    with acting(world.sevinc) as actor, pytest.raises(Forbidden):
        address.open_address(actor=actor, house_id=house.id, purpose="emergency")
    with acting(world.tural) as actor:
        with pytest.raises(NotHere):
            address.open_address(actor=actor, house_id=house.id, purpose="emergency")
        assert not Address.objects.filter(house_id=house.id).exists()
    with connected_as(DatabaseRole.OWNER):
        # Whoever has the whole table and no key reads nothing.
        assert Address.objects.get(house_id=house.id).words == SEALED


@pytest.mark.rule("CON-13")
@pytest.mark.django_db(transaction=True)
def test_the_page_asks_what_for_and_the_trail_says_who_opened_it(world: World, house: House, owner: Owner) -> None:
    client = signed_in(world.arzu)
    asked = client.get(f"/shelter/houses/{house.id}/address/")
    assert STREET not in asked.content.decode()
    assert client.post(f"/shelter/houses/{house.id}/address/", {"purpose": ""}).status_code == 422
    opened = client.post(f"/shelter/houses/{house.id}/address/", {"purpose": "inspection"})
    assert STREET in opened.content.decode()
    assert "no-store" in opened["Cache-Control"]
    assert signed_in(world.sevinc).get(f"/shelter/houses/{house.id}/address/").status_code == 403
    asked_for = "SELECT member_id, purpose FROM audit_entry WHERE code = 'address.opened' AND subject_id = %s"
    assert owner.execute(asked_for, [house.id]).fetchall() == [(world.arzu.member_id, "inspection")]


@pytest.mark.rule("CON-13")
def test_no_list_or_page_of_the_house_shows_where_it_stands(world: World, house: House) -> None:
    client = signed_in(world.arzu)
    pages = ["", "conditions/", "control/", "talks/"]
    for url in ["/shelter/houses/", "/shelter/board/", *(f"/shelter/houses/{house.id}/{page}" for page in pages)]:
        answer = client.get(url)
        assert answer.status_code == 200, url
        assert "Nar street" not in answer.content.decode(), url


@pytest.mark.rule("CON-13", "CON-14")
def test_no_other_table_than_the_address_has_a_place_for_it() -> None:
    """Of all that a case, a person or a referral can show, nothing points at a house but what lies in the house."""
    for model in panah_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model in {House, Address}:
                assert model._meta.app_label == "shelter", (model, field.name)
    assert not {"words", "address", "way_in", "street"} & {field.name for field in House._meta.local_concrete_fields}
