"""The recipient's answer after a consent was withdrawn: given back, destroyed, or nothing was kept (CON-06, CON-07)."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.cases.models import Return
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, NotHere, Stale
from panah.core.live import notify
from panah.duties.timeline import happened


class NoAnswer(BadInput):
    """An answer that is not on the list."""

    sentence = _("Say what became of what you had received.")


class Answered(Stale):
    """Somebody of the unit has answered."""

    sentence = _("Somebody of your unit has answered this already.")


def confirm(*, actor: Actor, consent_id: UUID, answer: str) -> Return:
    """Say for one's unit what became of what it had received under a withdrawn consent; its duty ends with that.

    Raises NotHere, NoAnswer, Answered.
    """
    actor.require(Permission.PERSON_VIEW)
    row = Return.gate(actor, consent_id)
    if row.unit_id not in actor.unit_ids:
        raise NotHere
    if answer not in country().codes("return_answer"):
        raise NoAnswer
    with transaction.atomic():
        fields = {"answer": answer, "answered_at": timezone.now(), "answered_by_id": actor.member}
        if not Return.objects.filter(id=row.id, answered_at=None).update(**fields):
            raise Answered
        happened(
            actor,
            "return.confirmed",
            matter=row.matter_id,
            folder=None,
            unit_id=row.unit_id,
            subject_kind="consent",
            subject_id=row.consent_id,
            facts={"answer": answer},
            to_unit=row.unit_id,
        )
        notify(row.asked_by_unit_id, "returns")
    row.refresh_from_db()
    return row
