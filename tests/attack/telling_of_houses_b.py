"""The part of the story about coming to a house, staying longer and leaving it."""

from django.utils import timezone

from panah.people.actions import links
from panah.shelter.actions import admitting, coming, leaving, moving, prolonging
from panah.shelter.actions.admitting import Weighed
from panah.shelter.actions.leaving import Plan
from panah.shelter.actions.prolonging import Asking
from panah.shelter.actions.stays import Said as Agreed
from panah.shelter.models import Bed, Stay, ZoneKind
from tests.attack.secrets_said import Said
from tests.shelter.making import GIRL, WOMAN, add_zone, arrival, make_house
from tests.world import World, acting


def tell(world: World, said: Said) -> None:
    """A mother and her child are shown in, stay longer and leave; each step's words are secret."""
    with acting(world.sevinc) as actor:
        house = make_house(actor, name="House of arrivals")
        beds = add_zone(actor, house, ZoneKind.FAMILY, beds=2)
        mother = coming.meet(actor=actor, house_id=house.id, facts=WOMAN, children=[GIRL])
        (child,) = Stay.together_with(actor, mother)
        sister = arrival(actor, house)
        links.record(actor=actor, person_id=mother.person_id, pseudonym=sister.pseudonym, kind="sibling")
    for stay, bed in ((mother, beds[0]), (child, beds[1])):
        _shown_in(world, said, stay, bed)
    _longer(world, said, child)
    _away(world, said, mother)


def _agreed(said: Said, stay: Stay, about: str) -> Agreed:
    by = "guardian" if stay.is_child else "person"
    return Agreed(language="az", given_how="oral", given_by=by, evidence=said.sentence(about))


def _shown_in(world: World, said: Said, stay: Stay, bed: Bed) -> None:
    with acting(world.sevinc) as actor:
        admitting.agree(actor=actor, stay_id=stay.id, said=_agreed(said, stay, "place"))
        if stay.is_child:
            weighed = Weighed(
                opinion="agrees", words=said.sentence("placement"), company_words=said.sentence("company")
            )
            admitting.weigh(actor=actor, stay_id=stay.id, weighed=weighed)
        admitting.answer_dangers(actor=actor, stay_id=stay.id, reason=said.sentence("danger"))
        admitting.give_rules(actor=actor, stay_id=stay.id, language="az")
        admitting.take_belongings(actor=actor, stay_id=stay.id, things=[said.sentence("thing"), said.document])
        admitting.note_needs(actor=actor, stay_id=stay.id, needs=["medicine"])
        moving.hold_bed(actor=actor, stay_id=stay.id, bed_id=bed.id)
        admitting.admit(actor=actor, stay_id=stay.id)


def _longer(world: World, said: Said, child: Stay) -> None:
    with acting(world.sevinc) as actor:
        prolonging.prolong(
            actor=actor,
            stay_id=child.id,
            asking=Asking(by="guardianship", reason="guardian", letter=said.sentence("letter")),
            days=30,
            said=_agreed(said, child, "longer"),
            opinion="agrees",
            words=said.sentence("prolongation"),
        )


def _away(world: World, said: Said, stay: Stay) -> None:
    with acting(world.sevinc) as actor:
        planned = Plan(plan=said.sentence("plan"), address_after=f"{said.name}, {said.phone(0)}")
        leaving.plan(actor=actor, stay_id=stay.id, planned=planned)
        day = timezone.localdate()
        visit = leaving.plan_visit(actor=actor, stay_id=stay.id, visit_on=day)
        leaving.leave(actor=actor, stay_id=stay.id, reason="own_home")
        leaving.say(actor=actor, stay_id=stay.id, feedback_code="good", feedback=said.sentence("feedback"))
        leaving.report_visit(actor=actor, follow_up_id=visit.id, result="well", words=said.sentence("visit"))
