"""What a referral may rest on: the person's consent, or one of the few bases in law that do without."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Unit
from panah.core.country import Code, country
from panah.core.errors import Refused

ANY = "any"
CENTRE = "assistance_centre"


class ConsentMissing(Refused):
    """There is no live consent that names this recipient and covers what is to be shared (CON-06, CON-07)."""

    sentence = _(
        "Nothing is shared without the person's consent to this recipient and to everything you want to share."
    )
    rule = "CON-06"
    allow = _("Consent that names this recipient and covers all of it; in danger, or for a child, a basis in law.")


class BasisUnfit(Refused):
    """The basis in law does not serve for this sender, this recipient or this person."""

    sentence = _("This basis in law does not open the way from your unit to this recipient for this person.")
    rule = "CON-06"
    allow = _("The person's consent, or another basis that fits.")


class ReasonMissing(Refused):
    """Acting without consent needs a reason a supervisor can judge."""

    sentence = _("Without consent, say why: your supervisor will read it.")
    rule = "HL-11"
    allow = _("A reason in a sentence or two.")


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A basis in law that fits; an override needs a reason and is reviewed, a notice about a child is a plain duty."""

    code: Code
    is_override: bool


def legal_bases(sender: Unit, receiver: Unit, *, is_child: bool) -> list[LegalBasis]:
    """List the bases in law by which this sender may refer this person to this receiver without consent.

    Who keeps people anonymous (CON-06, CON-07) may use only those the country names for it; the notice about a child
    goes to the bodies that protect children, and only about a child (CH-01, AC-03).
    """
    settings = country().settings
    gated = sender.kind in settings.consent_gated
    fitting = []
    for code in country().codes("legal_basis").offered:
        is_notice = code.id == settings.child_notice_basis
        to_receiver = {ANY, receiver.kind} & set(code.group.split())
        allowed = not gated or code.id in settings.consent_gated_bases
        if to_receiver and allowed and (is_child or not is_notice):
            fitting.append(LegalBasis(code, is_override=not is_notice))
    return fitting


def fitting_basis(sender: Unit, receiver: Unit, code_id: str, *, is_child: bool) -> LegalBasis:
    """Give the named basis in law if it fits; raises BasisUnfit."""
    for basis in legal_bases(sender, receiver, is_child=is_child):
        if basis.code.id == code_id:
            return basis
    raise BasisUnfit


def consent_missing(sender: Unit) -> ConsentMissing:
    """Give the refusal, with the rule the sender stands under."""
    return ConsentMissing(rule="CON-07" if sender.kind == CENTRE else "CON-06")
