"""Screening adds up answers exactly by the rules of its set, explains itself, and never decides."""

import itertools
import json
from dataclasses import replace

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from config.env import ROOT
from panah.cases.screening import (
    Answer,
    Counts,
    ScreeningResult,
    UnknownAnswer,
    UnknownIndicator,
    WrongIndicatorSet,
    screen,
)
from panah.core.country import load
from panah.core.country.indicators import Dimension, Element, Indicator, IndicatorSet, Weight
from panah.core.errors import BadInput

AZ = load(ROOT / "countries" / "az")
ADULT = AZ.indicator_set("ilo-adult-labour")
CHILD = AZ.indicator_set("ilo-child-labour")
NATIONAL = AZ.indicator_set("az-national")
LISTS = [(ADULT, False), (CHILD, True), (NATIONAL, False), (NATIONAL, True)]
Interview = tuple[IndicatorSet, bool, dict[str, str]]


def everything(indicators: IndicatorSet) -> list[str]:
    return [each.id for each in indicators.indicators()]


def yes_to(*ids: str) -> dict[str, str]:
    return dict.fromkeys(ids, "yes")


@st.composite
def interviews(draw: st.DrawFn, lists: list[tuple[IndicatorSet, bool]] = LISTS) -> Interview:
    """A list, whether it is about a child, and answers to some of its questions."""
    indicators, is_child = draw(st.sampled_from(lists))
    answers = st.sampled_from([str(answer) for answer in Answer])
    return indicators, is_child, draw(st.dictionaries(st.sampled_from(everything(indicators)), answers))


def enough(indicators: IndicatorSet, *dimensions: str) -> dict[str, str]:
    """Answers that make exactly these dimensions positive: three of the middle weight always do, two strong too."""
    chosen = [each for each in indicators.dimensions if each.id in dimensions]
    return yes_to(*(indicator.id for dimension in chosen for indicator in dimension.indicators[:3]))


def positive(result: ScreeningResult) -> set[str]:
    return {each.id for each in result.dimensions if each.positive}


# ── One dimension ──────────────────────────────────────────────────────────────────────────────────────────


def by_the_book(counts: Counts) -> bool:
    """The four rules as the source lists them, written down here once more and in another way."""
    heard = "S" * counts.strong + "M" * counts.medium + "W" * counts.weak
    ways = {"SS", "SM", "SW", "MMM", "MMW"}
    return any("".join(some) in ways for size in (2, 3) for some in itertools.combinations(heard, size))


def one_dimension(*weights: Weight) -> IndicatorSet:
    """The adult list's rules over one dimension made of these weights."""
    indicators = tuple(Indicator(f"d.{number}", ADULT.name, weight) for number, weight in enumerate(weights))
    dimension = Dimension("d", ADULT.name, indicators, (Element.MEANS,))
    return replace(ADULT, dimensions=(dimension,), combinations=ADULT.combinations[-1:])


@pytest.mark.rule("NRM-03")
@pytest.mark.parametrize(("strong", "medium", "weak"), list(itertools.product(range(4), range(5), range(4))))
def test_a_dimension_follows_the_four_rules_exactly(strong: int, medium: int, weak: int) -> None:
    made = one_dimension(*[Weight.STRONG] * strong, *[Weight.MEDIUM] * medium, *[Weight.WEAK] * weak)
    (dimension,) = screen(made, yes_to(*everything(made)), is_child=False).dimensions
    assert dimension.counts == Counts(strong, medium, weak)
    assert dimension.positive is by_the_book(dimension.counts)


@pytest.mark.rule("NRM-03")
@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((2, 0, 0), True),
        ((1, 1, 0), True),
        ((1, 0, 1), True),
        ((0, 3, 0), True),
        ((0, 2, 1), True),
        ((1, 0, 0), False),
        ((0, 2, 0), False),
        ((0, 1, 3), False),
        ((0, 0, 4), False),
    ],
)
def test_the_rules_at_their_edges(counts: tuple[int, int, int], expected: bool) -> None:
    assert by_the_book(Counts(*counts)) is expected
    assert any(way.reached(*counts) for way in ADULT.positive_when) is expected
    assert any(way.reached(*counts) for way in CHILD.positive_when) is expected


@pytest.mark.rule("NRM-03")
@given(interviews([(ADULT, False), (CHILD, True)]))
def test_every_weighted_dimension_obeys_the_rules_whatever_is_answered(interview: Interview) -> None:
    indicators, is_child, answers = interview
    result = screen(indicators, answers, is_child=is_child)
    assert all(each.positive is by_the_book(each.counts) for each in result.dimensions)
    assert (result.set_id, result.version) == (indicators.id, indicators.version)


@given(interviews(), st.data())
def test_one_more_yes_never_takes_anything_back(interview: Interview, data: st.DataObject) -> None:
    indicators, is_child, answers = interview
    more = data.draw(st.sampled_from(everything(indicators)))
    before = screen(indicators, answers, is_child=is_child)
    after = screen(indicators, answers | {more: "yes"}, is_child=is_child)
    assert positive(before) <= positive(after)
    assert before.positive <= after.positive
    assert all(a.shown <= b.shown for a, b in zip(before.elements, after.elements, strict=True))


@given(interviews())
def test_no_and_unknown_weigh_nothing(interview: Interview) -> None:
    indicators, is_child, answers = interview
    only_yes = {each: answer for each, answer in answers.items() if answer == "yes"}
    full, bare = (screen(indicators, each, is_child=is_child) for each in (answers, only_yes))
    assert (full.result, full.dimensions, full.elements) == (bare.result, bare.dimensions, bare.elements)


# ── Act, means and purpose ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.rule("DEF-01")
@given(interviews())
def test_a_child_never_needs_means(interview: Interview) -> None:
    """Taking every means away from what was heard of a child changes neither the alarm nor the child's result."""
    indicators, is_child, answers = interview
    elements = {i.id: set(d.elements_of(i)) for d in indicators.dimensions for i in d.indicators}
    no_means = {each: answer for each, answer in answers.items() if Element.MEANS not in elements[each]}
    with_means = screen(indicators, answers, is_child=is_child)
    without = screen(indicators, no_means, is_child=is_child)
    if is_child:
        assert with_means.positive is without.positive
        assert Element.MEANS not in with_means.not_yet_heard
    else:
        assert not without.positive


@pytest.mark.rule("DEF-01")
def test_act_means_and_purpose_are_counted_apart() -> None:
    answers = yes_to("begging.brought_to_spot", "begging.watched", "begging.punished", "begging.daily_sum")
    result = screen(NATIONAL, answers, is_child=False)
    assert {each.element: each.signs for each in result.elements} == {"act": 1, "means": 2, "purpose": 1}
    assert result.not_yet_heard == ()


@pytest.mark.rule("DEF-01")
def test_an_element_nobody_spoke_of_is_named() -> None:
    result = screen(NATIONAL, yes_to("begging.watched", "begging.daily_sum"), is_child=False)
    assert result.positive
    assert result.not_yet_heard == (Element.ACT,)
    assert screen(NATIONAL, {}, is_child=True).not_yet_heard == (Element.ACT, Element.PURPOSE)


@pytest.mark.rule("DEF-01")
def test_in_a_weighted_list_means_and_purpose_need_a_whole_dimension_and_the_act_one_sign() -> None:
    one_each = yes_to("deceptive_recruitment.wages", "exploitation.low_salary", "coercion_destination.lie")
    result = screen(ADULT, one_each, is_child=False)
    assert [(each.element, each.signs, each.shown) for each in result.elements] == [
        ("act", 1, True),
        ("means", 2, False),
        ("purpose", 1, False),
    ]
    kept = screen(ADULT, yes_to("coercion_destination.isolation"), is_child=False)
    assert kept.element(Element.ACT).shown


# ── Combinations ───────────────────────────────────────────────────────────────────────────────────────────

ADULT_RESULTS = [
    ("trafficking_signs", ["exploitation", "coercion_destination", "deceptive_recruitment"]),
    ("trafficking_signs", ["exploitation", "coercion_destination", "coercive_recruitment"]),
    ("trafficking_signs", ["exploitation", "coercion_destination", "vulnerability_recruitment"]),
    ("deception_and_exploitation", ["exploitation", "deceptive_recruitment"]),
    ("deception_and_exploitation", ["exploitation", "deceptive_recruitment", "coercive_recruitment"]),
    ("coercion_and_exploitation", ["exploitation", "coercive_recruitment"]),
    ("coercion_and_exploitation", ["exploitation", "coercion_destination"]),
    ("vulnerability_and_exploitation", ["exploitation", "vulnerability_recruitment"]),
    ("vulnerability_and_exploitation", ["exploitation", "vulnerability_destination"]),
    ("exploitation", ["exploitation"]),
    ("possible", ["coercion_destination"]),
    ("possible", ["deceptive_recruitment", "vulnerability_recruitment"]),
    ("at_risk", ["vulnerability_recruitment"]),
    ("no_signs", []),
]


@pytest.mark.rule("NRM-04")
@pytest.mark.parametrize(("expected", "dimensions"), ADULT_RESULTS)
def test_how_dimensions_combine_for_an_adult(expected: str, dimensions: list[str]) -> None:
    result = screen(ADULT, enough(ADULT, *dimensions), is_child=False)
    assert positive(result) == set(dimensions)
    assert result.result == expected
    assert result.positive is (expected not in {"exploitation", "possible", "at_risk", "no_signs"})


@pytest.mark.rule("NRM-04")
@pytest.mark.parametrize(
    ("expected", "dimensions"),
    [
        ("child_trafficking_signs", ["exploitation", "deceptive_recruitment"]),
        ("child_exploitation", ["exploitation"]),
        ("possible", ["coercive_recruitment"]),
        ("at_risk", ["vulnerability_destination"]),
        ("no_signs", []),
    ],
)
def test_how_dimensions_combine_for_a_child(expected: str, dimensions: list[str]) -> None:
    result = screen(CHILD, enough(CHILD, *dimensions), is_child=True)
    assert result.result == expected
    assert result.positive is ("exploitation" in dimensions)


def test_one_strong_sign_alone_is_not_called_nothing() -> None:
    result = screen(ADULT, yes_to("coercion_destination.violence"), is_child=False)
    assert (result.result, result.positive, positive(result)) == ("some_signs", False, set())


SOURCE_NAMES = {
    "not_a_victim": {"no_signs", "some_signs", "at_risk"},
    "exploited": {"exploitation"},
    "deception_and_exploitation": {"deception_and_exploitation"},
    "trafficking": {"trafficking_signs"},
}


@pytest.mark.rule("NRM-03")
def test_the_adult_combinations_are_those_of_the_source() -> None:
    """Each row of the source is answered with every choice it leaves open, and never says more than it may."""
    domain = ROOT.parent / "shared" / "domain" / "ilo_indicators.json"
    if not domain.exists():
        pytest.skip("The domain notes are not beside this checkout, so there is nothing to compare the rule with.")
    for row in json.loads(domain.read_text("utf-8"))["combination"]["adult"]:
        results = {screen(ADULT, enough(ADULT, *some), is_child=False).result for some in completions(row)}
        assert results
        assert results <= SOURCE_NAMES[row["result"]]


def completions(row: dict[str, bool | str]) -> list[set[str]]:
    """Every set of positive dimensions that a row of the source allows."""
    deceptive, coercive = "deceptive_recruitment", "coercive_recruitment"
    means = {each.id for each in ADULT.dimensions} - {"exploitation"}
    subsets = [set(some) for size in range(7) for some in itertools.combinations([*means, "exploitation"], size)]

    def fits(some: set[str]) -> bool:
        facts = {
            "exploitation": "exploitation" in some,
            "coercion_destination": "coercion_destination" in some,
            "deceptive_recruitment": deceptive in some,
            "deceptive_or_coercive": bool(some & {deceptive, coercive}),
            "deceptive_or_coercive_recruitment": bool(some & {deceptive, coercive}),
            "means": bool(some & means),
        }
        return all(facts[key] is value for key, value in row.items() if key not in {"result", "note"})

    return [some for some in subsets if fits(some)]


@pytest.mark.rule("DEF-01")
@given(interviews([(NATIONAL, False), (NATIONAL, True)]))
def test_the_unweighted_list_wants_a_purpose_and_for_adults_a_means(interview: Interview) -> None:
    _national, is_child, answers = interview
    counted = {i.id: d.elements_of(i) for d, some in NATIONAL.questions(is_child=is_child) for i in some}
    heard = {element for each, answer in answers.items() if answer == "yes" for element in counted.get(each, ())}
    result = screen(NATIONAL, answers, is_child=is_child)
    assert result.positive is ("purpose" in heard and (is_child or "means" in heard))
    assert (result.result == "no_signs") is (not heard)
    assert (result.result == "possible") is (bool(heard) and not result.positive)


@pytest.mark.rule("DEF-01")
@pytest.mark.parametrize(
    ("answers", "adult", "child"),
    [
        (["begging.daily_sum", "begging.watched"], {"begging"}, {"begging"}),
        (["begging.daily_sum"], set(), {"begging"}),
        (["begging.watched", "begging.brought_to_spot"], set(), set()),
        (["begging.daily_sum", "forced_marriage.threats"], set(), {"begging"}),
    ],
)
def test_a_form_of_exploitation_is_positive_by_its_own_signs(
    answers: list[str], adult: set[str], child: set[str]
) -> None:
    assert positive(screen(NATIONAL, yes_to(*answers), is_child=False)) == adult
    assert positive(screen(NATIONAL, yes_to(*answers), is_child=True)) == child


# ── Explanation, and what it is not ────────────────────────────────────────────────────────────────────────


def test_the_result_explains_itself_in_the_language_of_the_reader() -> None:
    answers = yes_to("coercion_destination.documents", "coercion_destination.violence", "exploitation.low_salary")
    explanation = screen(ADULT, answers, is_child=False).explanation
    with override("en"):
        assert [str(line) for line in explanation] == [
            "Exploitation at work: 1 medium",
            "Coercion at destination: 2 strong",
        ]
    with override("az"):
        assert str(explanation[1]).startswith("Təyinat yerində məcburetmə: 2 ")
    with override("en"):
        assert str(screen(NATIONAL, yes_to("begging.watched"), is_child=False).explanation[0]) == "Begging: 1 sign"
        assert str(Counts()) == "nothing heard"


@given(interviews())
def test_the_explanation_agrees_with_the_counts(interview: Interview) -> None:
    indicators, is_child, answers = interview
    result = screen(indicators, answers, is_child=is_child)
    said_yes = {each for each, answer in answers.items() if answer == "yes"}
    assert sum(line.counts.total for line in result.explanation) == len(said_yes) - len(result.left_out)
    with override("en"):
        for line in result.explanation:
            words, _, numbers = str(line).rpartition(": ")
            assert words == line.name.words["en"]
            assert sum(int(part.split()[0]) for part in numbers.split(", ")) == line.counts.total > 0
    assert positive(result) <= {line.id for line in result.explanation}


def test_it_is_never_a_determination_and_says_so() -> None:
    result = screen(ADULT, yes_to(*everything(ADULT)), is_child=False)
    assert result.positive
    assert result.is_determination is False
    with override("en"):
        assert "no finding about the person" in str(result.disclaimer)
    assert "victim" not in result.result


@given(interviews())
def test_stored_facts_are_codes_and_counts_alone(interview: Interview) -> None:
    indicators, is_child, answers = interview
    facts = screen(indicators, answers, is_child=is_child).as_facts()
    assert json.loads(json.dumps(facts)) == facts
    assert facts["result"] in AZ.codes("screening_result")
    assert facts["set"] == indicators.id
    assert not set(answers) & set(str(facts).split("'"))


# ── Bad input ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_question_of_another_list_is_refused() -> None:
    with pytest.raises(UnknownIndicator) as refused:
        screen(ADULT, yes_to("begging.watched"), is_child=False)
    assert isinstance(refused.value, BadInput)
    assert (refused.value.status, refused.value.rule) == (422, "NRM-03")


@pytest.mark.parametrize("answer", ["YES", "maybe", "", "1"])
def test_any_other_answer_is_refused(answer: str) -> None:
    with pytest.raises(UnknownAnswer):
        screen(ADULT, {"exploitation.low_salary": answer}, is_child=False)


@pytest.mark.rule("NRM-03")
def test_a_list_for_adults_is_not_used_for_a_child_nor_the_other_way_round() -> None:
    with pytest.raises(WrongIndicatorSet):
        screen(ADULT, {}, is_child=True)
    with pytest.raises(WrongIndicatorSet):
        screen(CHILD, {}, is_child=False)


def test_a_question_about_children_is_left_out_for_an_adult_and_named() -> None:
    """The age may turn out otherwise in the middle of a conversation; what was heard is kept, and not counted."""
    answers = yes_to("begging.sent_to_beg", "begging.watched")
    adult, child = (screen(NATIONAL, answers, is_child=each) for each in (False, True))
    assert (adult.result, adult.left_out) == ("possible", ("begging.sent_to_beg",))
    assert (child.result, child.left_out) == ("child_exploitation", ())
