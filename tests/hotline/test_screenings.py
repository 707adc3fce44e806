"""A screening keeps its set, its version and each answer, and is never a finding about the person."""

from collections.abc import Mapping
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import translation

from panah.cases.questions import set_named, sets_for
from panah.cases.screening import UnknownAnswer, UnknownIndicator, WrongIndicatorSet
from panah.core.country import country
from panah.core.country.indicators import AskedBy, Element
from panah.core.errors import Forbidden, NotHere
from panah.duties.models import Event
from panah.hotline.actions import screenings, steps
from panah.hotline.models import Contact, Screening
from tests.hotline.given import an_open_contact, duties
from tests.world import World, acting, signed_in

ADULT, CHILD = "ilo-adult-labour", "ilo-child-labour"


def yes_to(set_id: str, *dimensions: str) -> dict[str, str]:
    """A yes to every question of some dimensions, or of all."""
    each = country().indicator_set(set_id)
    return {one.id: "yes" for at in each.dimensions for one in at.indicators if not dimensions or at.id in dimensions}


def screened(world: World, contact: Contact, answers: Mapping[str, str], *, child: bool = False) -> Screening:
    with acting(world.leyla) as actor:
        return screenings.complete(
            actor=actor,
            contact_id=contact.id,
            indicator_set=country().indicator_set(CHILD if child else ADULT),
            answers=answers,
            is_child=child,
        )


@pytest.mark.rule("NRM-03")
@pytest.mark.rule("HL-17")
def test_set_version_and_answers_are_kept(world: World) -> None:
    contact = an_open_contact(world.leyla)
    first, second, *_rest = yes_to(ADULT)
    made = screened(world, contact, {first: "yes", second: "no"})
    with acting(world.leyla):
        kept = Screening.objects.get(id=made.id)
    assert (kept.set_id, kept.version) == (ADULT, country().indicator_set(ADULT).version)
    assert kept.answers == {first: "yes", second: "no"}
    assert (kept.done_by_id, kept.is_child) == (world.leyla.member_id, False)


@pytest.mark.rule("DEF-01")
def test_act_means_and_purpose_are_kept_apart(world: World) -> None:
    made = screened(world, an_open_contact(world.leyla), yes_to(ADULT))
    assert set(made.facts["elements"]) == {"act", "means", "purpose"}
    for only in Element:
        each = country().indicator_set(ADULT)
        answers = {one.id: "yes" for at in each.dimensions for one in at.indicators if at.elements_of(one) == (only,)}
        if answers:
            elements = screened(world, an_open_contact(world.leyla), answers).facts["elements"]
            assert {name for name, signs in elements.items() if signs} == {only.value}


@pytest.mark.rule("NRM-04")
@pytest.mark.rule("HL-11")
def test_a_positive_one_asks_for_protection_at_once(world: World) -> None:
    contact = an_open_contact(world.leyla)
    assert screened(world, contact, yes_to(ADULT)).positive
    assert duties(world.leyla, contact.id) == {"HL-11": "open", "NRM-04": "open"}
    with acting(world.leyla):
        event = Event.timeline(contact.id).get(code="screening.completed")
    assert (event.facts["positive"], event.facts["child"]) == (True, False)


def test_one_without_signs_asks_for_nothing(world: World) -> None:
    contact = an_open_contact(world.leyla)
    assert not screened(world, contact, {}).positive
    assert duties(world.leyla, contact.id) == {}


def test_it_explains_itself_and_says_what_it_is_not(world: World) -> None:
    each = country().indicator_set(ADULT)
    dimension = next(at for at in each.dimensions if sum(one.weight == "strong" for one in at.indicators) >= 2)
    strong = [one.id for one in dimension.indicators if one.weight == "strong"][:2]
    made = screened(world, an_open_contact(world.leyla), dict.fromkeys(strong, "yes"))
    result = screenings.result_of(made)
    with translation.override("en"):
        assert [str(line) for line in result.explanation] == [f"{dimension.name}: 2 strong"]
        assert "no finding" in str(result.disclaimer)
    assert not result.is_determination


def test_a_child_is_asked_the_childs_questions(world: World) -> None:
    contact = an_open_contact(world.leyla)
    assert {each.id for each in sets_for(AskedBy.DESK, is_child=True)} >= {CHILD}
    assert ADULT not in {each.id for each in sets_for(AskedBy.DESK, is_child=True)}
    with pytest.raises(WrongIndicatorSet), acting(world.leyla) as actor:
        screenings.complete(
            actor=actor,
            contact_id=contact.id,
            indicator_set=country().indicator_set(ADULT),
            answers={},
            is_child=True,
        )
    assert screened(world, contact, yes_to(CHILD), child=True).is_child


@pytest.mark.parametrize(
    ("answers", "refusal"),
    [({"horoscope": "yes"}, UnknownIndicator), ({next(iter(yes_to(ADULT))): "perhaps"}, UnknownAnswer)],
)
def test_answers_that_fit_no_question_are_refused(world: World, answers: dict[str, str], refusal: type) -> None:
    with pytest.raises(refusal):
        screened(world, an_open_contact(world.leyla), answers)


def test_a_set_nobody_knows_is_not_here() -> None:
    with pytest.raises(NotHere):
        set_named("tarot")


def test_a_form_sent_twice_is_one_screening(world: World) -> None:
    contact, token = an_open_contact(world.leyla), uuid4()
    for _turn in range(2):
        with acting(world.leyla) as actor:
            screenings.complete(
                actor=actor,
                contact_id=contact.id,
                indicator_set=country().indicator_set(ADULT),
                answers=yes_to(ADULT),
                is_child=False,
                form_token=token,
            )
    with acting(world.leyla):
        assert len(screenings.of_contact(contact)) == 1


def test_who_may_not_screen_or_does_not_have_the_contact_is_refused(world: World) -> None:
    contact = an_open_contact(world.leyla)
    each = country().indicator_set(ADULT)
    with acting(world.nigar) as actor, pytest.raises(Forbidden):
        screenings.complete(actor=actor, contact_id=contact.id, indicator_set=each, answers={}, is_child=False)
    with acting(world.kamran) as actor, pytest.raises(steps.NotYours):
        screenings.complete(actor=actor, contact_id=contact.id, indicator_set=each, answers={}, is_child=False)


def test_half_a_list_waits_while_another_one_is_answered(world: World) -> None:
    contact, client = an_open_contact(world.leyla), signed_in(world.leyla)
    draft = reverse("hotline:draft", args=(contact.id, "screening"))
    halves = {set_id: next(iter(yes_to(set_id))) for set_id in ("az-national", ADULT)}
    for set_id, question in halves.items():
        client.post(draft, {"set": set_id, f"q.{question}": "yes"})
    with acting(world.leyla) as actor:
        assert [screenings.kept(actor, contact, each)[0] for each in halves] == [{q: "yes"} for q in halves.values()]
        done, other = (set_named(each) for each in halves)
        screenings.complete(actor=actor, contact_id=contact.id, indicator_set=done, answers={}, is_child=False)
        assert screenings.kept(actor, contact, done.id) == ({}, None)
        assert screenings.kept(actor, contact, other.id)[0] == {halves[other.id]: "yes"}
    page = client.get(reverse("hotline:screening", args=(contact.id, other.id))).content.decode()
    assert page.count("checked") == 1
