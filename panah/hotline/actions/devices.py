"""Letting a telephone exchange report to a hotline, and taking that away. Run by the database's owner."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Device, Unit
from panah.core.errors import BadInput
from panah.hotline.telephony import DeviceSecret


class NoHotline(BadInput):
    """Calls are reported to a hotline, and this unit is none."""

    sentence = _("There is no hotline with this code.")


def add_exchange(*, unit_code: str, label: str, secret: DeviceSecret) -> Device:
    """Let an exchange report to the hotline with this code; raises NoHotline."""
    unit = Unit.objects.filter(code=unit_code, kind="hotline", closed_at=None).first()
    if unit is None:
        raise NoHotline
    return Device.objects.create(
        unit_id=unit.id,
        service="telephony",
        label=label,
        token_digest=secret.digest,
        public_key=secret.public_key,
        created_at=timezone.now(),
    )
