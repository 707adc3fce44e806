"""A day at the desk, played over HTTP: what came in, and what came out of it.

    python -m bench.day [--contacts 150] [--seconds 60]

On a stage of its own with the country of the demonstration, a telephone exchange rings through the signed door of
telephony, at the hours and in the proportions that hotlines publish (facts, sections 7 to 9; the weights are those of
the demonstration's history). Four operators are signed in; they see the queue, answer (the first one has it), note,
screen, advise, alert, link, refer, end, and write card and journal, each by the form a browser would send. An officer
of the Department accepts or declines what is referred. Time is compressed: the day passes in a minute or two, and a
talk lasts a second.

At the end the stage's database is asked what is there, and it must be what was done: otherwise the day has failed.
"""

import argparse
import re
from collections import Counter
from random import Random
from typing import Any

from bench.browser import Unexpected
from bench.desk import LINK, Day, Exchange, Officer, Operator, Worker
from bench.stage import Stage, percentile, staged

CAST = ("leyla", "kamran", "vera", "samir", "nigar")
CONTACTS, SECONDS = 150, 60.0


def settle() -> list[str]:
    """Build the country of the demonstration without its past, and sign in who plays."""
    from django.conf import settings

    from panah.accounts.demonstration import PASSWORD
    from panah.accounts.gate import token_text
    from panah.accounts.sign_in import sign_in
    from panah.web.demo import building

    settings.PANAH_PASSWORD_COST = (1, 8192)
    building.build(days=0, per_day=0, say=lambda _words: None)
    return [token_text(sign_in(login, PASSWORD, agent="bench")) for login in CAST]


def run(contacts: int = CONTACTS, seconds: float = SECONDS) -> dict[str, float]:
    """Play the day, print it, and give its counts; raises Unexpected when what is there is not what was done."""
    with staged(settle=settle) as stage, stage.server() as address:
        from panah.accounts.models import Unit

        day = Day(address, seconds, str(Unit.objects.get(code="department").id))
        exchange = Exchange(day)
        workers = _staff(day, exchange, stage)
        for worker in workers:
            worker.start()
        exchange.play(contacts, Random(152))
        day.closing.set()
        for worker in workers:
            worker.join(120)
            if worker.failure:
                raise worker.failure
        # What operators sent last, the officer may have missed.
        while workers[-1].turn():
            pass
        there = _there()
        _report(day, there)
        stage.panah("audit", "seal")
        print(stage.panah("audit", "verify"))
        _compare(day.seen, there)
    return dict(there)


def _staff(day: Day, exchange: Exchange, stage: Stage) -> list[Worker]:
    operators: list[Worker] = [
        Operator(day, exchange, token, Random(place)) for place, token in enumerate(stage.tokens[:-1])
    ]
    for operator in operators:
        operator.post("/hotline/presence/", {"state": "available"})
    return [*operators, Officer(day, exchange, stage.tokens[-1], Random(7))]


def _there() -> Counter[str]:
    """Ask the database what came in and what came out of it."""
    from django.db.models import Count

    from panah.duties.models import Duty
    from panah.hotline.models import (
        Advice,
        Call,
        CallBack,
        Contact,
        Danger,
        JournalEntry,
        Screening,
        Situation,
        StatCard,
    )
    from panah.referrals.models import Referral

    found: Counter[str] = Counter()
    grouped: tuple[tuple[str, Any, str], ...] = (
        ("call", Call, "state"), ("contact", Contact, "state"), ("channel", Contact, "channel"),
        ("motive", StatCard, "motive"), ("outcome", StatCard, "outcome"), ("referral", Referral, "state"),
    )  # fmt: skip
    for name, model, column in grouped:
        for value, count in model.objects.values_list(column).annotate(Count("id")).order_by():
            found[f"{name} {value}"] = count
    counted: tuple[tuple[str, Any], ...] = (
        ("cards", StatCard.objects.all()), ("journals", JournalEntry.objects.all()), ("advice", Advice.objects.all()),
        ("screenings", Screening.objects.all()), ("screenings positive", Screening.objects.filter(positive=True)),
        ("dangers", Danger.objects.all()), ("situations", Situation.objects.all()),
        ("call-backs", CallBack.objects.all()), ("call-backs done", CallBack.objects.exclude(done_at=None)),
        ("duties", Duty.objects.all()), ("duties done", Duty.objects.exclude(done_at=None)),
        ("duties open", Duty.objects.filter(done_at=None, cancelled_at=None)),
    )  # fmt: skip
    return found + Counter({name: rows.count() for name, rows in counted})


def _waits() -> list[float]:
    """Give how many seconds each answered call had rung."""
    from panah.hotline.models import Call

    moments = Call.objects.values_list("ringing_at", "answered_at")
    return [(answered - rung).total_seconds() for rung, answered in moments if answered] or [0.0]


def _report(day: Day, there: Counter[str]) -> None:
    print("\nWhat came in and was done, as the desk knows it")
    for name, count in day.seen.items():
        if not re.fullmatch(LINK, name):
            print(f"  {name:36} {count:>6}")
    print("\nWhat came out of it, as the database knows it")
    for name, count in sorted(there.items()):
        print(f"  {name:36} {count:>6}")
    waits = _waits()
    print(
        f"\nA call was answered after {percentile(waits, 0.5):.2f} s (median), {percentile(waits, 0.95):.2f} s (p95)."
    )
    print(f"A talk took {percentile(day.talks, 0.5):.2f} s (median) on the screen of its operator.")


def _compare(done: Counter[str], there: Counter[str]) -> None:
    """Hold what is there against what was done; raises Unexpected with what differs."""
    talks = done["calls answered"] + done["calls returned"] + done["letters, messages and visits"]
    pairs = {
        "calls": (done["calls rung"], there["call ended"] + there["call abandoned"]),
        "calls answered": (done["calls answered"], there["call ended"]),
        "call-backs": (done["calls returned"], there["call-backs done"]),
        "contacts": (talks, there["contact closed"]),
        "cards": (talks, there["cards"]),
        "journals": (talks, there["journals"]),
        "screenings": (done["screenings"], there["screenings"]),
        "advice": (done["services told of"], there["advice"]),
        "dangers": (done["dangers declared"], there["dangers"]),
        "situations": (done["situations opened"], there["situations"]),
        "referrals": (done["referrals sent"], sum(n for name, n in there.items() if name.startswith("referral "))),
    }
    if wrong := {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}:
        raise Unexpected(0, f"done and there differ: {wrong}")


def main() -> None:
    """Play one day."""
    asked = argparse.ArgumentParser(prog="python -m bench.day", description="A day at the desk, over HTTP.")
    asked.add_argument("--contacts", type=int, default=CONTACTS)
    asked.add_argument("--seconds", type=float, default=SECONDS, help="how long the day lasts")
    given = asked.parse_args()
    run(given.contacts, given.seconds)


if __name__ == "__main__":
    main()
