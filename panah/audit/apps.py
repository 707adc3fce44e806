"""The audit room as Django sees it."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The trail of who did what."""

    name = "panah.audit"
    label = "audit"
