"""The guided talk: greeting, safety, danger, motive, options, agreement."""

import pytest

from panah.core.country import country
from panah.core.country.guidance import Opens
from panah.hotline.actions import script, steps
from panah.hotline.facts import NotOnTheList
from panah.hotline.models import Contact
from tests.hotline.given import an_open_contact, duties, seen_by
from tests.world import World, acting


def walk(world: World, contact: Contact, *answers: tuple[str, str], motive: str = "") -> script.Place:
    """Answer step after step as Leyla, and say where the talk stands."""
    for step, answer in answers:
        with acting(world.leyla) as actor:
            script.answer(actor=actor, contact_id=contact.id, step=step, answer_id=answer, chosen={"motive": motive})
    return script.place(seen_by(world.leyla, contact))


@pytest.mark.rule("HL-05")
def test_the_talk_goes_from_the_greeting_by_way_of_safety_and_danger_to_the_motive(world: World) -> None:
    contact = an_open_contact(world.leyla)
    seen = [walk(world, contact).step]
    for answer in (("greeting", "talks"), ("safe", "free"), ("danger", "no"), ("motive", "own_trouble")):
        seen.append(walk(world, contact, answer).step)
    assert [step.id for step in seen if step] == ["greeting", "safe", "danger", "motive", "questions"]
    place = script.place(seen_by(world.leyla, contact))
    assert len(place.path) == 4
    assert place.path[0].title == str(country().script.variants[0].steps[0].title)


@pytest.mark.rule("HL-05")
def test_the_motive_is_chosen_on_its_step(world: World) -> None:
    contact = an_open_contact(world.leyla)
    walk(world, contact, ("greeting", "talks"), ("safe", "free"), ("danger", "no"))
    walk(world, contact, ("motive", "own_trouble"), motive="unpaid_work")
    assert seen_by(world.leyla, contact).motive == "unpaid_work"


def test_a_motive_off_the_list_is_refused(world: World) -> None:
    contact = an_open_contact(world.leyla)
    walk(world, contact, ("greeting", "talks"), ("safe", "free"), ("danger", "no"))
    with pytest.raises(NotOnTheList):
        walk(world, contact, ("motive", "own_trouble"), motive="curiosity")


@pytest.mark.rule("HL-06")
def test_who_cannot_decide_is_shown_a_direction_and_a_service(world: World) -> None:
    contact = an_open_contact(world.leyla)
    path = (("greeting", "talks"), ("safe", "free"), ("danger", "no"), ("motive", "question"), ("options", "undecided"))
    place = walk(world, contact, *path)
    assert place.step
    assert place.step.id == "direction"
    assert place.step.say
    assert walk(world, contact, ("direction", "takes_service")).opens is Opens.DIRECTORY


def test_a_child_speaking_changes_the_script_and_raises_the_flag(world: World) -> None:
    contact = an_open_contact(world.leyla)
    place = walk(world, contact, ("greeting", "child"))
    assert place.variant.id == "child"
    assert seen_by(world.leyla, contact).is_child


@pytest.mark.rule("NRM-04")
def test_danger_now_declares_it_at_once_and_lowers_no_other_flag(world: World) -> None:
    contact = an_open_contact(world.leyla)
    walk(world, contact, ("greeting", "child"), ("greeting", "talks"), ("safe", "safe"), ("danger", "yes"))
    now = seen_by(world.leyla, contact)
    assert (now.is_child, now.in_danger) == (True, True)
    walk(world, contact, ("happened", "enough"))
    assert seen_by(world.leyla, contact).in_danger
    assert duties(world.leyla, contact.id) == {"NRM-04": "open"}


def test_an_answer_given_twice_counts_once(world: World) -> None:
    contact = an_open_contact(world.leyla)
    place = walk(world, contact, ("greeting", "talks"), ("greeting", "talks"))
    assert place.step
    assert (place.step.id, len(place.path)) == ("safe", 1)


def test_one_step_back(world: World) -> None:
    contact = an_open_contact(world.leyla)
    walk(world, contact, ("greeting", "talks"), ("safe", "not_alone"))
    with acting(world.leyla) as actor:
        script.back(actor=actor, contact_id=contact.id)
    place = script.place(seen_by(world.leyla, contact))
    assert place.step
    assert (place.step.id, len(place.path)) == ("safe", 1)


def test_an_answer_of_another_step_is_refused(world: World) -> None:
    contact = an_open_contact(world.leyla)
    with pytest.raises(script.NoSuchAnswer):
        walk(world, contact, ("greeting", "free"))
    with acting(world.kamran) as actor, pytest.raises(steps.NotYours):
        script.answer(actor=actor, contact_id=contact.id, step="greeting", answer_id="talks")


def test_a_script_that_was_changed_begins_again(world: World) -> None:
    contact = an_open_contact(world.leyla)
    contact.script = {"variant": "adult", "step": "a step of last year", "path": []}
    place = script.place(contact)
    assert place.step
    assert place.step.id == "greeting"


def test_every_path_of_the_script_comes_to_an_end(world: World) -> None:
    """From every step some answer leads on until the talk is over: nobody is left in a circle."""
    pack = country().script
    ends = {(variant.id, step.id) for variant in pack.variants for step in variant.steps
            if any(pack.follow(variant.id, answer) is None for answer in step.answers)}  # fmt: skip
    every = {(variant.id, step.id) for variant in pack.variants for step in variant.steps}
    while True:
        more = {
            (variant.id, step.id)
            for variant in pack.variants
            for step in variant.steps
            for answer in step.answers
            if (there := pack.follow(variant.id, answer)) and (there[0].id, there[1].id) in ends
        }
        if more <= ends:
            break
        ends |= more
    assert every == ends
