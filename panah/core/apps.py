"""The core room as Django sees it."""

from django.apps import AppConfig, apps
from django.core import checks
from django.db.models.signals import post_migrate, pre_migrate

from panah.core.database import apply_rules, check_server
from panah.core.store import StoreProblem, store


class CoreConfig(AppConfig):
    """What every room stands on."""

    name = "panah.core"
    label = "core"

    def ready(self) -> None:
        """Look at the server before every migrate, and bring the database's own rules up to date after it, once.

        `panah check --deploy` asks the store of documents too; server and worker start without it.
        """
        checks.register(store_answers, deploy=True)
        pre_migrate.connect(check_server, sender=apps.get_app_config("procrastinate"))
        post_migrate.connect(apply_rules, sender=apps.get_app_config("procrastinate"))


def store_answers(**_: object) -> list[checks.CheckMessage]:
    """Report a store of documents that does not answer or does not let us in."""
    try:
        store().check()
    except StoreProblem as problem:
        return [checks.Error(problem.reason, id="panah.store")]
    return []
