"""The door for telephone exchanges: signed, repeatable events (`POST /api/telephony/events`).

A device holds one 32-byte secret. From it come its token (which names it) and its signing key (which proves each
message); the server knows the digest of the first and the public half of the second, and can forge neither.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Field, Router, Schema, Status
from pydantic import AwareDatetime

from panah.accounts.entering import enter_device
from panah.core.errors import Refused
from panah.hotline.actions import calls
from panah.vault import crypto

router = Router(tags=["telephony"])
FRESH = timedelta(minutes=5)
TOKEN, TIME, SIGNATURE = "Panah-Device", "Panah-Timestamp", "Panah-Signature"


class BadSignature(Refused):
    """The message was not signed by the device it names, or is too old to be believed."""

    status = 401
    sentence = _("The signature of this event does not hold, or its timestamp is older than five minutes.")


@dataclass(frozen=True, slots=True)
class DeviceSecret:
    """What a device keeps: everything it sends is made from this."""

    seed: bytes

    @property
    def token(self) -> bytes:
        """The token that names the device."""
        return crypto.derive(self.seed, "device token")

    @property
    def public_key(self) -> bytes:
        """The public half of its signing key."""
        return crypto.signing_pair(crypto.derive(self.seed, "device signing"))[0]

    @property
    def digest(self) -> bytes:
        """What the server keeps of the token."""
        return hashlib.sha256(self.token).digest()

    def headers(self, body: bytes, *, at: datetime) -> dict[str, str]:
        """Give the three headers of a message."""
        _public, secret = crypto.signing_pair(crypto.derive(self.seed, "device signing"))
        stamp = at.isoformat()
        return {
            TOKEN: base64.urlsafe_b64encode(self.token).decode(),
            TIME: stamp,
            SIGNATURE: base64.urlsafe_b64encode(crypto.sign(secret, _signed(stamp, body))).decode(),
        }


def _signed(stamp: str, body: bytes) -> bytes:
    return stamp.encode() + b"\n" + hashlib.sha256(body).digest()


class EventIn(Schema):
    """One event of the exchange."""

    event_id: str = Field(min_length=1, max_length=80, description="The exchange's own id; a repeat changes nothing")
    call_id: str = Field(min_length=1, max_length=80, description="The exchange's own id of the call")
    kind: calls.EventKind
    at: AwareDatetime = Field(description="When it happened, with its time zone")
    line: str = Field("", max_length=32)
    number: str = Field("", max_length=32, description="The caller's number; empty when withheld")


class EventOut(Schema):
    """How the call stands after the event."""

    call: str
    state: str


class Problem(Schema):
    """A refusal: the sentence a person reads and the rule behind it."""

    error: str
    rule: str


@router.post("/events", response={200: EventOut, 401: Problem, 409: Problem, 422: Problem}, auth=None)
def take_event(request: HttpRequest, event: EventIn) -> Any:
    """Take one event. The message is signed over its timestamp and body; a repeated event answers like the first."""
    token, stamp, signature = _headers(request)
    with transaction.atomic():
        device = enter_device(token, request_id=getattr(request, "request_id", ""))
        if not crypto.signature_holds(device.public_key, _signed(stamp, request.body), signature):
            raise BadSignature
        report = calls.CallReport(
            event_id=event.event_id,
            call_id=event.call_id,
            kind=event.kind,
            at=event.at,
            line=event.line,
            number=event.number,
        )
        call = calls.receive(actor=device.actor, device_id=device.device_id, report=report)
    return Status(200, EventOut(call=str(call.id), state=call.state))


def _headers(request: HttpRequest) -> tuple[bytes, str, bytes]:
    try:
        token = base64.urlsafe_b64decode(request.headers[TOKEN].encode())
        signature = base64.urlsafe_b64decode(request.headers[SIGNATURE].encode())
        stamp = request.headers[TIME]
        sent_at = datetime.fromisoformat(stamp)
    except (KeyError, ValueError, binascii.Error) as error:
        raise BadSignature from error
    if sent_at.tzinfo is None or abs(datetime.now(UTC) - sent_at) > FRESH:
        raise BadSignature
    return token, stamp, signature
