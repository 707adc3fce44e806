"""How long the pages of cases take with a thousand and with a million of them, kept by two hundred units.

As the pages of the desk are measured (`bench.pages`): the database is filled to each size and copied, a server is
started on each copy, and all are asked in turn. The pages are asked as an officer assigned to what they open.

`pages.case.*` is the first page of a case; `case_long` that of a case with two hundred events, and `timeline_long` its
timeline; `case_list` the newest cases of the unit, `case_list_deep` those of the middle. `consent.withdraw_seconds` is
the withdrawal of one consent on which a thousand grants rest, in one transaction, among millions of grants.
"""

import datetime as dt
import time
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING
from uuid import UUID

import psycopg

from bench.pages import CLIENTS, Paths, Site, ask, copied, crowd, figures
from bench.stage import Stage, measured, staged
from config.postgres import SERVING

SIZES, QUICK = (1_000, 1_000_000), (1_000, 10_000)
UNITS, GRANTS, ROUNDS = 200, 1_000, 100
# Millions of rows come in before anything is measured: the log of changes need not be cut short meanwhile.
LOADING = SERVING | {
    "max_wal_size": "24GB",
    "checkpoint_timeout": "1h",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
}
SECRET = "the password of a bench that nobody keeps"  # noqa: S105

if TYPE_CHECKING:
    from panah.cases.actions.consents import Agreement
    from panah.core.actor import Actor

Say = Callable[[str], None]


def run(sizes: Sequence[int] = SIZES, say: Say = print, rounds: int = ROUNDS) -> dict[str, float]:
    """Fill, ask, withdraw, remove; gives the figures. Tells how far it is and since when it runs."""
    began = time.monotonic()

    def said(words: str) -> None:
        say(f"{time.monotonic() - began:5.0f} s  {words}")

    with staged(LOADING, settle=settle) as stage:
        copies, long_case = filled(stage, sizes, said)
        with ExitStack() as stack:
            sites = [stack.enter_context(opened(copy, size, long_case)) for size, copy in copies.items()]
            said("asking with one client")
            alone = ask(sites, rounds)
            said(f"asking with {CLIENTS} clients")
            together = crowd(sites, rounds // 4)
        said(f"withdrawing a consent with {GRANTS:,} grants")
        withdrawn = withdrawal(stage.tokens[0])
    found = figures(alone, together, sizes)
    found["pages.case_yardstick.p95_ms"] = found["pages.yardstick.p95_ms"]
    return {name: value for name, value in found.items() if not name.startswith("pages.yardstick.")} | withdrawn


def settle() -> list[str]:
    """Make two hundred units and the officers of the first; give the officers' session tokens."""
    from django.conf import settings

    from panah.accounts.founding import make_member, make_recovery_key, make_unit
    from panah.accounts.gate import token_text
    from panah.accounts.models import Body
    from panah.accounts.permissions import Role
    from panah.accounts.sign_in import sign_in

    settings.PANAH_PASSWORD_COST = (1, 8192)
    make_recovery_key(needed=3, holders=5)
    body = Body.objects.create(code="bench", names={"en": "Bench"})
    made = [
        make_unit(body=body, code=f"unit{place:03d}", kind="special_unit", names={"en": f"Unit {place}"})
        for place in range(UNITS)
    ]
    unit, pair = made[0]
    tokens = []
    for number in range(CLIENTS):
        login = f"officer{number}"
        make_member(
            login=login, alias=login, password=SECRET, roles=(Role.OFFICER,), unit=unit, unit_pair=pair,
            order_number="B-1", order_date=dt.date(2026, 1, 1), language="en",
        )  # fmt: skip
        tokens.append(token_text(sign_in(login, SECRET, agent="bench")))
    return tokens


def filled(stage: Stage, sizes: Sequence[int], say: Say) -> tuple[dict[int, Stage], UUID]:
    """Fill the stage to each size and leave a copy of it there; also names the case with the long timeline.

    The largest is the stage itself: a copy of it would take minutes and disk for nothing.
    """
    from bench.files import Cabinet

    cabinet = Cabinet(stage.tokens, say)
    copies = {}
    for size in sizes:
        seconds = cabinet.fill(size)
        say(f"{cabinet.count:,} cases, filled in {seconds:.0f} s")
        copies[size] = stage if size == max(sizes) else copied(stage, f"panah_{size}")
    return copies, cabinet.long


@contextmanager
def opened(stage: Stage, size: int, long_case: UUID) -> Iterator[Site]:
    """Serve one size. Everybody asks for the cases of the first officer, so all are assigned to them beforehand."""
    with psycopg.connect(stage.url) as owner:
        owner.execute(TOGETHER)
    with stage.server() as address:
        yield Site(size, address, stage.tokens, paths(stage.url, long_case))


# Every officer of the first unit works on its newest cases, with those who opened them.
TOGETHER = """
    INSERT INTO cases_assignment (id, folder_id, case_id, member_id, since, by_id)
    SELECT gen_random_uuid(), c.folder_id, c.id, m.id, now(), m.id
    FROM (SELECT * FROM cases_case WHERE opened_at > now() - interval '1 day') c CROSS JOIN accounts_member m
    ON CONFLICT DO NOTHING
"""
NEWEST = "SELECT id FROM cases_case WHERE opened_at > now() - interval '1 day' ORDER BY id DESC LIMIT 40"
HALFWAY = """
    SELECT id FROM cases_case WHERE unit_id = (SELECT id FROM accounts_unit WHERE code = 'unit000') ORDER BY id
    OFFSET (SELECT count(*) / 2 FROM cases_case
            WHERE unit_id = (SELECT id FROM accounts_unit WHERE code = 'unit000')) LIMIT 1
"""


def paths(url: str, long_case: UUID) -> Paths:
    """Give the addresses of each page."""
    with psycopg.connect(url) as owner:
        newest, halfway = ([str(row[0]) for row in owner.execute(question)] for question in (NEWEST, HALFWAY))
    listed = "/cases/"
    return {
        "case_list": [listed],
        "case_list_deep": [f"{listed}?older={halfway[0]}"],
        "case_list_mine": [f"{listed}?whose=mine"],
        "case_list_by_source": [f"{listed}?source=border"],
        "case_list_by_state": [f"{listed}?state=closed"],
        "case_list_by_standing": [f"{listed}?standing=identified"],
        "case": [f"{listed}{each}/" for each in newest],
        "case_notes": [f"{listed}{each}/notes/" for each in newest],
        "case_long": [f"{listed}{long_case}/"],
        "timeline_long": [f"{listed}{long_case}/timeline/"],
        "day": ["/"],
        "yardstick": ["/accounts/sign-in/"],
    }


def withdrawal(token: str) -> dict[str, float]:
    """Withdraw one consent on which a thousand grants rest; gives the seconds of that one transaction."""
    from django.utils import timezone

    from panah.accounts.entering import entered
    from panah.accounts.models import Unit
    from panah.cases.actions import consents
    from panah.cases.actions.consents import Agreement
    from panah.vault.models import Compartment, Grant

    recipient = Unit.objects.get(code="unit001").id
    agreement = Agreement(
        recipient_unit_id=recipient, purpose="protection", compartments=frozenset({Compartment.CASE}), language="az",
        given_how="oral", given_by="person", until=timezone.now() + dt.timedelta(days=30),
    )  # fmt: skip

    with entered(urlsafe_b64decode(token)) as inside:
        consent_id = _shared(inside.actor, agreement)

    def whole() -> None:
        with entered(urlsafe_b64decode(token)) as inside:
            consents.withdraw(actor=inside.actor, consent_id=consent_id)

    seconds = measured(whole)
    left = Grant.objects.filter(unit_id=recipient, basis_reference__startswith="bench-", ended_at=None).count()
    return {
        "consent.withdraw_seconds": round(seconds, 3),
        "consent.grants_ended": GRANTS - left,
        "consent.grants_there": Grant.objects.count(),
    }


def _shared(actor: "Actor", agreement: "Agreement") -> UUID:
    """Record a consent of somebody new, and let a thousand grants rest on it."""
    from bench.files import ADULT
    from panah.cases.actions import consents
    from panah.people.actions.registering import register
    from panah.vault import grants
    from panah.vault.folders import Basis
    from panah.vault.models import BasisKind

    person = register(actor=actor, facts=ADULT)
    consent = consents.record(actor=actor, person_id=person.id, matter=person.id, agreement=agreement)
    for number in range(GRANTS):
        reference = f"bench-{number}"
        basis = Basis(BasisKind.CONSENT, reference)
        grants.give(actor=actor, folder_id=person.folder_id, unit_id=agreement.recipient_unit_id, basis=basis)
        consents.rest_on(actor=actor, consent=consent, reference=reference)
    return consent.id


if __name__ == "__main__":
    for name, value in run(QUICK, rounds=40).items():
        print(f"{name:50} {value:>10,}")
