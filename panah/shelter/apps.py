"""The shelter room as Django sees it."""

from django.apps import AppConfig


class ShelterConfig(AppConfig):
    """Safe houses: shelters and assistance centres."""

    name = "panah.shelter"
    label = "shelter"
