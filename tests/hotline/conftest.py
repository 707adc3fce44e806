"""What the stories of the desk share."""

import pytest

from panah.hotline.actions import directory
from tests.world import World, acting


@pytest.fixture
def services(world: World) -> int:
    """The directory as the country starts with it; gives how many services there are."""
    with acting(world.director):
        return directory.load_services()
