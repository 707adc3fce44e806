"""`panah run`: everything at once, for a first look and for a small installation."""

import http.client
import io
import shlex
import threading
import time
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from config import env
from config.env import EnvironmentProblem
from config.ports import free_port
from config.postgres import ServerProblem, embedded
from config.supervisor import GivenUp, Part, supervise

LONGEST_START = 60

READY = """
panah: ready on {url}
{tour}
  Ctrl-C stops everything.
"""

TOUR = """
  What to try:
    1. Open {url} and choose a person to sign in as: in the demo, one click is enough.
    2. As an operator, answer a call. In another terminal, this plays a telephone exchange:
       `{calls}`
    3. Look at the same matter as a colleague, as a shelter member and as the administrator.
"""


def ready(url: str, *, demo: bool) -> str:
    """Say where to look and, in a demonstration, what to try; a command as it works from another terminal."""
    given = [f"{each.name}={shlex.quote(str(each.read()))}" for each in (env.PORT, env.VAR) if not each.is_unset()]
    calls = " ".join([f"{env.DEMO.name}=1", *given, ".venv/bin/panah demo calls"])
    return READY.format(url=url, tour=TOUR.format(url=url, calls=calls) if demo else "")


class Command(BaseCommand):
    """Database, migrations, demo country, server and worker; Ctrl-C stops exactly what was started."""

    help = "Run everything."

    def say(self, sentence: str) -> None:
        """Tell the person what happens now."""
        self.stdout.write(f"panah: {sentence}")
        self.stdout.flush()

    def handle(self, *_: Any, **__: Any) -> None:
        port = free_port(env.HOST.read(), env.PORT.read())
        try:
            with self.database() as url:
                self.prepare()
                self.keep_running(port, url)
        except (ServerProblem, GivenUp) as problem:
            raise EnvironmentProblem(str(problem)) from None

    def database(self) -> AbstractContextManager[str]:
        """The embedded server for as long as we run, or nothing to do where DATABASE_URL names one; gives its URL."""
        named = env.DATABASE_URL.read()
        if named:
            return nullcontext(named)
        self.say("starting the embedded database …")
        return embedded(
            env.VAR.read() / "postgres", revived=lambda: self.say("the database had ended and was started again")
        )

    def prepare(self) -> None:
        """Bring the database to this version; fill an empty one with the demo country if this is a demo."""
        connection.ensure_connection()
        self.say("migrating …")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("audit", "key", stdout=io.StringIO())
        if settings.PANAH_DEMO:
            self.say("looking after the demo country (building it takes a few minutes the first time) …")
            call_command("demo", if_empty=True)
        connection.close()

    def keep_running(self, port: int, url: str) -> None:
        """Server and worker, until told to stop; they are told the URL, so that only we start and stop the database."""
        told = {env.DATABASE_URL.name: url}
        parts = [
            Part("server", ("serve", "--port", str(port), "--with-parent"), told),
            Part("worker", ("worker", "--with-parent"), told),
        ]
        self.say("starting server and worker …")
        supervise(parts, self.say, lambda: threading.Thread(target=self.greet, args=(port,), daemon=True).start())

    def greet(self, port: int) -> None:
        """Say where to look once the server answers."""
        host = env.HOST.read()
        for _ in range(LONGEST_START * 5):
            asked = http.client.HTTPConnection(host, port, timeout=5)
            try:
                asked.request("GET", "/")
                asked.getresponse().read()
            except OSError:
                time.sleep(0.2)
            else:
                self.stdout.write(ready(f"http://{host}:{port}", demo=settings.PANAH_DEMO))
                self.stdout.flush()
                return
            finally:
                asked.close()
