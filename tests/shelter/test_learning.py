"""Children go on learning, in programmes made for them, and a school sees a pupil and nothing else."""

import datetime as dt
from dataclasses import asdict, fields
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from panah.core.errors import NeedsPurpose
from panah.duties.models import OPEN, Duty
from panah.shelter import school_letter
from panah.shelter.actions import learning
from panah.shelter.actions.learning import Ended, NoSchool, NotForChildren, Place, SchoolView
from panah.shelter.actions.living import AgainstTheWill
from panah.shelter.models import Enrolment, ServiceRecord, Stay
from tests.database import Owner
from tests.shelter.living import girl_moved_in, moved_in
from tests.world import World, acting, signed_in

NAME = "Aysel Məmmədova"
# Words of which none may stand in a letter to a school, in any of the languages it is drawn in.
TELLING: tuple[str, ...] = (
    *("victim", "traffick", "shelter", "panah", "police", "safe house"),
    *("qurban", "sığınacaq", "insan alver", "polis", "жертв", "приют", "торговл", "полици"),
)


def place(**changes: Any) -> Place:
    usual: dict[str, Any] = {"code": "school", "provider": "School 12", "since": timezone.localdate(), "level": "7b"}
    return Place(**(usual | changes))


def enrolled(world: World, stay: Stay, **changes: Any) -> Enrolment:
    with acting(world.sevinc) as actor:
        return learning.enrol(actor=actor, stay_id=stay.id, place=place(**changes), agreed=True)


def waiting(stay: Stay) -> int:
    return Duty.objects.filter(matter_id=stay.id, rule="CH-10", done_at=None).count()


@pytest.mark.rule("CH-10")
@pytest.mark.parametrize("code", ["school", "house_lessons", "play_and_learn"])
def test_admission_of_a_child_asks_for_schooling_and_enrolling_it_is_the_answer(world: World, code: str) -> None:
    stay = girl_moved_in(world.sevinc)
    with acting(world.sevinc) as actor:
        assert waiting(stay) == 1
        learning.enrol(actor=actor, stay_id=stay.id, place=place(code="child_recovery"), agreed=True)
        assert waiting(stay) == 1
        learning.enrol(actor=actor, stay_id=stay.id, place=place(code=code), agreed=True)
        assert waiting(stay) == 0
        assert set(ServiceRecord.objects.values_list("service", flat=True)) == {"rehabilitation", "schooling"}


@pytest.mark.rule("CH-10")
def test_nobody_asks_it_of_an_adult(world: World) -> None:
    stay = moved_in(world.sevinc)
    with acting(world.sevinc):
        assert waiting(stay) == 0


@pytest.mark.rule("CH-14")
def test_a_child_takes_part_in_programmes_for_children_alone(world: World) -> None:
    girl, woman = girl_moved_in(world.sevinc), moved_in(world.sevinc)
    with acting(world.sevinc) as actor:
        for stay, code in ((girl, "recovery"), (woman, "child_recovery")):
            with pytest.raises(NotForChildren):
                learning.enrol(actor=actor, stay_id=stay.id, place=place(code=code), agreed=True)
    assert enrolled(world, girl, code="child_recovery").kind == "child_programme"
    assert enrolled(world, woman, code="recovery").kind == "programme"


@pytest.mark.rule("CH-14")
def test_the_database_knows_itself_who_is_a_child(world: World) -> None:
    row = enrolled(world, girl_moved_in(world.sevinc))
    with acting(world.sevinc):
        forged = Enrolment(
            folder_id=row.folder_id,
            stay_id=row.stay_id,
            unit_id=row.unit_id,
            kind="programme",
            code="recovery",
            is_child=False,
            agreed=True,
            provider="x",
            since=row.since,
            by_id=row.by_id,
            at=row.at,
        )
        with pytest.raises(IntegrityError, match="enrolment_of_child_for_children"), transaction.atomic():
            forged.save(force_insert=True)


def test_against_the_will_nobody_learns_and_one_stops_at_once(world: World) -> None:
    stay = moved_in(world.sevinc)
    with acting(world.sevinc) as actor:
        with pytest.raises(AgainstTheWill):
            learning.enrol(actor=actor, stay_id=stay.id, place=place(code="sewing"), agreed=False)
        row = learning.enrol(actor=actor, stay_id=stay.id, place=place(code="sewing"), agreed=True)
        done = learning.finish(actor=actor, stay_id=stay.id, enrolment_id=row.id, result="own_wish")
        assert (done.ended_on, done.result) == (timezone.localdate(), "own_wish")
        with pytest.raises(Ended):
            learning.finish(actor=actor, stay_id=stay.id, enrolment_id=row.id, result="completed")
        with pytest.raises(NoSchool):
            learning.for_school(actor=actor, stay_id=stay.id, enrolment_id=row.id, purpose="service")


@pytest.mark.rule("CH-17")
def test_a_school_is_told_of_an_enrolment_and_nothing_else(world: World) -> None:
    stay = girl_moved_in(world.sevinc, names=(NAME,))
    row = enrolled(world, stay, language="az")
    with acting(world.sevinc) as actor:
        told = learning.for_school(actor=actor, stay_id=stay.id, enrolment_id=row.id, purpose="service")
    assert {field.name for field in fields(SchoolView)} == {"name", "born", "level", "language", "since"}
    assert (told.name, told.level, told.language) == (NAME, "7b", "az")
    for language in ("az", "en", "ru"):
        with translation.override(language):
            written = str(asdict(school_letter.letter(told))).casefold()
        assert NAME.casefold() in written
        assert "7b" in written
        assert not [word for word in (*TELLING, stay.pseudonym) if word.casefold() in written], language


@pytest.mark.rule("CH-17")
@pytest.mark.django_db(transaction=True)
def test_the_letter_is_drawn_for_a_purpose_that_is_on_the_trail(world: World, owner: Owner) -> None:
    stay, client = girl_moved_in(world.sevinc, names=(NAME,)), signed_in(world.sevinc)
    row = enrolled(world, stay)
    address = f"/shelter/stays/{stay.id}/learning/{row.id}/letter/"
    assert "no letterhead" in client.get(address).content.decode()
    assert client.post(address).status_code == 422
    with acting(world.sevinc) as actor, pytest.raises(NeedsPurpose):
        learning.for_school(actor=actor, stay_id=stay.id, enrolment_id=row.id, purpose="")
    answer = client.post(address, {"purpose": "service"})
    assert (answer.status_code, answer.content[:4]) == (200, b"%PDF")
    assert answer["Content-Disposition"] == f'attachment; filename="school-{timezone.localdate()}.pdf"'
    noted = owner.execute(
        "SELECT purpose FROM audit_entry WHERE code = 'identity.opened' AND subject_id = %s", [stay.person_id]
    )
    assert noted.fetchall() == [("service",)]
    assert signed_in(world.diana).get(address).status_code == 403


def test_a_letter_about_somebody_of_whom_little_is_known_leaves_room_for_a_pen(world: World) -> None:
    empty = SchoolView(name="", born="", level="", language="", since=dt.date(2026, 9, 15))
    facts = dict(school_letter.letter(empty).facts)
    assert facts["First day"] == "15 September 2026"
    assert {facts[name] for name in ("Pupil", "Date of birth", "Class")} == {school_letter.BY_HAND}


def offers_open(world: World, stay: Stay) -> dict[str, bool]:
    """What the house still owes an adult to learn, and whether the duty is somebody's own."""
    with acting(world.arzu):
        duties = Duty.objects.filter(OPEN, matter_id=stay.id, rule="SH-16")
        return {duty.step: duty.member_id is not None for duty in duties}


@pytest.mark.rule("SH-16")
def test_an_adult_is_offered_a_trade_and_skills_and_it_is_a_duty_until_then(world: World) -> None:
    woman, girl = moved_in(world.sevinc), girl_moved_in(world.sevinc)
    assert (offers_open(world, woman), offers_open(world, girl)) == ({"vocational": False, "skills": False}, {})
    page = signed_in(world.sevinc)
    address = reverse("shelter:learning", args=[woman.id])
    assert "Vocational training" in page.get(address).content.decode()
    said = {"service": "vocational", "state": "declined", "back": "learning"}
    assert page.post(reverse("shelter:service", args=[woman.id]), said)["Location"] == address
    assert "Vocational training" not in page.get(address).content.decode().split("Learns now")[0]
    assert offers_open(world, woman) == {"skills": False}
    with acting(world.sevinc) as actor:
        place = Place(code="job_search", provider="A teacher", since=timezone.localdate())
        learning.enrol(actor=actor, stay_id=woman.id, place=place, agreed=True)
    assert offers_open(world, woman) == {}


def test_what_is_due_in_a_stay_is_the_shifts_and_not_of_whoever_was_there_that_night(world: World) -> None:
    stay = moved_in(world.sevinc, needs=("diet", "medicine", "interpreter"))
    with acting(world.arzu):
        duties = list(Duty.objects.filter(OPEN, matter_id=stay.id, role="shelter_staff"))
    assert {"SH-01", "SH-06", "SH-07", "SH-16"} <= {duty.rule for duty in duties}
    assert {duty.member_id for duty in duties} == {None}
