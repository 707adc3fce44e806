"""All routes: the shell owns the root, every other room answers under its own name."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from panah.web.api import routes


def room_path(room: str) -> URLPattern | URLResolver:
    """The room's routes, under the room's name."""
    return path("" if room == "web" else f"{room}/", include(f"panah.{room}.urls"))


urlpatterns = [room_path(room) for room in reversed(settings.ROOMS) if find_spec(f"panah.{room}.urls")]
# The audit room lies below the gate and the members' names, so its pages stand in the shell.
urlpatterns.append(path("audit/", include("panah.web.trail.urls")))

urlpatterns.append(path("api/", routes()))

handler400 = "panah.web.errors.bad_request"
handler403 = "panah.web.errors.forbidden"
handler404 = "panah.web.errors.not_found"
handler500 = "panah.web.errors.server_error"
