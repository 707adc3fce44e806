"""The page of one contact: how it begins, the talk, its end; what follows is the wrap-up and reading it later."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.cases.questions import answers_in
from panah.core.country import country
from panah.core.country.guidance import Opens
from panah.core.errors import BadInput, NotHere, Refused
from panah.core.htmx import page
from panah.core.paging import page_of
from panah.core.trying import answered, status_of, tried, unsent
from panah.hotline.actions import calls, contacts, drafts, screenings, script
from panah.hotline.forms.lists import ContactFilter
from panah.hotline.forms.talk import StartForm, TalkForm
from panah.hotline.models import Call, Contact
from panah.hotline.states import ContactState, DraftForm
from panah.hotline.views import reading, wrapping
from panah.hotline.views.beside import side_of
from panah.hotline.views.typed import keep_notes, typed
from panah.vault.fields import Sealed

TALK_FIELDS = tuple(TalkForm.base_fields)


@require_GET
@requires(Permission.CONTACT_VIEW)
def contacts_list(request: PanahRequest) -> HttpResponse:
    """List the unit's contacts, newest first, narrowed by codes."""
    narrowing = ContactFilter(request.GET)
    rows = narrowing.narrowed(request.actor, Contact.visible(request.actor))
    return page(request, "hotline/contacts.html", {"filter": narrowing, "page": page_of(request, rows)})


@requires(Permission.CONTACT_TAKE)
def start(request: PanahRequest) -> HttpResponse:
    """Begin a contact by hand: a visit, a letter, a call to another telephone (HL-18)."""
    form = StartForm(request.POST or None)
    if request.method == "POST":
        found = tried(form, lambda: contacts.start(actor=request.actor, **form.cleaned_data))
        if found is not None:
            return redirect("hotline:contact", found.id)
    return page(request, "hotline/start.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@requires(Permission.CONTACT_VIEW)
def contact(request: PanahRequest, contact_id: UUID) -> HttpResponse:
    """Show a contact: to its operator the talk or the wrap-up, to everybody else of the unit what it was about."""
    found = Contact.gate(request.actor, contact_id)
    if found.operator_id == request.actor.member_id and found.state == ContactState.OPEN:
        return page(request, "hotline/talk.html", talk_of(request, found))
    if found.operator_id == request.actor.member_id and found.state == ContactState.WRAP_UP:
        return page(request, "hotline/wrap_up.html", wrapping.context_of(request, found))
    return page(request, "hotline/contact.html", reading.seen_of(request, found))


@require_GET
@requires(Permission.CONTACT_VIEW)
def line(request: PanahRequest, contact_id: UUID) -> HttpResponse:
    """Show how the line stands alone: fetched again whenever the exchange reports something."""
    call = Call.of_contact(Contact.gate(request.actor, contact_id))
    if call is None:
        raise NotHere
    return page(request, "hotline/_line.html", {"call": call})


def talk_of(request: PanahRequest, found: Contact, form: TalkForm | None = None) -> dict[str, Any]:
    """Gather what the page of a talk shows; a handful of queries, all of them bounded."""
    kept = drafts.read(request.actor, found, DraftForm.NOTES)
    locked = kept.locked or isinstance(found.notes, Sealed)
    known = {} if locked else {name: getattr(found, name) for name in TALK_FIELDS}
    noted = {name: words for name, words in kept.words.items() if name in TALK_FIELDS}
    return side_of(request, found) | {
        "form": form or TalkForm(initial=known | noted),
        "saved_at": kept.saved_at,
        "locked": locked,
        "call": Call.of_contact(found),
        "place": script.place(found),
        "flags": flags_of(found),
        "earlier": [] if locked else calls.earlier_contacts(request.actor, found),
    }


def flags_of(found: Contact) -> list[tuple[str, Any, bool]]:
    """Give every flag but danger, which has a key of its own: code, words, raised or not."""
    raised = set(found.flags)
    return [(code, label, code in raised) for code, label in country().choices("flag") if code != "danger"]


@require_POST
@requires(Permission.CONTACT_WRITE)
def draft(request: PanahRequest, contact_id: UUID, form: str) -> HttpResponse:
    """Keep what is being typed into a form; answers nothing but that it arrived."""
    if form not in DraftForm.values:
        raise BadInput
    words = typed(request)
    if form == DraftForm.SCREENING:
        answers, set_id = answers_in(words), str(words.get("set", ""))
        screenings.keep(actor=request.actor, contact_id=contact_id, set_id=set_id, answers=answers)
    else:
        drafts.save(actor=request.actor, contact_id=contact_id, form=DraftForm(form), words=words)
    return HttpResponse(status=204)


@require_POST
@requires(Permission.CONTACT_WRITE)
def write(request: PanahRequest, contact_id: UUID) -> HttpResponse:
    """Write down what was said so far."""
    form = TalkForm(request.POST)
    made, refusal = answered(form, lambda: contacts.write(actor=request.actor, contact_id=contact_id, talk=form.talk()))
    return _again(request, contact_id, form, refusal) if made is None else redirect("hotline:contact", contact_id)


@require_POST
@requires(Permission.CONTACT_WRITE)
def end(request: PanahRequest, contact_id: UUID) -> HttpResponse:
    """End the talk with everything that stands on the page."""
    form = TalkForm(request.POST)
    reason = request.POST.get("end_reason", "finished")

    def step() -> Contact:
        return contacts.end(actor=request.actor, contact_id=contact_id, reason=reason, talk=form.talk())

    made, refusal = answered(form, step)
    return _again(request, contact_id, form, refusal) if made is None else redirect("hotline:contact", contact_id)


def _again(request: PanahRequest, contact_id: UUID, form: TalkForm, refusal: Refused | None) -> HttpResponse:
    """Show the page once more, with what was typed and what does not fit, or why it came too late."""
    found, status = Contact.gate(request.actor, contact_id), status_of(form, refusal)
    if refusal is None:
        return page(request, "hotline/talk.html", talk_of(request, found, form), status=status)
    late = {"refusal": refusal, "unsent": unsent(form)}
    if found.state == ContactState.WRAP_UP:
        return page(request, "hotline/wrap_up.html", wrapping.context_of(request, found) | late, status=status)
    return page(request, "hotline/contact.html", reading.seen_of(request, found) | late, status=status)


@require_POST
@requires(Permission.CONTACT_WRITE)
def follow_script(request: PanahRequest, contact_id: UUID) -> HttpResponse:
    """Take down one answer of the guided talk and go on, or go one step back."""
    keep_notes(request, contact_id)
    given = request.POST.get("answer", "")
    if given == "back":
        found = script.back(actor=request.actor, contact_id=contact_id)
    else:
        step, _sep, answer_id = given.partition(".")
        chosen = {name: request.POST.get(name, "") for name in TALK_FIELDS}
        found = script.answer(actor=request.actor, contact_id=contact_id, step=step, answer_id=answer_id, chosen=chosen)
    place = script.place(found)
    if not request.htmx:
        return redirect("hotline:contact", contact_id)
    if place.opens is Opens.PROTOCOL:
        # The protocol stands on top of the page, so the whole page is asked for.
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return page(
        request, "hotline/_script.html", {"contact": found, "place": place, "flags": flags_of(found), "swap": True}
    )


@require_POST
@requires(Permission.CONTACT_WRITE)
def flag(request: PanahRequest, contact_id: UUID) -> HttpResponse:
    """Raise or lower one flag."""
    keep_notes(request, contact_id)
    code, _sep, wish = request.POST.get("flag", "").partition(".")
    found = contacts.flag(actor=request.actor, contact_id=contact_id, flag=code, raised=wish == "up")
    if request.htmx:
        return page(request, "hotline/_flags.html", {"contact": found, "flags": flags_of(found), "swap": False})
    return redirect("hotline:contact", contact_id)


@require_POST
@requires(Permission.BOARD)
def take_over(request: PanahRequest, contact_id: UUID) -> HttpResponse:
    """Take over a contact that its operator cannot finish."""
    contacts.take_over(actor=request.actor, contact_id=contact_id)
    return redirect("hotline:contact", contact_id)
