"""The people room as Django sees it."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Persons under a pseudonym."""

    name = "panah.people"
    label = "people"
