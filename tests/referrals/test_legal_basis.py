"""Without consent: only on a basis in law that fits, with a reason, under a supervisor's eye; and of a child always."""

from typing import Any

import pytest

from panah.accounts.models import Unit
from panah.core.country import country
from panah.duties.models import Duty, Event
from panah.people.actions.registering import Facts
from panah.referrals.bases import BasisUnfit, ConsentMissing, ReasonMissing, consent_missing, legal_bases
from panah.referrals.models import Override
from panah.vault.models import BasisKind, Compartment, Grant
from tests.people.making import CHILD, registered
from tests.referrals.making import letters_seen, overridden, sent
from tests.world import World, acting

IDENTITY = frozenset({Compartment.IDENTITY})


@pytest.mark.rule("HL-11")
def test_danger_needs_no_consent_but_a_reason_that_a_supervisor_reviews(world: World) -> None:
    referral = overridden(world.leyla, world.nigar)
    assert letters_seen(world.nigar, referral)
    with acting(world.director) as actor:
        (override,) = Override.to_review(actor)
        assert (override.reason, override.referral_id) == ("He said he would kill her", referral.id)
        duty = Duty.objects.get(matter_id=referral.matter_id, step="review")
    assert (duty.rule, duty.role, duty.unit_id) == ("HL-11", "hotline_director", world.leyla.unit_id)
    with acting(world.nigar):
        assert {grant.basis_kind for grant in Grant.objects.filter(basis_reference=referral.number)} == {BasisKind.LAW}


@pytest.mark.rule("HL-11")
@pytest.mark.parametrize("reason", ["", "   "])
def test_without_a_reason_it_is_refused(world: World, reason: str) -> None:
    with pytest.raises(ReasonMissing) as refusal:
        overridden(world.leyla, world.nigar, basis_reason=reason)
    assert refusal.value.rule == "HL-11"


def test_the_reason_stays_with_the_sender(world: World) -> None:
    referral = overridden(world.leyla, world.nigar)
    with acting(world.nigar):
        assert not Override.objects.filter(referral_id=referral.id).exists()
        assert not Event.objects.filter(code="basis.override_used").exists()
    assert not any("kill" in words for words in letters_seen(world.nigar, referral))


@pytest.mark.rule("CON-06")
@pytest.mark.parametrize("basis", ["duty_of_state_body", "prosecution_request", "no_such_basis", "child_notification"])
def test_the_hotline_cannot_hide_behind_another_bodys_duty(world: World, basis: str) -> None:
    with pytest.raises(BasisUnfit):
        overridden(world.leyla, world.nigar, legal_basis=basis)


def bases(world: World, sender: str, receiver: str, *, is_child: bool) -> set[str]:
    with acting(world.leyla):
        units = {unit.id: unit for unit in Unit.objects.all().order_by("id")}
    found = legal_bases(units[world.units[sender]], units[world.units[receiver]], is_child=is_child)
    return {basis.code.id for basis in found}


@pytest.mark.rule("CON-07")
@pytest.mark.parametrize("sender", ["centre", "shelter", "hotline", "ngo"])
def test_who_promises_anonymity_has_no_way_to_the_police_but_consent_danger_or_a_court(
    world: World, sender: str
) -> None:
    assert bases(world, sender, "department", is_child=False) == {"danger_to_life", "court_decision"}
    assert bases(world, sender, "department", is_child=True) == {"danger_to_life", "court_decision"}


def test_another_state_body_has_its_duty_to_tell(world: World) -> None:
    assert "duty_of_state_body" in bases(world, "guardianship", "department", is_child=False)
    assert "duty_of_state_body" not in bases(world, "guardianship", "shelter", is_child=False)


@pytest.mark.rule("CON-07")
def test_a_centre_is_refused_under_its_own_rule(world: World) -> None:
    with acting(world.tural):
        centre, hotline = (Unit.objects.get(id=world.units[code]) for code in ("centre", "hotline"))
    assert (consent_missing(centre).rule, consent_missing(hotline).rule) == ("CON-07", "CON-06")


NOTICE: dict[str, Any] = {"legal_basis": "child_notification", "need": "child_protection", "compartments": IDENTITY}


@pytest.mark.parametrize("facts", [CHILD, Facts()])
def test_bodies_that_protect_children_are_told_of_a_child_without_consent_reason_or_review(
    world: World, facts: Facts
) -> None:
    child = registered(world.leyla, facts)
    referral = sent(world.leyla, child, world.gunel, **NOTICE)
    assert letters_seen(world.gunel, referral)
    with acting(world.leyla):
        codes = set(Event.objects.filter(matter_id=referral.matter_id).values_list("code", flat=True))
        assert codes == {"referral.offered", "notification.sent"}
        assert not Override.objects.filter(referral_id=referral.id).exists()
        assert not Duty.objects.filter(matter_id=referral.matter_id, step="review").exists()
    with acting(world.gunel):
        duties = set(Duty.objects.filter(matter_id=referral.matter_id).values_list("rule", "step"))
    assert duties == {("CH-03", "referral"), ("CH-03", "guardianship")}


def test_of_an_adult_they_are_told_only_with_consent(world: World) -> None:
    with pytest.raises(BasisUnfit):
        sent(world.leyla, registered(world.leyla), world.gunel, **NOTICE)
    with pytest.raises(ConsentMissing):
        sent(world.leyla, registered(world.leyla), world.gunel, **(NOTICE | {"legal_basis": ""}))


def test_the_notice_about_a_child_goes_to_nobody_else(world: World) -> None:
    child = registered(world.leyla, CHILD)
    for other in (world.nigar, world.sevinc, world.malika):
        with pytest.raises(BasisUnfit):
            sent(world.leyla, child, other, **NOTICE)


@pytest.mark.rule("NRM-15")
def test_every_kind_of_unit_that_answers_is_one_of_the_seven_the_plan_names(world: World) -> None:
    kinds = country().codes("unit_kind")
    seven = [code.id for code in kinds if code.group == code.id]
    assert seven == [
        "special_unit", "guarding_police", "helpline_ngo", "accommodation_ngo", "cooperation_ngo",
        "international_partner", "executive_body",
    ]  # fmt: skip
    assert {kinds[kind].group for kind in country().settings.referral_receivers} <= set(seven)
