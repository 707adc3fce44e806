"""Children go on learning, in programmes made for them, and a school sees a pupil and nothing else."""

import datetime as dt
from dataclasses import asdict, fields
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from panah.core.errors import NeedsPurpose
from panah.duties.models import Duty
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
