"""What is written on a case: notes, tasks, documents."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Member
from panah.accounts.permissions import Permission
from panah.cases.actions import documents as filing
from panah.cases.actions import notes as writing
from panah.cases.actions import tasks as doing
from panah.cases.forms.writing import DocumentForm, NoteForm, TaskForm
from panah.cases.models import Case, Document, Note, Task
from panah.cases.views.tabs import around, on_case
from panah.core.htmx import page
from panah.core.paging import page_of
from panah.core.trying import tried
from panah.vault import folders
from panah.vault.documents import answer

CASE_PAGES = ["GET", "HEAD", "POST"]


@require_http_methods(CASE_PAGES)
@requires(Permission.CASE_VIEW)
@on_case
def notes(request: PanahRequest, case: Case) -> HttpResponse:
    """Show the notes of a case, and write one."""
    form = NoteForm(request.POST) if request.method == "POST" else _note_form(request, case)

    def step() -> Note:
        return writing.write(actor=request.actor, case_id=case.id, **form.cleaned_data)

    if request.method == "POST" and tried(form, step) is not None:
        return redirect("cases:notes", case.id)
    found = page_of(request, Note.of(case).select_related("corrects"))
    folders.preload(found.rows)
    members = Member.by_id(row.author_id for row in found.rows)
    context = {
        "form": form,
        "page": found,
        "rows": [(row, str(members.get(row.author_id, ""))) for row in found.rows],
        "saved_at": writing.draft(request.actor, case).saved_at,
        "may_write": request.actor.may(Permission.CASE_WRITE) and not case.is_closed,
    }
    return page(request, "cases/notes.html", around(request, case, "cases:notes") | context, status=_status(form))


def _note_form(request: PanahRequest, case: Case) -> NoteForm:
    """Begin with the draft, or with the note that is to be put right."""
    kept = writing.draft(request.actor, case)
    initial: dict[str, Any] = {"words": kept.words, "form_token": uuid4()}
    try:
        wrong = Note.gate(case, UUID(request.GET["corrects"])) if "corrects" in request.GET else None
    except ValueError:
        wrong = None
    if wrong is not None:
        initial |= {"corrects": wrong.id, "words": kept.words or wrong.words}
    return NoteForm(initial=initial)


@require_POST
@requires(Permission.CASE_WRITE)
def note_draft(request: PanahRequest, case_id: UUID) -> HttpResponse:
    """Keep what is being typed."""
    writing.keep_draft(actor=request.actor, case_id=case_id, words=request.POST.get("words", ""))
    return HttpResponse(status=204)


@require_http_methods(CASE_PAGES)
@requires(Permission.CASE_VIEW)
@on_case
def tasks(request: PanahRequest, case: Case) -> HttpResponse:
    """Show the tasks of a case, and add one."""
    post = request.POST if request.method == "POST" else None
    form = TaskForm(case, post, initial={"assignee": request.actor.member_id})

    def step() -> Task:
        said = form.cleaned_data
        whose = UUID(said["assignee"])
        return doing.add(
            actor=request.actor, case_id=case.id, title=said["title"], due_on=said["due_on"], assignee_id=whose
        )

    if post is not None and tried(form, step) is not None:
        return redirect("cases:tasks", case.id)
    rows = list(Task.of(case))
    folders.preload(rows)
    members = Member.by_id(each for row in rows for each in (row.assignee_id, row.done_by_id))
    context = {
        "form": form,
        "rows": [(row, str(members.get(row.assignee_id, ""))) for row in rows],
        "may_write": request.actor.may(Permission.CASE_WRITE) and not case.is_closed,
    }
    return page(request, "cases/tasks.html", around(request, case, "cases:tasks") | context, status=_status(form))


@require_POST
@requires(Permission.CASE_WRITE)
def task_done(request: PanahRequest, case_id: UUID, task_id: UUID) -> HttpResponse:
    """Say that a task is done."""
    doing.done(actor=request.actor, case_id=case_id, task_id=task_id)
    return redirect("cases:tasks", case_id)


@require_http_methods(CASE_PAGES)
@requires(Permission.DOCUMENT_VIEW)
@on_case
def documents(request: PanahRequest, case: Case) -> HttpResponse:
    """Show the documents of a case, and take one in."""
    sent = request.method == "POST"
    form = DocumentForm(request.POST, request.FILES) if sent else DocumentForm()

    def step() -> Document:
        said = form.cleaned_data
        return filing.add(
            actor=request.actor, case_id=case.id, kind=said["kind"], name=said["name"], content=said["content"]
        )

    if sent and tried(form, step) is not None:
        messages.success(request, _("The document is sealed and kept."))
        return redirect("cases:documents", case.id)
    found = page_of(request, Document.of(case))
    folders.preload(found.rows)
    members = Member.by_id(row.by_id for row in found.rows)
    context = {
        "form": form,
        "page": found,
        "rows": [(row, str(members.get(row.by_id, ""))) for row in found.rows],
        "may_write": request.actor.may(Permission.CASE_WRITE) and not case.is_closed,
    }
    shown = around(request, case, "cases:documents") | context
    return page(request, "cases/documents.html", shown, status=_status(form))


@require_POST
@requires(Permission.DOCUMENT_VIEW)
def document(request: PanahRequest, case_id: UUID, document_id: UUID) -> StreamingHttpResponse:
    """Give a document out, to be saved; asked for by a form, because every time leaves a line in the trail."""
    return answer(filing.open_document(actor=request.actor, case_id=case_id, document_id=document_id))


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200
