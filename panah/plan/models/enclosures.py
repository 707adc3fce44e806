"""Files of the plan, sealed for their readers: what shows a report, papers of the working group, minutes."""

from collections.abc import Iterable
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.plan.models.coordination import Gathering, SharedPaper
from panah.plan.models.plans import VIEW
from panah.plan.models.reports import Report
from panah.vault.stored import StoredModel

MOST_FILES = 20


class Enclosure(StoredModel):
    """One file that goes with a report, a shared paper or a meeting.

    The database lets only those add one who write what it goes with, and while that is still open (`sql/files.sql`).
    """

    access: ClassVar[Access] = Access(
        web="SID", worker="S", stats=("id", "report_id", "paper_id", "gathering_id", "type", "size", "at")
    )

    report = models.ForeignKey(Report, models.PROTECT, null=True, related_name="files")
    paper = models.ForeignKey(SharedPaper, models.PROTECT, null=True, related_name="files")
    gathering = models.ForeignKey(Gathering, models.PROTECT, null=True, related_name="files")

    class Meta(StoredModel.Meta):
        """It goes with one thing."""

        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            *StoredModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(report__isnull=False, paper=None, gathering=None)
                | Q(report=None, paper__isnull=False, gathering=None)
                | Q(report=None, paper=None, gathering__isnull=False),
                name="enclosure_of_one",
                violation_error_message=_("A file goes with one thing."),
            ),
        )

    @property
    def kind(self) -> str:
        """Which of the three it goes with."""
        return next(name for name in ("report", "paper", "gathering") if getattr(self, f"{name}_id"))

    @classmethod
    def gate(cls, actor: Actor, file_id: UUID) -> "Enclosure":
        """Give one file whose folder opens to the actor; raises NotHere."""
        actor.require(VIEW)
        found = cls.objects.filter(id=file_id).select_related("report__slot__measure", "paper", "gathering").first()
        if found is None:
            raise NotHere
        return found

    @classmethod
    def of(cls, whole: Report | SharedPaper | Gathering) -> QuerySet["Enclosure"]:
        """Give the files of one thing that open to the actor, in their order; at most MOST_FILES."""
        return cls.objects.filter(**{cls.named(whole): whole}).order_by("id")[:MOST_FILES]

    @classmethod
    def folders_of(cls, paper: SharedPaper) -> list[UUID]:
        """Give the folders in which the files of all versions of a paper lie: one, as a rule."""
        rows = cls.objects.filter(paper__in=paper.versions())
        return list(rows.order_by("folder_id").values_list("folder_id", flat=True).distinct())

    @classmethod
    def of_reports(cls, reports: Iterable[Report]) -> dict[UUID | None, list["Enclosure"]]:
        """Give the files of some reports that open to the actor, by report; one query."""
        found: dict[UUID | None, list[Enclosure]] = {}
        for row in cls.objects.filter(report__in=list(reports)).order_by("id"):
            found.setdefault(row.report_id, []).append(row)
        return found

    @staticmethod
    def named(whole: Report | SharedPaper | Gathering) -> str:
        """Give the name of the column in which a thing stands."""
        return {Report: "report", SharedPaper: "paper", Gathering: "gathering"}[type(whole)]
