"""The plan room as Django sees it."""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    """The National Action Plan and its coordination."""

    name = "panah.plan"
    label = "plan"
