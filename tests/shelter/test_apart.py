"""Who sleeps beside whom: rooms follow sex and age, children sleep apart, and never beside somebody suspected."""

import pytest

from panah.core.functions import rows
from panah.people.actions import links
from panah.people.actions.registering import Facts
from panah.people.models import AgeBasis
from panah.shelter.actions import admitting, coming, dangers, moving
from panah.shelter.actions.admitting import SuspectSpeaks, Weighed
from panah.shelter.actions.dangers import LeadDecides, ReasonNeeded
from panah.shelter.actions.moving import ChildApart, NeverWithSuspect, WrongZone
from panah.shelter.models import Bed, House, Stay, ZoneKind
from panah.shelter.offers import free_beds, offers, parties_of
from panah.shelter.refusing import saying
from tests.shelter.making import (
    FOR_HER,
    GIRL,
    SAYS,
    WEIGHED,
    WOMAN,
    add_zone,
    arrival,
    make_house,
    moved_in,
    prepared,
)
from tests.world import Person as Member
from tests.world import World, acting

MAN = Facts(sex="male", age_band="24_26", age_basis=AgeBasis.DOCUMENT, language="az")
TOGETHER = Weighed(opinion="agrees", words="She is safe here.", company_words="She sleeps only beside her mother.")


def family(by: Member, weighed: Weighed = TOGETHER) -> tuple[House, Stay, Stay]:
    """A house with rooms for women, girls and families, and a mother with her girl who have just come."""
    with acting(by) as actor:
        house = make_house(actor)
        add_zone(actor, house, ZoneKind.GIRLS, beds=2)
        add_zone(actor, house, ZoneKind.FAMILY, beds=3)
        mother = coming.meet(actor=actor, house_id=house.id, facts=WOMAN, children=[GIRL])
        (girl,) = Stay.together_with(actor, mother)
        prepared(actor, mother)
        prepared(actor, girl, weighed)
        return house, mother, girl


def beds(house: House, zone: ZoneKind) -> list[Bed]:
    return list(Bed.objects.filter(house=house, room__zone__kind=zone).order_by("name"))


@pytest.mark.rule("CH-09")
def test_a_mother_and_her_child_move_into_one_room(world: World) -> None:
    house, mother, girl = family(world.sevinc)
    with acting(world.sevinc) as actor:
        group = [Stay.gate(actor, each.id) for each in (mother, girl)]
        (party,) = parties_of(group)
        offered = offers(free_beds(actor, house.id), party)
        assert {bed.room.zone.kind for bed in offered[0].beds} == {"family"}
        for stay, bed in zip(party.stays, offered[0].beds, strict=True):
            moving.hold_bed(actor=actor, stay_id=stay.id, bed_id=bed.id)
        for stay in group:
            assert admitting.admit(actor=actor, stay_id=stay.id).is_resident
        stranger = arrival(actor, house)
        with pytest.raises(ChildApart):
            moving.hold_bed(actor=actor, stay_id=stranger.id, bed_id=beds(house, ZoneKind.FAMILY)[2].id)


@pytest.mark.rule("CH-08")
def test_without_a_note_a_child_sleeps_apart_from_its_own_mother(world: World) -> None:
    house, mother, girl = family(world.sevinc, WEIGHED)
    with acting(world.sevinc) as actor:
        rooms = beds(house, ZoneKind.FAMILY)
        moving.hold_bed(actor=actor, stay_id=mother.id, bed_id=rooms[0].id)
        with pytest.raises(ChildApart) as refusal:
            moving.hold_bed(actor=actor, stay_id=girl.id, bed_id=rooms[1].id)
        assert refusal.value.rule == "CH-08"
        with pytest.raises(WrongZone):
            moving.hold_bed(actor=actor, stay_id=girl.id, bed_id=beds(house, ZoneKind.WOMEN)[0].id)
        group = [Stay.gate(actor, each.id) for each in (mother, girl)]
        apart = [offers(free_beds(actor, house.id), party)[0].beds[0].room.zone.kind for party in parties_of(group)]
        assert apart == ["women", "girls"]
        moving.hold_bed(actor=actor, stay_id=girl.id, bed_id=beds(house, ZoneKind.GIRLS)[0].id)


@pytest.mark.rule("SH-14")
def test_rooms_follow_sex(world: World) -> None:
    with acting(world.sevinc) as actor:
        house = make_house(actor)
        stay = arrival(actor, house, MAN)
        with pytest.raises(WrongZone):
            moving.hold_bed(actor=actor, stay_id=stay.id, bed_id=beds(house, ZoneKind.WOMEN)[0].id)
        assert offers(free_beds(actor, house.id), parties_of([stay])[0]) == []


@pytest.mark.rule("CH-09")
def test_a_parent_suspected_of_trafficking_the_child_never_lives_with_it(world: World) -> None:
    house, mother, girl = family(world.sevinc, WEIGHED)
    with acting(world.sevinc) as actor:
        moving.hold_bed(actor=actor, stay_id=mother.id, bed_id=beds(house, ZoneKind.WOMEN)[0].id)
        admitting.admit(actor=actor, stay_id=mother.id)
        links.record(
            actor=actor,
            person_id=girl.person_id,
            pseudonym=mother.pseudonym,
            kind="parent",
            suspicion="signs_seen",
        )
        with pytest.raises(SuspectSpeaks):
            admitting.agree(actor=actor, stay_id=girl.id, said=FOR_HER)
        with pytest.raises(NeverWithSuspect):
            admitting.weigh(actor=actor, stay_id=girl.id, weighed=TOGETHER)
        with pytest.raises(NeverWithSuspect):
            admitting.answer_dangers(actor=actor, stay_id=girl.id, reason="She is her mother.")
        moving.hold_bed(actor=actor, stay_id=girl.id, bed_id=beds(house, ZoneKind.GIRLS)[0].id)
        girl.refresh_from_db()
        girl.state, girl.admitted_at, girl.ends_at = "resident", girl.opened_at, mother.opened_at
        with pytest.raises(NeverWithSuspect), saying(admitting.REFUSALS):
            girl.save(update_fields=["state", "admitted_at", "ends_at"])


def tied(by: Member, suspicion: str = "", kind: str = "co_victim") -> tuple[Stay, Stay]:
    """Somebody who lives here, and somebody who arrives with a tie to them."""
    with acting(by) as actor:
        house = make_house(actor)
        there = moved_in(actor, house, beds(house, ZoneKind.WOMEN)[0])
        comes = arrival(actor, house)
        links.record(actor=actor, person_id=comes.person_id, pseudonym=there.pseudonym, kind=kind, suspicion=suspicion)
        admitting.agree(actor=actor, stay_id=comes.id, said=SAYS)
    return there, comes


@pytest.mark.parametrize(("kind", "found"), [("co_victim", "co_victim"), ("sibling", "relative")])
def test_a_tie_needs_a_reason(world: World, kind: str, found: str) -> None:
    there, comes = tied(world.sevinc, kind=kind)
    with acting(world.sevinc) as actor:
        (danger,) = dangers.found(actor, comes)
        assert (danger.code, danger.stay.id) == (found, there.id)
        with pytest.raises(ReasonNeeded):
            admitting.answer_dangers(actor=actor, stay_id=comes.id, reason=" ")
        admitting.answer_dangers(actor=actor, stay_id=comes.id, reason="They wish to be together.")


def test_with_a_suspected_recruiter_in_the_house_the_coordinator_decides(world: World) -> None:
    _there, comes = tied(world.sevinc, suspicion="person_said", kind="household")
    with acting(world.sevinc) as actor:
        (danger,) = dangers.found(actor, comes)
        assert danger.code == "suspect"
        with pytest.raises(LeadDecides):
            admitting.answer_dangers(actor=actor, stay_id=comes.id, reason="Another floor.")
    with acting(world.arzu) as actor:
        admitting.answer_dangers(actor=actor, stay_id=comes.id, reason="Another floor.")


def test_a_tie_found_after_the_check_is_asked_about_again(world: World) -> None:
    with acting(world.sevinc) as actor:
        house = make_house(actor)
        there = moved_in(actor, house, beds(house, ZoneKind.WOMEN)[0])
        comes = prepared(actor, arrival(actor, house))
        moving.hold_bed(actor=actor, stay_id=comes.id, bed_id=beds(house, ZoneKind.WOMEN)[1].id)
        links.record(actor=actor, person_id=comes.person_id, pseudonym=there.pseudonym, kind="sibling")
        with pytest.raises(admitting.NotYet) as refusal:
            admitting.admit(actor=actor, stay_id=comes.id)
        assert refusal.value.step == "dangers"


def test_another_house_learns_nothing(world: World) -> None:
    _there, comes = tied(world.sevinc)
    with acting(world.sevinc):
        assert rows("panah_dangers", comes.id)
    with acting(world.tural):
        assert rows("panah_dangers", comes.id) == []
