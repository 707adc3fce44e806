"""Calls: the exchange reports, the first to answer has it, nobody's call is forgotten."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from config.env import DatabaseRole
from panah.accounts.entering import enter_device
from panah.core.actor import Actor
from panah.core.errors import Forbidden, NotHere
from panah.core.ids import new_id
from panah.duties.models import Duty
from panah.hotline import tasks
from panah.hotline.actions import calls, contacts
from panah.hotline.actions.calls import CallReport, EventKind
from panah.hotline.models import Call, CallBack, Contact
from panah.hotline.states import CallState, PresenceState
from panah.vault import index
from tests.database import Owner
from tests.roles import connected_as
from tests.world import EXCHANGE, World, acting, signed_in

NUMBER = "+994125550101"


@pytest.fixture
def exchange(world: World) -> "Reporter":
    assert world.device
    return Reporter(world.device)


class Reporter:
    """A telephone exchange that reports to the hotline's unit."""

    def __init__(self, device: UUID) -> None:
        self.device, self.sent = device, 0

    def says(
        self, kind: str, call: str = "c1", *, number: str = "", at: datetime | None = None, event: str = ""
    ) -> Call:
        self.sent += 1
        report = CallReport(
            event_id=event or f"{call}-{self.sent}",
            call_id=call,
            kind=EventKind(kind),
            at=at or timezone.now(),
            number=number,
        )
        with transaction.atomic():
            actor = enter_device(EXCHANGE.token).actor
            return calls.receive(actor=actor, device_id=self.device, report=report)


@contextmanager
def answered(world: World, exchange: Reporter, call: str = "c1") -> Iterator[tuple[Actor, Contact]]:
    rung = exchange.says("ringing", call, number=NUMBER)
    with acting(world.leyla) as actor:
        yield actor, calls.answer(actor=actor, call_id=rung.id)


def test_a_ringing_call_waits_for_every_operator_of_the_unit(world: World, exchange: Reporter) -> None:
    exchange.says("ringing", number=NUMBER)
    for person in (world.leyla, world.kamran):
        with acting(person) as actor:
            assert [call.number for call in Call.ringing(actor)] == [NUMBER]
    with acting(world.samira) as actor:
        assert not Call.ringing(actor)


@pytest.mark.rule("CON-09")
@pytest.mark.rule("CON-12")
def test_the_number_is_sealed_to_the_unit(world: World, exchange: Reporter) -> None:
    call = exchange.says("ringing", number=NUMBER)
    with acting(world.leyla):
        row = Call.objects.get(id=call.id)
        assert NUMBER.encode() not in bytes(row.__dict__["number"])
        assert row.number == NUMBER


def test_the_first_to_answer_has_it(world: World, exchange: Reporter) -> None:
    call = exchange.says("ringing", number=NUMBER)
    with acting(world.leyla) as actor:
        contact = calls.answer(actor=actor, call_id=call.id)
    assert contact.operator_id == world.leyla.member_id
    with acting(world.kamran) as actor, pytest.raises(calls.AlreadyTaken):
        calls.answer(actor=actor, call_id=call.id)
    with acting(world.samira) as actor, pytest.raises(NotHere):
        calls.answer(actor=actor, call_id=call.id)


def test_the_number_moves_into_the_contact(world: World, exchange: Reporter) -> None:
    with answered(world, exchange) as (_actor, contact):
        assert Contact.objects.get(id=contact.id).caller_number == NUMBER
        assert not Call.objects.get(contact_id=contact.id).number


def test_who_has_work_to_finish_cannot_answer(world: World, exchange: Reporter) -> None:
    with answered(world, exchange):
        pass
    second = exchange.says("ringing", "c2")
    with acting(world.leyla) as actor, pytest.raises(calls.NotFree) as refusal:
        calls.answer(actor=actor, call_id=second.id)
    assert refusal.value.rule == "HL-08"


def test_an_officer_cannot_answer(world: World, exchange: Reporter) -> None:
    call = exchange.says("ringing")
    with acting(world.nigar) as actor, pytest.raises(Forbidden):
        calls.answer(actor=actor, call_id=call.id)


@pytest.mark.parametrize(("kind", "state"), [("missed", CallState.MISSED), ("ended", CallState.ABANDONED)])
@pytest.mark.rule("HL-01")
def test_a_call_nobody_took_is_called_back_and_has_a_clock(
    world: World, exchange: Reporter, kind: str, state: CallState
) -> None:
    call = exchange.says("ringing", number=NUMBER)
    exchange.says(kind)
    with acting(world.leyla) as actor:
        (back,) = CallBack.waiting(actor)
        assert (back.call_id, back.reason, back.call.number) == (call.id, state, NUMBER)
        assert [duty.rule for duty in Duty.about([back.id])] == ["HL-01"]


@pytest.mark.rule("HL-01")
@pytest.mark.django_db(transaction=True)
def test_a_call_whose_end_nobody_reported_is_called_back_too(world: World, exchange: Reporter) -> None:
    call = exchange.says("ringing", number=NUMBER)
    with connected_as(DatabaseRole.WORKER):
        assert tasks.give_up(timezone.now()) == 0
        assert tasks.give_up(timezone.now() + tasks.LOST_AFTER + timedelta(minutes=1)) == 1
    with acting(world.leyla) as actor:
        assert [back.call_id for back in CallBack.waiting(actor)] == [call.id]
        assert [duty.step for duty in Duty.mine(actor) if duty.rule == "HL-01"] == ["callback"]


def test_a_withheld_number_cannot_be_called_back(world: World, exchange: Reporter) -> None:
    exchange.says("ringing")
    exchange.says("missed")
    with acting(world.leyla) as actor:
        assert not CallBack.waiting(actor)


def test_a_call_back_opens_an_outgoing_contact_and_is_done_when_reached(world: World, exchange: Reporter) -> None:
    exchange.says("ringing", number=NUMBER)
    exchange.says("missed")
    with acting(world.leyla) as actor:
        (back,) = CallBack.waiting(actor)
        contact = calls.return_call(actor=actor, call_back_id=back.id)
        assert (contact.direction, contact.caller_number) == ("outgoing", NUMBER)
        calls.close_call_back(actor=actor, call_back_id=back.id, reached=True)
        assert not CallBack.waiting(actor)
        (duty,) = Duty.about([back.id])
        assert duty.done_at


def test_who_was_not_reached_is_tried_again(world: World, exchange: Reporter) -> None:
    exchange.says("ringing", number=NUMBER)
    exchange.says("missed")
    with acting(world.leyla) as actor:
        (back,) = CallBack.waiting(actor)
        calls.return_call(actor=actor, call_back_id=back.id)
        calls.close_call_back(actor=actor, call_back_id=back.id, reached=False)
        (again,) = CallBack.waiting(actor)
        assert (again.tries, again.contact_id) == (1, None)


@pytest.mark.django_db(transaction=True)
def test_open_desks_are_told_that_a_call_back_waits_again(world: World, exchange: Reporter, owner: Owner) -> None:
    exchange.says("ringing", number=NUMBER)
    exchange.says("missed")
    with acting(world.leyla) as actor:
        (back,) = CallBack.waiting(actor)
        calls.return_call(actor=actor, call_back_id=back.id)
    owner.execute("LISTEN panah_live")
    with acting(world.leyla) as actor:
        calls.close_call_back(actor=actor, call_back_id=back.id, reached=False)
        calls.be(actor=actor, state=PresenceState.AWAY)
    told = [json.loads(said.payload)["topic"] for said in owner.notifies(timeout=30, stop_after=2)]
    assert sorted(told) == ["calls", "presence"]
    assert 'data-live-topic="calls presence"' in signed_in(world.kamran).get("/hotline/").content.decode()


def test_a_repeated_event_changes_nothing(world: World, exchange: Reporter) -> None:
    first = exchange.says("ringing", number=NUMBER, event="e1")
    again = exchange.says("ringing", number=NUMBER, event="e1")
    assert first.id == again.id
    exchange.says("missed", event="e2")
    exchange.says("missed", event="e2")
    with acting(world.leyla) as actor:
        assert len(CallBack.waiting(actor)) == 1


def test_a_late_event_does_not_bring_a_call_back_to_life(world: World, exchange: Reporter) -> None:
    exchange.says("ringing", number=NUMBER)
    exchange.says("missed")
    assert exchange.says("held").state == CallState.MISSED


@pytest.mark.parametrize(
    ("kind", "words"),
    [("answered", ""), ("held", "On hold"), ("transferred", "Transferred"), ("ended", "The line is closed")],
)
def test_how_the_line_stands_is_shown_to_who_talks(world: World, exchange: Reporter, kind: str, words: str) -> None:
    with answered(world, exchange) as (_actor, contact):
        pass
    exchange.says(kind)
    page = signed_in(world.leyla).get(reverse("hotline:contact", args=(contact.id,))).content.decode()
    line = reverse("hotline:line", args=(contact.id,))
    assert line in page
    assert words in page
    alone = signed_in(world.leyla).get(line).content.decode()
    assert words in alone if words else not alone.strip()
    assert signed_in(world.samira).get(line).status_code == 404


def test_what_was_no_call_has_no_line(world: World) -> None:
    with acting(world.leyla) as actor:
        contact = contacts.start(actor=actor, channel="phone")
    line = reverse("hotline:line", args=(contact.id,))
    assert line not in signed_in(world.leyla).get(reverse("hotline:contact", args=(contact.id,))).content.decode()
    assert signed_in(world.leyla).get(line).status_code == 404


@pytest.mark.parametrize("away", [timedelta(hours=1), timedelta(days=-3)])
def test_an_event_of_an_impossible_time_is_refused(world: World, exchange: Reporter, away: timedelta) -> None:
    with pytest.raises(calls.ImpossibleTime):
        exchange.says("ringing", at=timezone.now() + away)


def test_an_event_of_an_unknown_call_is_refused(world: World, exchange: Reporter) -> None:
    with pytest.raises(calls.UnknownCall):
        exchange.says("held", "never rung")


def test_free_are_those_who_say_so_and_have_nothing_to_finish(world: World, exchange: Reporter) -> None:
    for person in (world.leyla, world.kamran):
        with acting(person) as actor:
            calls.be(actor=actor, state=PresenceState.AVAILABLE)
    with answered(world, exchange):
        pass
    with acting(world.director) as actor:
        assert [row.member_id for row in calls.free_now(actor)] == [world.kamran.member_id]


def test_a_returning_caller_is_recognised(world: World, exchange: Reporter) -> None:
    with answered(world, exchange) as (actor, first):
        contacts.end(actor=actor, contact_id=first.id, reason="finished")
    call = exchange.says("ringing", "c2", number=NUMBER)
    with acting(world.kamran) as actor:
        second = calls.answer(actor=actor, call_id=call.id)
        assert [contact.id for contact in calls.earlier_contacts(actor, second)] == [first.id]


def test_a_returning_caller_is_recognised_among_much_else_of_that_number(world: World, exchange: Reporter) -> None:
    with answered(world, exchange) as (actor, first):
        contacts.end(actor=actor, contact_id=first.id, reason="finished")
        for kind in ("person", "block", "something"):
            for _time in range(6):
                index.write(actor=actor, subject_kind=kind, subject_id=new_id(), phones=[NUMBER])
    call = exchange.says("ringing", "c2", number=NUMBER)
    assert "1 earlier contact" in signed_in(world.kamran).get("/hotline/calls/").content.decode()
    with acting(world.kamran) as actor:
        second = calls.answer(actor=actor, call_id=call.id)
        assert [contact.id for contact in calls.earlier_contacts(actor, second)] == [first.id]
