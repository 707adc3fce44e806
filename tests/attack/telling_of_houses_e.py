"""The part of the story at the assistance centre, about children who are watched over, and about going home."""

from datetime import date

from panah.shelter.actions import journeys, visits, watching
from panah.shelter.actions.journeys import Plan
from panah.shelter.actions.visits import Visit
from panah.shelter.actions.watching import Watch
from tests.attack.secrets_said import Said
from tests.people.making import ADULT
from tests.world import World, acting


def tell(world: World, said: Said) -> None:
    """Somebody comes, is helped and goes home; a child is watched over until it leaves care."""
    _the_guest(world, said)
    _the_child(world, said)


def _the_guest(world: World, said: Said) -> None:
    with acting(world.tural) as actor:
        guest = visits.welcome(actor=actor, facts=ADULT)
        told = Visit(services=("rights",), language="az", words=said.sentence("visit"))
        visits.write(actor=actor, guest_id=guest.id, visit=told)
        visits.presume(actor=actor, guest_id=guest.id, signs=said.sentence("signs"))
        plan = Plan(destination="GEO", safety=("met",), words=said.sentence("way home"))
        journey = journeys.plan(actor=actor, person_id=guest.person_id, plan=plan)
        journeys.confirm_receiver(
            actor=actor, journey_id=journey.id, kind="relative", receiver=said.name, confirmed_by="court"
        )


def _the_child(world: World, said: Said) -> None:
    with acting(world.gunel) as actor:
        child = watching.watch(
            actor=actor,
            watch=Watch(
                placement="state_care", born=date(2010, 5, 1), name=said.name, place=said.sentence("where it lives")
            ),
        )
        watching.visit(actor=actor, child_id=child.id, finding="well", words=said.sentence("visit"))
        advice = ("legal", "psychological", "social")
        watching.plan_leaving(actor=actor, child_id=child.id, advice=advice, words=said.sentence("leaving care"))
