"""The part of the story about the daily life of residents: care, health, learning, and whom they know outside."""

import datetime as dt

from django.utils import timezone

from panah.shelter.actions import family, health, helping, learning, presence
from panah.shelter.actions.family import Someone
from panah.shelter.actions.health import Prescribed
from panah.shelter.actions.helping import Help
from panah.shelter.actions.learning import Place
from panah.shelter.models import DoseState, Stay
from tests.attack.secrets_said import Said
from tests.shelter.living import moved_in
from tests.world import World, acting


def tell(world: World, said: Said) -> None:
    """A day of a resident in which everything that can be said is said."""
    stay = moved_in(world.sevinc, names=(said.name,))
    _care(world, said, stay)
    _health(world, said, stay)
    _outside(world, said, stay)


def _care(world: World, said: Said, stay: Stay) -> None:
    with acting(world.sevinc) as actor:
        talk = Help(service="psychological", words=said.sentence("service"), note=said.sentence("session"))
        helping.record(actor=actor, stay_id=stay.id, help=talk, agreed=True)
        helping.feed(actor=actor, stay_id=stay.id, codes=["halal"], words=said.sentence("diet"))
        presence.go_out(actor=actor, stay_id=stay.id, words=f"{said.name}, {said.phone(1)}")
        today = timezone.localdate()
        place = Place(code="sewing", provider=said.sentence("school"), since=today, level=said.sentence("class"))
        learning.enrol(actor=actor, stay_id=stay.id, place=place, agreed=True)


def _health(world: World, said: Said, stay: Stay) -> None:
    now = timezone.localtime()
    today = now.date()
    with acting(world.sevinc) as actor:
        health.enter(actor=actor, stay_id=stay.id, kind="first_look", words=said.sentence("health"), agreed=True)
        medicine = Prescribed(
            name=said.sentence("medicine"),
            dose=said.sentence("dose"),
            times=(now.time().replace(second=0, microsecond=0),),
            since=today,
            prescribed_by=said.name_in_cyrillic,
        )
        row = health.prescribe(actor=actor, stay_id=stay.id, medicine=medicine, agreed=True)
        due = health.doses_of(row, today)[0]
        health.hand_out(actor=actor, stay_id=stay.id, medicine_id=row.id, due_at=due, state=DoseState.GIVEN)


def _outside(world: World, said: Said, stay: Stay) -> None:
    someone = Someone(
        name=said.name,
        relation="sibling",
        ways=("call", "visit"),
        reach=said.phone(0),
        words=said.sentence("somebody outside"),
    )
    with acting(world.sevinc) as actor:
        row = family.propose(actor=actor, stay_id=stay.id, someone=someone, wished=True)
    with acting(world.arzu) as actor:
        family.approve(actor=actor, stay_id=stay.id, acquaintance_id=row.id, ways=["call", "visit"])
        at = timezone.now() + dt.timedelta(hours=2)
        words = said.sentence("visit")
        family.expect(actor=actor, stay_id=stay.id, acquaintance_id=row.id, way="visit", at=at, words=words)
