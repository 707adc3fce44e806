"""The core room as Django sees it."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate

from panah.core.database import apply_rules


class CoreConfig(AppConfig):
    """What every room stands on."""

    name = "panah.core"
    label = "core"

    def ready(self) -> None:
        """Bring the database's own rules up to date after every migrate, once, when all tables are there."""
        post_migrate.connect(apply_rules, sender=apps.get_app_config("procrastinate"))
