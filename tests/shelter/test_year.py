"""A year of fifty beds: people come, stay longer, move and leave in whatever order; nothing ever overlaps."""

import datetime as dt
from collections import Counter
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from panah.core.actor import Actor
from panah.core.errors import Refused
from panah.people.actions.registering import Facts
from panah.people.models import AgeBasis
from panah.shelter.actions import admitting, beds, coming, leaving, moving, prolonging
from panah.shelter.actions.admitting import Weighed
from panah.shelter.actions.prolonging import Asking
from panah.shelter.models import Bed, BedUse, House, Room, Stay, StayState, UseKind, ZoneKind
from tests.shelter.making import FOR_HER, GIRL, SAYS, WEIGHED, WOMAN, add_zone, arrival, make_house, prepared
from tests.world import WORLD, World, acting

MAN = Facts(sex="male", age_band="24_26", age_basis=AgeBasis.DOCUMENT, language="az")
BOY = Facts(sex="male", age_band="9_13", age_basis=AgeBasis.DOCUMENT, language="az")
ZONES = {ZoneKind.WOMEN: 12, ZoneKind.MEN: 10, ZoneKind.GIRLS: 8, ZoneKind.BOYS: 8, ZoneKind.FAMILY: 12}
TOGETHER = Weighed(opinion="agrees", words="Safe here.", company_words="Only beside the mother.")
START = timezone.now()
YEAR = START + dt.timedelta(days=365)
# Anybody of a list, whatever its length turns out to be.
places = st.integers(0, 10_000)
# What happened and what was refused how often, so that a year in which nothing happens is noticed.
DONE: Counter[str] = Counter()

NEVER = {
    "a bed used twice at once": """
        SELECT 1 FROM shelter_beduse a JOIN shelter_beduse b ON a.bed_id = b.bed_id AND a.id < b.id
        AND tstzrange(a.from_at, a.until_at) && tstzrange(b.from_at, b.until_at)""",
    "somebody in two places": """
        SELECT 1 FROM shelter_stay a JOIN shelter_stay b ON a.person_id = b.person_id AND a.id < b.id
        AND a.admitted_at IS NOT NULL AND b.admitted_at IS NOT NULL
        AND tstzrange(a.admitted_at, a.left_at) && tstzrange(b.admitted_at, b.left_at)""",
    "a resident without exactly one bed": """
        SELECT 1 FROM shelter_stay s WHERE s.state = 'resident' AND 1 <> (
            SELECT count(*) FROM shelter_beduse u WHERE u.stay_id = s.id AND u.kind = 'stay' AND u.until_at IS NULL)""",
    "a bed for somebody who has left": """
        SELECT 1 FROM shelter_stay s JOIN shelter_beduse u ON u.stay_id = s.id
        WHERE s.state IN ('left', 'not_admitted') AND u.until_at IS NULL""",
    "a child beside an adult it did not come with": """
        SELECT 1 FROM shelter_beduse a JOIN shelter_bed x ON x.id = a.bed_id
        JOIN shelter_stay child ON child.id = a.stay_id
        JOIN shelter_bed y ON y.room_id = x.room_id JOIN shelter_beduse b ON b.bed_id = y.id
        JOIN shelter_stay adult ON adult.id = b.stay_id
        WHERE child.is_child AND NOT adult.is_child
          AND tstzrange(a.from_at, a.until_at) && tstzrange(b.from_at, b.until_at)
          AND (child.with_stay_id IS DISTINCT FROM adult.id OR child.company_note_id IS NULL)""",
    "a man among women, or a woman among men": """
        SELECT 1 FROM shelter_beduse u JOIN shelter_bed b ON b.id = u.bed_id JOIN shelter_room r ON r.id = b.room_id
        JOIN shelter_zone z ON z.id = r.zone_id JOIN shelter_stay s ON s.id = u.stay_id
        WHERE s.company_note_id IS NULL
          AND (z.kind, s.sex) IN (('women', 'male'), ('men', 'female'), ('girls', 'male'), ('boys', 'female'))""",
    "a placement or a longer stay without a consent of its own": """
        SELECT 1 FROM (SELECT consent_id FROM shelter_stay WHERE state = 'resident'
                       UNION ALL SELECT consent_id FROM shelter_prolongation) c
        GROUP BY consent_id HAVING consent_id IS NULL OR count(*) > 1""",
}


class Year(RuleBasedStateMachine):
    """One house of fifty beds, and two who work there."""

    @initialize()
    def begin(self) -> None:
        """The house opens."""
        self.now = START
        with acting(WORLD.sevinc) as actor:
            self.house = House.objects.get(id=make_house(actor, beds=0, name=f"House {timezone.now()}").id)
            for kind, number in ZONES.items():
                if kind is not ZoneKind.WOMEN:
                    self._rooms(actor, kind, number)
            self._rooms(actor, ZoneKind.WOMEN, ZONES[ZoneKind.WOMEN])

    def _rooms(self, actor: Actor, kind: ZoneKind, number: int) -> None:
        zone = self.house.zones.filter(kind=kind).first()
        if zone is None:
            add_zone(actor, self.house, kind, beds=0)
            zone = self.house.zones.get(kind=kind)
        rooms = Room.objects.bulk_create(
            Room(unit_id=actor.unit, zone=zone, name=f"Room {room}") for room in range(number // 2)
        )
        Bed.objects.bulk_create(
            Bed(unit_id=actor.unit, house=self.house, room=room, name=name) for room in rooms for name in ("1", "2")
        )

    def attempt(self, deed: Any) -> None:
        """Do something today, or be refused with a sentence."""
        with time_machine.travel(self.now, tick=True):
            try:
                with acting(WORLD.sevinc) as actor:
                    deed(actor)
            except Refused as refusal:
                DONE[type(refusal).__name__] += 1
            else:
                DONE[deed.__name__] += 1
            self.now = timezone.now() + dt.timedelta(seconds=1)

    def anybody(self, state: StayState, place: int) -> Stay | None:
        rows = list(Stay.objects.filter(house=self.house, state=state).order_by("id"))
        return rows[place % len(rows)] if rows else None

    def any_bed(self, place: int, *, near: Stay | None = None) -> Bed:
        """Mostly a bed that somebody looks for: in a zone for their like; sometimes any."""
        rows = Bed.objects.filter(house=self.house).order_by("id")
        if near is not None and place % 4:
            kind = {"female": ("women", "girls"), "male": ("men", "boys")}[near.sex][near.is_child]
            rows = rows.filter(
                room__zone__kind__in=("family",) if near.together.exists() or near.with_stay_id else (kind,)
            )
        return list(rows)[place % rows.count()]

    @rule(facts=st.sampled_from((WOMAN, WOMAN, MAN, GIRL, BOY)), place=places, at_once=st.booleans())
    def somebody_comes(self, facts: Facts, place: int, at_once: bool) -> None:
        def comes(actor: Actor) -> None:
            stay = prepared(actor, arrival(actor, self.house, facts), WEIGHED)
            moving.hold_bed(actor=actor, stay_id=stay.id, bed_id=self.any_bed(place, near=stay).id)
            if at_once:
                admitting.admit(actor=actor, stay_id=stay.id)

        self.attempt(comes)

    @rule(place=places, apart=st.booleans())
    def a_family_comes(self, place: int, apart: bool) -> None:
        def family_comes(actor: Actor) -> None:
            mother = coming.meet(actor=actor, house_id=self.house.id, facts=WOMAN, children=[BOY])
            room = self.any_bed(place, near=mother).room
            (child,) = Stay.together_with(actor, mother)
            prepared(actor, mother)
            prepared(actor, child, WEIGHED if apart else TOGETHER)
            for stay, bed in zip((mother, child), room.beds.order_by("name"), strict=True):
                moving.hold_bed(actor=actor, stay_id=stay.id, bed_id=bed.id)

        self.attempt(family_comes)

    @rule(place=places)
    def moves_in(self, place: int) -> None:
        def moved_in(actor: Actor) -> None:
            stay = self.anybody(StayState.ARRIVING, place)
            if stay is not None and place % 3 and moving.held(stay) is None:
                moving.hold_bed(actor=actor, stay_id=stay.id, bed_id=self.any_bed(place, near=stay).id)
            if stay is not None:
                admitting.admit(actor=actor, stay_id=stay.id)

        self.attempt(moved_in)

    @rule(place=places, bed=places)
    def takes_another_bed(self, place: int, bed: int) -> None:
        def changes_bed(actor: Actor) -> None:
            stay = self.anybody(StayState.RESIDENT, place)
            if stay is not None:
                moving.move_bed(actor=actor, stay_id=stay.id, bed_id=self.any_bed(bed, near=stay).id)

        self.attempt(changes_bed)

    @rule(place=places, days=st.integers(1, 60))
    def stays_longer(self, place: int, days: int) -> None:
        def prolongs(actor: Actor) -> None:
            stay = self.anybody(StayState.RESIDENT, place)
            if stay is not None:
                said = FOR_HER if stay.is_child else SAYS
                prolonging.prolong(
                    actor=actor,
                    stay_id=stay.id,
                    asking=Asking(by="guardianship", reason="guardian", letter="A letter of today.")
                    if stay.is_child
                    else Asking(by="victim", reason="wish"),
                    days=days,
                    said=said,
                    opinion="agrees",
                    words="Safe here.",
                )

        self.attempt(prolongs)

    @rule(place=places, back=st.booleans())
    def somebody_leaves(self, place: int, back: bool) -> None:
        """They go; some are back at the door before the day is over."""
        left: list[Stay] = []

        def leaves(actor: Actor) -> None:
            stay = self.anybody(StayState.RESIDENT, place)
            if stay is not None:
                left.append(leaving.leave(actor=actor, stay_id=stay.id, reason="own_wish"))

        def comes_back(actor: Actor) -> None:
            stay = admitting.open_stay(actor=actor, person_id=left[0].person_id, house_id=self.house.id)
            prepared(actor, stay)
            moving.hold_bed(actor=actor, stay_id=stay.id, bed_id=self.any_bed(place, near=stay).id)

        self.attempt(leaves)
        if left and back:
            self.attempt(comes_back)

    @rule(place=places, reason=st.sampled_from(("person_declined", "no_place", "behaviour")))
    def does_not_move_in(self, place: int, reason: str) -> None:
        def turns_round(actor: Actor) -> None:
            stay = self.anybody(StayState.ARRIVING, place)
            if stay is not None:
                admitting.turn_away(actor=actor, stay_id=stay.id, reason=reason)

        self.attempt(turns_round)

    @rule(place=places)
    def a_bed_is_blocked(self, place: int) -> None:
        def blocks(actor: Actor) -> None:
            beds.block(actor=actor, bed_id=self.any_bed(place).id, reason="repair")

        self.attempt(blocks)

    @rule(days=st.integers(0, 25), hours=st.integers(0, 23))
    def time_goes_by(self, days: int, hours: int) -> None:
        """Holds run out; on another day the beds have been made and what was broken is repaired."""

        def makes_beds(actor: Actor) -> None:
            for use in BedUse.at(timezone.now()).filter(bed__house=self.house, kind__in=("cleaning", "block")):
                (beds.cleaned if use.kind == UseKind.CLEANING else beds.unblock)(actor=actor, bed_id=use.bed_id)

        self.now = min(self.now + dt.timedelta(days=days, hours=hours), YEAR)
        if days:
            self.attempt(makes_beds)

    def teardown(self) -> None:
        """At the end of the year its whole history is looked through."""
        if not hasattr(self, "house"):
            return
        with acting(WORLD.sevinc), connection.cursor() as cursor:
            for name, search in NEVER.items():
                cursor.execute(f"{search} LIMIT 1")
                assert cursor.fetchall() == [], name
            sleeping = BedUse.at(self.now).filter(bed__house=self.house, kind=UseKind.STAY).count()
            assert sleeping == Stay.objects.filter(house=self.house, state=StayState.RESIDENT).count()
            assert sleeping <= sum(ZONES.values()) == 50


@pytest.mark.system
@pytest.mark.rule("SH-14", "CH-08", "CH-09", "SH-04")
def test_in_a_year_of_fifty_beds_nothing_is_ever_broken(world: World) -> None:
    run_state_machine_as_test(
        Year,
        settings=settings(
            derandomize=True,
            max_examples=8,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    for happened in ("comes", "moved_in", "leaves", "prolongs", "changes_bed", "family_comes", "comes_back"):
        assert DONE[happened] > 0, (happened, DONE)
    for refused in ("ChildApart", "WrongZone", "NotAGround"):
        assert DONE[refused] > 0, (refused, DONE)
