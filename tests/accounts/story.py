"""The steps of a newcomer, for the tests that begin after them."""

import datetime as dt
from contextlib import nullcontext
from uuid import UUID

from panah.accounts.actions import people
from panah.accounts.actions.joining import Joined, accept
from panah.accounts.actions.people import Newcomer, Order
from panah.accounts.invitations import check_number
from panah.accounts.models import Member
from panah.accounts.permissions import Role
from panah.core.functions import value
from tests.world import WORLD, Person, acting

ORDER = Order("310-T/7", dt.date(2025, 3, 1), (Role.OPERATOR,))
AYLA = Newcomer("ayla.h", "Ayla", "Aylin Həsənova")
NEW_PASSWORD = "copper lantern under nine bridges"


def invited(who: Newcomer = AYLA, order: Order = ORDER) -> str:
    """The director invites; gives the printed code."""
    with acting(WORLD.director) as actor:
        return people.invite(actor=actor, unit_id=WORLD.director.unit_id, who=who, order=order)


def joined(code: str = "", password: str = NEW_PASSWORD) -> Joined:
    """The newcomer takes up the invitation."""
    return accept(code=code or invited(), password=password, language="en")


def id_of(login: str) -> UUID:
    """Give the id behind a login; asked by whoever acts already, or else by the coordinator."""
    with nullcontext() if value("panah_acting") else acting(WORLD.vefa):
        member = Member.by_login(login)
    assert member is not None
    return member.id


def admitted(by: Person, login: str, unit_id: UUID) -> None:
    """A colleague hears the number from who joined, and admits."""
    with acting(by) as actor:
        who = id_of(login)
        heard = check_number(people.key_to_admit(who, unit_id))
        people.admit(actor=actor, member_id=who, unit_id=unit_id, heard=heard)
