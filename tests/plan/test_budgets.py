"""The year's budget: who is asked, who proposes, from which source, and who reads it."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from config.env import DatabaseRole
from panah.duties.models import Duty
from panah.plan.actions import budgets, rounds
from panah.plan.actions.budgets import AnotherBody, AnotherYear, ProposedAlready, Wish, Withdrawn
from panah.plan.actions.telling import NotOnTheList
from panah.plan.models import BudgetCall, BudgetProposal, Measure, Participant, Slot
from tests.plan.reporting import first_round, live_plan
from tests.roles import connected_as
from tests.world import World, acting, signed_in


def body(code: str) -> Participant:
    return Participant.objects.get(code=code)


def wish(**changes: object) -> Wish:
    usual = {"year": timezone.localdate().year + 1, "amount": Decimal(1000), "funding": "state_budget"}
    return Wish(**(usual | changes))  # type: ignore[arg-type]


@pytest.mark.rule("NAP-04")
def test_every_proposal_names_a_lawful_source(world: World) -> None:
    with acting(world.tarana) as actor:
        for source in ("", "a_gift_nobody_knows_of"):
            with pytest.raises(NotOnTheList):
                budgets.propose(actor=actor, participant_id=body("MOE").id, wish=wish(funding=source))
        budgets.propose(actor=actor, participant_id=body("MOE").id, wish=wish())
        budgets.propose(actor=actor, participant_id=body("MOE").id, wish=wish(funding="donor"))
        with pytest.raises(ProposedAlready):
            budgets.propose(actor=actor, participant_id=body("MOE").id, wish=wish())
    words = signed_in(world.tarana).get("/plan/budget/").content.decode()
    assert "State budget" in words
    assert "Donors" in words


@pytest.mark.rule("NAP-03")
def test_a_body_proposes_for_itself_and_the_office_reads_all(world: World) -> None:
    with acting(world.tarana) as actor:
        with pytest.raises(AnotherBody):
            budgets.propose(actor=actor, participant_id=body("MIA").id, wish=wish())
        for year in (timezone.localdate().year, timezone.localdate().year + 6):
            with pytest.raises(AnotherYear):
                budgets.propose(actor=actor, participant_id=body("MOE").id, wish=wish(year=year))
        row = budgets.propose(actor=actor, participant_id=body("MOE").id, wish=wish())
    for person, seen in ((world.tarana, 1), (world.vefa, 1), (world.polad, 0)):
        with acting(person):
            assert BudgetProposal.objects.count() == seen
    with acting(world.tarana) as actor:
        budgets.withdraw(actor=actor, proposal_id=row.id)
        with pytest.raises(Withdrawn):
            budgets.withdraw(actor=actor, proposal_id=row.id)


@pytest.mark.rule("NAP-03")
def test_the_office_reads_what_each_body_needs_altogether(world: World) -> None:
    for person, code in ((world.tarana, "MOE"), (world.habil, "MOH")):
        with acting(person) as actor:
            for funding, amount in (("state_budget", 1000), ("donor", 250)):
                wanted = wish(funding=funding, amount=Decimal(amount))
                budgets.propose(actor=actor, participant_id=body(code).id, wish=wanted)
    words = signed_in(world.vefa).get("/plan/budget/").content.decode()
    assert words.count("<td>1,250.00</td>") == 2
    assert "<td>2,000.00</td>" in words
    assert "Body by body" not in signed_in(world.tarana).get("/plan/budget/").content.decode()


def test_the_page_takes_a_proposal_and_says_what_does_not_fit(world: World) -> None:
    with acting(world.vefa):
        live_plan()
    measure = Measure.objects.get(plan__code="LIVE", code="1.b")
    client = signed_in(world.tarana)
    given = {"participant": str(body("MOE").id), "year": str(timezone.localdate().year + 1), "amount": "2500.50",
             "funding": "state_budget", "measure": str(measure.id)}  # fmt: skip
    assert client.post("/plan/budget/", given).status_code == 302
    assert "LIVE 1.b" in client.get("/plan/budget/").content.decode()
    for broken in ({"amount": "-1"}, {"amount": "much"}, {"year": "1999"}, {"participant": str(body("MIA").id)}):
        assert client.post("/plan/budget/", given | broken).status_code == 422


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("NAP-03")
def test_bodies_are_asked_once_a_year_and_say_when_it_is_complete(world: World) -> None:
    with acting(world.vefa):
        live_plan()
    with connected_as(DatabaseRole.WORKER):
        assert budgets.call_for(date(2027, 5, 1)) == 0
        assert budgets.call_for(date(2027, 4, 1)) == 3
        assert budgets.call_for(date(2027, 4, 20)) == 0
    with acting(world.tarana) as actor:
        assert [duty.rule for duty in Duty.mine(actor)] == ["NAP-03"]
        call = BudgetCall.open_of(actor).get()
    assert signed_in(world.tarana).post(f"/plan/budget/calls/{call.id}/").status_code == 302
    with acting(world.tarana) as actor:
        assert list(Duty.mine(actor)) == []
    with acting(world.polad) as actor:
        assert len(Duty.mine(actor)) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("NAP-01")
def test_the_worker_asks_for_reports_by_itself(world: World) -> None:
    with acting(world.vefa):
        live_plan()
    with connected_as(DatabaseRole.WORKER), time_machine.travel(date(2026, 7, 2)):
        assert rounds.open_due(date(2026, 7, 1)) == 1
        assert rounds.open_due(date(2026, 7, 2)) == 0
    assert Slot.objects.count() == 5
    assert connection.settings_dict["USER"]


def test_nobody_is_asked_twice_for_one_period(world: World) -> None:
    with acting(world.vefa) as actor:
        first_round(actor)
    assert Slot.objects.values("round_id").distinct().count() == 1
