"""The duties room as Django sees it."""

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    """The rulebook and its clocks."""

    name = "panah.duties"
    label = "duties"
