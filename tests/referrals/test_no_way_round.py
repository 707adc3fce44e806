"""No sequence of steps opens an identity to a receiver that did not accept, or keeps it open after the basis ended."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from panah.core.errors import Refused
from panah.people.actions import identity
from panah.people.models import Identity
from panah.people.search import search
from panah.referrals.actions import answering, offering, reviewing
from panah.referrals.models import Referral
from panah.vault import grants
from panah.vault.folders import Basis
from panah.vault.models import BasisKind
from tests.database import taken_back
from tests.people.making import registered
from tests.referrals.making import an_offer, offered, opens, overridden
from tests.world import Person as Member
from tests.world import World, acting

PEOPLE = ("leyla", "kamran", "director", "nigar", "orxan", "sevinc", "samira", "malika", "gunel")
Try = Callable[[Any, Referral], Any]

STEPS: dict[str, Try] = {
    "accept": lambda actor, referral: answering.accept(actor=actor, referral_id=referral.id),
    "decline": lambda actor, referral: answering.decline(actor=actor, referral_id=referral.id, reason="conflict"),
    "ask": lambda actor, referral: answering.ask_back(actor=actor, referral_id=referral.id, words="When?"),
    "answer": lambda actor, referral: answering.answer(actor=actor, referral_id=referral.id, words="Now"),
    "revoke": lambda actor, referral: answering.revoke(actor=actor, referral_id=referral.id),
    "report": lambda actor, referral: answering.report(actor=actor, referral_id=referral.id, outcome="helped"),
    "withdraw": lambda actor, referral: reviewing.withdraw_consent(
        actor=actor, consent_id=referral.consent_id or referral.id
    ),
    "overturn": lambda actor, referral: reviewing.review(actor=actor, referral_id=referral.id, result="not_justified"),
    "open": lambda actor, referral: identity.open_identity(
        actor=actor, person_id=referral.person_id, purpose="referral"
    ),
    "index": lambda actor, referral: identity.index_received(actor=actor, person_id=referral.person_id),
    "search": lambda actor, referral: search(actor, "Aysel"),
    "end": lambda actor, referral: grants.end_all(actor=actor, references=[referral.number], reason="x"),
}

done = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(sorted(STEPS)))
Deeds = list[tuple[str, str]]

examples = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def attempt(member: Member, step: str, referral: Referral) -> bool:
    """Whether the step was allowed."""
    try:
        with acting(member) as actor:
            STEPS[step](actor, referral)
    except Refused:
        return False
    return True


@pytest.fixture
def offers(transactional_db: None, world: World) -> dict[str, Referral]:
    """One that rests on consent, one on danger; every example begins with them and takes its own steps back."""
    return {"consent": offered(world.leyla, world.nigar), "danger": overridden(world.leyla, world.nigar)}


@pytest.mark.rule("PRI-01")
@examples
@given(deeds=st.lists(done.filter(lambda deed: deed not in {("nigar", "accept"), ("orxan", "accept")}), max_size=12))
def test_a_receiver_that_never_accepted_opens_nothing(world: World, offers: dict[str, Referral], deeds: Deeds) -> None:
    referral = offers["consent"]
    folder = identity_folder(world, referral)
    with taken_back():
        for name, step in deeds:
            attempt(getattr(world, name), step, referral)
            for other in (world.nigar, world.orxan, world.sevinc, world.samira, world.malika, world.gunel):
                assert not opens(other, folder)
        assert opens(world.leyla, folder)


@pytest.mark.rule("CON-06")
@examples
@given(deeds=st.lists(done, max_size=12), ground=st.sampled_from(["consent", "danger"]))
def test_it_is_open_from_the_acceptance_to_the_end_of_the_basis_and_never_else(
    world: World, offers: dict[str, Referral], deeds: Deeds, ground: str
) -> None:
    referral = offers[ground]
    folder = identity_folder(world, referral)
    with taken_back():
        is_open = False
        for name, step in deeds:
            allowed = attempt(getattr(world, name), step, referral)
            mine = name in {"leyla", "kamran", "director", "nigar", "orxan"}
            if allowed and step == "accept":
                is_open = True
            elif allowed and (step in {"decline", "revoke", "withdraw", "overturn"} or (step == "end" and mine)):
                is_open = False
            assert opens(world.nigar, folder) is is_open
            assert not any(opens(other, folder) for other in (world.sevinc, world.samira, world.gunel))


@pytest.mark.rule("PRI-01")
def test_who_was_only_offered_a_person_cannot_pass_them_on(world: World) -> None:
    referral = offered(world.leyla, world.nigar)
    folder = identity_folder(world, referral)
    with acting(world.nigar) as actor, pytest.raises(Refused):
        offering.offer(actor=actor, offer=an_offer(registered(world.leyla), world.sevinc))
    basis = Basis(BasisKind.LAW, "own")
    with acting(world.nigar) as actor, pytest.raises(Refused):
        grants.give(actor=actor, folder_id=folder, unit_id=world.sevinc.unit_id, basis=basis)


def identity_folder(world: World, referral: Referral) -> Any:
    with acting(world.leyla):
        return Identity.objects.get(person_id=referral.person_id).folder_id
