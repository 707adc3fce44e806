"""Reporting a suspected breach (CON-03), a complaint (PRI-06) or a threat to staff (HL-13), and looking into it."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.audit import trail
from panah.cases.models import Concern, ConcernKind
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, Refused, Stale
from panah.core.live import notify
from panah.vault.orders import called

AUDIT, SPECIAL_UNIT = "audit", "special_unit"


class NoWords(BadInput):
    """A report says what happened."""

    sentence = _("Say in a few words what happened.")


class OwnReport(Refused):
    """Somebody else looks into what one reported."""

    sentence = _("You reported this yourself: somebody else looks into it.")


class Reviewed(Stale):
    """Looked into already."""

    sentence = _("Somebody has looked into this already.")


def report(*, actor: Actor, kind: ConcernKind, words: str, label: str = "") -> list[Concern]:
    """Report what seems wrong to those who look into it.

    A suspected breach goes to the auditor, a person's complaint to the unit's lead as well, and a threat against
    somebody who works here, named by the alias, to the special unit (HL-13).
    What is written is sealed to those who read it; afterwards also the writer cannot. Raises NoWords.
    """
    actor.require(Permission.SELF)
    if not words.strip():
        raise NoWords
    of_kind = SPECIAL_UNIT if kind is ConcernKind.THREAT else AUDIT
    readers = list(Unit.objects.filter(kind=of_kind, closed_at=None).order_by("code").values_list("id", flat=True)[:5])
    if kind is ConcernKind.COMPLAINT:
        readers.append(actor.unit)
    with transaction.atomic():
        rows = [_row(actor, kind, words.strip(), called(label), reader) for reader in dict.fromkeys(readers)]
        trail.write(actor, f"concern.{kind.value}", kind="concern")
    return rows


def _row(actor: Actor, kind: ConcernKind, words: str, label: str, reader: UUID) -> Concern:
    row = Concern(
        unit_id=reader,
        kind=kind,
        label=label,
        words=words,
        reported_by_id=actor.member,
        of_unit_id=actor.unit,
        at=timezone.now(),
    )
    row.save(force_insert=True)
    notify(reader, "concerns")
    return row


def review(*, actor: Actor, concern_id: UUID, result: str) -> Concern:
    """Say what came of a report. Raises NotHere, NoWords, OwnReport, Reviewed."""
    row = Concern.gate(actor, concern_id)
    if row.reported_by_id == actor.member_id:
        raise OwnReport
    if result not in country().codes("concern_result"):
        raise NoWords
    with transaction.atomic():
        fields = {"reviewed_at": timezone.now(), "reviewed_by_id": actor.member, "result": result}
        if not Concern.objects.filter(id=row.id, reviewed_at=None).update(**fields):
            raise Reviewed
        trail.write(actor, "concern.reviewed", kind="concern", subject=row.id)
    row.refresh_from_db()
    return row
