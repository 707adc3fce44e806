"""Who works in the demonstration: one or more members of every role, all invented, all with the same password."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from panah.accounts.demonstration import PASSWORD
from panah.accounts.entering import entered
from panah.accounts.founding import make_member
from panah.accounts.models import Member, Unit
from panah.accounts.permissions import Role
from panah.accounts.sign_in import sign_in
from panah.core.actor import Actor
from panah.vault.crypto import KeyPair

ORDER = ("310-D", dt.date(2023, 1, 9))

# login, alias, unit, roles, language
CAST: tuple[tuple[str, str, str, tuple[Role, ...], str], ...] = (
    ("leyla", "Leyla", "hotline", (Role.OPERATOR,), "az"),
    ("kamran", "Kamran", "hotline", (Role.OPERATOR,), "az"),
    ("vera", "Vera", "hotline", (Role.OPERATOR,), "ru"),
    ("samir", "Samir", "hotline", (Role.OPERATOR,), "en"),
    ("rena", "Rəna", "hotline", (Role.HOTLINE_DIRECTOR,), "az"),
    ("nigar", "Nigar", "department", (Role.OFFICER,), "az"),
    ("orxan", "Orxan", "department", (Role.OFFICER_SUPERVISOR,), "az"),
    ("sevinc", "Sevinc", "shelter", (Role.SHELTER_STAFF,), "az"),
    ("mehriban", "Mehriban", "shelter", (Role.SHELTER_COORDINATOR,), "az"),
    ("lamiya", "Lamiyə", "shelter", (Role.SHELTER_SPECIALIST,), "az"),
    ("vusal", "Vüsal", "guard", (Role.GUARD,), "az"),
    ("elnur", "Elnur", "guard", (Role.GUARD,), "az"),
    ("kenan", "Kənan", "guard", (Role.BODY_GUARD,), "az"),
    ("tural", "Tural", "centre-baku", (Role.CENTRE_STAFF,), "az"),
    ("gunel", "Günel", "guardianship-baku", (Role.GUARDIANSHIP_WORKER,), "az"),
    ("fidan", "Fidan", "commission-baku", (Role.COMMISSION_MEMBER,), "az"),
    ("kenul", "Könül", "state-committee", (Role.STATE_COMMITTEE,), "az"),
    ("malika", "Məlikə", "isiq-yol-legal", (Role.NGO_PARTNER,), "az"),
    ("deniz", "Dəniz", "consulate-istanbul", (Role.CONSULATE_OFFICER,), "az"),
    ("farid", "Fərid", "clinic-baku", (Role.HEALTH_WORKER,), "az"),
    ("zaur", "Zaur", "migration", (Role.MIGRATION_OFFICER,), "az"),
    ("ulvi", "Ülvi", "education", (Role.FIRST_LINE_OFFICER,), "az"),
    ("elxan", "Elxan", "prosecutor", (Role.PROSECUTOR,), "az"),
    ("vefa", "Vəfa", "coordinator-office", (Role.COORDINATOR,), "az"),
    ("polad", "Polad", "plan-mia", (Role.FOCAL_POINT,), "az"),
    ("tarana", "Təranə", "plan-moe", (Role.FOCAL_POINT,), "az"),
    ("habil", "Habil", "plan-moh", (Role.FOCAL_POINT,), "az"),
    ("mehin", "Mehin", "plan-mlspp", (Role.FOCAL_POINT,), "az"),
    ("anar", "Anar", "analysis", (Role.ANALYST,), "az"),
    ("rauf", "Rauf", "system", (Role.ADMINISTRATOR,), "en"),
    ("aygun", "Aygün", "audit", (Role.AUDITOR,), "az"),
)


@dataclass(frozen=True, slots=True)
class Player:
    """One member of the cast, as the history needs them."""

    member: Member
    unit_id: UUID


def make_cast(pairs: dict[str, KeyPair]) -> dict[str, Player]:
    """Make every member of the cast in the units of the country; `pairs` are the units' keys by code."""
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=pairs)}
    players = {}
    for login, alias, code, roles, language in CAST:
        member = make_member(
            login=login,
            alias=alias,
            password=PASSWORD,
            roles=roles,
            unit=units[code],
            unit_pair=pairs[code],
            order_number=ORDER[0],
            order_date=ORDER[1],
            language=language,
        )
        players[login] = Player(member, units[code].id)
    Member.objects.filter(login__in=players).update(in_demo=True)
    return players


@contextmanager
def acting(login: str) -> Iterator[Actor]:
    """Act as a member of the cast, in one transaction with their keys."""
    with entered(sign_in(login, PASSWORD, agent="demo"), request_id="demo") as inside:
        yield inside.actor
