"""Who of a house's residents may be a danger to somebody who arrives, or has a tie to them."""

from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.errors import BadInput, Refused
from panah.core.functions import rows
from panah.shelter.actions.moving import NeverWithSuspect
from panah.shelter.models import AdmissionStep, Stay, Step


class DangerKind(models.TextChoices):
    """What a check can find; the database looks, for no unit sees all ties of all residents."""

    SUSPECT = "suspect", _("Somebody here is suspected of having trafficked this person")
    VICTIM_OF = "victim_of", _("This person is suspected of having trafficked somebody here")
    CO_VICTIM = "co_victim", _("A victim in the same investigation lives here")
    SAME_MATTER = "same_matter", _("Somebody who became known together with this person lives here")
    RELATIVE = "relative", _("A relative, or somebody of the same household, lives here")


SUSPICIONS = (DangerKind.SUSPECT, DangerKind.VICTIM_OF)


@dataclass(frozen=True, slots=True)
class Danger:
    """One tie found, to which resident."""

    code: str
    stay: Stay

    @property
    def label(self) -> str:
        """The tie in words."""
        return str(DangerKind(self.code).label)


class ReasonNeeded(BadInput):
    """The check found something, and nobody says why the person may live here all the same."""

    sentence = _("The check found a tie to somebody who lives here. Say why the person may live here all the same.")


class LeadDecides(Refused):
    """With somebody suspected under the same roof, the coordinator decides."""

    sentence = _("Somebody here is under suspicion. Only the coordinator of the house decides on this.")
    allow = _("The coordinator's decision, or another house.")


def found(actor: Actor, stay: Stay) -> list[Danger]:
    """Look through the residents of the house and those who are arriving; whoever comes together is no danger."""
    ties: list[tuple[str, UUID]] = rows("panah_dangers", stay.id)
    others = Stay.visible(actor).in_bulk([other for _code, other in ties])
    return [Danger(code, others[other]) for code, other in ties if other in others]


def weigh(actor: Actor, stay: Stay, ties: list[Danger], reason: str) -> None:
    """Refuse what cannot be answered for; raises NeverWithSuspect, LeadDecides, ReasonNeeded."""
    suspicions = [tie for tie in ties if tie.code in SUSPICIONS]
    if any(stay.is_child or tie.stay.is_child for tie in suspicions):
        raise NeverWithSuspect
    if suspicions and not actor.may(Permission.HOUSE_LEAD):
        raise LeadDecides
    if ties and not reason.strip():
        raise ReasonNeeded


def are_new(actor: Actor, stay: Stay) -> bool:
    """Say whether there is a tie now that nobody has answered for."""
    answered = [row for row in AdmissionStep.of(stay) if row.step == Step.DANGERS]
    known = set(answered[-1].codes) if answered else set()
    return not {tie.code for tie in found(actor, stay)} <= known
