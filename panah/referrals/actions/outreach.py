"""Outreach: an organisation goes to people, tells them what the state offers, and presses nobody (NRM-13)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.audit import trail
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput
from panah.referrals.actions import memoranda
from panah.referrals.models import Outreach


class NotSo(BadInput):
    """A day to come, nobody reached, nothing explained, or a code the country's lists do not have."""

    sentence = _("Say when it was, how many people were reached, where, and what was explained to them.")
    rule = "NRM-13"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One outreach in codes and numbers: nobody in it can be recognised."""

    held_on: dt.date
    persons: int
    place: str
    language: str
    measures: Sequence[str]
    region: str = ""
    signalled: bool = False


def record(*, actor: Actor, told: Told) -> Outreach:
    """Record how many people were told what, where and in which language, and whether a signal followed (NRM-13).

    An organisation needs a memorandum in force (NGO-01). Raises NoMemorandum, NotSo.
    """
    actor.require(Permission.OUTREACH_WRITE)
    memoranda.needed(Unit.objects.get(id=actor.unit))
    lists = {
        "outreach_place": [told.place],
        "language": [told.language],
        "state_measure": told.measures,
        "region": [told.region] if told.region else [],
    }
    known = all(code in country().codes(name) for name, codes in lists.items() for code in codes)
    if not known or not told.measures or not 0 < told.persons <= 1000 or told.held_on > timezone.localdate():
        raise NotSo
    row = Outreach(
        unit_id=actor.unit,
        held_on=told.held_on,
        persons=told.persons,
        place=told.place,
        region=told.region,
        language=told.language,
        measures=list(told.measures),
        signalled=told.signalled,
        by_id=actor.member,
        recorded_at=timezone.now(),
    )
    with transaction.atomic():
        row.save(force_insert=True)
        trail.write(actor, "outreach.recorded", kind="outreach", subject=row.id)
    return row
