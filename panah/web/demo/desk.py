"""What lies on the coordinator's desk in the demonstration: people, meetings, needs and gifts, problems, ties."""

import datetime as dt
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from panah.core.actor import Actor
from panah.plan.actions import findings, foreign, liaison, meetings, resources, ties
from panah.plan.actions.liaison import Appointment
from panah.plan.actions.meetings import Call
from panah.plan.actions.resources import Given, Wanted
from panah.plan.models import Need
from panah.web.demo.people import acting

# Body, service, invented name, how long ago appointed and trained elsewhere (in days), whether in the working group.
LIAISONS = (
    ("MIA", "police", "R. Əliyeva", 900, 300, True),
    ("MIA", "special_unit", "T. Həsənov", 700, 120, True),
    ("SBS", "border", "E. Quliyev", 500, 200, True),
    ("SMS", "migration", "N. Rzayeva", 400, None, True),
    ("PGO", "prosecution", "K. Məmmədov", 650, 400, False),
    ("MOE", "other", "S. İsmayılova", 300, None, True),
    ("MOH", "other", "A. Babayev", 200, None, False),
)
INVITED = ("MIA", "MOE", "MOH", "MLSPP", "SMS", "SBS")


def make_desk() -> None:
    """Play what the office and those who take part have done lately, by the actions of the pages."""
    with acting("vefa") as office:
        _appoint(office)
        _meet(office)
        ties.approve(actor=office, tie_id=_tie(office, "ngo", "Gecə sığınacağı", "Gecə yer vermək"))
        _tie(office, "international", "Miqrasiya ofisi", "Vətənə qayıdış barədə məsləhət")
        projectors = _need(office, "MOE", "training", "technical", "Müəllimlərin təlimi üçün proyektorlar", 9_000)
        _need(office, "MOH", "medical", "financial", "Psixoloqların əlavə növbəsi", 24_000)
        resources.show(actor=office, need_id=projectors.id)
    with acting("tarana") as ministry:
        words = "Rayon xəstəxanalarında gecə tərcüməçi yoxdur."
        findings.pass_on(actor=ministry, participant="MOH", area="medical", words=words)
    _give(projectors)
    with acting("orxan") as unit:
        wish = foreign.Wish(country="TUR", kind="information", paper_number="12/7", words="Marşrut barədə sorğu")
        foreign.ask(actor=unit, wish=wish)


def _appoint(office: Actor) -> None:
    today = timezone.localdate()
    for body, branch, name, appointed, trained, in_group in LIAISONS:
        appointment = Appointment(
            branch=branch,
            name=name,
            post="",
            reach="012 000 00 00",
            order_number=f"{appointed}-K",
            appointed_on=today - dt.timedelta(days=appointed),
            in_group=in_group,
        )
        row = liaison.appoint(actor=office, participant=body, appointment=appointment)
        if trained:
            on = today - dt.timedelta(days=trained)
            liaison.train(actor=office, liaison_id=row.id, on=on, source=f"Beynəlxalq kurs, {trained}")
        if body == "MOE":
            liaison.link(actor=office, liaison_id=row.id, login="tarana")


def _meet(office: Actor) -> None:
    """One meeting three weeks ago with two decisions, and one to come."""
    today = timezone.localdate()
    held = _call(office, -21, "Yarımilin hesabatları; rayonlarda seminarlar")
    for body, words, days in (
        ("MOE", "Məktəblər üçün seminar cədvəlini təqdim etsin.", 12),
        ("MOH", "Növbətçi həkimlərin siyahısını yeniləsin.", 3),
    ):
        due_on = today + dt.timedelta(days=days)
        meetings.decide(actor=office, gathering_id=held, participant=body, words=words, due_on=due_on)
    meetings.hold(
        actor=office, gathering_id=held, minutes="Hesabatlar dinlənildi, iki tapşırıq verildi.", came=INVITED[:5]
    )
    _call(office, 16, "Növbəti ilin büdcəsi; yeni planın layihəsi")


def _call(office: Actor, days: int, agenda: str) -> UUID:
    begins_at = timezone.localtime().replace(hour=11, minute=0, second=0, microsecond=0) + dt.timedelta(days=days)
    wanted = Call(
        kind=meetings.REGULAR,
        begins_at=begins_at,
        ends_at=begins_at + dt.timedelta(hours=2),
        place="2-ci zal",
        agenda=agenda,
        invited=INVITED,
    )
    return meetings.call(actor=office, wanted=wanted).id


def _tie(office: Actor, kind: str, name: str, about: str) -> UUID:
    return ties.propose(actor=office, kind=kind, name=name, about=about).id


def _need(actor: Actor, body: str, area: str, kind: str, title: str, worth: int) -> Need:
    wanted = Wanted(area=area, kind=kind, title=title, wanted=Decimal(worth))
    return resources.ask(actor=actor, participant=body, wanted=wanted)


def _give(need: Need) -> None:
    """An organisation gives two thirds of it, and half of that has come; another offer waits."""
    with acting("malika") as donor:
        given = Given(area=need.area, kind=need.kind, source="donor", giver="İşıq yolu", offered=Decimal(6_000))
        row = resources.offer(actor=donor, given=given, need_id=need.id)
        loose = Given(area="shelter", kind="physical", source="ngo", giver="İşıq yolu", offered=Decimal(1_500))
        resources.offer(actor=donor, given=loose)
    with acting("vefa") as office:
        resources.agree(actor=office, offer_id=row.id, amount=Decimal(6_000))
        resources.receive(actor=office, offer_id=row.id, amount=Decimal(3_000))
        resources.use(actor=office, offer_id=row.id, amount=Decimal(2_400))
