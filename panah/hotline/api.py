"""The desk's JSON door: finished contacts from another system of the same hotline (`POST /api/hotline/contacts`)."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from ninja import Router, Schema
from pydantic import AwareDatetime, BaseModel, Field

from panah.accounts.bearer import Problem, SessionToken
from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.hotline.actions import intake, wrap_up
from panah.vault.fields import MOST_WORDS


# What comes in is read by pydantic alone: ninja's own kind looks for each field in objects and forms as well.
class CardIn(BaseModel):
    """The statistical card: codes only (HL-08)."""

    caller_category: str
    motive: str
    outcome: str
    topic: str = ""
    language: str = ""
    caller_state: str = ""
    heard_from: str = ""
    region: str = ""
    country: str = ""
    flags: list[str] = Field(default_factory=list, max_length=20)
    minutes: int | None = None


class ContactIn(BaseModel):
    """One finished contact with its card and its journal."""

    token: UUID = Field(description="Chosen by the sender; sent again, it gives the contact made first")
    channel: str
    direction: str = "incoming"
    started_at: AwareDatetime
    ended_at: AwareDatetime
    end_reason: str = "finished"
    card: CardIn
    journal: str = Field(max_length=MOST_WORDS)
    notes: str = Field("", max_length=MOST_WORDS)
    caller_name: str = Field("", max_length=200)
    caller_number: str = Field("", max_length=40)


class ContactOut(Schema):
    """What was recorded."""

    id: UUID
    number: str


router = Router(tags=["hotline"], auth=SessionToken())
_REFUSALS = dict.fromkeys((401, 403, 409, 422), Problem)


@router.post("/contacts", response={200: ContactOut, 201: ContactOut, **_REFUSALS})
@requires(Permission.CONTACT_TAKE)
def record_contact(request: PanahRequest, contact: ContactIn) -> HttpResponse:
    """Record a finished contact with card and journal, all or nothing. 201 for a new one, 200 for one sent again."""
    facts = contact.card.model_dump(exclude={"flags", "minutes"})
    card = wrap_up.Card(facts=facts, flags=tuple(contact.card.flags), minutes=contact.card.minutes)
    rest = contact.model_dump(exclude={"card"})
    recorded, fresh = intake.record(actor=request.actor, finished=intake.Finished(card=card, **rest))
    # Put together here: ninja would check what we say as it checks what others say.
    return JsonResponse({"id": str(recorded.id), "number": recorded.number}, status=201 if fresh else 200)
