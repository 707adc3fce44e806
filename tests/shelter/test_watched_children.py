"""Children who are watched over: a day for each visit, and a plan before care ends."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from config.env import DatabaseRole
from panah.core.country import country
from panah.core.errors import Forbidden, NotHere
from panah.duties.models import Duty, Event
from panah.people.models import Notice
from panah.shelter.actions import watching
from panah.shelter.actions.watching import AdviceMissing, NoMonth, NotWatched, UnknownAnswer, Watch, WatchedAlready
from panah.shelter.models import ChildVisit, LeavingPlan, WatchedChild
from panah.shelter.tasks.watching import ask_for_visits, warn_of_leaving
from tests.people.making import CHILD, registered
from tests.roles import connected_as
from tests.world import Person as Member
from tests.world import World, acting, signed_in

LAW = ("legal", "psychological", "social")
NAME = "Cavid Əliyev"


def watched(by: Member, **changes: Any) -> WatchedChild:
    usual: dict[str, Any] = {"risks": ("dropped_out",), "placement": "own_family", "name": NAME, "place": "Sumqayıt"}
    with acting(by) as actor:
        return watching.watch(actor=actor, watch=Watch(**(usual | changes)))


def found(by: Member, child: WatchedChild) -> WatchedChild:
    with acting(by) as actor:
        return WatchedChild.gate(actor, child.id)


def duties(by: Member, child: WatchedChild, rule: str) -> list[Duty]:
    with acting(by):
        return [each for each in Duty.about([child.id]) if each.rule == rule]


def asked(day: dt.date) -> int:
    with connected_as(DatabaseRole.WORKER):
        return ask_for_visits(day)


def warned(day: dt.date) -> int:
    with connected_as(DatabaseRole.WORKER):
        return warn_of_leaving(day)


def born_to_be_of_age_in(days: int) -> dt.date:
    of_age = timezone.localdate() + dt.timedelta(days=days)
    return dt.date(of_age.year - 18, of_age.month, 1)


@pytest.mark.rule("CH-18")
def test_a_child_at_risk_is_followed_up_under_a_false_name(world: World) -> None:
    child = watched(world.kenul)
    assert "Cavid" not in child.pseudonym
    assert child.next_visit_on == timezone.localdate() + country().settings.child_visit_every
    with acting(world.kenul) as actor:
        watching.visit(
            actor=actor, child_id=child.id, finding="needs_help", help=("back_to_school",), words="His uncle keeps him."
        )
        row = ChildVisit.of(child)[0]
        assert (row.finding, row.help, row.words) == ("needs_help", ["back_to_school"], "His uncle keeps him.")
        facts = [event.facts for event in Event.objects.filter(matter_id=child.id)]
    assert NAME not in str(facts)
    assert "uncle" not in str(facts)


@pytest.mark.rule("CH-18")
def test_nobody_is_watched_without_a_reason_or_a_next_visit(world: World) -> None:
    for wrong in ({"risks": ()}, {"risks": ("moon",)}, {"placement": "moon"}, {"sex": "moon"}):
        with pytest.raises(UnknownAnswer):
            watched(world.kenul, **wrong)
    child = watched(world.kenul)
    with acting(world.kenul), pytest.raises(IntegrityError, match="watched_child_has_a_next_visit"):
        WatchedChild.objects.filter(id=child.id).update(next_visit_on=None)


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("CH-19")
@pytest.mark.parametrize(("by", "step"), [("kenul", "visit"), ("gunel", "visit_by_guardianship")])
def test_the_worker_asks_for_a_visit_on_its_day_and_once(world: World, by: str, step: str) -> None:
    group: Member = getattr(world, by)
    child = watched(group, risks=(), placement="adoptive")
    assert child.next_visit_on
    asked(child.next_visit_on - dt.timedelta(days=1))
    assert duties(group, child, "CH-19") == []
    assert asked(child.next_visit_on) >= 1
    asked(child.next_visit_on + dt.timedelta(days=1))
    (duty,) = duties(group, child, "CH-19")
    assert (duty.step, duty.is_open, duty.unit_id) == (step, True, group.unit_id)
    with acting(group) as actor:
        watching.visit(actor=actor, child_id=child.id, finding="well")
    (duty,) = duties(group, child, "CH-19")
    assert duty.done_at is not None
    assert found(group, child).next_visit_on == timezone.localdate() + country().settings.child_visit_every


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("CH-19")
def test_who_is_no_longer_watched_is_asked_for_no_more(world: World) -> None:
    child = watched(world.kenul, placement="patronage", born=born_to_be_of_age_in(2000))
    assert child.next_visit_on
    asked(child.next_visit_on)
    with acting(world.kenul) as actor:
        watching.close(actor=actor, child_id=child.id, reason="safe")
    (duty,) = duties(world.kenul, child, "CH-19")
    assert duty.cancelled_at is not None
    asked(child.next_visit_on)
    assert len(duties(world.kenul, child, "CH-19")) == 1
    with acting(world.kenul) as actor, pytest.raises(NotWatched):
        watching.visit(actor=actor, child_id=child.id, finding="well")


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("CH-20")
@pytest.mark.parametrize(("by", "step"), [("gunel", "leaving_care"), ("kenul", "leaving_care_by_committee")])
def test_leaving_care_is_planned_before_the_young_person_comes_of_age(world: World, by: str, step: str) -> None:
    body: Member = getattr(world, by)
    child = watched(body, placement="state_care", born=born_to_be_of_age_in(400))
    assert child.of_age_on
    ahead = country().settings.leaving_care_ahead
    warned(child.of_age_on - ahead - dt.timedelta(days=1))
    assert duties(body, child, "CH-20") == []
    warned(child.of_age_on - ahead)
    warned(child.of_age_on - ahead)
    (duty,) = duties(body, child, "CH-20")
    assert (duty.step, duty.is_open, duty.due_at.date() < child.of_age_on) == (step, True, True)
    with acting(body) as actor:
        watching.plan_leaving(actor=actor, child_id=child.id, advice=(*LAW, "work"), words="A room at her aunt's.")
    assert duties(body, child, "CH-20")[0].done_at is not None
    warned(child.of_age_on)
    assert len(duties(body, child, "CH-20")) == 1


@pytest.mark.rule("CH-20")
def test_a_plan_has_all_the_advice_the_law_names(world: World) -> None:
    child = watched(world.gunel, placement="state_care", born=born_to_be_of_age_in(100))
    for missing in LAW:
        advice = [each for each in (*LAW, "housing") if each != missing]
        with acting(world.gunel) as actor, pytest.raises(AdviceMissing):
            watching.plan_leaving(actor=actor, child_id=child.id, advice=advice, words="A room")
    with acting(world.gunel):
        assert LeavingPlan.of(child) == []
    assert found(world.gunel, child).leaves_care


@pytest.mark.rule("CH-20")
def test_of_a_birth_the_month_alone_is_kept_and_only_where_it_is_needed(world: World) -> None:
    with pytest.raises(NoMonth):
        watched(world.gunel, placement="state_care")
    assert watched(world.gunel, born=dt.date(2012, 5, 17)).of_age_on is None
    child = watched(world.gunel, placement="guardianship", born=dt.date(2012, 5, 17))
    assert child.of_age_on == dt.date(2030, 5, 1)
    with acting(world.gunel), pytest.raises(IntegrityError, match="watched_child_month_alone"), transaction.atomic():
        WatchedChild.objects.filter(id=child.id).update(of_age_on=dt.date(2030, 5, 17))
    assert not [field.name for field in WatchedChild._meta.local_fields if "birth" in field.name]


@pytest.mark.rule("PRI-05")
def test_a_child_the_body_was_told_of_keeps_its_false_name(world: World) -> None:
    person = registered(world.sevinc, CHILD)
    with acting(world.gunel) as actor:
        notice = Notice.received(actor).get(person_id=person.id)
    child = watched(world.gunel, notice_id=notice.id)
    assert (child.pseudonym, child.person_id) == (person.pseudonym, person.id)
    with pytest.raises(WatchedAlready):
        watched(world.gunel, notice_id=notice.id)
    with pytest.raises(NotHere):
        watched(world.kenul, notice_id=notice.id)


@pytest.mark.rule("PRI-01")
def test_a_body_sees_the_children_it_watches_itself(world: World) -> None:
    child = watched(world.kenul)
    for other in (world.gunel, world.fidan, world.sevinc, world.nigar):
        with acting(other):
            assert not WatchedChild.objects.filter(id=child.id).exists()
    with acting(world.gunel) as actor, pytest.raises(NotHere):
        watching.visit(actor=actor, child_id=child.id, finding="well")
    with acting(world.sevinc) as actor, pytest.raises(Forbidden):
        WatchedChild.visible(actor)


def test_the_register_and_its_parts(world: World) -> None:
    child, other = watched(world.kenul), watched(world.kenul)
    leaving = watched(world.kenul, placement="state_care", born=born_to_be_of_age_in(100))
    with acting(world.kenul) as actor:
        watching.close(actor=actor, child_id=other.id, reason="safe")
    client = signed_in(world.kenul)

    def seen(part: str) -> list[bool]:
        page = client.get(f"/shelter/children/{part}").content.decode()
        assert NAME not in page
        return [each.pseudonym in page for each in (child, other, leaving)]

    assert seen("") == [True, False, True]
    assert seen("?part=ended") == [False, True, False]
    assert seen("?part=leaving") == [False, False, True]
    assert seen("?part=due") == [False, False, False]


def test_a_child_is_put_on_the_register_visited_and_planned_for_on_the_pages(world: World) -> None:
    client = signed_in(world.gunel)
    form: dict[str, Any] = {"risks": ["neglected"], "placement": "state_care", "name": NAME, "born": "2010-13"}
    answer = client.post("/shelter/children/new/", form)
    assert answer.status_code == 422
    assert "like 2011-04" in answer.content.decode()
    born = born_to_be_of_age_in(100)
    place = client.post("/shelter/children/new/", form | {"born": f"{born:%Y-%m}"})["Location"]
    assert client.post(f"{place}visited/", {"finding": "moon"}).status_code == 422
    assert client.post(f"{place}visited/", {"finding": "well", "help": ["medical"]}).status_code == 302
    assert client.post(f"{place}leaving/", {"advice": LAW, "words": "A room"}).status_code == 302
    page = client.get(place).content.decode()
    assert all(each in page for each in (NAME, "Well", "Medical help", "Legal advice", "A room"))
    assert client.post(f"{place}end/", {"reason": "of_age"}).status_code == 302
    assert "Came of age" in client.get(place).content.decode()
