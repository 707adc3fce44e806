"""Help asks for no status and for no cooperation: nothing that gives it ever reads either (NRM-14, DEF-02, RR-02)."""

import ast

import pytest

from panah.cases.actions import reflection
from panah.cases.models import Case
from panah.cases.states import DecisionStep
from panah.people.models import Person
from panah.referrals.actions import answering
from panah.referrals.models import Referral
from panah.vault.models import Compartment
from tests.architecture.sources import nodes, python_files, relative
from tests.cases.deciding import case_of, found, granted, took
from tests.cases.making import consent
from tests.referrals.making import sent
from tests.world import World, acting

# Who may ask where somebody stands: whoever decides it, lists or shows it, and the period that a finding ends.
MAY_READ_STANDING = {
    "panah/cases/actions/disclosing.py",
    "panah/cases/actions/identification.py",
    "panah/cases/actions/reflection.py",
    "panah/cases/actions/screenings.py",
    "panah/cases/forms/cases.py",
    "panah/cases/states.py",
    "panah/people/actions/registering.py",
    "panah/people/actions/standing.py",
}
MAY_READ_CHOICES = {
    "panah/cases/actions/reflection.py",
    "panah/cases/models/__init__.py",
    "panah/cases/views/deciding.py",
}
SHARED = frozenset({Compartment.IDENTITY})


def reads_standing(node: ast.AST) -> bool:
    """An attribute, argument or look-up of that name; of a notice it is another word."""
    if isinstance(node, ast.Attribute):
        return node.attr == "standing" and ast.unparse(node.value) not in {"Notice", "proceedings"}
    if isinstance(node, ast.keyword):
        return node.arg is not None and node.arg.rpartition("__")[2] == "standing"
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.endswith("__standing")


@pytest.mark.rule("NRM-14", "DEF-02")
def test_only_who_decides_or_shows_a_status_reads_it() -> None:
    reading = {
        relative(path)
        for path in python_files("panah/")
        # The demonstration decides nothing either.
        if not {"models", "demo"} & set(path.parts)
        for node in nodes(path)
        if reads_standing(node)
    }
    assert "panah/cases/actions/identification.py" in reading
    assert reading <= MAY_READ_STANDING


@pytest.mark.rule("NRM-14", "RR-02")
def test_nothing_but_its_own_page_reads_whether_somebody_cooperates() -> None:
    reading = {
        relative(path)
        for path in python_files("panah/")
        for node in nodes(path)
        if isinstance(node, ast.Name | ast.alias)
        and (node.id if isinstance(node, ast.Name) else node.name) == "ReflectionChoice"
    }
    assert reading == MAY_READ_CHOICES


def stood(world: World, standing: str) -> Case:
    """A case whose person stands there."""
    case = case_of(world.nigar)
    if standing == "presumed":
        took(world.nigar, case, DecisionStep.PRESUME)
    elif standing == "identified":
        found(world, case)
    elif standing == "not_a_victim":
        found(world, case, DecisionStep.PROPOSE_OTHER)
    return case


def sheltered(world: World, case: Case) -> Referral:
    """The shelter is asked, with consent, and takes the person in."""
    with acting(world.nigar) as actor:
        person = Person.gate(actor, case.person_id)
    consent(world.nigar, person, world.sevinc)
    referral = sent(world.nigar, person, world.sevinc, compartments=SHARED, matter_id=case.id, need="shelter")
    with acting(world.sevinc) as actor:
        return answering.accept(actor=actor, referral_id=referral.id)


@pytest.mark.rule("NRM-14", "DEF-02")
@pytest.mark.parametrize("standing", ["potential", "presumed", "identified", "not_a_victim"])
def test_a_shelter_takes_in_whoever_asks_whatever_their_status(world: World, standing: str) -> None:
    assert sheltered(world, stood(world, standing)).state == "accepted"


@pytest.mark.rule("RR-02", "NRM-14")
@pytest.mark.parametrize("choice", ["", "cooperate", "not_cooperate", "undecided"])
def test_in_the_period_a_shelter_is_open_whatever_the_person_decided(world: World, choice: str) -> None:
    case = case_of(world.nigar)
    granted(world.nigar, case)
    if choice:
        with acting(world.nigar) as actor:
            reflection.choose(actor=actor, case_id=case.id, choice=choice)
    assert sheltered(world, case).state == "accepted"
