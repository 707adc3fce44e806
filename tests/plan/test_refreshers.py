"""What follows from trainings: clocks of the own people, gaps that go with them, certificates that fall."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from config.env import DatabaseRole
from panah.duties.models import Duty
from panah.plan import refreshers
from panah.plan.actions import trainings
from panah.plan.actions.trainings import Result
from panah.plan.models import Attendance, Course, Gap, Training
from tests.database import Owner
from tests.plan.test_trainings import attended, course, session
from tests.roles import connected_as
from tests.world import Person, World, acting, signed_in


def desk_course(world: World) -> Course:
    return course(world.director, topics=["hotline_work"], audiences=["operator"])


def watched() -> tuple[int, int]:
    with connected_as(DatabaseRole.WORKER):
        return refreshers.watch(timezone.localdate())


def gap_of(who: Person, reader: Person) -> Gap:
    """What somebody lacks, as another reads it."""
    with acting(reader) as actor:
        return Gap.open_in(actor).get(member_id=who.member_id)


def refreshing(person: Person) -> list[Duty]:
    with acting(person) as actor:
        return [duty for duty in Duty.of_unit(actor) if duty.rule == "HL-19"]


@pytest.mark.rule("TR-01")
def test_a_certificate_falls_when_its_holder_did_not_come_after_all(world: World) -> None:
    row = attended(world.orxan, world.nigar, course(world.orxan))
    with acting(world.orxan) as actor:
        _row, code = trainings.certify(actor=actor, attendance_id=row.id)
        assert trainings.check(code) is not None
        absent = {world.nigar.member_id: Result(came=False)}
        trainings.hold(actor=actor, training_id=row.training_id, results=absent, women=0, men=0)
        assert trainings.check(code) is None


@pytest.mark.rule("TR-01")
def test_who_checks_a_certificate_reads_that_it_counts_no_longer(world: World) -> None:
    row = attended(world.orxan, world.nigar, course(world.orxan))
    with acting(world.orxan) as actor:
        _row, code = trainings.certify(actor=actor, attendance_id=row.id)
    client = signed_in(world.leyla)
    assert "counts no longer" not in client.post("/plan/trainings/check/", {"code": code}).content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        page = signed_in(world.leyla).post("/plan/trainings/check/", {"code": code}).content.decode()
    assert "counts no longer" in page
    assert "alert-success" not in page


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("HL-19")
def test_the_duty_about_a_gap_leads_to_a_kind_word_once_it_is_closed(world: World) -> None:
    desk = desk_course(world)
    watched()
    gap = gap_of(world.leyla, world.director)
    director = signed_in(world.director)
    assert director.get(f"/plan/trainings/gaps/{gap.id}/")["Location"] == "/plan/trainings/"
    attended(world.director, world.leyla, desk)
    watched()
    answer = director.get(f"/plan/trainings/gaps/{gap.id}/")
    assert answer.status_code == 200
    assert "This is closed" in answer.content.decode()
    assert signed_in(world.orxan).get(f"/plan/trainings/gaps/{gap.id}/").status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("HL-19")
def test_a_gap_goes_with_who_works_elsewhere_now(world: World, owner: Owner) -> None:
    watched()
    gap = gap_of(world.kamran, world.director)
    there = len(refreshing(world.director))
    sql = "UPDATE accounts_appointment SET unit_id = %s WHERE member_id = %s AND role = 'operator'"
    owner.execute(sql, [world.samira.unit_id, world.kamran.member_id])
    watched()
    assert gap_of(world.kamran, world.samira).id != gap.id
    assert len(refreshing(world.director)) == there - 1
    with acting(world.director):
        assert [duty.done_at for duty in Duty.about([gap.id]) if duty.cancelled_at] == [None]


@pytest.mark.rule("HL-19")
def test_clocks_are_shown_to_who_leads_and_to_everybody_their_own(world: World) -> None:
    desk = desk_course(world)
    soon = attended(world.director, world.leyla, desk, days_ago=350)
    late = attended(world.director, world.kamran, desk, days_ago=10)
    attended(world.director, world.samira, desk, days_ago=10)
    with acting(world.director) as actor:
        shown = [(clock.member_id, clock.until) for clock in refreshers.clocks(actor)]
    assert shown == [(row.member_id, row.counts_until) for row in (soon, late)]
    assert "Until when your people count" in signed_in(world.director).get("/plan/trainings/").content.decode()
    own = signed_in(world.leyla).get("/plan/trainings/").content.decode()
    assert "Your trainings" in own
    assert "Until when your people count" not in own
    assert "40 → 85" in signed_in(world.leyla).get(f"/plan/trainings/{soon.training_id}/").content.decode()


def test_what_cannot_be_written_yet_is_not_asked_and_nothing_typed_is_lost(world: World) -> None:
    training = session(world.orxan, course(world.orxan), days_ago=-3)
    client, address = signed_in(world.orxan), f"/plan/trainings/{training.id}/"
    assert client.post(f"{address}enrol/", {"login": "nigar"}).status_code == 302
    again = client.post(f"{address}enrol/", {"login": "nigar"})
    assert again.status_code == 422
    assert "on the list of this training already" in again.content.decode()
    assert "Who came, and how it went, is written down here once" in client.get(address).content.decode()
    early = client.post(f"{address}hold/", {"women": "17", "men": "4"})
    assert early.status_code == 422
    assert 'value="17"' in early.content.decode()
    client.post(f"{address}cancel/")
    assert client.post(f"{address}enrol/", {"login": "murad"}).status_code == 422
    assert not Attendance.objects.filter(member_id=world.murad.member_id).exists()


def test_who_did_not_come_has_no_results(world: World) -> None:
    training = session(world.orxan, course(world.orxan))
    client, address = signed_in(world.orxan), f"/plan/trainings/{training.id}/"
    client.post(f"{address}enrol/", {"login": "nigar"})
    who = world.nigar.member_id
    given = {f"before_{who}": "30", f"after_{who}": "90", "women": "0", "men": "0"}
    answer = client.post(f"{address}hold/", given)
    assert answer.status_code == 422
    assert "has no test results" in answer.content.decode()
    assert client.post(f"{address}hold/", given | {f"came_{who}": "on"}).status_code == 302
    assert "30 before, 90 after" in client.get(address).content.decode()


def test_who_corrects_the_results_finds_the_numbers_that_were_recorded(world: World) -> None:
    row = attended(world.orxan, world.nigar, course(world.orxan))
    page = signed_in(world.orxan).get(f"/plan/trainings/{row.training_id}/").content.decode()
    shown = {name: re.search(rf'name="{name}" value="(\d+)"', page) for name in ("women", "men")}
    assert {name: found and found[1] for name, found in shown.items()} == {"women": "3", "men": "4"}


def test_a_course_is_taken_off_and_its_sessions_stay(world: World) -> None:
    row = course(world.orxan)
    training = session(world.orxan, row)
    close = f"/plan/trainings/courses/{row.id}/close/"
    assert signed_in(world.polad).post(close).status_code == 403
    client = signed_in(world.orxan)
    assert client.post(close).status_code == 302
    assert client.get(f"/plan/trainings/courses/{row.id}/").status_code == 404
    assert Training.objects.filter(id=training.id).exists()
    assert client.get(f"/plan/trainings/{training.id}/").status_code == 200
