"""The plan room as Django sees it."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class PlanConfig(AppConfig):
    """The National Action Plan and its coordination."""

    name = "panah.plan"
    label = "plan"

    def ready(self) -> None:
        """Tell the database how many months the country reports on at a time."""
        post_migrate.connect(write_reported_months, sender=apps.get_app_config("procrastinate"))


def write_reported_months(**_: object) -> None:
    """Write the length of a period into the database, which counts no other one."""
    from panah.accounts.apps import refill  # Models are ready only now.
    from panah.core.country import country
    from panah.plan.actions.rounds import MONTHS

    refill("reported_months (months)", [(str(MONTHS[country().settings.plan_report_every]),)])
