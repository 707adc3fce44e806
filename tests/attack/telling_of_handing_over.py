"""The part of the story that goes from hand to hand: letters outside, signals, the commission, one known twice."""

from django.utils import timezone

from panah.people.actions.registering import Facts
from panah.people.models import AgeBasis
from panah.referrals.actions import assisting, commission, duplicates, outside, signalling
from tests.attack.secrets_said import Said
from tests.cases.making import consent
from tests.people.making import ADULT, registered
from tests.referrals.test_assistance import asked
from tests.referrals.test_commission import a_meeting, asked_of
from tests.referrals.test_outside import ready
from tests.referrals.test_signals import sent
from tests.world import World, acting


def tell(world: World, said: Said) -> None:
    """All that leaves a unit for somebody else, and comes back."""
    _the_letters(world, said)
    _the_signals(world, said)
    _the_commission(world, said)
    _known_twice(world, said)
    _the_requests(world, said)


def _the_requests(world: World, said: Said) -> None:
    """One is answered, one declined, both in words."""
    first = asked(world.elxan, world.tural, words=said.sentence("request for assistance"))
    second = asked(world.nigar, world.ramin, authority="investigation", words=said.sentence("another request"))
    with acting(world.tural) as actor:
        assisting.answer(actor=actor, request_id=first.id, words=said.sentence("help given"))
    with acting(world.ramin) as actor:
        words = said.sentence("help declined")
        assisting.decline(actor=actor, request_id=second.id, reason="no_capacity", words=words)


def _the_letters(world: World, said: Said) -> None:
    """One lies ready and is not fetched, one is read; one rests on consent and one on the law."""
    partner, words = f"The house of {said.name}", said.sentence("letter outside")
    ready(world.sevinc, partner=partner, message=words, evidence=said.sentence("consent to a partner"))
    law = {"given_by": "", "given_how": "", "consent_language": "", "legal_basis": "danger_to_life"}
    lying = ready(world.sevinc, partner=partner, message=words, reason=said.sentence("danger outside"), **law)
    assert outside.picked_up(lying.link, lying.code) == ("ok", words)


def _the_signals(world: World, said: Said) -> None:
    """One is closed with a remark; from the other one a case about somebody with a name is opened."""
    moment, words = timezone.now(), said.sentence("signal")
    receipt = sent(
        world.ramin, words=words, handed_over_at=moment, condition="injured", belongings=said.sentence("belongings")
    )
    other = sent(world.lale, words=words)
    facts = Facts(sex="female", age_band="21_23", age_basis=AgeBasis.DECLARED)
    with acting(world.nigar) as actor:
        note = said.sentence("end of a signal")
        signalling.close(actor=actor, signal_id=receipt.id, outcome="prevented", note=note)
        signalling.open_case(actor=actor, signal_id=other.id, facts=facts, names=(said.name, said.name_in_cyrillic))


def _the_commission(world: World, said: Said) -> None:
    """It should hear no names; whatever is said there all the same is sealed like the rest."""
    meeting, asked = a_meeting(world), asked_of(world, words=said.sentence("task of a unit"))
    with acting(world.vefa) as actor:
        about = said.sentence("agenda")
        item = commission.put_on_agenda(actor=actor, meeting_id=meeting.id, case_number="", summary=about)
        words = said.sentence("what was decided")
        commission.decide(actor=actor, item_id=item.id, decision="duty", words=words, asked=asked)
        commission.close(actor=actor, meeting_id=meeting.id, present=3)


def _known_twice(world: World, said: Said) -> None:
    """The other hotline registers the same name, and asks with consent that the units be brought together."""
    person = registered(world.samira, ADULT, names=(said.name,), phone="")
    consent(world.samira, person, world.nigar, evidence=said.sentence("consent to ask"))
    with acting(world.samira) as actor:
        duplicates.request(actor=actor, person_id=person.id)
