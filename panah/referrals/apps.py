"""The referrals room as Django sees it."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    """Offers from body to body."""

    name = "panah.referrals"
    label = "referrals"
