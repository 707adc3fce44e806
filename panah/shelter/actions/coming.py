"""Somebody stands at the door: registered and shown in, alone or with children, in one step."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.people.actions import links
from panah.people.actions.registering import Facts, register
from panah.people.models import PersonRole
from panah.shelter.actions.admitting import open_stay
from panah.shelter.actions.stays import arriving
from panah.shelter.models import Category, Stay

# What a parent is to a child: a code of the country's list `link_kind`.
PARENT = "parent"


def meet(
    *,
    actor: Actor,
    house_id: UUID,
    facts: Facts,
    children: Sequence[Facts] = (),
    category: Category = Category.VICTIM,
) -> Stay:
    """Register somebody nobody knows yet, with the children they bring, and begin their admissions.

    Each gets a false name and a stay of their own; a child's goes with its parent's. Raises NotHere, UnknownFact,
    NoHouseToLiveIn, NotWithThem.
    """
    actor.require(Permission.STAY_ADMIT)
    with transaction.atomic():
        person = register(actor=actor, facts=facts)
        stay = open_stay(actor=actor, person_id=person.id, house_id=house_id, category=category)
        for each in children:
            bring(actor=actor, stay_id=stay.id, facts=each)
    return stay


def bring(*, actor: Actor, stay_id: UUID, facts: Facts) -> Stay:
    """Register a child that somebody brings, link it to them, and begin its admission beside theirs.

    Raises NotHere, NotArriving, UnknownFact, NotWithThem where it is no child.
    """
    parent = arriving(actor, stay_id)
    with transaction.atomic():
        child = register(actor=actor, facts=facts)
        links.record(actor=actor, person_id=child.id, pseudonym=parent.pseudonym, kind=PARENT)
        return open_stay(
            actor=actor,
            person_id=child.id,
            house_id=parent.house_id,
            category=Category.VICTIM if facts.role == PersonRole.VICTIM else Category.RELATIVE,
            with_stay=parent.id,
        )
