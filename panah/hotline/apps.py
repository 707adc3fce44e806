"""The hotline room as Django sees it."""

from django.apps import AppConfig


class HotlineConfig(AppConfig):
    """The desk."""

    name = "panah.hotline"
    label = "hotline"
