"""The referrals room as Django sees it."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class ReferralsConfig(AppConfig):
    """Offers from body to body."""

    name = "panah.referrals"
    label = "referrals"

    def ready(self) -> None:
        """Tell the database which kinds of unit keep people anonymous."""
        post_migrate.connect(write_consent_gated, sender=apps.get_app_config("procrastinate"))


def write_consent_gated(**_: object) -> None:
    """Write the country's list into the database, which holds signals to it whoever sends them (CON-06, CON-07)."""
    from panah.accounts.apps import refill  # Models are ready only now.
    from panah.core.country import country

    refill("consent_gated (kind)", ((kind,) for kind in country().settings.consent_gated))
