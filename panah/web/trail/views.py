"""The auditor's pages: who did what, and the proof that nothing of it was changed. Neither holds a word of content."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.audit import reading
from panah.audit.findings import Finding
from panah.audit.models import Proof
from panah.core.htmx import page
from panah.core.paging import Page
from panah.web.trail.forms import TrailForm
from panah.web.trail.shown import shown


@require_GET
@requires(Permission.AUDIT_TRAIL)
def trail(request: PanahRequest) -> HttpResponse:
    """One page of the trail, newest first, by code, member and time."""
    form = TrailForm(request.GET)
    if not form.is_valid():
        return page(request, "web/trail/trail.html", {"form": form, "lines": [], "page": Page([])}, status=422)
    stretch = reading.trail(form.cleaned_data["below"], **form.asked())
    context = {
        "form": form,
        "lines": shown(stretch.lines),
        "page": Page([], newer=_newest(request), older=_below(request, stretch.below)),
    }
    return page(request, "web/trail/trail.html", context)


@require_GET
@requires(Permission.AUDIT_PROOF)
def proof(request: PanahRequest) -> HttpResponse:
    """How far the trail is sealed, and what the last verification found."""
    last = Proof.latest()
    context = {
        "seal": reading.last_seal(),
        "proof": last,
        "findings": [Finding.from_json(finding).sentence for finding in last.findings] if last else [],
    }
    return page(request, "web/trail/proof.html", context)


def _below(request: PanahRequest, below: int | None) -> str:
    """The address of what comes before, with the same filters."""
    kept = {name: value for name, value in request.GET.items() if name != "below"}
    return f"{request.path}?{urlencode(kept | {'below': below})}" if below else ""


def _newest(request: PanahRequest) -> str:
    kept = {name: value for name, value in request.GET.items() if name != "below"}
    return f"{request.path}?{urlencode(kept)}" if "below" in request.GET else ""
