"""The way into a house: what it takes, in which order, and what nobody is asked."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from panah.cases.actions.consents import ChildAlone, withdraw
from panah.cases.models import Consent
from panah.core.country import country
from panah.core.ids import new_id
from panah.duties.models import Duty, Event
from panah.people.actions.best_interest import OpinionMissing
from panah.people.actions.registering import Facts, register
from panah.people.models import AgeBasis, BestInterest
from panah.shelter.actions import admitting, moving
from panah.shelter.actions.admitting import AlreadyHere, NotAGround, NotYet, Weighed
from panah.shelter.actions.stays import NotArriving, Said
from panah.shelter.models import Bed, BedUse, Belongings, Category, Stay, StayState, Step, UseKind, ZoneKind
from panah.vault import folders
from panah.vault.models import Compartment
from tests.shelter.making import FOR_HER, GIRL, SAYS, WOMAN, arrival, make_house, moved_in, prepared
from tests.world import World, acting

FOREIGNER = Facts(sex="female", age_band="30_38", age_basis=AgeBasis.DECLARED, citizenship="UZB", language="uz")


def test_somebody_moves_in_step_by_step(world: World) -> None:
    with acting(world.sevinc) as actor:
        house = make_house(actor)
        bed = Bed.objects.filter(house=house).first()
        assert bed is not None
        stay = arrival(actor, house)
        for step in (Step.CONSENT, Step.DANGERS):
            with pytest.raises(NotYet) as refusal:
                admitting.admit(actor=actor, stay_id=stay.id)
            assert refusal.value.step == step
            if step is Step.CONSENT:
                admitting.agree(actor=actor, stay_id=stay.id, said=SAYS)
        prepared(actor, stay)
        with pytest.raises(NotYet) as refusal:
            admitting.admit(actor=actor, stay_id=stay.id)
        assert refusal.value.step == Step.BED
        hold = moving.hold_bed(actor=actor, stay_id=stay.id, bed_id=bed.id)
        assert hold.until_at is not None
        assert hold.until_at - hold.from_at == country().settings.stay_hold
        stay = admitting.admit(actor=actor, stay_id=stay.id)
        assert stay.is_resident
        use = moving.slept_in(stay)
        assert use is not None
        assert (use.bed_id, use.kind, use.until_at) == (bed.id, UseKind.STAY, None)
        (receipt,) = Belongings.of(stay)
        assert receipt.things == ["A ring"]
        with pytest.raises(NotArriving):
            admitting.agree(actor=actor, stay_id=stay.id, said=SAYS)


@pytest.mark.rule("SH-01")
def test_an_adult_stays_thirty_days_and_the_clock_runs(world: World) -> None:
    with acting(world.sevinc) as actor:
        house = make_house(actor)
        stay = moved_in(actor, house, Bed.objects.filter(house=house)[0])
        assert stay.ends_at is not None
        last = timezone.localdate(stay.ends_at) - dt.timedelta(days=1)
        assert last - timezone.localdate() == dt.timedelta(days=30)
        duty = Duty.objects.get(matter_id=stay.id, rule="SH-01")
        assert duty.due_at == stay.ends_at
        assert timezone.localdate(duty.alert_at) - timezone.localdate() == dt.timedelta(days=21)
        with pytest.raises(IntegrityError, match="only a prolongation"), transaction.atomic():
            Stay.objects.filter(id=stay.id).update(ends_at=stay.ends_at + dt.timedelta(days=1))


@pytest.mark.rule("CH-05")
@pytest.mark.rule("CH-07")
@pytest.mark.rule("CH-15")
def test_a_child_is_asked_and_stays_sixty_days(world: World) -> None:
    with acting(world.sevinc) as actor:
        house = make_house(actor, zone=ZoneKind.GIRLS)
        stay = arrival(actor, house, GIRL)
        with pytest.raises(ChildAlone):
            admitting.agree(actor=actor, stay_id=stay.id, said=SAYS)
        with pytest.raises(OpinionMissing):
            admitting.weigh(actor=actor, stay_id=stay.id, weighed=Weighed(opinion="not_asked", words="Safe here."))
        prepared(actor, stay)
        moving.hold_bed(actor=actor, stay_id=stay.id, bed_id=Bed.objects.filter(house=house)[0].id)
        stay = admitting.admit(actor=actor, stay_id=stay.id)
        assert stay.ends_at is not None
        last = timezone.localdate(stay.ends_at) - dt.timedelta(days=1)
        assert last - timezone.localdate() == dt.timedelta(days=country().settings.child_stay_days)
        rules = set(Duty.objects.filter(matter_id=stay.id).values_list("rule", flat=True))
        assert {"CH-05", "CH-10"} <= rules
        assert "SH-01" not in rules


@pytest.mark.rule("CH-04")
def test_whose_age_nobody_knows_is_placed_as_a_child(world: World) -> None:
    with acting(world.sevinc) as actor:
        house = make_house(actor, zone=ZoneKind.WOMEN)
        stay = arrival(actor, house, Facts(sex="female", age_band="unknown"))
        assert stay.is_child
        prepared(actor, stay)
        with pytest.raises(moving.WrongZone):
            moving.hold_bed(actor=actor, stay_id=stay.id, bed_id=Bed.objects.filter(house=house)[0].id)
        row = Stay(**{field.attname: getattr(stay, field.attname) for field in Stay._meta.concrete_fields} | {
            "id": None, "is_child": False})  # fmt: skip
        row.id = Stay._meta.pk.get_default()
        with pytest.raises(IntegrityError, match="whenever its person"), transaction.atomic():
            row.save(force_insert=True)


@pytest.mark.rule("SH-02")
def test_nobody_is_turned_away_for_silence(world: World) -> None:
    with acting(world.sevinc) as actor:
        stay = arrival(actor, make_house(actor))
        for reason in ("no_cooperation", "behaviour"):
            with pytest.raises(NotAGround) as refusal:
                admitting.turn_away(actor=actor, stay_id=stay.id, reason=reason)
            assert refusal.value.rule == "SH-02"
            with pytest.raises(IntegrityError, match="stay_never_ends_for_silence"), transaction.atomic():
                Stay.objects.filter(id=stay.id).update(state="not_admitted", end_reason=reason)
        stay = admitting.turn_away(actor=actor, stay_id=stay.id, reason="person_declined")
        assert stay.state == StayState.NOT_ADMITTED


@pytest.mark.rule("SH-04")
def test_nobody_is_placed_without_their_own_word(world: World) -> None:
    with acting(world.sevinc) as actor:
        house = make_house(actor)
        bed = Bed.objects.filter(house=house)[0]
        other = moved_in(actor, house, Bed.objects.filter(house=house)[1])
        stay = prepared(actor, arrival(actor, house))
        moving.hold_bed(actor=actor, stay_id=stay.id, bed_id=bed.id)
        soon = {"state": "resident", "admitted_at": timezone.now(), "ends_at": timezone.now() + dt.timedelta(days=1)}
        for consent in (None, Consent.objects.get(matter_id=other.id).id):
            with pytest.raises(IntegrityError), transaction.atomic():
                Stay.objects.filter(id=stay.id).update(consent_id=consent, **soon)
        stay.refresh_from_db()
        assert stay.consent_id is not None
        withdraw(actor=actor, consent_id=stay.consent_id)
        with pytest.raises(IntegrityError, match="without their own consent"), transaction.atomic():
            admitting.admit(actor=actor, stay_id=stay.id)


@pytest.mark.rule("CON-14")
def test_what_says_where_somebody_lives_lies_with_the_stay(world: World) -> None:
    with acting(world.sevinc) as actor:
        house = make_house(actor, zone=ZoneKind.GIRLS)
        stay = prepared(actor, arrival(actor, house, GIRL))
        consent = Consent.objects.get(matter_id=stay.id)
        note = BestInterest.objects.get(person_id=stay.person_id)
        assert {consent.folder_id, note.folder_id} == {stay.folder_id}
        assert stay.person.folder_id != stay.folder_id
        told = Event.objects.filter(subject_id__in=[stay.id, consent.id]) | Event.objects.filter(
            code="child.best_interest_noted", subject_id=stay.person_id
        )
        assert {event.folder_id for event in told} == {stay.folder_id}


@pytest.mark.rule("SH-15")
@pytest.mark.rule("REP-07")
@pytest.mark.rule("SH-11")
@pytest.mark.parametrize("category", [Category.WITNESS, Category.AWAITING_RETURN])
def test_witnesses_and_those_who_wait_for_their_return_live_here_too(world: World, category: Category) -> None:
    with acting(world.sevinc) as actor:
        house = make_house(actor)
        stay = moved_in(actor, house, Bed.objects.filter(house=house)[0], FOREIGNER, category=category)
        assert stay.is_resident
        with pytest.raises(IntegrityError, match="stay_category_known"), transaction.atomic():
            Stay.objects.filter(id=stay.id).update(category="suspect")


@pytest.mark.rule("EQ-01")
def test_citizenship_changes_nothing(world: World) -> None:
    with acting(world.sevinc) as actor:
        house = make_house(actor)
        beds = list(Bed.objects.filter(house=house))
        ours = moved_in(actor, house, beds[0], WOMAN)
        theirs = moved_in(actor, house, beds[1], FOREIGNER)
        codes = [list(Event.timeline(stay.id).values_list("code", flat=True)) for stay in (ours, theirs)]
        assert codes[0] == codes[1]
        assert ours.ends_at == theirs.ends_at


@pytest.mark.rule("SH-07")
def test_who_needs_an_interpreter_starts_a_duty(world: World) -> None:
    with acting(world.sevinc) as actor:
        house = make_house(actor)
        stay = prepared(actor, arrival(actor, house, FOREIGNER))
        admitting.note_needs(actor=actor, stay_id=stay.id, needs=["interpreter", "diet"])
        moving.hold_bed(actor=actor, stay_id=stay.id, bed_id=Bed.objects.filter(house=house)[0].id)
        admitting.admit(actor=actor, stay_id=stay.id)
        assert Duty.objects.filter(matter_id=stay.id, rule="SH-07", done_at=None).count() == 1


@pytest.mark.rule("SH-14")
def test_nobody_lives_in_two_places(world: World) -> None:
    with acting(world.sevinc) as actor:
        house = make_house(actor)
        stay = moved_in(actor, house, Bed.objects.filter(house=house)[0])
        with pytest.raises(AlreadyHere):
            admitting.open_stay(actor=actor, person_id=stay.person_id, house_id=house.id)


@pytest.mark.rule("SH-14")
def test_a_hold_ends_by_itself_and_another_bed_gives_it_up(world: World) -> None:
    with acting(world.sevinc) as actor:
        house = make_house(actor)
        first, second = Bed.objects.filter(house=house)[:2]
        stay, other = prepared(actor, arrival(actor, house)), arrival(actor, house)
        moving.hold_bed(actor=actor, stay_id=stay.id, bed_id=first.id)
        with pytest.raises(moving.BedTaken):
            moving.hold_bed(actor=actor, stay_id=other.id, bed_id=first.id)
        moving.hold_bed(actor=actor, stay_id=stay.id, bed_id=second.id)
        moving.hold_bed(actor=actor, stay_id=other.id, bed_id=first.id)
        BedUse.objects.filter(stay=stay, bed=second).update(until_at=timezone.now())
        assert moving.held(stay) is None
        with pytest.raises(NotYet):
            admitting.admit(actor=actor, stay_id=stay.id)


def test_consent_for_a_child_comes_from_a_grown_up(world: World) -> None:
    with acting(world.sevinc) as actor:
        stay = arrival(actor, make_house(actor), GIRL)
        assert admitting.agree(actor=actor, stay_id=stay.id, said=FOR_HER).consent_id is not None
        person = register(actor=actor, facts=WOMAN)
        assert not person.is_child
        assert Said(language="az", given_how="oral").given_by == "person"


@pytest.mark.rule("CON-14")
def test_nobody_writes_agreement_into_whereabouts_for_somebody_they_do_not_know(world: World) -> None:
    with acting(world.sevinc) as actor:
        stay = admitting.agree(actor=actor, stay_id=arrival(actor, make_house(actor)).id, said=SAYS)
        said = Consent.objects.get(matter_id=stay.id)
    fields = {each.attname: getattr(said, each.attname) for each in Consent._meta.concrete_fields}
    with acting(world.tural) as actor:
        for compartment in (Compartment.LOCATION, Compartment.SOCIAL):
            folder = folders.create(actor=actor, compartment=compartment)
            row = Consent(**(fields | {"id": new_id(), "folder_id": folder.id, "evidence": ""}))
            with pytest.raises(IntegrityError, match="folder of its person"), transaction.atomic():
                row.save(force_insert=True)
