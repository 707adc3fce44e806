"""Complaints: read and answered by who leads the house, written down by its workers, and the box on the wall."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from panah.accounts.gate import PanahRequest, open_to_public, requires
from panah.accounts.permissions import Permission
from panah.core.country import country
from panah.core.errors import BadInput
from panah.core.htmx import page
from panah.core.paging import page_of
from panah.core.trying import status_of, tried
from panah.shelter import papers
from panah.shelter.actions import complaints as actions
from panah.shelter.forms.life import AnswerForm, BoxForm, ComplaintForm, ReceiptForm
from panah.shelter.models import Complaint, ComplaintBox
from panah.shelter.views.around import BOOK, around, chosen, needed
from panah.vault import pick_up, receipts

PLAIN = "web/plain.html"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.HOUSE_WRITE)
def complaints(request: PanahRequest) -> HttpResponse:
    """Write a complaint down for somebody; who leads the house reads and answers them here."""
    house, houses = chosen(request)
    form = ComplaintForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        place = needed(request)
        made = tried(form, lambda: actions.write_down(actor=request.actor, house_id=place.id, **form.cleaned_data))
        if made is not None:
            messages.success(request, _("Sealed for who leads the house. You cannot read it again."))
            return redirect(request.get_full_path())
    leads = request.actor.may(Permission.HOUSE_LEAD)
    shown = page_of(request, Complaint.visible(request.actor).filter(house=house), size=20) if leads else None
    box = ComplaintBox.of(request.actor, house) if leads and house else None
    context = around(request, BOOK, "shelter:complaints", house, houses) | {"page": shown, "form": form, "box": box}
    return page(request, "shelter/complaints.html", context, status=status_of(form, None))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.HOUSE_LEAD)
def complaint(request: PanahRequest, complaint_id: UUID) -> HttpResponse:
    """Show one complaint, and answer it."""
    row = Complaint.gate(request.actor, complaint_id)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        done = tried(form, lambda: actions.answer(actor=request.actor, complaint_id=row.id, **form.cleaned_data))
        if done is not None:
            messages.success(request, _("Answered."))
            return redirect("shelter:complaint", row.id)
    context = around(request, BOOK, "shelter:complaints", row.house) | {"complaint": row, "form": form}
    return page(request, "shelter/complaint.html", context, status=status_of(form, None))


@require_POST
@requires(Permission.HOUSE_LEAD)
def box_open(request: PanahRequest, house_id: UUID) -> HttpResponse:
    """Give a house a box, or its box a new code."""
    actions.open_box(actor=request.actor, house_id=house_id)
    messages.success(request, _("The box is open. Print the sheet and hang it where nobody watches who reads it."))
    return redirect(f"{reverse('shelter:complaints')}?house={house_id}")


@require_safe
@requires(Permission.HOUSE_LEAD)
def box_sheet(request: PanahRequest) -> HttpResponse:
    """Give the sheet for the wall: where the box is and its code, in every language."""
    house = needed(request)
    box = ComplaintBox.of(request.actor, house)
    if box is None:
        raise BadInput(_("This house has no box yet."))
    address = request.build_absolute_uri(reverse("shelter:box"))
    sheet = papers.box_sheet(address, pick_up.printed(box.code))
    headers = {"Content-Disposition": 'attachment; filename="box.pdf"'}
    return HttpResponse(sheet, content_type="application/pdf", headers=headers)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@open_to_public
def box(request: HttpRequest) -> HttpResponse:
    """Let anybody who knows the code on the wall complain, without a name and without a trace of who it was."""
    form = BoxForm(request.POST if request.method == "POST" else None)
    put = tried(form, lambda: actions.put(**form.cleaned_data))
    receipt = receipts.printed(put) if put is not None else ""
    return _of_box(request, form, ReceiptForm(), receipt=receipt)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@open_to_public
def box_answer(request: HttpRequest) -> HttpResponse:
    """Show what came of a complaint, by its receipt."""
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    result, words, asked = "", "", form.is_valid()
    if asked:
        result, words = actions.look_up(form.cleaned_data["receipt"])
        if result == "unknown":
            form.add_error(None, _("No complaint has this receipt."))
    label = country().label("complaint_result", result) if result and result != "unknown" else ""
    waits = asked and result == ""
    return _of_box(request, BoxForm(), form, result=label, answer=words, waits=waits)


def _of_box(request: HttpRequest, form: forms.Form, receipt_form: forms.Form, **shown: str | bool) -> HttpResponse:
    nothing = {"receipt": "", "result": "", "answer": "", "waits": False}
    context = nothing | {"form": form, "receipt_form": receipt_form} | shown
    status = 422 if form.errors or receipt_form.errors else 200
    answer = page(request, "shelter/box.html", context, status=status, layout=PLAIN)
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer
