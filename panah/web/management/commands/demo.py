"""`panah demo`: build the fictional country, or play its telephone exchange."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import env
from panah.hotline.exchange import Exchange, Player
from panah.web.demo import building

THREE_YEARS, A_DAY = 1096, 24.6


class Command(BaseCommand):
    """Everything in the demonstration is invented, and each page says so."""

    help = "Build the demo country; `demo calls` plays its telephone exchange."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", nargs="?", choices=("build", "calls"), default="build")
        parser.add_argument("--if-empty", action="store_true", help="do nothing where a country exists already")
        parser.add_argument("--days", type=int, default=THREE_YEARS, help="days of history")
        parser.add_argument("--per-day", type=float, default=A_DAY, help="contacts a day")
        parser.add_argument("--calls", type=int, default=20, help="how many calls the exchange plays")
        parser.add_argument("--seconds", type=float, default=12, help="about how far apart they ring")
        parser.add_argument("--address", default="", help="where the server answers")

    def handle(self, *_: Any, what: str, **options: Any) -> None:
        if not settings.PANAH_DEMO:
            raise CommandError("This is not a demonstration: set PANAH_DEMO=1 for one, never where real people are.")
        if what == "calls":
            self.play(options)
        elif building.exists():
            if not options["if_empty"]:
                raise CommandError("There is a country in this database already; nothing was changed.")
        else:
            building.build(days=options["days"], per_day=options["per_day"], say=self.say)

    def play(self, options: dict[str, Any]) -> None:
        """Ring at the demonstration's hotline."""
        address = options["address"] or f"http://127.0.0.1:{env.PORT.read()}"
        exchange = Exchange(address, building.exchange_secret())
        try:
            Player(exchange, seconds=options["seconds"], say=self.say).play(options["calls"])
        except OSError:
            start = f"Start the server first, with make run; if it runs on another port, name it with {env.PORT.name}."
            raise CommandError(f"Nobody answers at {address}. {start}") from None

    def say(self, sentence: str) -> None:
        """Tell the person what happens now."""
        self.stdout.write(f"panah: demo: {sentence}")
        self.stdout.flush()
