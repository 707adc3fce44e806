"""What the room has no words for: no price, no proof of cooperation, nothing that keeps anybody in."""

import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

import pytest
from django import forms
from django.apps import apps

from panah.core.country import country
from panah.shelter import forms as room_forms
from panah.shelter.models import NEVER_A_REASON, Category, StayState, Step

PRICE = re.compile(r"price|fee\b|fee_|cost|paid|payment|currency|charge|invoice|tariff")
COOPERATION = re.compile(r"cooperat|testif|testimon|evidence_given|statement_given|collaborat|behav|conduct|obedien")
KEPT_IN = re.compile(r"allowed|permitted|curfew|(^|_)lock|detain|confin|restrict|forbid|may_leave|may_go|keep_in")


def names() -> Iterator[tuple[str, str]]:
    """Every column and every form field of the room, and every value a column may choose from."""
    for model in apps.get_app_config("shelter").get_models():
        for field in model._meta.local_fields:
            yield model.__name__, field.name
            for value, _label in field.flatchoices:
                yield f"{model.__name__}.{field.name}", str(value)
    for module in iter_modules(room_forms.__path__, f"{room_forms.__name__}."):
        for name, thing in vars(import_module(module.name)).items():
            if isinstance(thing, type) and issubclass(thing, forms.BaseForm):
                for field_name in getattr(thing, "base_fields", {}):
                    yield name, field_name


@pytest.mark.rule("SH-19")
def test_no_service_has_a_price() -> None:
    assert [each for each in names() if PRICE.search(each[1])] == []


@pytest.mark.rule("SH-02")
def test_nothing_asks_whether_somebody_cooperates() -> None:
    assert [each for each in names() if COOPERATION.search(each[1])] == []
    for name in ("not_admitted_reason", "stay_end_reason"):
        listed = country().codes(name)
        assert {id_ for id_, _label in country().choices(name) if listed[id_].group == "never"} == set(NEVER_A_REASON)


@pytest.mark.rule("SH-10", "PRI-07")
def test_nothing_can_say_that_somebody_may_not_leave() -> None:
    assert [each for each in names() if KEPT_IN.search(each[1])] == []
    assert set(StayState) == {"arriving", "resident", "left", "not_admitted"}


@pytest.mark.rule("SH-11")
def test_nobody_lives_here_as_a_suspect() -> None:
    assert set(Category) == {"victim", "witness", "awaiting_return", "relative"}


def test_the_steps_of_an_admission_are_those_of_the_law() -> None:
    assert list(Step) == ["house", "consent", "child", "dangers", "bed", "rules", "belongings", "needs", "arrive"]
