"""Setting up a country from its pack: recovery key, bodies, units, and an invitation for the head of each unit."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from panah.accounts.founding import invite_with_key, make_recovery_key, make_unit
from panah.accounts.models import Body, Unit
from panah.accounts.orders import check_day, check_number
from panah.accounts.permissions import Role, roles_in
from panah.audit import trail
from panah.core.actor import Actor
from panah.core.country import Unit as UnitOfPack
from panah.core.country import country
from panah.core.errors import Refused
from panah.vault import match
from panah.vault.models import RecoveryKey
from panah.vault.recovery import Share

SETUP = Actor(service="setup")
# The heads of all units are reached by courier.
INVITATION_LASTS = dt.timedelta(days=30)


class SetUpAlready(Refused):
    """There is a recovery key: a second one would leave the units of the first without recovery."""

    sentence = _("This country is set up already. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class Founder:
    """The head of one unit: the login they will have, and the code to hand over."""

    unit: str
    role: Role
    login: str
    code: str


@dataclass(frozen=True, slots=True)
class Founded:
    """What is printed once and stored nowhere: the shares of the recovery key, and the founders' codes."""

    shares: list[Share]
    founders: list[Founder]


@transaction.atomic
def set_up(*, order_number: str, order_date: dt.date) -> Founded:
    """Make everything the country pack names; raises SetUpAlready the second time, NeedsOrder or WrongDay before."""
    check_number(order_number)
    check_day(order_date)
    if RecoveryKey.objects.exists():
        raise SetUpAlready
    chosen = country().settings
    shares = make_recovery_key(needed=chosen.recovery_needed, holders=chosen.recovery_shares)
    trail.write(SETUP, "country.set_up")
    founders = []
    for body in country().units:
        made = Body.objects.create(code=body.code, names=dict(body.name.words))
        for unit in body.units:
            founders += _found(made, unit, order_number, order_date)
    open_match_key()
    return Founded(shares, founders)


def open_match_key() -> None:
    """Make the country's match key and open it to the units that register persons, once all units are there."""
    registering = [unit.code for body in country().units for unit in body.units if unit.may_register_persons]
    match.found(list(Unit.objects.filter(code__in=registering).order_by("code").values_list("id", flat=True)))


def _found(body: Body, unit: UnitOfPack, order_number: str, order_date: dt.date) -> list[Founder]:
    names = dict(unit.name.words)
    made, pair = make_unit(body=body, code=unit.code, kind=unit.kind, names=names, region=unit.region)
    trail.write(SETUP, "unit.founded", kind="unit", subject=made.id)
    leading = roles_in(unit.kind)[:1]
    if not leading:
        return []
    login = f"{unit.code}-1"
    code = invite_with_key(
        unit=made,
        unit_pair=pair,
        login=login,
        alias=login,
        roles=leading,
        order_number=order_number,
        order_date=order_date,
        lasts=INVITATION_LASTS,
    )
    return [Founder(unit.code, leading[0], login, code)]
