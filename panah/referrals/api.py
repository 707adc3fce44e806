"""The mechanism's JSON door: signals from the systems of partners and first-line officers, which read nothing."""

from typing import Any
from uuid import UUID

from ninja import Field, Router, Schema, Status
from pydantic import AwareDatetime

from panah.accounts.bearer import Problem, SessionToken
from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.referrals.actions import signalling
from panah.vault.fields import MOST_WORDS


class SignalIn(Schema):
    """One signal to the special unit (NRM-05, NRM-06, NRM-07). Its words are sealed and never given back."""

    token: UUID = Field(description="Chosen by the sender; sent again, it gives the receipt made first")
    subject: str = Field(description="victim, trafficker or planned_crime")
    words: str = Field(max_length=MOST_WORDS)
    urgency: str = "standard"
    acts: list[str] = Field(default_factory=list, max_length=20)
    means: list[str] = Field(default_factory=list, max_length=20)
    purposes: list[str] = Field(default_factory=list, max_length=20)
    region: str = ""
    is_child: bool = False
    names_somebody: bool = Field(False, description="Whether a victim can be recognised from the words")
    consent_way: str = ""
    handed_over_at: AwareDatetime | None = None
    condition: str = ""
    belongings: str = Field("", max_length=MOST_WORDS)


class ReceiptOut(Schema):
    """What the sender keeps: number, state and outcome."""

    id: UUID
    number: str
    state: str
    outcome: str


router = Router(tags=["referrals"], auth=SessionToken())
_REFUSALS = dict.fromkeys((401, 403, 409, 422), Problem)


@router.post("/signals", response={200: ReceiptOut, 201: ReceiptOut, **_REFUSALS})
@requires(Permission.SIGNAL_SEND)
def send_signal(request: PanahRequest, signal: SignalIn) -> Any:
    """Send a signal. 201 for a new one; 200 for one sent again, with how it stands by now."""
    said = signal.dict(exclude={"token"})
    receipt, fresh = signalling.send(actor=request.actor, told=signalling.Told(form_token=signal.token, **said))
    out = ReceiptOut(id=receipt.id, number=receipt.number, state=receipt.state, outcome=receipt.outcome)
    return Status(201 if fresh else 200, out)
