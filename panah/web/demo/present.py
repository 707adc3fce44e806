"""What a newcomer to the demonstration finds waiting today, done by the same actions as at a real desk."""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.utils import timezone

from panah.accounts.demonstration import PASSWORD
from panah.accounts.entering import entered
from panah.accounts.models import Unit
from panah.accounts.sign_in import sign_in
from panah.cases.actions import notes, safety, tasks
from panah.cases.actions.cases import describe, open_case
from panah.cases.actions.consents import Agreement
from panah.cases.models import CaseSource
from panah.cases.questions import set_named
from panah.core.actor import Actor
from panah.core.ids import new_id
from panah.hotline.actions import contacts, referring, rota, screenings, wrap_up
from panah.hotline.actions.referring import Someone
from panah.people.actions.registering import Facts
from panah.people.models import AgeBasis
from panah.referrals.actions import answering
from panah.referrals.actions.sending import Wish
from panah.referrals.receivers import may_hold
from panah.vault.models import Compartment

C = Compartment
SET = "ilo-adult-labour"
HOUR = dt.timedelta(hours=1)


def play() -> None:
    """Play the last hours at the desk: three matters with people in them, a talk still to be written up, a note."""
    with acting("kamran") as actor:
        sister = _refer(actor, _talk(actor, 20 * HOUR, SISTER, SISTER_CARD), _adult(SISTER_NAME), "department")
    with acting("nigar") as actor:
        referral = answering.accept(actor=actor, referral_id=sister)
        _take_on(actor, referral.person_id, referral.id)
    with acting("leyla") as actor:
        flat = _talk(actor, 3 * HOUR, FLAT, FLAT_CARD, FLAT_SIGNS)
        _refer(actor, flat, _adult(FLAT_NAME), "shelter", need="shelter", urgency="urgent")
        boy = _talk(actor, 2 * HOUR, BOY, BOY_CARD)
        _refer(actor, boy, Someone(facts=BOY_FACTS), "guardianship-baku", need="child_protection")
    with acting("vera") as actor:
        talk = contacts.start(actor=actor, channel="phone", started_at=timezone.now() - HOUR / 2)
        said = contacts.Talk(facts={"motive": "work_abroad", "language": "ru"}, notes=OFFER)
        contacts.end(actor=actor, contact_id=talk.id, talk=said)
        rota.hand_over(actor=actor, words=NOTE)


def _take_on(actor: Actor, person_id: UUID, referral_id: UUID) -> None:
    """Open the case of somebody just accepted: a first note, what is next, how great the danger is."""
    case = open_case(actor=actor, person_id=person_id, source=CaseSource.REFERRAL, source_id=referral_id)
    describe(actor=actor, case_id=case.id, destination="TUR", exploitation="sexual_exploitation")
    notes.write(actor=actor, case_id=case.id, words=FIRST_NOTE, form_token=new_id())
    today = timezone.localdate()
    for title, days in NEXT:
        due_on = today + dt.timedelta(days=days)
        tasks.add(actor=actor, case_id=case.id, title=title, due_on=due_on, assignee_id=actor.member)
    safety.assess(
        actor=actor,
        case_id=case.id,
        level="high",
        areas=["traffickers", "debt"],
        words=DANGER,
        review_on=today + dt.timedelta(days=2),
    )


@contextmanager
def acting(login: str) -> Iterator[Actor]:
    """Act as a member of the cast, in one transaction with their keys."""
    with entered(sign_in(login, PASSWORD, agent="demo"), request_id="demo") as inside:
        yield inside.actor


def _talk(actor: Actor, ago: dt.timedelta, words: str, card: dict[str, str], signs: Iterable[str] = ()) -> UUID:
    """Give a contact of a while ago with card and journal; with `signs`, screened for forced labour as well."""
    talk = contacts.start(actor=actor, channel="phone", started_at=timezone.now() - ago)
    contacts.write(actor=actor, contact_id=talk.id, talk=contacts.Talk(notes=words))
    if signs:
        questions, answers = set_named(SET), dict.fromkeys(signs, "yes")
        screenings.complete(actor=actor, contact_id=talk.id, indicator_set=questions, answers=answers, is_child=False)
    wrap_up.finish(actor=actor, contact_id=talk.id, card=wrap_up.Card(card, minutes=14), words=words)
    return talk.id


def _adult(name: str) -> Someone:
    facts = Facts(sex="female", age_band="24_26", age_basis=AgeBasis.DECLARED, citizenship="AZE", language="az")
    return Someone(facts=facts, names=(name,), another=True)


def _refer(
    actor: Actor,
    contact_id: UUID,
    someone: Someone,
    unit_code: str,
    need: str = "protection",
    urgency: str = "standard",
) -> UUID:
    """Refer with the consent of an adult; a child's case is told of as the law wants it."""
    receiver = Unit.objects.get(code=unit_code)
    child = someone.facts.is_child
    wanted = {C.CASE} if child else {C.CASE, C.IDENTITY, C.CONTACT}
    compartments = frozenset(each for each in wanted if each in may_hold(receiver))
    wish = Wish(
        receiver_unit_id=receiver.id,
        compartments=compartments,
        need=need,
        urgency=urgency,
        message=MESSAGE,
        agreement=None if child else _agreement(receiver.id, compartments),
        legal_basis="child_notification" if child else "",
        form_token=new_id(),
    )
    return referring.refer(actor=actor, contact_id=contact_id, someone=someone, wish=wish).id


def _agreement(receiver: UUID, compartments: frozenset[Compartment]) -> Agreement:
    return Agreement(
        recipient_unit_id=receiver,
        purpose="protection",
        compartments=compartments,
        language="az",
        given_how="oral",
        given_by="person",
        until=timezone.now() + dt.timedelta(days=30),
        evidence="Said yes twice, after it was explained what is passed on and to whom.",
    )


FIRST_NOTE = "Spoke to the sister at noon. A consular officer meets her tomorrow; she knows the word we agreed on."
NEXT = (("Ask the consulate for a return paper", 1), ("Fetch her from the airport with a colleague", 3))
DANGER = "The man who keeps her papers knows where her mother lives."
SISTER_NAME, FLAT_NAME = "Gülnar Dəryabəyli", "Xədicə Yelbəyova"
SISTER = "Her sister writes from Istanbul that the papers were taken and the debt grows each week. She wants her home."
SISTER_CARD = {"caller_category": "relative", "motive": "help_other", "outcome": "referral", "language": "az"}
FLAT = "Cleans a house sixteen hours a day, unpaid since May; the door is locked at night. Agreed to be fetched."
FLAT_CARD = {"caller_category": "presumed_victim", "motive": "help_self", "outcome": "referral", "language": "az"}
FLAT_SIGNS = (
    "deceptive_recruitment.wages",
    "deceptive_recruitment.conditions_of_work",
    "deceptive_recruitment.nature_of_job",
    "exploitation.excessive_hours",
    "exploitation.low_salary",
    "coercion_destination.documents",
    "coercion_destination.isolation",
)
BOY = "A boy of about nine begs at the metro every evening; a woman takes the money from him."
BOY_CARD = {"caller_category": "witness", "motive": "child_begging", "outcome": "referral", "language": "az"}
BOY_FACTS = Facts(sex="male", age_band="9_13", age_basis=AgeBasis.ESTIMATED)
OFFER = "Asks about a job offer in Dubai; the agency wants the passport 'for the visa'. Rings again tomorrow."
MESSAGE = (
    "Please read what was written down and ring the desk before anybody goes there. The card says what was agreed."
)
NOTE = "The woman of the locked house can talk only between two and four. The boy's matter is with guardianship."
