"""Somebody is offered to another unit on the consent they give now: what is asked, shared and recorded with it."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from panah.accounts.models import Unit
from panah.cases.actions.consents import Agreement
from panah.referrals import receivers
from panah.referrals.actions.sending import Wish
from panah.vault.models import Compartment

SHARED = frozenset({Compartment.CASE, Compartment.CONTACT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """How somebody agreed to be offered, and with which words; `with_identity` shares who the person is as well."""

    urgency: str
    message: str
    given_by: str
    given_how: str
    language: str
    until: dt.datetime
    evidence: str = ""
    with_identity: bool = False
    form_token: UUID

    def wish(self, unit: Unit, *, purpose: str, need: str) -> Wish:
        """Give the offer to a unit: of case, contact and, if wanted, identity it learns what it may ever hold."""
        asked = SHARED | ({Compartment.IDENTITY} if self.with_identity else frozenset())
        shared = frozenset(each for each in asked if each.value in receivers.may_hold(unit))
        agreement = Agreement(
            recipient_unit_id=unit.id,
            purpose=purpose,
            compartments=shared,
            language=self.language,
            given_how=self.given_how,
            given_by=self.given_by,
            until=self.until,
            evidence=self.evidence,
        )
        return Wish(
            receiver_unit_id=unit.id,
            compartments=shared,
            need=need,
            urgency=self.urgency,
            message=self.message,
            agreement=agreement,
            form_token=self.form_token,
        )
