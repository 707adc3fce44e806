"""Trainings: courses, sessions, who came, certificates, and whose training has lapsed."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from config.env import DatabaseRole
from panah.core.country import country
from panah.core.errors import Forbidden
from panah.duties.models import Duty
from panah.plan import refreshers
from panah.plan.actions import trainings
from panah.plan.actions.telling import NotOnTheList
from panah.plan.actions.trainings import (
    JointAlone,
    NotHeldYet,
    NothingProved,
    NotYours,
    Occasion,
    Outline,
    Result,
    ThereAlready,
)
from panah.plan.models import Attendance, Course, Gap, Measure, Training, TrainingState
from tests.plan.test_country_plans import NAP_2009
from tests.roles import connected_as
from tests.world import Person, World, acting, signed_in

FOUR = list(country().settings.officer_topics)


def course(by: Person, **changes: object) -> Course:
    usual = {"title": {"en": "Treating victims"}, "topics": FOUR, "audiences": ["officer"], "lasts_days": 365}
    with acting(by) as actor:
        return trainings.offer(actor=actor, outline=Outline(**(usual | changes)))  # type: ignore[arg-type]


def session(by: Person, of: Course, *, days_ago: int = 1, **changes: object) -> Training:
    day = timezone.localdate() - timedelta(days=days_ago)
    usual = {"begins_on": day, "ends_on": day, "region": "baku"}
    with acting(by) as actor:
        return trainings.plan(actor=actor, course_id=of.id, occasion=Occasion(**(usual | changes)))  # type: ignore[arg-type]


def attended(by: Person, who: Person, of: Course, *, days_ago: int = 1, came: bool = True) -> Attendance:
    training = session(by, of, days_ago=days_ago)
    with acting(by) as actor:
        row = trainings.enrol(actor=actor, training_id=training.id, member_id=who.member_id)
        result = {who.member_id: Result(came=came, before=40, after=85)}
        trainings.hold(actor=actor, training_id=training.id, results=result, women=3, men=4)
        row.refresh_from_db()
    return row


@pytest.mark.rule("TR-01")
def test_a_course_is_about_known_topics_for_known_people_and_may_serve_a_measure(world: World) -> None:
    measure = Measure.objects.get(plan__code=NAP_2009, code="3.f")
    row = course(world.orxan, measure_id=measure.id, audiences=["officer", "migration", "advocates", "tourism"])
    assert row.measure == measure
    for wrong in ({"topics": ["gossip"]}, {"audiences": ["everybody"]}):
        with pytest.raises(NotOnTheList):
            course(world.orxan, **wrong)
    known = set(country().codes("training_audience").ids)
    named = {"officer", "operator", "migration", "shelter_police", "ngo", "tourism", "advocates", "media", "executive",
             "job_mediation", "investigators", "academies"}  # fmt: skip
    assert named <= known
    with acting(world.nigar) as actor, pytest.raises(Forbidden):
        trainings.offer(actor=actor, outline=Outline(title={"en": "x"}, topics=FOUR, audiences=["officer"]))


@pytest.mark.rule("TR-02")
def test_a_joint_training_names_the_bodies_that_take_part(world: World) -> None:
    joint = course(world.polad, is_joint=True, audiences=["investigators"], topics=["investigation"])
    with pytest.raises(JointAlone):
        session(world.polad, joint)
    with pytest.raises(JointAlone):
        session(world.polad, joint, with_bodies=["NOBODY"])
    assert session(world.polad, joint, with_bodies=["PGO", "MOJ"]).with_bodies == ["MOJ", "PGO"]


@pytest.mark.rule("TR-01")
def test_who_came_with_the_tests_before_and_after_and_until_when_it_counts(world: World) -> None:
    row = attended(world.orxan, world.nigar, course(world.orxan))
    assert (row.came, row.before, row.after) == (True, 40, 85)
    assert row.counts_until == row.held_on + timedelta(days=365)
    training = Training.objects.get(id=row.training_id)
    assert (training.state, training.women, training.men) == (TrainingState.HELD, 3, 4)


def test_lists_are_kept_by_who_gives_the_training(world: World) -> None:
    training = session(world.orxan, course(world.orxan), days_ago=-3)
    with acting(world.polad) as actor, pytest.raises(NotYours):
        trainings.enrol(actor=actor, training_id=training.id, member_id=world.nigar.member_id)
    with acting(world.orxan) as actor:
        trainings.enrol(actor=actor, training_id=training.id, member_id=world.nigar.member_id)
        with pytest.raises(ThereAlready):
            trainings.enrol(actor=actor, training_id=training.id, member_id=world.nigar.member_id)
        with pytest.raises(NotHeldYet):
            trainings.hold(actor=actor, training_id=training.id, results={}, women=0, men=0)
        trainings.cancel(actor=actor, training_id=training.id)
    with acting(world.tarana):
        assert not Attendance.objects.exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            Training.objects.create(
                unit_id=world.orxan.unit_id,
                course=training.course,
                begins_on=timezone.localdate(),
                ends_on=timezone.localdate(),
            )


@pytest.mark.rule("TR-01")
def test_a_certificate_proves_the_course_and_names_nobody(world: World) -> None:
    row = attended(world.orxan, world.nigar, course(world.orxan))
    with acting(world.orxan) as actor:
        _row, code = trainings.certify(actor=actor, attendance_id=row.id)
    with acting(world.rauf):
        proved = trainings.check(code.lower().replace("-", " "))
        assert trainings.check("AAAA-AAAA-AAAA") is None
    assert proved is not None
    assert (proved.title, proved.held_on) == ({"en": "Treating victims"}, row.held_on)
    absent = attended(world.orxan, world.murad, course(world.orxan), came=False)
    with acting(world.orxan) as actor, pytest.raises(NothingProved):
        trainings.certify(actor=actor, attendance_id=absent.id)


def watched() -> tuple[int, int]:
    with connected_as(DatabaseRole.WORKER):
        return refreshers.watch(timezone.localdate())


def gaps(person: Person) -> dict[str, list[str]]:
    with acting(person) as actor:
        return {str(gap.member_id): gap.missing for gap in Gap.open_in(actor)}


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("POL-05")
def test_every_officer_is_trained_in_four_topics(world: World) -> None:
    assert len(FOUR) == 4
    half = course(world.orxan, topics=FOUR[:2])
    attended(world.orxan, world.nigar, half)
    watched()
    assert gaps(world.orxan) == {str(world.nigar.member_id): FOUR[2:], str(world.murad.member_id): FOUR}
    with acting(world.orxan) as actor:
        assert [duty.step for duty in Duty.mine(actor) if duty.rule == "POL-05"] == ["topics", "topics"]
    attended(world.orxan, world.nigar, course(world.orxan, topics=FOUR[2:]))
    assert watched() == (0, 1)
    assert list(gaps(world.orxan)) == [str(world.murad.member_id)]
    with acting(world.orxan) as actor:
        assert len([duty for duty in Duty.mine(actor) if duty.rule == "POL-05"]) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("HL-19")
def test_an_operator_whose_refresher_lapsed_is_shown_to_the_director(world: World) -> None:
    desk = course(world.director, topics=["hotline_work"], audiences=["operator"])
    attended(world.director, world.leyla, desk, days_ago=364)
    attended(world.director, world.kamran, desk, days_ago=366)
    watched()
    assert list(gaps(world.director)) == [str(world.kamran.member_id)]
    with acting(world.director) as actor:
        assert [duty.step for duty in Duty.mine(actor) if duty.rule == "HL-19"] == ["refresher"]
    with acting(world.samira) as actor:
        assert str(world.kamran.member_id) not in {str(gap.member_id) for gap in Gap.open_in(actor)}
    assert watched() == (0, 0)


def test_the_pages_from_the_offer_to_the_certificate(world: World) -> None:
    client = signed_in(world.orxan)
    given = {"title_az": "Davranış", "title_en": "Treatment", "title_ru": "Обращение", "topics": FOUR,
             "audiences": ["officer"], "lasts_days": "365", "measure": ""}  # fmt: skip
    assert client.post("/plan/trainings/courses/new/", given | {"topics": []}).status_code == 422
    planning = client.post("/plan/trainings/courses/new/", given)
    day = timezone.localdate().isoformat()
    broken = client.post(planning["Location"], {"begins_on": day, "ends_on": "2001-01-01"})
    assert broken.status_code == 422
    session_page = client.post(planning["Location"], {"begins_on": day, "ends_on": day})["Location"]
    assert client.post(f"{session_page}enrol/", {"login": "nobody"}).status_code == 422
    assert client.post(f"{session_page}enrol/", {"login": "nigar"}).status_code == 302
    who = world.nigar.member_id
    results = {f"came_{who}": "on", f"before_{who}": "30", f"after_{who}": "101", "women": "2", "men": "1"}
    assert client.post(f"{session_page}hold/", results).status_code == 422
    assert client.post(f"{session_page}hold/", results | {f"after_{who}": "90"}).status_code == 302
    with acting(world.orxan):
        row = Attendance.objects.get()
    paper = client.post(f"/plan/trainings/certificates/{row.id}/")
    assert paper.content.startswith(b"%PDF")
    assert "Treatment" in signed_in(world.leyla).get("/plan/trainings/").content.decode()
    seen = signed_in(world.tarana).get(session_page).content.decode()
    assert "Nigar" not in seen
    assert "Nigar" in signed_in(world.nigar).get(session_page).content.decode()


def test_a_code_is_checked_on_its_page(world: World) -> None:
    row = attended(world.orxan, world.nigar, course(world.orxan))
    with acting(world.orxan) as actor:
        _row, code = trainings.certify(actor=actor, attendance_id=row.id)
    client = signed_in(world.leyla)
    words = client.post("/plan/trainings/check/", {"code": code}).content.decode()
    assert "Treating victims" in words
    assert "Nigar" not in words
    assert "No certificate has this code" in client.post("/plan/trainings/check/", {"code": "X"}).content.decode()
