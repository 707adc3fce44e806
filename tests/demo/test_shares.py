"""What the demonstration invents adds up to what the country published."""

import pytest

from panah.web.demo.cases import AGES, DESTINATIONS, SEXES, shares


@pytest.mark.parametrize("total", [1, 7, 63, 91, 98])
def test_a_total_is_shared_out_whole(total: int) -> None:
    given = shares(DESTINATIONS, total)
    assert sum(given.values()) == total
    assert all(abs(given[name] - total * number / 91) < 1 for name, number in DESTINATIONS.items())


def test_the_destinations_and_ages_of_2023_are_the_published_ones() -> None:
    assert (sum(DESTINATIONS.values()), sum(SEXES.values()), sum(AGES.values())) == (91, 91, 91)
    young, middle = AGES["18_20"] + AGES["21_23"], AGES["27_29"] + AGES["30_38"]
    assert (young, middle, AGES["39_47"] + AGES["48_plus"]) == (6, 50, 35)
