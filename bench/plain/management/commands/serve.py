"""The plain application is served by the very same server."""

from panah.core.management.commands.serve import Command

__all__ = ["Command"]
