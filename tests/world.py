"""The small country of the tests: a few units, a few people with names, made once for each test process.

Leyla and Kamran are operators of the hotline, Director directs it; Nigar and Murad are officers of the Department,
Orxan and Zaur supervise her; Ramin works in migration; Sevinc works in the shelter, Arzu runs it, Diana comes there
from a partner, Vusal and Kerim guard it, Elnur walks beside whoever goes out, Seymur guards for the Department; Tural
works in an assistance centre, Sabina in another; Samira at another hotline; Aygun audits; Rauf administers; Elxan is
a prosecutor; Gunel works in guardianship; Vefa coordinates; Ilham counts; Lale teaches in a school. Fidan sits in the
commission on children, Kenul in the State Committee; Farid works in a clinic. Polad, Tarana and Habil are focal
points of the plan in three ministries.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from panah.accounts.entering import entered
from panah.accounts.founding import make_member, make_recovery_key, make_unit
from panah.accounts.gate import COOKIE, token_text
from panah.accounts.models import Body, Device, Unit
from panah.accounts.permissions import Role
from panah.accounts.sign_in import sign_in
from panah.core.actor import Actor
from panah.hotline.telephony import DeviceSecret
from panah.plan import country_plans
from panah.plan.models import Participant
from panah.referrals.models import Memorandum
from panah.vault import match
from panah.vault.crypto import KeyPair
from panah.vault.recovery import Share

PASSWORD = "a long enough password of the tests"

UNITS = {
    "hotline": "hotline",
    "hotline2": "hotline",
    "department": "special_unit",
    "shelter": "shelter",
    "guard": "guarding_police",
    "centre": "assistance_centre",
    "centre2": "assistance_centre",
    "guardianship": "guardianship",
    "commission": "children_commission",
    "committee": "state_committee",
    "clinic": "health",
    "ngo": "cooperation_ngo",
    "migration": "migration",
    "school": "education",
    "prosecution": "prosecution",
    "system": "administration",
    "audit": "audit",
    "coordination": "coordinator",
    "plan-mia": "plan_participant",
    "plan-moe": "plan_participant",
    "plan-moh": "plan_participant",
    "statistics": "statistics",
}

PEOPLE: dict[str, tuple[str, tuple[Role, ...]]] = {
    "leyla": ("hotline", (Role.OPERATOR,)),
    "kamran": ("hotline", (Role.OPERATOR,)),
    "director": ("hotline", (Role.HOTLINE_DIRECTOR,)),
    "samira": ("hotline2", (Role.OPERATOR,)),
    "nigar": ("department", (Role.OFFICER,)),
    "murad": ("department", (Role.OFFICER,)),
    "orxan": ("department", (Role.OFFICER_SUPERVISOR,)),
    "zaur": ("department", (Role.OFFICER_SUPERVISOR,)),
    "sevinc": ("shelter", (Role.SHELTER_STAFF,)),
    "arzu": ("shelter", (Role.SHELTER_COORDINATOR,)),
    "diana": ("shelter", (Role.SHELTER_SPECIALIST,)),
    "vusal": ("guard", (Role.GUARD,)),
    "kerim": ("guard", (Role.GUARD,)),
    "elnur": ("guard", (Role.BODY_GUARD,)),
    "seymur": ("department", (Role.GUARD,)),
    "tural": ("centre", (Role.CENTRE_STAFF,)),
    "sabina": ("centre2", (Role.CENTRE_STAFF,)),
    "gunel": ("guardianship", (Role.GUARDIANSHIP_WORKER,)),
    "fidan": ("commission", (Role.COMMISSION_MEMBER,)),
    "kenul": ("committee", (Role.STATE_COMMITTEE,)),
    "farid": ("clinic", (Role.HEALTH_WORKER,)),
    "malika": ("ngo", (Role.NGO_PARTNER,)),
    "ramin": ("migration", (Role.MIGRATION_OFFICER,)),
    "lale": ("school", (Role.FIRST_LINE_OFFICER,)),
    "elxan": ("prosecution", (Role.PROSECUTOR,)),
    "rauf": ("system", (Role.ADMINISTRATOR,)),
    "aygun": ("audit", (Role.AUDITOR,)),
    "vefa": ("coordination", (Role.COORDINATOR,)),
    "polad": ("plan-mia", (Role.FOCAL_POINT,)),
    "tarana": ("plan-moe", (Role.FOCAL_POINT,)),
    "habil": ("plan-moh", (Role.FOCAL_POINT,)),
    "ilham": ("statistics", (Role.ANALYST,)),
}


@dataclass(frozen=True)
class Person:
    """One member of the small country, signed in for the whole test run."""

    login: str
    member_id: UUID
    unit_id: UUID
    token: bytes = field(repr=False)


@dataclass
class World:
    """The units by code and the people by name (`world.leyla`)."""

    units: dict[str, UUID] = field(default_factory=dict)
    pairs: dict[str, KeyPair] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    shares: list[Share] = field(default_factory=list)
    device: UUID | None = None

    def __getattr__(self, name: str) -> Person:
        """Give a person by name."""
        try:
            return self.__dict__["people"][name]  # type: ignore[no-any-return]
        except KeyError:
            raise AttributeError(name) from None


WORLD = World()

# The telephone exchange of the hotline; its secret is the same in every run.
EXCHANGE = DeviceSecret(b"the exchange of the tests, 32 b.")


def build() -> None:
    """Make units and people, as the owner of the database; they stay for the whole test run."""
    WORLD.shares = make_recovery_key(needed=3, holders=5)
    body = Body.objects.create(code="ministry", names={"en": "Ministry", "az": "Nazirlik", "ru": "Министерство"})
    made = {}
    for code, kind in UNITS.items():
        names = {"en": f"Unit {code}", "az": f"Bölmə {code}", "ru": f"Отдел {code}"}
        made[code], WORLD.pairs[code] = make_unit(body=body, code=code, kind=kind, names=names)
        WORLD.units[code] = made[code].id
    match.found([WORLD.units["hotline"], WORLD.units["hotline2"]])
    device = Device.objects.create(
        unit_id=WORLD.units["hotline"],
        service="telephony",
        label="exchange",
        token_digest=EXCHANGE.digest,
        public_key=EXCHANGE.public_key,
        created_at=timezone.now(),
    )
    WORLD.device = device.id
    _plan()
    _sign(made["ngo"], made["department"])
    for login, (code, roles) in PEOPLE.items():
        member = make_member(
            login=login,
            alias=login.capitalize(),
            password=PASSWORD,
            roles=roles,
            unit=made[code],
            unit_pair=WORLD.pairs[code],
            order_number="310-T",
            order_date=dt.date(2024, 1, 15),
            language="en",
        )
        WORLD.people[login] = Person(login, member.id, made[code].id, sign_in(login, PASSWORD, agent="tests"))


def _plan() -> None:
    """The plans of the country are there, and three ministries have a focal point."""
    country_plans.load()
    for code in ("mia", "moe", "moh"):
        Participant.objects.filter(code=code.upper()).update(unit_id=WORLD.units[f"plan-{code}"])


def _sign(partner: Unit, special_unit: Unit) -> None:
    """The organisation works under a memorandum, as it has to (NGO-01)."""
    now = timezone.now()
    Memorandum.objects.create(
        partner=partner,
        special_unit=special_unit,
        number="M-1",
        starts_at=now - dt.timedelta(days=100),
        ends_at=now + dt.timedelta(days=1000),
        document="folder 3",
        recorded_at=now,
    )


@pytest.fixture
def world(db: None) -> World:
    """The small country, inside a test that uses the database."""
    return WORLD


@contextmanager
def acting(person: Person, *, reading: bool = False) -> Iterator[Actor]:
    """Act as a person, in one transaction with their keys."""
    with entered(person.token, request_id="test", reading=reading) as inside:
        yield inside.actor


def signed_in(person: Person) -> Client:
    """A test client whose browser holds the person's session."""
    client = Client(headers={"accept-language": "en"})
    client.cookies[COOKIE] = token_text(person.token)
    return client
