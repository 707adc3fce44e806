"""A story in which everything that can be said in confidence is said, through the doors the system has for it."""

import json
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.test import Client
from django.utils import timezone

from panah.accounts.actions.people import Newcomer
from panah.accounts.sign_in import sign_in
from panah.hotline.actions import blocking, board, calls, contacts, danger, drafts, rota, situations, wrap_up
from panah.hotline.actions.contacts import Talk
from panah.hotline.models import Call
from panah.hotline.states import DraftForm
from panah.people.actions import identity
from panah.people.actions.identity import Named, Reached
from panah.people.models import Person
from panah.referrals.actions import answering, reviewing
from panah.referrals.actions import drafts as answers
from panah.referrals.states import Step
from tests.accounts.story import admitted, invited, joined
from tests.attack import telling_of_case_file as case_file
from tests.attack import telling_of_disclosure as need_to_know
from tests.attack import telling_of_findings as findings
from tests.attack import telling_of_handing_over as handing_over
from tests.attack import telling_of_houses_a as places
from tests.attack import telling_of_houses_b as staying
from tests.attack import telling_of_houses_c as daily_life
from tests.attack import telling_of_houses_d as security
from tests.attack import telling_of_houses_e as centre
from tests.attack import telling_of_people as people
from tests.attack import telling_of_the_plan as plan
from tests.attack.secrets_said import Said
from tests.cases.making import consent
from tests.hotline.given import CARD
from tests.people.making import registered
from tests.referrals.making import offered, overridden
from tests.world import EXCHANGE, World, acting, signed_in


def tell(world: World, said: Said) -> None:
    """All of it: the call, the talk, the papers, the person, the offers, and what colleagues write to one another."""
    contact = _a_call(world, said)
    _the_talk(world, said, contact)
    _the_papers(world, said, contact)
    person = _the_person(world, said)
    _the_offers(world, said, person)
    _among_colleagues(world, said)
    case_file.tell(world, said)
    need_to_know.tell(world, said)
    people.tell(world, said)
    findings.tell(world, said)
    handing_over.tell(world, said)
    staying.tell(world, said)
    centre.tell(world, said)
    daily_life.tell(world, said)
    security.tell(world, said)
    places.tell(world, said)
    plan.tell(world, said)
    for words in (said.name, said.name_in_cyrillic, said.phone(0)):
        assert signed_in(world.leyla).post("/search/", {"words": words}).status_code == 200
    Client().post("/accounts/sign-in/", {"login": said.plain, "password": f"{said.latin} {said.cyrillic}"})


def _ring(said: Said, which: int) -> None:
    event = {"event_id": f"e{which}", "call_id": f"c{which}", "kind": "ringing", "number": said.phone(which)}
    body = json.dumps(event | {"at": datetime.now(UTC).isoformat()}).encode()
    headers = EXCHANGE.headers(body, at=datetime.now(UTC))
    answer = Client().post("/api/telephony/events", body, content_type="application/json", headers=headers)
    assert answer.status_code == 200


def _a_call(world: World, said: Said) -> UUID:
    """One call is answered; another one keeps ringing, its number sealed to the unit."""
    _ring(said, 0)
    with acting(world.leyla) as actor:
        contact = calls.answer(actor=actor, call_id=Call.ringing(actor)[0].id)
    _ring(said, 1)
    return contact.id


def _the_talk(world: World, said: Said, contact: UUID) -> None:
    draft = {"notes": said.sentence("draft"), "caller_name": said.name}
    with acting(world.leyla) as actor:
        drafts.save(actor=actor, contact_id=contact, form=DraftForm.JOURNAL, words=draft)
        contacts.write(
            actor=actor,
            contact_id=contact,
            talk=Talk(notes=said.sentence("notes"), caller_name=said.name_in_cyrillic, caller_number=said.phone(2)),
        )
        danger.declare(actor=actor, contact_id=contact, kind="")
        danger.close(actor=actor, contact_id=contact, words=said.sentence("danger"))
        situation = situations.open_new(actor=actor, contact_id=contact)
        situations.summarise(actor=actor, situation_id=situation.id, summary=said.sentence("situation"))


def _the_papers(world: World, said: Said, contact: UUID) -> None:
    with acting(world.leyla) as actor:
        contacts.end(actor=actor, contact_id=contact)
        wrap_up.complete_card(actor=actor, contact_id=contact, card=CARD)
        wrap_up.write_journal(actor=actor, contact_id=contact, words=said.sentence("journal"))
        words = said.sentence("correction")
        wrap_up.correct_journal(actor=actor, contact_id=contact, words=words, reason="typing")
        again = contacts.start(actor=actor, channel="phone")
        drafts.save(actor=actor, contact_id=again.id, form=DraftForm.NOTES, words={"notes": said.sentence("draft")})


def _the_person(world: World, said: Said) -> Person:
    person = registered(world.leyla, names=(said.name, said.name_in_cyrillic), phone=said.phone(2))
    with acting(world.leyla) as actor:
        documents = (("passport", said.document),)
        who = Named(
            names=(said.name,), birth_date=date(2001, 5, 17), documents=documents, remarks=said.sentence("remarks")
        )
        identity.save_identity(actor=actor, person_id=person.id, words=who)
        where = Reached(
            phone=said.phone(2),
            address=said.sentence("address"),
            safe_times=said.sentence("times"),
            safe_ways=said.sentence("ways"),
            must_not_hear=said.name_in_cyrillic,
        )
        identity.save_reach(actor=actor, person_id=person.id, words=where)
    return person


def _the_offers(world: World, said: Said, person: Person) -> None:
    consent(world.leyla, person, world.nigar, evidence=said.sentence("consent"))
    referral = offered(world.leyla, world.nigar, person=person, message=said.sentence("message"))
    with acting(world.nigar) as actor:
        answering.ask_back(actor=actor, referral_id=referral.id, words=said.sentence("question"))
    with acting(world.leyla) as actor:
        answering.answer(actor=actor, referral_id=referral.id, words=said.sentence("answer"))
    with acting(world.nigar) as actor:
        answers.save(actor=actor, referral_id=referral.id, step=Step.REPORT, words={"note": said.sentence("draft")})
        answering.accept(actor=actor, referral_id=referral.id)
        found = identity.open_identity(actor=actor, person_id=person.id, purpose="referral")
        assert found.names == [said.name]
    _reported(world, said)
    other = overridden(world.leyla, world.nigar, person=person, basis_reason=said.sentence("reason"))
    with acting(world.director) as actor:
        remark = said.sentence("review")
        reviewing.review(actor=actor, referral_id=other.id, result="justified", remark=remark)


def _reported(world: World, said: Said) -> None:
    other = offered(world.leyla, world.nigar, message=said.sentence("second message"))
    with acting(world.nigar) as actor:
        answering.accept(actor=actor, referral_id=other.id)
        answering.report(actor=actor, referral_id=other.id, outcome="helped", note=said.sentence("outcome"))


def _among_colleagues(world: World, said: Said) -> None:
    with acting(world.leyla) as actor:
        rota.hand_over(actor=actor, words=said.sentence("handover"))
        until = timezone.now() + timedelta(days=1)
        blocking.block(actor=actor, number=said.phone(3), reason="abuse", until=until, note=said.sentence("block"))
    with acting(world.director) as actor:
        board.sign_off(actor=actor, until=timezone.now() - timedelta(minutes=1), remark=said.sentence("sign-off"))
    code = invited(Newcomer("newcomer", "Nur", legal_name=said.name))
    joined(code, password=f"{said.plain} {said.latin}")
    admitted(world.director, "newcomer", world.director.unit_id)
    sign_in("newcomer", f"{said.plain} {said.latin}")
