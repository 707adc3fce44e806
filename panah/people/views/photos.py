"""The photograph of a person: opened for a purpose, put in by the unit that registered the person."""

from base64 import b64encode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core.errors import NeedsPurpose, NotHere
from panah.core.htmx import page
from panah.core.trying import tried
from panah.people.actions import photos
from panah.people.forms import PurposeForm
from panah.people.forms.registering import PhotoForm
from panah.people.known import Known, known
from panah.people.models import Photo


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.IDENTITY_OPEN, step_up=True)
def photo(request: PanahRequest, person_id: UUID) -> HttpResponse:
    """Ask what for, then show the photograph; where there is none, the unit that may can put one in."""
    found = known(request.actor, person_id)
    if found.identity is None:
        raise NotHere
    if Photo.of(request.actor, person_id) is None:
        return _drawn(request, found, PhotoForm() if _mine(request, found) else None)
    purpose = PurposeForm(request.POST if request.method == "POST" else None)
    if not purpose.is_valid():
        refusal = NeedsPurpose() if purpose.errors else None
        context = {"known": found, "form": purpose, "title": _("Open the photograph"), "refusal": refusal}
        return page(request, "people/ask.html", context, status=422 if purpose.errors else 200)
    row = photos.open_photo(actor=request.actor, person_id=person_id, purpose=purpose.cleaned_data["purpose"])
    return _drawn(request, found, PhotoForm() if _mine(request, found) else None, row=row)


@require_POST
@requires(Permission.PERSON_REGISTER, step_up=True)
def photo_save(request: PanahRequest, person_id: UUID) -> HttpResponse:
    """Seal a photograph."""
    form = PhotoForm(request.POST, request.FILES)
    if tried(form, lambda: photos.save_photo(actor=request.actor, person_id=person_id, content=_content(form))):
        messages.success(request, _("The photograph is sealed."))
        return redirect("people:person", person_id)
    return _drawn(request, known(request.actor, person_id), form, status=422)


def _content(form: PhotoForm) -> bytes:
    """Read what was sent, and of more than is taken one byte, so that it is refused."""
    content: bytes = form.cleaned_data["picture"].read(photos.MOST_BYTES + 1)
    return content


def _mine(request: PanahRequest, found: Known) -> bool:
    registered_here = found.person is not None and found.person.registered_by_unit_id in request.actor.unit_ids
    return registered_here and request.actor.may(Permission.PERSON_REGISTER)


def _drawn(
    request: PanahRequest, found: Known, form: PhotoForm | None, *, row: Photo | None = None, status: int = 200
) -> HttpResponse:
    """Show the picture inside the page itself: it has no address that anybody could keep."""
    shown = f"data:{row.kind};base64,{b64encode(row.picture).decode()}" if row and row.picture else ""
    return page(request, "people/photo.html", {"known": found, "form": form, "row": row, "shown": shown}, status=status)
