"""A bed serves one thing at a time, whoever writes it."""

import pytest
from django.db import IntegrityError, transaction

from panah.shelter.models import Bed
from tests.shelter.making import block, make_house
from tests.world import World, acting


@pytest.mark.rule("SH-14")
def test_a_bed_cannot_be_used_twice_at_once(world: World) -> None:
    with acting(world.sevinc) as actor:
        house = make_house(actor)
        bed, other = Bed.objects.filter(house=house)[:2]
        block(actor, bed)
        with pytest.raises(IntegrityError, match="bed_used_once_at_a_time"), transaction.atomic():
            block(actor, bed)
        assert block(actor, other).bed_id == other.id
