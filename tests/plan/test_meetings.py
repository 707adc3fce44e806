"""Meetings of those who take part: invitations, calendar file, minutes, decisions that become duties."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.utils import timezone

from config.env import DatabaseRole
from panah.accounts.models import names_of_unit
from panah.duties.models import Duty
from panah.plan import calendars, today
from panah.plan.actions import meetings, rounds
from panah.plan.actions.meetings import Call, DayIsPast, DoneAlready, NotBegun, NotYet, Over, WasDecided
from panah.plan.models import Gathering, MeetingDecision
from tests.roles import connected_as
from tests.world import World, acting, signed_in


def called(world: World, hours: int = 48, **changes: Any) -> Gathering:
    """A meeting of two ministries and one group without a focal point."""
    begins_at = timezone.now() + timedelta(hours=hours)
    said: dict[str, Any] = {
        "kind": "participants",
        "begins_at": begins_at,
        "ends_at": begins_at + timedelta(hours=2),
        "place": "Hall 2; left, first floor",
        "agenda": "The half year",
        "invited": ["MIA", "MOE", "MUNI"],
        **changes,
    }
    with acting(world.vefa) as actor:
        return meetings.call(actor=actor, wanted=Call(**said))


def test_those_invited_read_the_agenda_and_others_do_not(world: World) -> None:
    row = called(world)
    for login, status in (("vefa", 200), ("polad", 200), ("tarana", 200), ("habil", 404), ("leyla", 403)):
        assert signed_in(getattr(world, login)).get(f"/plan/meetings/{row.id}/").status_code == status, login
    assert "The half year" in signed_in(world.polad).get(f"/plan/meetings/{row.id}/").content.decode()
    with acting(world.habil) as actor:
        assert not Gathering.visible(actor).exists()
    with acting(world.polad), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Gathering.objects.filter(id=row.id).update(place="Elsewhere")


def unfolded(file: bytes) -> dict[str, str]:
    """What a calendar reads in the file."""
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    lines = file.decode().replace("\r\n ", "").split("\r\n")
    return dict(line.split(":", 1) for line in lines if line)


@pytest.mark.rule("NC-02")
def test_the_calendar_file_says_when_and_where_and_not_about_what(world: World) -> None:
    row = called(world, place="Böyük zal, 2-ci mərtəbə; sol qapı\nBEGIN:VALARM " + "ə" * 60)
    answer = signed_in(world.polad).get(f"/plan/meetings/{row.id}/meeting.ics")
    assert answer["Content-Type"] == calendars.KIND
    said = unfolded(answer.content)
    assert said["UID"] == str(row.id)
    assert said["LOCATION"].startswith("Böyük zal\\, 2-ci mərtəbə\\; sol qapı\\nBEGIN")
    assert said["DTSTART"] == f"{row.begins_at:%Y%m%dT%H%M%SZ}"
    assert "half year" not in answer.content.decode()
    with acting(world.vefa) as actor:
        later = row.begins_at + timedelta(days=1)
        meetings.move(
            actor=actor, gathering_id=row.id, begins_at=later, ends_at=row.ends_at + timedelta(days=1), place="B"
        )
        meetings.call_off(actor=actor, gathering_id=row.id)
        called_by = names_of_unit(actor.unit)["en"]
    after = unfolded(signed_in(world.polad).get(f"/plan/meetings/{row.id}/meeting.ics").content)
    assert (after["UID"], after["SEQUENCE"], after["STATUS"]) == (said["UID"], "2", "CANCELLED")
    assert (said["METHOD"], after["METHOD"]) == ("PUBLISH", "CANCEL")
    assert after["DTSTAMP"] >= said["DTSTAMP"]
    # A calendar believes a change only from whoever sent the meeting.
    who = {name: line for name, line in after.items() if name.startswith("ORGANIZER")}
    assert who == {f'ORGANIZER;CN="{called_by}"': f"urn:uuid:{row.unit_id}"}
    assert who.items() <= said.items()


@pytest.mark.rule("NC-02")
def test_a_decision_is_the_duty_of_the_body_until_it_reports(world: World) -> None:
    row = called(world, hours=-1)
    with acting(world.vefa) as actor:
        until = timezone.localdate() + timedelta(days=20)
        asked = meetings.decide(actor=actor, gathering_id=row.id, participant="MOE", words="A course", due_on=until)
        own = meetings.decide(actor=actor, gathering_id=row.id, participant="MUNI", words="A list", due_on=until)
        with pytest.raises(DayIsPast):
            meetings.decide(actor=actor, gathering_id=row.id, participant="MOE", words="Late", due_on=date(2020, 1, 1))
        assert [(duty.rule, duty.step) for duty in Duty.mine(actor)] == [("NC-02", "decision_office")]
    with acting(world.tarana) as actor:
        assert [(duty.rule, duty.step) for duty in Duty.mine(actor)] == [("NC-02", "decision")]
        assert [each.id for each in MeetingDecision.visible(actor)] == [asked.id]
    client = signed_in(world.tarana)
    assert client.post(f"/plan/decisions/{own.id}/", {"step": "report", "words": "x"}).status_code == 404
    assert client.post(f"/plan/decisions/{asked.id}/", {"step": "report", "words": " "}).status_code == 422
    assert client.post(f"/plan/decisions/{asked.id}/", {"step": "report", "words": "Held in May"}).status_code == 302
    with acting(world.tarana) as actor:
        assert not Duty.mine(actor)
        with pytest.raises(DoneAlready):
            meetings.report(actor=actor, decision_id=asked.id, words="Again")
        with pytest.raises(DatabaseError, match="only done_at"), transaction.atomic():
            MeetingDecision.objects.filter(id=asked.id).update(words="Nothing")
    with acting(world.tarana), pytest.raises(DatabaseError, match="office alone"), transaction.atomic():
        MeetingDecision.objects.create(
            unit_id=world.tarana.unit_id, gathering=row, participant_id=asked.participant_id, words="Mine",
            due_on=until, decided_at=timezone.now(),
        )  # fmt: skip


@pytest.mark.rule("NC-02")
def test_nothing_is_decided_before_it_began_and_what_decided_is_not_called_off(world: World) -> None:
    coming, begun, empty = called(world), called(world, hours=-3), called(world, hours=-3)
    due = timezone.localdate() + timedelta(days=2)
    with acting(world.vefa) as actor:
        with pytest.raises(NotBegun):
            meetings.decide(actor=actor, gathering_id=coming.id, participant="MOE", words="A list", due_on=due)
        told = {each.url: each.words for each in today.sentences(actor)}
        assert told["/plan/meetings/"].startswith("2 meetings are over: write their minutes")
        meetings.decide(actor=actor, gathering_id=begun.id, participant="MOE", words="A list", due_on=due)
        with pytest.raises(WasDecided):
            meetings.call_off(actor=actor, gathering_id=begun.id)
        meetings.call_off(actor=actor, gathering_id=empty.id)
    client = signed_in(world.vefa)
    assert "Call it off" not in client.get(f"/plan/meetings/{begun.id}/").content.decode()
    assert client.get("/plan/meetings/").content.decode().count("Minutes are missing") == 1


@pytest.mark.rule("NC-02")
def test_minutes_are_written_after_it_began_and_stand(world: World) -> None:
    row = called(world)
    with acting(world.vefa) as actor, pytest.raises(NotYet):
        meetings.hold(actor=actor, gathering_id=row.id, minutes="Early", came=["MIA"])
    with time_machine.travel(row.ends_at, tick=False), acting(world.vefa) as actor:
        meetings.hold(actor=actor, gathering_id=row.id, minutes="We talked", came=["MIA", "MOH"])
        with pytest.raises(Over):
            meetings.call_off(actor=actor, gathering_id=row.id)
        with pytest.raises(DatabaseError, match="may change"), transaction.atomic():
            Gathering.objects.filter(id=row.id).update(minutes="Otherwise")
    row = Gathering.objects.get(id=row.id)
    assert row.came == ["MIA"]
    assert "We talked" in signed_in(world.polad).get(f"/plan/meetings/{row.id}/").content.decode()


@pytest.mark.rule("NC-02")
def test_a_meeting_is_due_until_those_who_take_part_have_met(world: World) -> None:
    with acting(world.vefa) as actor:
        assert meetings.remind(actor, timezone.now())
        assert not meetings.remind(actor, timezone.now())
        assert [(duty.rule, duty.step) for duty in Duty.mine(actor)] == [("NC-02", "meeting")]
    other, regular = called(world, -3, kind="working_group"), called(world, -2)
    with acting(world.vefa) as actor:
        meetings.hold(actor=actor, gathering_id=other.id, minutes="The group", came=[])
        assert len(Duty.mine(actor)) == 1
        meetings.hold(actor=actor, gathering_id=regular.id, minutes="All of us", came=["MIA"])
        assert not Duty.mine(actor)
        assert not meetings.remind(actor, timezone.now() + timedelta(days=89))
        assert meetings.remind(actor, timezone.now() + timedelta(days=91))
    due = signed_in(world.vefa).get(f"/plan/meetings/due/{world.vefa.unit_id}/")
    assert due["Location"] == "/plan/meetings/"


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("NC-02")
def test_the_worker_reminds_by_itself(world: World) -> None:
    with connected_as(DatabaseRole.WORKER):
        assert meetings.remind(rounds.office(), timezone.now())
        assert not meetings.remind(rounds.office(), timezone.now())


def test_a_meeting_on_the_pages(world: World) -> None:
    client = signed_in(world.vefa)
    begins = timezone.localtime() + timedelta(days=3)
    said: dict[str, Any] = {
        "kind": "participants",
        "begins_at": f"{begins:%Y-%m-%dT%H:%M}",
        "ends_at": f"{begins + timedelta(hours=1):%Y-%m-%dT%H:%M}",
        "place": "Hall",
        "agenda": "One thing",
        "invited": ["MIA"],
    }
    assert client.post("/plan/meetings/new/", {**said, "ends_at": said["begins_at"]}).status_code == 422
    answer = client.post("/plan/meetings/new/", said)
    assert answer.status_code == 302
    address = answer["Location"]
    assert "Call it off" in client.get(address).content.decode()
    assert "Hall" in client.get("/plan/meetings/").content.decode()
    until = f"{begins + timedelta(days=2):%Y-%m-%d}"
    decided = {"step": "decide", "participant": "MIA", "words": "A report", "due_on": until}
    assert client.post(address, decided).status_code == 409
    moved = {"step": "move", "begins_at": said["begins_at"], "ends_at": said["begins_at"], "place": "Hall"}
    assert "A meeting ends after it begins" in client.post(address, moved).content.decode()
    with time_machine.travel(begins + timedelta(hours=2)):
        client = signed_in(world.vefa)
        assert client.post(address, {**decided, "participant": "NOBODY"}).status_code == 422
        assert client.post(address, decided).status_code == 302
        assert "A report" in signed_in(world.polad).get("/plan/decisions/").content.decode()
        held = {"step": "hold", "minutes": "Talked", "came": ["MIA"]}
        assert client.post(address, {**held, "came": ["MOE"]}).status_code == 422
        assert client.post(address, held).status_code == 302
    assert signed_in(world.polad).post("/plan/meetings/new/", said).status_code == 403
