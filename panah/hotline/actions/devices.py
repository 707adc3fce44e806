"""Letting a telephone exchange report to a hotline, and taking that away. Run by the database's owner."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Device, Unit
from panah.audit import trail
from panah.core.actor import Actor
from panah.core.errors import BadInput
from panah.hotline.telephony import DeviceSecret


class NoHotline(BadInput):
    """Calls are reported to a hotline, and this unit is none."""

    sentence = _("There is no hotline with this code.")


class NoExchange(BadInput):
    """No exchange of this name reports to the hotline."""

    sentence = _("No exchange of this name reports to the hotline now.")


def _hotline(code: str) -> UUID:
    unit = Unit.objects.filter(code=code, kind="hotline", closed_at=None).first()
    if unit is None:
        raise NoHotline
    return unit.id


def _note(code: str, unit_id: UUID, device_id: UUID) -> None:
    trail.write(Actor(unit_id=unit_id, service="setup"), code, kind="device", subject=device_id)


@transaction.atomic
def add_exchange(*, unit_code: str, label: str, secret: DeviceSecret) -> Device:
    """Let an exchange report to the hotline with this code; raises NoHotline."""
    device = Device.objects.create(
        unit_id=_hotline(unit_code),
        service="telephony",
        label=label,
        token_digest=secret.digest,
        public_key=secret.public_key,
        created_at=timezone.now(),
    )
    _note("device.added", device.unit_id, device.id)
    return device


@transaction.atomic
def switch_off(*, unit_code: str, label: str) -> int:
    """Believe the exchanges of this name no longer, from the next event on; gives how many there were.

    What they have reported stays. Raises NoHotline, NoExchange.
    """
    unit_id = _hotline(unit_code)
    on = Device.objects.filter(unit_id=unit_id, service="telephony", label=label, disabled_at=None)
    ids = list(on.select_for_update().values_list("id", flat=True)[:100])
    if not ids:
        raise NoExchange
    Device.objects.filter(id__in=ids).update(disabled_at=timezone.now())
    for device_id in ids:
        _note("device.switched_off", unit_id, device_id)
    return len(ids)
