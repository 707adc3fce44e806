"""What the rulebook says keeps a rule must exist: a Python name in `panah`, a template, or a name of the database."""

import re
from importlib import import_module
from importlib.util import find_spec

import pytest
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from panah.duties.rulebook import rulebook
from tests.architecture.sources import project_files

PLACES = [(rule.id, place.strip()) for rule in rulebook().rules for place in rule.where.split(",") if place.strip()]


def is_python(place: str) -> bool:
    """Whether `hotline.actions.close` leads to something inside `panah`."""
    parts = ["panah", *place.split(".")]
    for end in range(len(parts), 1, -1):
        try:
            found = find_spec(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        if found:
            thing: object = import_module(".".join(parts[:end]))
            for name in parts[end:]:
                thing = getattr(thing, name, None)
            return thing is not None
    return False


def is_template(place: str) -> bool:
    try:
        get_template(place)
    except TemplateDoesNotExist:
        return False
    return True


def is_in_the_database(place: str) -> bool:
    """Whether a constraint, trigger or function of this name is made by the models or the SQL of a room."""
    making = [path for path in project_files() if path.suffix == ".sql" or path.parent.name == "migrations"]
    whole = re.compile(rf"\b{re.escape(place)}\b")
    return any(whole.search(path.read_text("utf-8")) for path in making)


@pytest.mark.parametrize(("rule", "place"), PLACES, ids=str)
def test_what_keeps_a_rule_exists(rule: str, place: str) -> None:
    kept = is_template(place) if place.endswith(".html") else is_python(place)
    assert kept or is_in_the_database(place), f"{rule} is said to be kept by {place}"


@pytest.mark.parametrize("place", ["duties.engine.react", "duties.models.Duty.mine", "audit.proof"])
def test_python_names_are_found(place: str) -> None:
    assert is_python(place)


@pytest.mark.parametrize("place", ["duties.engine.wish", "nowhere.at_all", "duties.models.Duty.hers"])
def test_names_of_nothing_are_not(place: str) -> None:
    assert not is_python(place)
    assert not is_in_the_database(place)


def test_names_of_the_database_and_templates_are_found() -> None:
    assert is_in_the_database("duties_duty_alert_before_due")
    assert is_in_the_database("panah_duties_follow")
    assert is_template("duties/rulebook.html")
