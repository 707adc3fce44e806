"""The part of the story that is told of the action plan: a file that shows a report, its name and content secrets."""

import io

from panah.plan.actions import enclosures
from panah.plan.models import Slot
from tests.attack.secrets_said import Said
from tests.plan.reporting import first_round
from tests.world import World, acting


def tell(world: World, said: Said) -> None:
    """A body puts a file to its report, against all advice with names in it."""
    with acting(world.vefa) as actor:
        first_round(actor)
        slot = Slot.objects.get(measure__code="1.a", participant__code="MOE")
    content = io.BytesIO(f"{said.name}, {said.document}\n{said.sentence('list')}".encode())
    with acting(world.tarana) as actor:
        enclosures.add_evidence(actor=actor, slot_id=slot.id, name=f"Certificate of {said.name}", content=content)
