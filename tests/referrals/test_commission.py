"""The commission: it meets on cases without names, decides once, and asks units to act by a day."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from panah.accounts.permissions import ROLE_PERMISSIONS, Permission
from panah.core.country import country
from panah.core.errors import Forbidden, NotHere
from panah.core.ids import new_id
from panah.duties.models import Duty
from panah.duties.rulebook import rulebook
from panah.referrals import papers
from panah.referrals.actions import commission
from panah.referrals.actions.commission import (
    AlreadyDecided,
    AlreadyDone,
    Asked,
    Closed,
    NamesSomebody,
    NobodyThere,
    UnknownAnswer,
)
from panah.referrals.models import AgendaItem, FollowUp, Meeting
from panah.vault.fields import SEALED
from tests.people.making import registered
from tests.world import World, acting, signed_in

ABOUT = "A woman waits for papers; two bodies each wait for the other"
TASK = "Settle the papers with the migration service"


def a_meeting(world: World) -> Meeting:
    with acting(world.vefa) as actor:
        return commission.call(actor=actor, held_at=timezone.now(), place="remote")


def on_agenda(world: World, meeting: Meeting | None = None, about: str = ABOUT) -> AgendaItem:
    meeting = meeting or a_meeting(world)
    with acting(world.vefa) as actor:
        return commission.put_on_agenda(
            actor=actor, meeting_id=meeting.id, case_number="case-2026-000007", summary=about
        )


def asked_of(world: World, unit: str = "shelter", **changes: Any) -> Asked:
    due = timezone.localdate() + dt.timedelta(days=14)
    usual: dict[str, Any] = {"unit_id": world.units[unit], "words": TASK, "due_on": due}
    return Asked(**(usual | changes))


def decided(world: World, item: AgendaItem, asked: Asked | None = None) -> AgendaItem:
    with acting(world.vefa) as actor:
        decision = "duty" if asked else "recommendation"
        return commission.decide(actor=actor, item_id=item.id, decision=decision, words="So agreed", asked=asked)


@pytest.mark.rule("NRM-02")
def test_it_meets_decides_and_keeps_minutes_without_names(world: World) -> None:
    meeting = a_meeting(world)
    item = decided(world, on_agenda(world, meeting), asked_of(world))
    assert item.case_number == "CASE-2026-000007"
    with acting(world.vefa) as actor:
        commission.close(actor=actor, meeting_id=meeting.id, present=9)
        rows = FollowUp.of_items(actor, [item.id])
        drawn = papers.minutes(Meeting.gate(actor, meeting.id), AgendaItem.on(meeting), [(rows[0], "Unit shelter")])
        # What a unit is asked in words is sealed to it; the minutes say who, about which case and by when.
        assert rows[0].words is SEALED
    (agenda, tasks) = drawn.tables
    assert agenda.rows[0][1:4] == ["CASE-2026-000007", ABOUT, "A body is asked to act"] or agenda.rows[0][2] == ABOUT
    assert tasks.rows[0][:2] == ["Unit shelter", "CASE-2026-000007"]
    answer = signed_in(world.vefa).get(f"/referrals/commission/{meeting.id}/minutes/")
    assert answer.content.startswith(b"%PDF")
    assert meeting.number in answer["Content-Disposition"]


@pytest.mark.rule("NRM-02")
def test_a_false_name_does_not_get_in(world: World) -> None:
    person = registered(world.nigar)
    meeting = a_meeting(world)
    for words in (f"About {person.pseudonym}", f"{person.pseudonym.lower()} waits"):
        with acting(world.vefa) as actor, pytest.raises(NamesSomebody):
            commission.put_on_agenda(actor=actor, meeting_id=meeting.id, case_number="", summary=words)
    item = on_agenda(world, meeting, "Since March 2026, about 1400 of them")
    with acting(world.vefa) as actor, pytest.raises(NamesSomebody):
        commission.decide(actor=actor, item_id=item.id, decision="noted", words=person.pseudonym)


def test_the_unit_asked_reads_its_task_and_reports_and_the_commission_sees_that(world: World) -> None:
    item = decided(world, on_agenda(world), asked_of(world, "centre"))
    with acting(world.tural) as actor:
        (row,) = FollowUp.asked(actor)
        assert (row.words, row.done_at) == (TASK, None)
        commission.report(actor=actor, follow_up_id=row.id, result="done")
        with pytest.raises(AlreadyDone):
            commission.report(actor=actor, follow_up_id=row.id, result="partly")
        assert not Meeting.objects.exists()
        assert not AgendaItem.objects.exists()
    with acting(world.vefa) as actor:
        (seen,) = FollowUp.of_items(actor, [item.id])
        assert seen.result == "done"


@pytest.mark.rule("NRM-02")
def test_what_is_asked_is_a_duty_until_the_day_that_was_set(world: World) -> None:
    due = timezone.localdate() + dt.timedelta(days=14)
    item = decided(world, on_agenda(world), asked_of(world, "centre", due_on=due))
    with acting(world.tural) as actor:
        (row,) = FollowUp.asked(actor).filter(item_id=item.id)
        (duty,) = [each for each in Duty.mine(actor) if each.subject_id == row.id]
        assert (duty.rule, duty.role, duty.unit_id) == ("NRM-02", "centre_staff", world.tural.unit_id)
        assert timezone.localtime(duty.due_at).date() == due + dt.timedelta(days=1)
    client = signed_in(world.tural)
    day = client.get("/").content.decode()
    assert "Do what the commission asked, and report" in day
    assert f"/referrals/commission/tasks/{row.id}/" in day
    assert TASK in client.get(f"/referrals/commission/tasks/{row.id}/").content.decode()
    assert signed_in(world.ramin).get(f"/referrals/commission/tasks/{row.id}/").status_code == 404
    with acting(world.tural) as actor:
        commission.report(actor=actor, follow_up_id=row.id, result="done")
        assert Duty.objects.get(id=duty.id).done_at
    assert "Done" in client.get(f"/referrals/commission/tasks/{row.id}/").content.decode()


@pytest.mark.rule("NRM-02")
def test_a_task_for_today_is_due_when_today_ends(world: World) -> None:
    item = decided(world, on_agenda(world), asked_of(world, "migration", due_on=timezone.localdate()))
    with acting(world.ramin) as actor:
        (row,) = FollowUp.asked(actor).filter(item_id=item.id)
        duty = Duty.objects.get(subject_id=row.id)
        assert duty.opened_at <= duty.alert_at <= duty.due_at
        assert timezone.now() < duty.due_at <= timezone.now() + dt.timedelta(days=1)


@pytest.mark.rule("NRM-02")
def test_every_kind_of_unit_that_may_be_asked_has_one_clock() -> None:
    clocks = [(duty.when.wanted["receiver_kind"], duty.role) for _r, duty in rulebook().opening["commission.asked"]]
    for kind in {unit_kind for unit_kind in country().codes("unit_kind").ids if commission.may_answer(unit_kind)}:
        roles = [role for kinds, role in clocks if kind in (kinds if isinstance(kinds, tuple) else (kinds,))]
        assert len(roles) == 1, kind
        assert Permission.COMMISSION_DUTY in ROLE_PERMISSIONS[roles[0]], kind


def test_a_decision_stays_as_it_was_taken(world: World) -> None:
    item = decided(world, on_agenda(world))
    with acting(world.vefa) as actor, pytest.raises(AlreadyDecided):
        commission.decide(actor=actor, item_id=item.id, decision="noted", words="")
    with acting(world.vefa), pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.filter(id=item.id).update(decision="noted")


def test_what_is_closed_stays_closed(world: World) -> None:
    meeting = a_meeting(world)
    item = on_agenda(world, meeting)
    with acting(world.vefa) as actor:
        commission.close(actor=actor, meeting_id=meeting.id, present=5)
    with acting(world.vefa) as actor, pytest.raises(Closed):
        commission.put_on_agenda(actor=actor, meeting_id=meeting.id, case_number="", summary="More")
    with acting(world.vefa) as actor, pytest.raises(Closed):
        commission.decide(actor=actor, item_id=item.id, decision="noted", words="")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"unit_id": new_id()}, NobodyThere),
        ({"words": " "}, NobodyThere),
        ({"due_on": dt.date(2020, 1, 1)}, NobodyThere),
    ],
)
def test_a_task_says_who_what_and_by_when(world: World, changes: dict[str, Any], refusal: type[Exception]) -> None:
    item = on_agenda(world)
    with acting(world.vefa) as actor, pytest.raises(refusal):
        commission.decide(actor=actor, item_id=item.id, decision="duty", words="", asked=asked_of(world, **changes))
    for decision, asked in (("noted", asked_of(world)), ("duty", None), ("magic", None)):
        with acting(world.vefa) as actor, pytest.raises(UnknownAnswer):
            commission.decide(actor=actor, item_id=item.id, decision=decision, words="", asked=asked)


def test_nobody_else_runs_it_or_reads_it(world: World) -> None:
    meeting = a_meeting(world)
    item = decided(world, on_agenda(world, meeting), asked_of(world, "shelter"))
    for who in (world.orxan, world.nigar, world.rauf, world.tural):
        with acting(who) as actor:
            with pytest.raises(Forbidden):
                commission.call(actor=actor, held_at=timezone.now(), place="remote")
            assert not Meeting.objects.filter(id=meeting.id).exists()
            assert not AgendaItem.objects.filter(id=item.id).exists()
            assert not FollowUp.objects.exists()
    with acting(world.vefa) as actor:
        (row,) = FollowUp.of_items(actor, [item.id])
    with acting(world.tural) as actor, pytest.raises(NotHere):
        commission.report(actor=actor, follow_up_id=row.id, result="done")


def test_the_pages_lead_from_the_call_to_the_minutes(world: World) -> None:
    client = signed_in(world.vefa)
    called = client.post("/referrals/commission/", {"held_at": "2026-12-01T10:00", "place": "ministry"})
    address = called["Location"]
    assert client.post(address, {"case_number": "CASE-2026-000001", "summary": ABOUT}).status_code == 302
    assert client.post(address, {"case_number": "", "summary": "Tarivo 1234"}).status_code == 422
    with acting(world.vefa):
        item = AgendaItem.objects.get()
    decide = f"/referrals/commission/items/{item.id}/"
    assert client.post(decide, {"decision": "duty", "words": ""}).status_code == 422
    due = (timezone.localdate() + dt.timedelta(days=3)).isoformat()
    form = {"decision": "duty", "words": "Yes", "unit": str(world.units["centre"]), "task": TASK, "due_on": due}
    assert client.post(decide, form).status_code == 302
    assert client.post(f"{address}close/", {"present": "4"}).status_code == 302
    assert "4 bodies were present" in client.get(address).content.decode()
    assert "Minutes stand" in client.get("/referrals/commission/").content.decode()
    centre = signed_in(world.tural)
    assert TASK in centre.get("/referrals/commission/tasks/").content.decode()
    with acting(world.tural) as actor:
        (row,) = FollowUp.asked(actor)
    assert centre.post(f"/referrals/commission/tasks/{row.id}/report/", {"result": "done"}).status_code == 302
    assert "Reported" in centre.get("/referrals/commission/tasks/").content.decode()
