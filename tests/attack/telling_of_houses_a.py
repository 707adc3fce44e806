"""The part of the story about houses: where one stands, what a check showed, what an inspection found."""

from datetime import timedelta

from django.utils import timezone

from panah.shelter.actions import address, places, upkeep
from panah.shelter.actions.places import NewHouse
from panah.shelter.actions.upkeep import Found, Looked
from tests.attack.secrets_said import Said
from tests.world import World, acting, signed_in


def tell(world: World, said: Said) -> None:
    """A house is opened; its address is written and opened, and what is found in it is written down."""
    today = timezone.localdate()
    with acting(world.arzu) as actor:
        house = places.open_house(actor=actor, said=NewHouse(name="Told house", capacity=3))
        street = said.sentence("street")
        address.write_address(actor=actor, house_id=house.id, words=street, way_in=said.sentence("way in"))
        assert address.open_address(actor=actor, house_id=house.id, purpose="emergency").words == street
        looked = Looked(
            condition="secured_building",
            met=True,
            evidence=said.sentence("evidence"),
            checked_on=today,
            again_on=today + timedelta(days=9),
        )
        upkeep.check_condition(actor=actor, house_id=house.id, looked=looked)
        found = Found(
            body="health",
            inspected_on=today,
            result="unfit",
            words=said.sentence("inspection"),
            put_right_until=today,
        )
        upkeep.note_inspection(actor=actor, house_id=house.id, found=found)
    where = f"/shelter/houses/{house.id}/address/"
    assert said.plain in signed_in(world.arzu).post(where, {"purpose": "inspection"}).content.decode()
