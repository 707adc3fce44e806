"""What a person wants of the screen: light or dark, more contrast, larger text, single keys; kept in one cookie."""

from dataclasses import asdict, dataclass, replace

from django.http import HttpRequest, HttpResponse

COOKIE = "panah_look"
YEAR = 365 * 24 * 3600

# The first value of each is what a newcomer gets.
CHOICES: dict[str, tuple[str, ...]] = {
    "theme": ("light", "dark"),
    "contrast": ("normal", "more"),
    "text": ("normal", "large"),
    "keys": ("on", "off"),
}


@dataclass(frozen=True, kw_only=True)
class Look:
    """The wishes; they become attributes of `<html>` on the server, so that no page flashes."""

    theme: str = "light"
    contrast: str = "normal"
    text: str = "normal"
    keys: str = "on"

    def __str__(self) -> str:
        return "&".join(f"{name}={value}" for name, value in asdict(self).items())


def chosen(look: Look, wish: str) -> Look:
    """The look after one wish like `theme:dark`; a wish that does not exist changes nothing."""
    name, _, value = wish.partition(":")
    return replace(look, **{name: value}) if value in CHOICES.get(name, ()) else look


def read(request: HttpRequest) -> Look:
    """The look in the request's cookie; anything odd in it is read as the default."""
    look = Look()
    for pair in request.COOKIES.get(COOKIE, "")[:100].split("&"):
        look = chosen(look, pair.replace("=", ":", 1))
    return look


def keep(response: HttpResponse, look: Look, *, secure: bool) -> None:
    """Put the look into the cookie for a year; it holds nothing personal."""
    response.set_cookie(COOKIE, str(look), max_age=YEAR, secure=secure, httponly=True, samesite="Lax")
