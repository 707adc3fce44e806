"""What a newcomer to the demonstration finds waiting today, done by the same actions as at a real desk."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from panah.accounts.models import Unit
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
from panah.web.demo.people import acting

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
        evidence="Nəyin kimə ötürüləcəyi izah edildikdən sonra iki dəfə razılıq verdi.",
    )


FIRST_NOTE = "Günorta bacısı ilə danışdım. Konsulluq əməkdaşı sabah onunla görüşəcək; razılaşdığımız sözü bilir."
NEXT = (("Konsulluqdan qayıdış sənədi istəmək", 1), ("Onu həmkarla hava limanında qarşılamaq", 3))
DANGER = "Sənədlərini saxlayan kişi anasının harada yaşadığını bilir."
SISTER_NAME, FLAT_NAME = "Gülnar Dəryabəyli", "Xədicə Yelbəyova"
SISTER = "Bacısı İstanbuldan yazır: sənədlərini alıblar, borcu hər həftə artır. Onu evə qaytarmaq istəyir."
SISTER_CARD = {"caller_category": "relative", "motive": "help_other", "outcome": "referral", "language": "az"}
FLAT = "Gündə on altı saat ev təmizləyir, maydan pul almır; gecələr qapı bağlanır. Gəlib aparılmasına razıdır."
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
BOY = "Doqquz yaşlarında oğlan hər axşam metroda dilənir; pulu ondan bir qadın alır."
BOY_CARD = {"caller_category": "witness", "motive": "child_begging", "outcome": "referral", "language": "az"}
BOY_FACTS = Facts(sex="male", age_band="9_13", age_basis=AgeBasis.ESTIMATED)
OFFER = "Dubayda iş təklifini soruşur; agentlik pasportu “viza üçün” istəyir. Sabah yenə zəng edəcək."
MESSAGE = "Ora getməzdən əvvəl yazılanları oxuyun və növbətçiyə zəng edin. Nə razılaşdırıldığı kartda yazılıb."
NOTE = "Bağlı evdəki qadın yalnız ikidən dördədək danışa bilər. Oğlanın işi qəyyumluq orqanındadır."
