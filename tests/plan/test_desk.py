"""The coordinator's desk and the registers of those who take part."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from panah.plan import people
from panah.plan.actions import liaison, ties, trainings
from panah.plan.actions.liaison import Appointment, DayToCome, EndedAlready
from panah.plan.actions.trainings import Occasion, Outline, Result
from panah.plan.models import HotlineTie, Liaison, Participant
from tests.plan.reporting import live_plan
from tests.world import World, acting, signed_in

FUNCTIONS = 10


def appointed(world: World, participant: str = "MOE", **changes: Any) -> Liaison:
    """A liaison officer in office, entered by the coordinator's office."""
    said: dict[str, Any] = {
        "branch": "other",
        "name": "R. Aliyeva",
        "post": "Head of department",
        "reach": "012 000 00 00",
        "order_number": "12-K",
        "appointed_on": date(2026, 1, 5),
        **changes,
    }
    with acting(world.vefa) as actor:
        return liaison.appoint(actor=actor, participant=participant, appointment=Appointment(**said))


@pytest.mark.rule("NC-01")
def test_the_desk_has_ten_functions_and_tells_what_calls(world: World) -> None:
    words = signed_in(world.vefa).get("/plan/desk/").content.decode()
    assert words.count("desk-function") == FUNCTIONS
    assert '<li class="calls"><a href="/plan/meetings/">' in words
    for login in ("polad", "malika", "leyla", "ilham"):
        assert signed_in(getattr(world, login)).get("/plan/desk/").status_code == 403


@pytest.mark.rule("NC-01")
def test_only_the_office_writes_what_it_coordinates(world: World) -> None:
    """The database itself holds to it, whatever the server would try."""
    row = appointed(world)
    with acting(world.polad):
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Liaison.objects.filter(id=row.id).update(trained_on=date(2026, 2, 1))
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Participant.objects.create(code="MINE", names={"en": "Mine"})


def test_the_desk_asks_the_database_little(world: World) -> None:
    for number in range(12):
        appointed(world, name=f"Officer {number}")
    client = signed_in(world.vefa)
    with CaptureQueriesContext(connection) as few:
        client.get("/plan/desk/")
    for number in range(12):
        appointed(world, "MOH", name=f"Another {number}")
    with CaptureQueriesContext(connection) as more:
        client.get("/plan/desk/")
    assert len(more) <= len(few)


@pytest.mark.rule("NRM-12")
def test_a_body_without_a_trained_officer_is_warned_of(world: World) -> None:
    with acting(world.vefa) as actor:
        live_plan()
        wanting = {line.body.code for line in people.bodies(actor) if line.is_wanting}
    assert {"MIA", "MOE", "MOH", "MUNI"} <= wanting
    assert "MEDIA" not in wanting
    row = appointed(world)
    with acting(world.vefa) as actor:
        assert people.bodies(actor)[0].is_wanting
        assert next(line for line in people.bodies(actor) if line.body.code == "MOE").is_wanting
        today = timezone.localdate()
        liaison.train(actor=actor, liaison_id=row.id, on=today - timedelta(60), source="Course of the IOM, 14")
        assert not next(line for line in people.bodies(actor) if line.body.code == "MOE").is_wanting
        liaison.end(actor=actor, liaison_id=row.id, on=today - timedelta(30))
        assert next(line for line in people.bodies(actor) if line.body.code == "MOE").is_wanting
        with pytest.raises(EndedAlready):
            liaison.train(actor=actor, liaison_id=row.id, on=today - timedelta(59), source="14")
    words = signed_in(world.vefa).get("/plan/people/").content.decode()
    assert "have no trained liaison officer in office" in words


def of_moe(world: World) -> people.BodyLine:
    """How the ministry of education stands in the register."""
    with acting(world.vefa) as actor:
        return next(line for line in people.bodies(actor) if line.body.code == "MOE")


def taught(world: World, *, days_ago: int, topics: list[str], came: bool = True, lasts_days: int = 365) -> None:
    """A training of the hotline's director that Tarana was at, or was expected at."""
    day = timezone.localdate() - timedelta(days=days_ago)
    outline = Outline(title={"en": "A course"}, topics=topics, audiences=["liaison"], lasts_days=lasts_days)
    with acting(world.director) as actor:
        course = trainings.offer(actor=actor, outline=outline)
        session = trainings.plan(actor=actor, course_id=course.id, occasion=Occasion(begins_on=day, ends_on=day))
        trainings.enrol(actor=actor, training_id=session.id, member_id=world.tarana.member_id)
        trainings.hold(
            actor=actor, training_id=session.id, results={world.tarana.member_id: Result(came)}, women=0, men=0
        )


@pytest.mark.rule("NRM-12")
def test_the_coordinator_needs_nobody_who_links_it_with_itself(world: World) -> None:
    with acting(world.vefa) as actor:
        lines = {line.body.code: line for line in people.bodies(actor)}
    assert not lines["NC"].is_wanting
    assert lines["MOH"].is_wanting


@pytest.mark.rule("NRM-12")
def test_the_register_of_trainings_says_who_is_trained(world: World) -> None:
    """Another unit gives the training, and the office that keeps the list of officers sees no more than its days."""
    row = appointed(world)
    taught(world, days_ago=10, topics=["treatment"])
    taught(world, days_ago=9, topics=["referral"], came=False)
    client = signed_in(world.vefa)
    assert client.post(f"/plan/people/{row.id}/", {"step": "link", "login": "tarana"}).status_code == 302
    assert of_moe(world).is_wanting
    taught(world, days_ago=8, topics=["referral", "children"])
    line = of_moe(world)
    assert line.is_trained
    assert line.liaisons[0].trained
    assert line.liaisons[0].trained.until == timezone.localdate() + timedelta(days=365 - 8)
    assert "by the register of trainings" in client.get(f"/plan/people/{row.id}/").content.decode()


@pytest.mark.rule("NRM-12")
def test_a_training_that_lapsed_is_shown_to_the_office(world: World) -> None:
    row = appointed(world, appointed_on=date(2020, 1, 5))
    with acting(world.vefa) as actor:
        liaison.link(actor=actor, liaison_id=row.id, login="tarana")
    taught(world, days_ago=400, topics=["referral"])
    line = of_moe(world)
    assert (line.is_wanting, line.has_lapsed) == (True, True)
    client = signed_in(world.vefa)
    assert "Training has lapsed" in client.get("/plan/people/").content.decode()
    assert '<a href="/plan/people/">whose training has lapsed</a> <strong>1</strong>' in (
        client.get("/plan/desk/").content.decode()
    )
    with acting(world.vefa) as actor:
        today = timezone.localdate()
        liaison.train(actor=actor, liaison_id=row.id, on=today, source="Course of the IOM, 14")
    assert of_moe(world).is_trained


@pytest.mark.parametrize("login", ["nobody", "habil", "leyla"])
def test_the_account_is_of_the_body(world: World, login: str) -> None:
    row = appointed(world)
    answer = signed_in(world.vefa).post(f"/plan/people/{row.id}/", {"step": "link", "login": login})
    assert answer.status_code == 422
    assert "Nobody of this body has this login here." in answer.content.decode()


@pytest.mark.parametrize("on", [date(2025, 12, 31), date(2100, 1, 1)])
def test_nobody_is_trained_before_the_appointment_or_in_time_to_come(world: World, on: date) -> None:
    row = appointed(world)
    with acting(world.vefa) as actor, pytest.raises(DayToCome):
        liaison.train(actor=actor, liaison_id=row.id, on=on, source="14")


@pytest.mark.rule("NC-04")
def test_services_are_linked_and_others_may_be_added(world: World) -> None:
    client = signed_in(world.vefa)
    names = {"name_az": "Məhkəmələr", "name_en": "Courts", "name_ru": "Суды"}
    assert client.post("/plan/people/bodies/new/", {"code": "courts", **names}).status_code == 302
    again = client.post("/plan/people/bodies/new/", {"code": "courts", **names})
    assert "has this short name already" in again.content.decode()
    appointed(world, "COURTS", branch="courts", name="The clerk")
    with acting(world.orxan) as actor:
        directory = dict(people.directory(people.bodies(actor)))
    assert [row.name for row in directory["Courts"]] == ["The clerk"]
    assert {label for label, who in directory.items() if not who} >= {"Border", "Migration", "Prosecution"}
    assert "The clerk" in signed_in(world.orxan).get("/plan/people/").content.decode()


def test_appointing_on_the_page(world: World) -> None:
    client = signed_in(world.vefa)
    said: dict[str, Any] = {
        "participant": "MIA",
        "branch": "police",
        "name": "Officer",
        "reach": "102",
        "order_number": "7",
        "appointed_on": "2026-01-02",
    }
    assert client.post("/plan/people/appoint/", {**said, "branch": "nowhere"}).status_code == 422
    assert client.post("/plan/people/appoint/", said).status_code == 302
    row = Liaison.objects.get()
    taught = {"step": "train", "on": "2026-02-03"}
    assert client.post(f"/plan/people/{row.id}/", taught).status_code == 422
    assert client.post(f"/plan/people/{row.id}/", {**taught, "source": "Course of the IOM, 14"}).status_code == 302
    assert client.post(f"/plan/people/{row.id}/", {"step": "end", "on": "1990-01-01"}).status_code == 422
    assert client.post(f"/plan/people/{row.id}/", {"step": "promote"}).status_code == 409
    assert (
        signed_in(world.polad).post(f"/plan/people/{row.id}/", {"step": "end", "on": "2026-02-04"}).status_code == 409
    )
    row.refresh_from_db()
    assert (row.trained_on, row.ended_on) == (date(2026, 2, 3), None)


@pytest.mark.rule("NC-06")
def test_the_working_group_shares_papers_among_those_who_take_part(world: World) -> None:
    appointed(world, name="Sits there", in_group=True)
    client = signed_in(world.tarana)
    said = {"title": "A draft of indicators", "words": "What schools look for", "address": ""}
    assert client.post("/plan/group/", {**said, "words": ""}).status_code == 422
    assert client.post("/plan/group/", said).status_code == 302
    words = signed_in(world.habil).get("/plan/group/").content.decode()
    assert "What schools look for" in words
    assert "Sits there" in words
    for login in ("malika", "leyla", "ilham"):
        assert signed_in(getattr(world, login)).get("/plan/group/").status_code == 403


@pytest.mark.rule("HL-12")
def test_the_hotline_works_with_those_the_office_approved(world: World) -> None:
    director = signed_in(world.director)
    said = {"kind": "ngo", "name": "Clean World", "about": "Shelter at night", "reach": ""}
    assert director.post("/plan/ties/", said).status_code == 302
    assert director.post("/plan/ties/", said).status_code == 422
    row = HotlineTie.objects.get()
    assert "Clean World" not in signed_in(world.leyla).get("/plan/ties/").content.decode()
    assert director.post(f"/plan/ties/{row.id}/", {"step": "approve"}).status_code == 403
    with acting(world.director), pytest.raises(DatabaseError, match="office alone"), transaction.atomic():
        HotlineTie.objects.filter(id=row.id).update(approved_at=row.proposed_at)
    assert signed_in(world.vefa).post(f"/plan/ties/{row.id}/", {"step": "approve"}).status_code == 302
    assert "Clean World" in signed_in(world.leyla).get("/plan/ties/").content.decode()
    with acting(world.vefa) as actor:
        ties.end(actor=actor, tie_id=row.id)
        with pytest.raises(ties.Settled):
            ties.end(actor=actor, tie_id=row.id)
    assert "Clean World" not in signed_in(world.leyla).get("/plan/ties/").content.decode()
    assert signed_in(world.leyla).post("/plan/ties/", {**said, "name": "X"}).status_code == 403


@pytest.mark.rule("HL-16")
def test_what_the_hotline_is_paid_from_is_said(world: World) -> None:
    words = signed_in(world.leyla).get("/plan/ties/").content.decode()
    assert "State budget" in words
    assert "Another lawful source" in words
