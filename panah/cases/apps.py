"""The cases room as Django sees it."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The protection case."""

    name = "panah.cases"
    label = "cases"
