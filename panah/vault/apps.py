"""The vault room."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Folders, grants, keys, sealing, blind index, row rules."""

    name = "panah.vault"
    label = "vault"
