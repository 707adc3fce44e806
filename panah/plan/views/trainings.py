"""Trainings: the calendar, courses, one session with its list and results, certificates, and what lacks."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Member
from panah.accounts.permissions import Permission
from panah.core.htmx import page
from panah.core.paging import page_of
from panah.core.trying import told
from panah.plan import papers, refreshers
from panah.plan.actions import trainings
from panah.plan.forms.trainings import CodeForm, CourseForm, EnrolForm, ResultsForm, SessionForm
from panah.plan.models import Attendance, Course, Gap, Training, TrainingState


@require_safe
@requires(Permission.TRAINING_VIEW)
def calendar(request: PanahRequest) -> HttpResponse:
    """List the trainings, the latest entered first, with the courses on offer and what the own people lack."""
    rows = page_of(request, Training.listed(request.actor))
    gaps = list(Gap.open_in(request.actor).order_by("-id")[:50]) if _leads(request) else []
    clocks = refreshers.clocks(request.actor) if _leads(request) else []
    members = Member.by_id([gap.member_id for gap in gaps] + [clock.member_id for clock in clocks])
    context = {
        "own": Attendance.own(request.actor),
        "clocks": [(clock, members.get(clock.member_id)) for clock in clocks],
        "rows": rows.rows,
        "page": rows,
        "courses": list(Course.offered(request.actor).order_by("-id")[:30]),
        "gaps": [(gap, members.get(gap.member_id)) for gap in gaps],
        "may_edit": request.actor.may(Permission.TRAINING_EDIT),
        "mine": request.actor.unit_ids,
    }
    return page(request, "plan/trainings.html", context)


def _leads(request: PanahRequest) -> bool:
    return request.actor.may(Permission.TRAINING_EDIT)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.TRAINING_EDIT)
def course_new(request: PanahRequest) -> HttpResponse:
    """Offer a course."""
    form = CourseForm(request.POST if request.method == "POST" else None)
    if course := told(form, lambda: trainings.offer(actor=request.actor, outline=form.outline())):
        messages.success(request, _("The course is on offer."))
        return redirect("plan:training_new", course_id=course.id)
    return page(request, "plan/course_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.TRAINING_EDIT)
def training_new(request: PanahRequest, course_id: UUID) -> HttpResponse:
    """Put a session of a course into the calendar."""
    course = Course.gate(request.actor, course_id)
    form = SessionForm(request.POST if request.method == "POST" else None, joint=course.is_joint)

    def step() -> Training:
        return trainings.plan(actor=request.actor, course_id=course.id, occasion=form.occasion())

    if training := told(form, step):
        messages.success(request, _("It is in the calendar."))
        return redirect("plan:training", training_id=training.id)
    context = {"form": form, "course": course}
    return page(request, "plan/training_new.html", context, status=422 if form.errors else 200)


@require_safe
@requires(Permission.TRAINING_VIEW)
def training(request: PanahRequest, training_id: UUID) -> HttpResponse:
    """Show one session; its list to whoever gives it and, of their own people, to every unit."""
    return _shown(request, Training.gate(request.actor, training_id))


def _shown(
    request: PanahRequest,
    found: Training,
    enrol_form: EnrolForm | None = None,
    results: ResultsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    rows, has_begun = _list_of(found), found.begins_on <= timezone.localdate()
    gives = found.unit_id in request.actor.unit_ids and request.actor.may(Permission.TRAINING_EDIT)
    context = {
        "training": found,
        "rows": rows,
        "gives": gives,
        "is_open": found.state != TrainingState.CANCELLED,
        "enrol_form": enrol_form or (EnrolForm() if gives else None),
        "results": results or (_results(found, rows) if gives and has_begun else None),
        "tests": _tests(rows),
        "own": next((row for row, _alias in rows if row.member_id == request.actor.member_id), None),
    }
    return page(request, "plan/training.html", context, status=status)


def _results(found: Training, rows: list[tuple[Attendance, str]]) -> ResultsForm:
    return ResultsForm(rows=rows, initial={"women": found.women, "men": found.men})


def _tests(rows: list[tuple[Attendance, str]]) -> tuple[int, int, int] | None:
    """How many did both tests, and the points of a hundred they had before and after, on average."""
    both = [(row.before, row.after) for row, _alias in rows if row.before is not None and row.after is not None]
    if not both:
        return None
    before, after = (round(sum(points) / len(both)) for points in zip(*both, strict=True))
    return len(both), before, after


def _list_of(found: Training) -> list[tuple[Attendance, str]]:
    rows = list(Attendance.objects_of(found))
    members = Member.by_id([row.member_id for row in rows])
    return [(row, members[row.member_id].alias if row.member_id in members else "–") for row in rows]


@require_POST
@requires(Permission.TRAINING_EDIT)
def enrol(request: PanahRequest, training_id: UUID) -> HttpResponse:
    """Put a colleague on the list."""
    found = Training.gate(request.actor, training_id)
    form = EnrolForm(request.POST)

    def step() -> Attendance:
        return trainings.enrol(actor=request.actor, training_id=training_id, member_id=form.member().id)

    if told(form, step):
        messages.success(request, _("On the list."))
        return redirect("plan:training", training_id=training_id)
    return _shown(request, found, enrol_form=form, status=422)


@require_POST
@requires(Permission.TRAINING_EDIT)
def hold(request: PanahRequest, training_id: UUID) -> HttpResponse:
    """Write down who came and how they did."""
    found = Training.gate(request.actor, training_id)
    form = ResultsForm(request.POST, rows=_list_of(found))

    def step() -> Training:
        outside = {name: form.cleaned_data[name] for name in ("women", "men")}
        return trainings.hold(actor=request.actor, training_id=training_id, results=form.results(), **outside)

    if told(form, step):
        messages.success(request, _("Recorded."))
        return redirect("plan:training", training_id=training_id)
    return _shown(request, found, results=form, status=422)


@require_POST
@requires(Permission.TRAINING_EDIT)
def cancel(request: PanahRequest, training_id: UUID) -> HttpResponse:
    """Cancel a planned session."""
    trainings.cancel(actor=request.actor, training_id=training_id)
    messages.success(request, _("Cancelled."))
    return redirect("plan:training", training_id=training_id)


@require_POST
@requires(Permission.TRAINING_EDIT)
def certificate(request: PanahRequest, attendance_id: UUID) -> HttpResponse:
    """Give a certificate with a fresh code, as PDF."""
    row, code = trainings.certify(actor=request.actor, attendance_id=attendance_id)
    member = Member.by_id([row.member_id])[row.member_id]
    answer = HttpResponse(papers.training_certificate(row, member.alias, code), content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="certificate.pdf"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.TRAINING_VIEW)
def check(request: PanahRequest) -> HttpResponse:
    """Say what a certificate proves, by its code."""
    sent = request.method == "POST"
    form = CodeForm(request.POST if sent else None)
    valid = form.is_valid()
    found = trainings.check(form.cleaned_data["code"]) if valid else None
    context = {"form": CodeForm() if valid else form, "asked": valid, "found": found}
    return page(request, "plan/check.html", context, status=422 if form.errors else 200)


@require_safe
@requires(Permission.TRAINING_EDIT)
def gap(request: PanahRequest, gap_id: UUID) -> HttpResponse:
    """Where a duty about a lapsed training leads: the calendar with what lacks on top, or that it is closed."""
    found = Gap.gate(request.actor, gap_id)
    if found.closed_at is None:
        return redirect("plan:trainings")
    member = Member.by_id([found.member_id]).get(found.member_id)
    return page(request, "plan/gap.html", {"gap": found, "member": member})


@require_POST
@requires(Permission.TRAINING_EDIT)
def course_close(request: PanahRequest, course_id: UUID) -> HttpResponse:
    """Offer a course no more."""
    trainings.close(actor=request.actor, course_id=course_id)
    messages.success(request, _("It is not on offer any more."))
    return redirect("plan:trainings")
