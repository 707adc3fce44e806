"""Building the demonstration: units and people from the country pack, years of work, and a desk in use today."""

import datetime as dt
import hashlib
from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from panah.accounts.founding import make_recovery_key, make_unit
from panah.accounts.models import Body, Unit
from panah.accounts.setting_up import open_match_key
from panah.core.country import country
from panah.hotline.actions.devices import add_exchange
from panah.hotline.actions.directory import load_services
from panah.hotline.models import Shift
from panah.hotline.tasks import count_hours
from panah.hotline.telephony import DeviceSecret
from panah.referrals.models.memoranda import NGO_KINDS, Memorandum
from panah.vault import keyring
from panah.vault.crypto import KeyPair
from panah.web.demo import centre, daily, houses, present, security
from panah.web.demo.cases import IDENTIFIED, Files
from panah.web.demo.contacts import History
from panah.web.demo.desk import make_desk
from panah.web.demo.partners import sign_memoranda
from panah.web.demo.people import Player, make_cast
from panah.web.demo.plans import make_plans

SEED = 152
# Eight hours each, three a day, four people in turn: nobody works more than 42 hours a week (HL-02).
SHIFTS = (("morning", 0), ("day", 8), ("evening", 16))
OPERATORS = ("leyla", "kamran", "vera", "samir")


def exists() -> bool:
    """Say whether a country has been founded in this database; one that was being built and was stopped has not."""
    return Unit.objects.exists()


def exchange_secret() -> DeviceSecret:
    """Give the secret of the demonstration's exchange: it follows from the installation's."""
    return DeviceSecret(hashlib.sha256(f"exchange of the demonstration {settings.SECRET_KEY}".encode()).digest())


@transaction.atomic
def build(*, days: int, per_day: float, say: Callable[[str], None]) -> None:
    """Build the whole country; `days` of history until yesterday with about `per_day` contacts each.

    All of it or nothing: whoever stops it half-way finds an empty database the next time, and it is built anew.
    """
    say("units and people")
    pairs = _make_units()
    open_match_key()
    _make_memoranda()
    cast = make_cast(pairs)
    load_services()
    add_exchange(unit_code="hotline", label="exchange", secret=exchange_secret())
    _make_rota(cast)
    sign_memoranda(cast)
    written = _write_history(cast, pairs["hotline"], days, per_day, say)
    files = Files(officer=cast["nigar"], lead=cast["orxan"], pair=pairs["department"], seed=SEED)
    cases = files.write(years=IDENTIFIED, say=say)
    say("action plans and two rounds of reporting")
    make_plans()
    make_desk()
    say("today at the desk")
    present.play()
    count_hours(timezone.now() - dt.timedelta(days=days + 1))
    say("the safe house")
    houses.found()
    security.year()
    houses.play()
    daily.play()
    security.play()
    centre.play()
    say(f"{cases:,} cases written")
    say(f"{written:,} contacts written")


def _make_units() -> dict[str, KeyPair]:
    chosen = country().settings
    make_recovery_key(needed=chosen.recovery_needed, holders=chosen.recovery_shares)
    pairs = {}
    for body in country().units:
        row = Body.objects.create(code=body.code, names=dict(body.name.words))
        for unit in body.units:
            _unit, pairs[unit.code] = make_unit(
                body=row, code=unit.code, kind=unit.kind, names=dict(unit.name.words), region=unit.region
            )
    return pairs


def _make_memoranda() -> None:
    """Every organisation of the demonstration works under a memorandum with the special unit (NGO-01)."""
    special_unit = Unit.objects.get(code="department")
    began = timezone.now() - dt.timedelta(days=400)
    Memorandum.objects.bulk_create(
        Memorandum(
            partner=unit,
            special_unit=special_unit,
            number=f"M-{place:03d}",
            starts_at=began,
            ends_at=began + dt.timedelta(days=1096),
            document="Şkaf 3, qovluq 12",
            recorded_at=began,
        )
        for place, unit in enumerate(Unit.objects.filter(kind__in=NGO_KINDS).order_by("code"), 1)
    )


def _make_rota(cast: dict[str, Player]) -> None:
    """Three shifts a day from last week to two weeks ahead, with one gap left for the director to find."""
    zone = ZoneInfo(country().time_zone)
    today = timezone.localdate(timezone=zone)
    monday = today - dt.timedelta(days=today.weekday() + 7)
    director, rows = cast["rena"], []
    for day in range(28):
        date = monday + dt.timedelta(days=day)
        for place, (kind, hour) in enumerate(SHIFTS):
            if (date, kind) == (today + dt.timedelta(days=3), "evening"):
                continue
            player = cast[OPERATORS[(day + place) % len(OPERATORS)]]
            start = dt.datetime(date.year, date.month, date.day, hour, tzinfo=zone)
            rows.append(
                Shift(
                    unit_id=player.unit_id,
                    member=player.member,
                    kind=kind,
                    starts_at=start,
                    ends_at=start + dt.timedelta(hours=8),
                    made_by=director.member,
                    made_at=timezone.now(),
                )
            )
    Shift.objects.bulk_create(rows)


def _write_history(
    cast: dict[str, Player], pair: KeyPair, days: int, per_day: float, say: Callable[[str], None]
) -> int:
    leyla = cast["leyla"]
    ring = keyring.Keyring(leyla.member.id, pair.private, [leyla.unit_id])
    operators = [cast[name] for name in OPERATORS]
    history = History(unit_id=leyla.unit_id, operators=operators, ring=ring, seed=SEED)
    last = [0]

    def said(done: int, of: int) -> None:
        if done * 10 // of > last[0]:
            last[0] = done * 10 // of
            say(f"contacts {100 * done // of} %")

    first = timezone.localdate() - dt.timedelta(days=days)
    return history.write(first=first, days=days, per_day=per_day, said=said)
