"""What was looked for and is not shown: every such try leaves a line in the trail, and some have a sentence to say."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from panah.accounts.entering import entered
from panah.audit import trail
from panah.core.errors import NotHere, Refused
from panah.vault import orders

_CODES: dict[type, str] = {orders.Suspended: "look_up.suspended", orders.Conflicted: "look_up.conflicted"}


def explained(token: bytes, request_id: str, asked: Iterable[Any], refusal: NotHere, *, noted: bool) -> Refused:
    """Write down that a thing was looked for in vain (PRI-03); give the reason where one may be told (CON-08).

    The try itself was taken back with its transaction, so this is one of its own. What a page asks for by itself is
    not `noted`: nobody looked.
    """
    subject = next((each for each in asked if isinstance(each, UUID)), None)
    if subject is None:
        return refusal
    with entered(token, request_id=request_id) as inside:
        why = orders.withheld(subject)
        if noted:
            trail.write(inside.actor, _CODES.get(type(why), "look_up.refused"), kind="refusal", subject=subject)
    return why or refusal
