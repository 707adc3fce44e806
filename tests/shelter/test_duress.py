"""The button: one press, heard by guards and coordinator at once, answered by somebody, ended with what it was."""

import pytest
from django.urls import reverse

from panah.core.errors import Forbidden, NotHere
from panah.duties.models import Duty
from panah.shelter.actions import duress
from panah.shelter.models import Duress, Guarding
from tests.shelter import living
from tests.shelter.guarded import guarded, house_of
from tests.world import Person, World, acting, signed_in


def clocks(person: Person) -> list[str]:
    """What somebody owes because of an alarm."""
    with acting(person) as actor:
        return [duty.step for duty in Duty.mine(actor) if duty.rule == "SH-12"]


@pytest.fixture
def place(world: World) -> Guarding:
    """A guarded house."""
    return guarded(world, house_of(world))


@pytest.mark.rule("SH-12")
def test_one_press_starts_the_clocks_of_guards_and_coordinator(world: World, place: Guarding) -> None:
    answer = signed_in(world.sevinc).post(reverse("shelter:alarm_raise"))
    assert answer.status_code == 302
    assert clocks(world.vusal) == ["alarm_guards"]
    assert clocks(world.arzu) == ["alarm_house"]
    with acting(world.vusal) as actor:
        (alarm,) = Duress.running(actor)
        assert alarm.raised_by_id == world.sevinc.member_id
        duress.acknowledge(actor=actor, duress_id=alarm.id)
        with pytest.raises(Forbidden):
            duress.end(actor=actor, duress_id=alarm.id, result="danger")
    assert (clocks(world.vusal), clocks(world.arzu)) == ([], ["alarm_house"])
    with acting(world.arzu) as actor:
        with pytest.raises(duress.Answered):
            duress.acknowledge(actor=actor, duress_id=alarm.id)
        duress.end(actor=actor, duress_id=alarm.id, result="danger")
        assert Duress.running(actor) == []
    assert clocks(world.arzu) == []
    with acting(world.arzu) as actor, pytest.raises(duress.Answered):
        duress.end(actor=actor, duress_id=alarm.id, result="mistake")


def test_whoever_pressed_does_not_answer_and_the_house_says_it_was_a_mistake(world: World, place: Guarding) -> None:
    with acting(world.vusal) as actor:
        alarm = duress.raise_alarm(actor=actor)
        with pytest.raises(duress.OwnAlarm):
            duress.acknowledge(actor=actor, duress_id=alarm)
    assert (clocks(world.vusal), clocks(world.arzu)) == ([], ["alarm_of_guards"])
    with acting(world.sevinc) as actor:
        duress.end(actor=actor, duress_id=alarm, result="mistake")
    assert clocks(world.arzu) == []


def test_a_house_that_nobody_guards_calls_its_coordinator(world: World) -> None:
    house_of(world)
    with acting(world.sevinc) as actor:
        duress.raise_alarm(actor=actor)
    assert clocks(world.arzu) == ["alarm_house"]
    assert clocks(world.vusal) == []


def test_with_several_houses_one_is_asked_which(world: World, place: Guarding) -> None:
    other = house_of(world, "Other")
    client = signed_in(world.sevinc)
    asked = client.post(reverse("shelter:alarm_raise"))
    assert asked.status_code == 422
    assert "Other" in asked.content.decode()
    assert client.post(reverse("shelter:alarm_raise"), {"house": str(other.id)}).status_code == 302
    with acting(world.sevinc) as actor:
        (alarm,) = Duress.running(actor)
        assert alarm.guarding.house_id == other.id
        with pytest.raises(NotHere):
            duress.raise_alarm(actor=actor, house_id=alarm.id)


def test_nobody_else_hears_it_or_presses_it(world: World, place: Guarding) -> None:
    with acting(world.sevinc) as actor:
        alarm = duress.raise_alarm(actor=actor)
    for person in (world.tural, world.nigar):
        assert signed_in(person).post(reverse("shelter:alarm_raise")).status_code == 403
    for person in (world.diana, world.tural, world.nigar):
        with acting(person) as actor, pytest.raises((NotHere, Forbidden)):
            duress.acknowledge(actor=actor, duress_id=alarm)


@pytest.mark.rule("SH-12")
def test_button_and_list_stand_on_every_page_of_the_house_and_the_alarm_on_top(world: World, place: Guarding) -> None:
    for person, name in ((world.sevinc, "shelter:book"), (world.arzu, "web:home"), (world.vusal, "shelter:door")):
        words = signed_in(person).get(reverse(name)).content.decode()
        assert f'action="{reverse("shelter:alarm_raise")}"' in words
        assert (f'href="{reverse("shelter:evacuation")}"' in words) is (person is not world.vusal)
    assert reverse("shelter:alarm_raise") not in signed_in(world.leyla).get("/").content.decode()
    bar = signed_in(world.vusal).get(reverse("shelter:alarm_bar"))
    assert "alarm-bar" not in bar.content.decode()
    with acting(world.sevinc) as actor:
        duress.raise_alarm(actor=actor)
    bar = signed_in(world.vusal).get(reverse("shelter:alarm_bar"))
    assert "alarm-bar" in bar.content.decode()
    assert "Sevinc" in signed_in(world.vusal).get(reverse("shelter:alarms")).content.decode()


@pytest.mark.rule("SH-12", "SH-13")
def test_a_partners_specialist_calls_for_help_and_sees_nothing_of_it_but_whether_somebody_comes(world: World) -> None:
    house = living.house_of(world.sevinc)
    stay = living.moved_in(world.sevinc)
    guarded(world, house)
    house_of(world, "Another house")
    living.trained(world)
    living.assigned(world, stay)
    client = signed_in(world.diana)
    home = client.get(reverse("shelter:stay", args=(stay.id,))).content.decode()
    assert f'action="{reverse("shelter:alarm_raise")}"' in home
    assert reverse("shelter:evacuation") not in home
    # The resident she works with tells the house; nobody is asked which.
    assert client.post(reverse("shelter:alarm_raise"), follow=True).redirect_chain[-1][0] == reverse(
        "shelter:alarm_called"
    )
    assert (clocks(world.vusal), clocks(world.arzu)) == (["alarm_guards"], ["alarm_house"])
    assert "Nobody has answered yet" in client.get(reverse("shelter:alarm_called")).content.decode()
    assert "alarm-bar" in client.get(reverse("shelter:alarm_bar")).content.decode()
    assert client.get(reverse("shelter:alarms")).status_code == 403
    with acting(world.vusal) as actor:
        (alarm,) = Duress.running(actor)
        assert (alarm.raised_by_id, alarm.guarding.house_id) == (world.diana.member_id, house.id)
        duress.acknowledge(actor=actor, duress_id=alarm.id)
    assert clocks(world.vusal) == []
    assert "Somebody comes." in client.get(reverse("shelter:alarm_called_live")).content.decode()
    with acting(world.arzu) as actor:
        duress.end(actor=actor, duress_id=alarm.id, result="danger")
    assert clocks(world.arzu) == []
    assert "alarm-bar" not in client.get(reverse("shelter:alarm_bar")).content.decode()


def test_a_specialist_without_a_resident_says_at_which_house_of_the_unit(world: World, place: Guarding) -> None:
    other = house_of(world, "Other")
    client = signed_in(world.diana)
    assert client.post(reverse("shelter:alarm_raise")).status_code == 422
    with acting(world.diana) as actor, pytest.raises(duress.NobodyHears):
        duress.raise_alarm(actor=actor, house_id=other.id)
    with acting(world.diana) as actor:
        duress.raise_alarm(actor=actor, house_id=place.house_id)
        assert [call.ended for call in duress.own(actor)] == [False]
