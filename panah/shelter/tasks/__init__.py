"""What the worker does for safe houses; it sees codes and days, and no words."""

from panah.shelter.tasks.lacking import services_lacking
from panah.shelter.tasks.watching import watched_children

__all__ = ["services_lacking", "watched_children"]
