"""Letters to partners outside the system: writing one, its page, the paper; and the page where an outsider reads it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from panah.accounts.gate import PanahRequest, open_to_public, requires
from panah.accounts.permissions import Permission
from panah.cases.models import Case
from panah.core.htmx import page
from panah.core.paging import page_of
from panah.core.trying import answered, status_of
from panah.referrals import papers
from panah.referrals.actions import outside
from panah.referrals.forms.outside import CodeForm, LetterForm
from panah.referrals.models import OutsideLetter
from panah.vault import folders, pick_up

PLAIN = "web/plain.html"
STATUS = {"ok": 200, "wrong": 422, "locked": 410, "gone": 410, "busy": 429}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CASE_WRITE)
def new(request: PanahRequest, case_id: UUID) -> HttpResponse:
    """Write a letter about the person of a case; link and code are shown once, on the page that follows."""
    case = Case.opened(request.actor, case_id)
    form = LetterForm(request.POST if request.method == "POST" else None)
    ready, refusal = answered(
        form, lambda: outside.send(actor=request.actor, person_id=case.person_id, draft=form.draft())
    )
    if ready is not None:
        return _ready(request, ready)
    context = {
        "case": case,
        "form": form,
        "refusal": refusal,
        "to": form.group(form.TO),
        "consent": form.group(form.CONSENT),
        "without": form.group(form.WITHOUT),
    }
    return page(request, "referrals/outside_new.html", context, status=status_of(form, refusal))


def _ready(request: PanahRequest, ready: outside.Ready) -> HttpResponse:
    """Show link and code this once; nobody can show them again."""
    address = request.build_absolute_uri(reverse("referrals:pick_up", args=(ready.link,)))
    context = {"letter": ready.letter, "address": address, "code": pick_up.printed(ready.code)}
    return page(request, "referrals/outside_ready.html", context)


@require_safe
@requires(Permission.REFERRAL_SEND)
def letters(request: PanahRequest) -> HttpResponse:
    """Show the letters of the unit, and what became of each."""
    rows = page_of(request, OutsideLetter.sent(request.actor))
    folders.preload(rows.rows)
    return page(request, "referrals/outside_letters.html", {"rows": rows.rows, "page": rows})


@require_safe
@requires(Permission.REFERRAL_SEND)
def letter(request: PanahRequest, letter_id: UUID) -> HttpResponse:
    """Show one letter to the unit that wrote it."""
    row = OutsideLetter.gate(request.actor, letter_id)
    return page(request, "referrals/outside_letter.html", {"letter": row})


@require_POST
@requires(Permission.REFERRAL_SEND)
def paper(request: PanahRequest, letter_id: UUID) -> HttpResponse:
    """Give the letter as a PDF; one that could endanger somebody is refused (CON-02)."""
    row = outside.to_print(actor=request.actor, letter_id=letter_id)
    headers = {"Content-Disposition": f'attachment; filename="{row.number}.pdf"'}
    return HttpResponse(papers.letter(row).pdf(), content_type="application/pdf", headers=headers)


@require_POST
@requires(Permission.REFERRAL_SEND)
def take_back(request: PanahRequest, letter_id: UUID) -> HttpResponse:
    """Take a letter back that nobody has read."""
    outside.take_back(actor=request.actor, letter_id=letter_id)
    messages.success(request, _("Taken back. Nothing lies ready any more."))
    return redirect("referrals:outside_letter", letter_id)


# No cookie says who asks here, so there is nothing a page elsewhere could make use of.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@open_to_public
def picked_up(request: HttpRequest, link: str) -> HttpResponse:
    """Let a partner outside read a message once, with the code they were given by telephone."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    outcome, words = "", ""
    if form.is_valid():
        outcome, words = outside.picked_up(link, form.cleaned_data["code"])
    context = {"form": form, "outcome": outcome, "words": words}
    status = STATUS.get(outcome, 422 if form.errors else 200)
    answer = page(request, "referrals/pick_up.html", context, status=status, layout=PLAIN)
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer
