"""What is done for a measure: the trainings, campaigns and studies that name it (TR-01, AW-01, STU-01)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from panah.plan.models import Campaign, Measure, Study, Training, TrainingState

MOST = 50


@dataclass(frozen=True, slots=True)
class Served:
    """One thing that was done for a measure: what it is, what it is called, when, and where it is read."""

    kind: str
    title: str
    on: date
    url: str


def of(measure: Measure) -> list[Served]:
    """List what is done for a measure, the latest first; three queries, at most MOST of each kind."""
    return sorted(_all(measure), key=lambda served: served.on, reverse=True)


def _all(measure: Measure) -> Iterator[Served]:
    trainings = Training.objects.filter(course__measure=measure).exclude(state=TrainingState.CANCELLED)
    for training in trainings.select_related("course").order_by("-begins_on", "-id")[:MOST]:
        yield Served(_("Training"), str(training.course), training.begins_on, _at("training", training))
    for campaign in Campaign.objects.filter(measure=measure).order_by("-begins_on", "-id")[:MOST]:
        yield Served(_("Campaign"), campaign.title, campaign.begins_on, _at("campaign", campaign))
    for study in Study.objects.filter(measure=measure).order_by("-begun_on", "-id")[:MOST]:
        yield Served(_("Study"), study.title, study.begun_on, _at("study", study))


def _at(name: str, row: Any) -> str:
    return reverse(f"plan:{name}", args=[row.id])
