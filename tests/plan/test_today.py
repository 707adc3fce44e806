"""My day of those who take part in the plan: what there is to do, in sentences, by counts alone."""

from datetime import timedelta
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from panah.plan import today
from panah.plan.actions import awareness, findings, meetings, resources, trainings
from panah.plan.actions.meetings import Call
from panah.plan.actions.resources import Given, Wanted
from panah.plan.actions.trainings import Occasion, Outline
from panah.plan.models import Slot, SlotState
from tests.plan.reporting import first_round
from tests.world import Person, World, acting, signed_in


def told(person: Person) -> dict[str, str]:
    """What My day says to somebody, by where it leads."""
    with acting(person) as actor:
        return {each.url: each.words for each in today.sentences(actor)}


def test_a_body_reads_what_it_has_to_report(world: World) -> None:
    with acting(world.vefa) as actor:
        first_round(actor)
    due = Slot.objects.filter(participant__code="MOE").first()
    assert due
    words = told(world.tarana)["/plan/reports/"]
    assert words.startswith("2 reports are to be handed in, the first by")
    with acting(world.vefa):
        Slot.objects.filter(id=due.id).update(state=SlotState.RETURNED)
    page = signed_in(world.tarana).get("/").content.decode()
    assert "1 report is to be handed in by" in page
    assert "1 report was given back to you with a question." in page


def test_the_office_reads_what_waits_for_it(world: World) -> None:
    assert "body has no trained liaison officer" in told(world.vefa)["/plan/people/"].replace("bodies have", "body has")
    with acting(world.tarana) as actor:
        wanted = Wanted(area="training", kind="technical", title="Projectors", wanted=Decimal(900))
        need = resources.ask(actor=actor, participant="MOE", wanted=wanted)
    assert told(world.vefa)["/plan/needs/"] == "1 need is to be looked through before donors see it."
    with acting(world.vefa) as actor:
        resources.show(actor=actor, need_id=need.id)
    assert told(world.vefa)["/plan/needs/"] == "For 1 need nobody has offered anything yet."
    assert told(world.malika)["/plan/donors/"] == "1 need of those who take part could be met by a gift."
    with acting(world.malika) as actor:
        given = Given(area="training", kind="technical", source="ngo", giver="Light", offered=Decimal(500))
        resources.offer(actor=actor, given=given, need_id=need.id)
    after = told(world.vefa)
    assert after["/plan/offers/"] == "1 offer waits for your answer."
    assert "/plan/needs/" not in after


def test_meetings_decisions_and_problems_are_of_the_body(world: World) -> None:
    begins = timezone.now() - timedelta(minutes=20)
    call = Call(
        kind=meetings.REGULAR,
        begins_at=begins,
        ends_at=begins + timedelta(hours=1),
        place="Hall 2",
        agenda="Budget",
        invited=("MOE",),
    )
    with acting(world.vefa) as actor:
        gathering = meetings.call(actor=actor, wanted=call)
        day = timezone.localdate() + timedelta(days=3)
        meetings.decide(actor=actor, gathering_id=gathering.id, participant="MOE", words="A list", due_on=day)
    with acting(world.habil) as actor:
        findings.pass_on(actor=actor, participant="MOE", area="training", words="Nobody answers")
    mine, others = told(world.tarana), told(world.habil)
    assert "Hall 2" in mine[f"/plan/meetings/{gathering.id}/"]
    assert mine["/plan/decisions/"].startswith("1 decision of a meeting is to be done by")
    assert mine["/plan/findings/"] == "1 problem waits for the answer of your body."
    assert not {f"/plan/meetings/{gathering.id}/", "/plan/decisions/", "/plan/findings/"} & others.keys()


def test_trainings_and_carriers_ask_for_what_is_missing(world: World) -> None:
    outline = Outline(title={"en": "First steps"}, topics=["referral"], audiences=["schools"])
    soon, past = (timezone.localdate() + timedelta(days=days) for days in (4, -4))
    with acting(world.tarana) as actor:
        course = trainings.offer(actor=actor, outline=outline)
        coming, over = (
            trainings.plan(actor=actor, course_id=course.id, occasion=Occasion(begins_on=day, ends_on=day))
            for day in (soon, past)
        )
        trainings.enrol(actor=actor, training_id=coming.id, member_id=world.leyla.member_id)
        awareness.carrier(actor=actor, name="Ferry", kind="sea", routes="")
    assert "First steps" in told(world.leyla)[f"/plan/trainings/{coming.id}/"]
    mine = told(world.tarana)
    assert mine["/plan/trainings/"] == "1 training of yours is over: write down who came."
    assert mine["/plan/carriers/"].startswith("Nobody has looked for a year at what 1 carrier does")
    with acting(world.tarana) as actor:
        trainings.hold(actor=actor, training_id=over.id, results={}, women=1, men=1)
    assert "/plan/trainings/" not in told(world.tarana)


def test_who_has_nothing_to_do_with_the_plan_reads_nothing_of_it(world: World) -> None:
    with acting(world.leyla) as actor, CaptureQueriesContext(connection) as asked:
        assert today.sentences(actor) == []
    assert len(asked) == 1


def test_the_office_asks_no_more_where_there_is_more(world: World) -> None:
    def questions() -> int:
        with acting(world.vefa) as actor, CaptureQueriesContext(connection) as asked:
            today.sentences(actor)
        return len(asked)

    few = questions()
    with acting(world.vefa) as actor:
        first_round(actor)
        for number in range(8):
            wanted = Wanted(area="training", kind="technical", title=f"Need {number}", wanted=Decimal(900))
            resources.ask(actor=actor, participant="MOE", wanted=wanted)
    assert questions() <= few
