"""Whatever is done in whatever order: without consent the police see nothing that a shelter or a clinic keeps."""

from collections import Counter
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from panah.cases.models import Case, CaseSource
from panah.core.errors import Refused
from panah.core.ids import new_id
from panah.people.actions import identity
from panah.people.models import Identity, Person, Reach
from panah.people.search import search
from panah.referrals.actions import answering, outside, reviewing, sending, signalling
from panah.referrals.models import Referral
from panah.vault import folders, grants, keyring
from panah.vault.folders import Basis
from panah.vault.models import BasisKind, Compartment
from tests.cases.filing import opened
from tests.people.making import registered
from tests.referrals.test_outside import a_draft
from tests.referrals.test_sending import a_wish
from tests.referrals.test_signals import a_signal
from tests.world import WORLD, World, acting
from tests.world import Person as Member

KEEPERS, POLICE = ("sevinc", "tural"), ("nigar", "orxan")
EVERYBODY = (*KEEPERS, *POLICE, "leyla", "malika", "gunel")
keepers = st.sampled_from(KEEPERS)
# Most of what is tried is tried by those who can, or nothing would ever be open that has to close.
sender = st.sampled_from(("own",) * 5 + EVERYBODY)
answerer = st.sampled_from(("nigar",) * 5 + EVERYBODY)
# Bases that a state body may have and a shelter may not use.
laws = st.sampled_from(("", "duty_of_state_body", "prosecution_request"))
STEPS = ("accept", "accept", "accept", "decline", "revoke", "claim", "end", "on")
# What was refused how often, so that a wall nobody leaned on is noticed.
REFUSED: Counter[str] = Counter()
SEEN: Counter[str] = Counter()


class Walls(RuleBasedStateMachine):
    """A shelter's and a centre's case with what lies beside them, and everybody trying what their pages offer."""

    @initialize()
    def begin(self) -> None:
        """One person of each keeper's, a case, and a health folder beside it."""
        self.cases: dict[str, Case] = {}
        self.kept: dict[str, list[UUID]] = {}
        self.referrals: list[Referral] = []
        # Whom a person agreed to: keeper by keeper, the units that were named in a consent which still holds.
        self.agreed: dict[str, dict[UUID, UUID]] = {name: {} for name in KEEPERS}
        for name in KEEPERS:
            by: Member = getattr(WORLD, name)
            self.cases[name] = opened(by, registered(by), CaseSource.SELF)
            with acting(by) as actor:
                health = folders.create(actor=actor, compartment=Compartment.HEALTH)
                person = Person.objects.get(id=self.cases[name].person_id)
                parts = Identity.objects.get(person=person).folder_id, Reach.objects.get(person=person).folder_id
            self.kept[name] = [health.id, self.cases[name].folder_id, person.folder_id, *parts]

    def attempt(self, name: str, deed: Any) -> Any:
        """What the deed gives, or nothing if it was refused."""
        try:
            with acting(getattr(WORLD, name)) as actor:
                return deed(actor)
        except Refused as refusal:
            REFUSED[type(refusal).__name__] += 1
            return None

    @rule(
        keeper=keepers,
        by=sender,
        to=answerer,
        agrees=st.booleans(),
        law=laws,
        waits=st.booleans(),
    )
    def refer(self, keeper: str, by: str, to: str, agrees: bool, law: str, waits: bool) -> None:
        """Somebody sends the person of a keeper's case on, with consent, by a basis in law, or with neither.

        Whoever it goes to accepts at once, unless they wait.
        """
        case, receiver = self.cases[keeper], getattr(WORLD, to)
        by = keeper if by == "own" else by
        without: dict[str, Any] = {} if agrees else {"agreement": None, "legal_basis": law, "basis_reason": "x"}
        wish = a_wish(receiver, **without)
        sent = self.attempt(by, lambda actor: sending.from_case(actor=actor, case_id=case.id, wish=wish))
        if sent is not None:
            self.referrals.append(sent)
            if sent.consent_id:
                self.agreed[keeper][sent.consent_id] = receiver.unit_id
            if not waits:
                self.attempt(to, lambda actor: answering.accept(actor=actor, referral_id=sent.id))

    @rule(by=answerer, place=st.integers(0, 20), step=st.sampled_from(STEPS))
    def move(self, by: str, place: int, step: str) -> None:
        """Somebody takes a step of a referral, rightly or not."""
        if not self.referrals:
            return
        one = self.referrals[place % len(self.referrals)]
        onward = a_wish(WORLD.nigar, agreement=None, legal_basis="duty_of_state_body", basis_reason="x")
        steps: dict[str, Any] = {
            "accept": lambda actor: answering.accept(actor=actor, referral_id=one.id),
            "decline": lambda actor: answering.decline(actor=actor, referral_id=one.id, reason="conflict"),
            "revoke": lambda actor: answering.revoke(actor=actor, referral_id=one.id),
            "claim": lambda actor: grants.claim(actor=actor, reference=one.number),
            "end": lambda actor: grants.end_all(actor=actor, references=[one.number], reason="x"),
            "on": lambda actor: sending.hand_on(actor=actor, referral_id=one.id, wish=onward),
        }
        self.attempt(by, steps[step])

    @rule(keeper=keepers, by=sender, place=st.integers(0, 20))
    def withdraw(self, keeper: str, by: str, place: int) -> None:
        """Somebody withdraws a consent; the keeper's own hand is the one that counts."""
        given = list(self.agreed[keeper])
        by = keeper if by == "own" else by
        if given:
            chosen = given[place % len(given)]
            done = self.attempt(by, lambda actor: reviewing.withdraw_consent(actor=actor, consent_id=chosen))
            if done is not None:
                del self.agreed[keeper][chosen]

    @rule(keeper=keepers, by=st.sampled_from(POLICE))
    def pry(self, keeper: str, by: str) -> None:
        """The police try what their pages offer: open, search, take a grant for themselves, pass on, write a letter."""
        case, person_id = self.cases[keeper], self.cases[keeper].person_id
        own = Basis(BasisKind.DECISION, "own")
        tries = (
            lambda actor: identity.open_identity(actor=actor, person_id=person_id, purpose="referral"),
            lambda actor: search(actor, "Aysel"),
            lambda actor: grants.give(actor=actor, folder_id=self.kept[keeper][0], unit_id=actor.unit, basis=own),
            lambda actor: sending.from_case(actor=actor, case_id=case.id, wish=a_wish(WORLD.tural)),
            lambda actor: outside.send(actor=actor, person_id=person_id, draft=a_draft()),
        )
        for deed in tries:
            self.attempt(by, deed)

    @rule(by=st.sampled_from(KEEPERS), named=st.booleans())
    def tell(self, by: str, named: bool) -> None:
        """A keeper sends a signal; the police take it up."""
        told = a_signal(names_somebody=named, form_token=new_id())
        receipt = self.attempt(by, lambda actor: signalling.send(actor=actor, told=told))
        assert (receipt is None) is named
        if receipt is not None:
            self.attempt("nigar", lambda actor: signalling.take(actor=actor, signal_id=receipt[0].id))

    @invariant()
    def the_wall_stands(self) -> None:
        """Health and case folders are never the police's; the person's own only while a consent names them."""
        every = {folder for kept in self.kept.values() for folder in kept}
        with acting(WORLD.nigar) as actor:
            ring = keyring.needed()
            ring.preload(every)
            seen = {folder for folder in every if ring.folder_key(folder) is not None}
            assert not Case.objects.filter(id__in=[case.id for case in self.cases.values()]).exists()
            police = actor.unit
        for keeper, (*never, _identity, _reach) in self.kept.items():
            assert not seen & set(never)
            if police not in self.agreed[keeper].values():
                assert not seen & set(self.kept[keeper])
        SEEN["open" if seen else "shut"] += 1


@pytest.mark.rule("CON-06", "CON-07", "PRI-01")
def test_no_sequence_of_steps_opens_a_keepers_folder_to_the_police_without_consent(world: World) -> None:
    run_state_machine_as_test(
        Walls,
        settings=settings(
            derandomize=True,
            max_examples=15,
            stateful_step_count=10,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert REFUSED["ConsentMissing"] + REFUSED["BasisUnfit"] > 0
    assert REFUSED["NotHere"] > 0
    # With consent it does open: what was tried was no locked door.
    assert SEEN["open"] > 0
