"""The block list: numbers that abuse the line, why, and until when."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core.htmx import page
from panah.core.trying import told
from panah.hotline.actions import blocking
from panah.hotline.forms.blocking import BlockForm
from panah.hotline.models import Block


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.BLOCK_CALLER)
def blocklist(request: PanahRequest) -> HttpResponse:
    """List the live blocks; make a new one."""
    form = BlockForm(request.POST or None)
    if told(form, lambda: blocking.block(actor=request.actor, **form.cleaned_data)):
        return redirect("hotline:blocklist")
    context = {"form": form, "blocks": list(Block.live(request.actor))}
    return page(request, "hotline/blocklist.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Permission.BLOCK_CALLER)
def lift(request: PanahRequest, block_id: UUID) -> HttpResponse:
    """Lift a block."""
    blocking.lift(actor=request.actor, block_id=block_id)
    return redirect("hotline:blocklist")
