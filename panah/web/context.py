"""What the layouts need to know of a request (context processor `panah.web.context.shell`)."""

import json
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import names_of_unit
from panah.accounts.permissions import Role
from panah.core.actor import Actor
from panah.core.country import say
from panah.web import look, navigation
from panah.web.navigation import address, gate_of

# No page is kept in the browser's storage, nothing is evaluated, and answers 4xx carrying a sentence are shown.
HTMX_CONFIG = json.dumps(
    {
        "allowEval": False,
        "includeIndicatorStyles": False,
        "selfRequestsOnly": True,
        "historyCacheSize": 0,
        "refreshOnHistoryMiss": True,
        "responseHandling": [
            {"code": "204", "swap": False},
            {"code": "[23]..", "swap": True},
            {"code": "422", "swap": True},
            {"code": "[45]..", "swap": False, "error": True},
        ],
    }
)


@dataclass(frozen=True, slots=True)
class Wish:
    """One button of the menu "Look of the screen"; a switch (`off` given) is turned off by the same button."""

    name: str
    on_value: str
    label: str | Promise
    icon: str
    on: bool
    off_value: str = ""

    @property
    def value(self) -> str:
        """What the button asks for now."""
        return f"{self.name}:{self.off_value if self.on and self.off_value else self.on_value}"


class Shell:
    """Everything the layouts print; each part is worked out when it is first asked for."""

    htmx_config = HTMX_CONFIG

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def actor(self) -> Actor:
        """Who is signed in; nobody before the gate."""
        return getattr(self.request, "actor", None) or Actor()

    @cached_property
    def look(self) -> look.Look:
        """Light or dark, contrast and text size."""
        return look.read(self.request)

    @property
    def demo(self) -> bool:
        """True where every person is invented, and every page says so."""
        return bool(settings.PANAH_DEMO)

    @property
    def here(self) -> str:
        """Where to come back to; a posted page cannot be come back to."""
        return self.request.get_full_path() if self.request.method == "GET" else "/"

    @property
    def came_from(self) -> str:
        """The page of ours that this request was sent from; nothing where it is the very address asked for."""
        page = urlsplit(self.request.headers.get("Referer", ""))
        back = urlunsplit(page._replace(scheme="", netloc=""))
        ours = page.netloc == self.request.get_host() and url_has_allowed_host_and_scheme(back, None)
        return back if ours and page.path != self.request.path else ""

    @property
    def alias(self) -> str:
        """How the member is called on screens."""
        return self.actor.alias

    @cached_property
    def unit_name(self) -> str:
        """The unit the member acts for."""
        return say(names_of_unit(self.actor.unit_id)) if self.actor.unit_id else ""

    @property
    def roles(self) -> list[str | Promise]:
        """The member's roles in words."""
        return [Role(role).label for role in sorted(self.actor.roles) if role in Role.values]

    @cached_property
    def sections(self) -> tuple[navigation.Section, ...]:
        """The left navigation."""
        return navigation.sections(self.actor, self.request.path, self.request.COOKIES.get(navigation.COOKIE, ""))

    @property
    def quick_items(self) -> list[navigation.Link]:
        """The first places of the navigation, for the bar at the bottom of a phone."""
        return navigation.quick(self.sections)

    @property
    def own_items(self) -> tuple[navigation.Link, ...]:
        """What a member looks after for themselves."""
        return navigation.links(navigation.OWN, self.actor, self.request.path)

    @property
    def wishes(self) -> list[Wish]:
        """The buttons of the menu "Look of the screen"."""
        now = self.look
        return [
            Wish("theme", "light", _("Light"), "sun", now.theme == "light"),
            Wish("theme", "dark", _("Dark"), "moon", now.theme == "dark"),
            Wish("contrast", "more", _("High contrast"), "contrast-2", now.contrast == "more", "normal"),
            Wish("text", "large", _("Large text"), "text-size", now.text == "large", "normal"),
            Wish("keys", "on", _("Single-letter keys"), "keyboard", now.keys == "on", "off"),
        ]

    @property
    def search_url(self) -> str:
        """The search page, for those who may search."""
        return next((link.url for link in navigation.links([SEARCH], self.actor, self.request.path)), "")

    @cached_property
    def alarm_url(self) -> str:
        """Where one press calls for help, for those who work in or guard a safe house."""
        gate = gate_of(address("shelter:alarm_raise")) or ()
        return address("shelter:alarm_raise") if self.actor.may_any(gate) else ""

    @property
    def roll_url(self) -> str:
        """Who is in the house now, for those who would have to look for them."""
        return next((link.url for link in navigation.links([ROLL], self.actor, self.request.path)), "")

    @property
    def lock_seconds(self) -> int:
        """After how long without a touch the screen locks."""
        return int(settings.PANAH_IDLE.total_seconds())

    home_url = property(lambda self: address("web:home"))
    look_url = property(lambda self: address("web:look"))
    language_url = property(lambda self: address("web:language"))
    token_url = property(lambda self: address("web:token"))
    back_url = property(lambda self: address("web:back"))
    sign_in_url = property(lambda self: address("accounts:sign_in"))
    alarm_bar_url = property(lambda self: address("shelter:alarm_bar"))
    live_url = property(lambda self: address("web:live"))
    sign_out_url = property(lambda self: address("accounts:sign_out"))
    lock_url = property(lambda self: address("accounts:lock"))


SEARCH = navigation.Place(_("Search"), "web:search", "search")
ROLL = navigation.Place(_("Who is in the house"), "shelter:evacuation", "door-exit")


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Give every template the variable `shell`."""
    return {"shell": Shell(request)}
