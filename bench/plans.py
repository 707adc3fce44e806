"""How long the pages of plans take with one plan and with fifty: 100 measures, 30 bodies, 20 periods each.

As the pages of the desk are measured (`bench.pages`): the database is filled to each size and copied, a server is
started on each copy, and all are asked in turn, as the coordinator's office. Every body answers for every measure in
every period, so that fifty plans are three million reports; of the latest period every third is late.

`plan.page.*` is the page with all measures and bodies, `progress` the heat map of the latest period, `late` the list of
what is late in all plans, `timeline` the picture of all measures. `p95_ms` is at fifty plans with one client, `growth`
that over the p95 at one plan; the yardstick of the same run is the sign-in page. `plan.pdf_seconds` is how long one
whole plan takes to become a PDF.
"""

import datetime as dt
import time
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass

import psycopg

from bench.pages import CLIENTS, ROUNDS, Paths, Site, ask, copied, crowd, figures
from bench.stage import Stage, measured, staged

SIZES, QUICK = (1, 50), (1, 3)
SECRET = "the password of a bench that nobody keeps"  # noqa: S105
HEADINGS = 10

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Shape:
    """What stands in each plan."""

    measures: int
    bodies: int
    periods: int


FULL, SMALL = Shape(100, 30, 20), Shape(20, 6, 4)


def run(sizes: Sequence[int] = SIZES, say: Say = print, rounds: int = ROUNDS, shape: Shape = FULL) -> dict[str, float]:
    """Fill, ask, print, remove; gives the figures."""
    with staged(settle=settle) as stage:
        copies = filled(stage, sizes, shape, say)
        with ExitStack() as stack:
            sites = [stack.enter_context(opened(copy, size)) for size, copy in copies.items()]
            say("plans: asking with one client")
            alone = ask(sites, rounds)
            say(f"plans: asking with {CLIENTS} clients")
            together = crowd(sites, rounds // 2)
        say("plans: a whole plan becomes a PDF")
        printed = {"plan.pdf_seconds": round(on_paper(stage.tokens[0]), 2)}
    found = figures(alone, together, sizes)
    return {name.replace("pages.", "plan.", 1): value for name, value in found.items()} | printed


def settle() -> list[str]:
    """Make the coordinator's office and who works there; give their session tokens."""
    from django.conf import settings

    from panah.accounts.founding import make_member, make_recovery_key, make_unit
    from panah.accounts.gate import token_text
    from panah.accounts.models import Body
    from panah.accounts.permissions import Role
    from panah.accounts.sign_in import sign_in

    settings.PANAH_PASSWORD_COST = (1, 8192)
    make_recovery_key(needed=3, holders=5)
    body = Body.objects.create(code="bench", names={"en": "Bench"})
    unit, pair = make_unit(body=body, code="office", kind="coordinator", names={"en": "Office"})
    tokens = []
    for number in range(CLIENTS):
        login = f"coordinator{number}"
        make_member(
            login=login, alias=login, password=SECRET, roles=(Role.COORDINATOR,), unit=unit, unit_pair=pair,
            order_number="B-1", order_date=dt.date(2026, 1, 1), language="en",
        )  # fmt: skip
        tokens.append(token_text(sign_in(login, SECRET, agent="bench")))
    return tokens


def filled(stage: Stage, sizes: Sequence[int], shape: Shape, say: Say) -> dict[int, Stage]:
    """Fill the stage to each number of plans and leave a copy of it there."""
    copies, there = {}, 0
    for size in sizes:
        started = time.perf_counter()
        with unindexed(stage.url):
            while there < size:
                there += 1
                fill(stage.url, there, shape)
        with psycopg.connect(stage.url, autocommit=True) as owner:
            owner.execute("VACUUM (ANALYZE)")
            reports = owner.execute("SELECT count(*) FROM plan_slot").fetchone()
        assert reports is not None
        say(f"plans: {size} with {reports[0]:,} reports, filled in {time.perf_counter() - started:.0f} s")
        copies[size] = copied(stage, f"panah_plans_{size}")
    return copies


# What the reports of a plan are found by, but for what a constraint keeps.
INDEXES = """
    SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
    WHERE i.indrelid = 'plan_slot'::regclass
      AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
"""


@contextmanager
def unindexed(url: str) -> Iterator[None]:
    """Take the indexes of the reports away for a while: made at once they cost a fraction of row by row."""
    with psycopg.connect(url, autocommit=True) as owner:
        kept = owner.execute(INDEXES).fetchall()
        for name, _made in kept:
            owner.execute(f"DROP INDEX {name}")
        yield
        owner.execute("SET maintenance_work_mem = '512MB'")
        for _name, made in kept:
            owner.execute(made)


# The plans ended with the last year, half a year a period: so the latest period was to be reported on by January.
FILLING = (
    """
    INSERT INTO plan_participant (id, code, names)
    SELECT panah_private.new_id(), 'B' || n, jsonb_build_object('en', 'Body number ' || n)
    FROM generate_series(1, %(bodies)s) n ON CONFLICT DO NOTHING
    """,
    """
    CREATE TEMPORARY TABLE new_plan ON COMMIT DROP AS
    SELECT panah_private.new_id() AS id, date_trunc('year', now())::date AS after,
           (date_trunc('year', now()) - %(periods)s * interval '6 months')::date AS before
    """,
    """
    INSERT INTO plan_plan (id, code, title, approved_by, source, state, begins_on, ends_on, is_partial)
    SELECT id, 'P' || %(number)s, jsonb_build_object('en', 'Plan number ' || %(number)s), '', '', 'in_force',
           before, after - 1, false
    FROM new_plan
    """,
    """
    INSERT INTO plan_heading (id, plan_id, code, name, position)
    SELECT panah_private.new_id(), p.id, n::text, jsonb_build_object('en', 'What is done under heading ' || n), n
    FROM new_plan p, generate_series(1, %(headings)s) n
    """,
    """
    INSERT INTO plan_measure (id, plan_id, heading_id, code, position, text, period_kind, begins_on, ends_on, tags,
                              funding)
    SELECT panah_private.new_id(), p.id, h.id, h.code || '.' || n, n, jsonb_build_object(
               'en', 'Measure ' || n || ': what the bodies named here do together and what comes of it'),
           'range', p.before, p.after - 1, '{}', ''
    FROM new_plan p JOIN plan_heading h ON h.plan_id = p.id, generate_series(1, %(measures)s) n
    WHERE n %% %(headings)s + 1 = h.position
    """,
    """
    INSERT INTO plan_measurebody (id, measure_id, participant_id, part, position)
    SELECT panah_private.new_id(), m.id, b.id, CASE b.code WHEN 'B1' THEN 'lead' ELSE 'joint' END, 0
    FROM new_plan p JOIN plan_measure m ON m.plan_id = p.id, plan_participant b
    """,
    """
    INSERT INTO plan_round (id, plan_id, begins_on, ends_on, due_on, opened_at)
    SELECT panah_private.new_id(), p.id, begins, (begins + interval '6 months')::date - 1,
           (begins + interval '7 months')::date, begins + interval '6 months'
    FROM new_plan p, generate_series(0, %(periods)s - 1) n,
         LATERAL (SELECT (p.before + n * interval '6 months')::date AS begins) r
    """,
    """
    INSERT INTO plan_share (id, round_id, participant_id, unit_id, reported_at)
    SELECT panah_private.new_id(), r.id, b.id, u.id, r.due_on
    FROM new_plan p JOIN plan_round r ON r.plan_id = p.id, plan_participant b, accounts_unit u WHERE u.code = 'office'
    """,
    """
    INSERT INTO plan_slot (id, round_id, share_id, plan_id, measure_id, participant_id, part, unit_id, due_on, state,
                           progress, submitted_at, answered_at)
    SELECT panah_private.new_id(), r.id, s.id, p.id, m.id, s.participant_id, 'joint', s.unit_id, r.due_on,
           CASE WHEN late THEN 'due' ELSE 'approved' END, CASE WHEN NOT late THEN m.position END,
           CASE WHEN NOT late THEN r.due_on - 5 END, CASE WHEN NOT late THEN r.due_on END
    FROM new_plan p JOIN plan_measure m ON m.plan_id = p.id JOIN plan_round r ON r.plan_id = p.id
         JOIN plan_share s ON s.round_id = r.id,
         LATERAL (SELECT r.ends_on = p.after - 1 AND m.position %% 3 = 0 AS late) l
    """,
)


def fill(url: str, number: int, shape: Shape) -> None:
    """Let the database write one more plan with all that is reported on it."""
    values = {**asdict(shape), "headings": HEADINGS, "number": number}
    with psycopg.connect(url, cursor_factory=psycopg.ClientCursor) as owner:
        # The rows refer to one another by construction; checking each of them would take most of the time.
        owner.execute("SET LOCAL session_replication_role = replica")
        owner.execute("SET LOCAL synchronous_commit = off")
        for statement in FILLING:
            owner.execute(statement, values)


@contextmanager
def opened(stage: Stage, size: int) -> Iterator[Site]:
    """Serve one size."""
    with stage.server() as address:
        yield Site(size, address, stage.tokens, paths(stage.url))


def paths(url: str) -> Paths:
    """Give the addresses of each page."""
    with psycopg.connect(url) as owner:
        plans = [str(row[0]) for row in owner.execute("SELECT id FROM plan_plan")]
    return {
        "list": ["/plan/"],
        "page": [f"/plan/{each}/" for each in plans],
        "progress": [f"/plan/{each}/progress/" for each in plans],
        "timeline": [f"/plan/{each}/timeline/" for each in plans],
        "late": ["/plan/late/"],
        "yardstick": ["/accounts/sign-in/"],
    }


def on_paper(token: str) -> float:
    """Draw one whole plan as PDF; gives the seconds."""
    from panah.accounts.entering import entered
    from panah.plan import papers
    from panah.plan.models import Plan

    with entered(urlsafe_b64decode(token)):
        plan = Plan.objects.order_by("code")[0]
        return measured(lambda: papers.whole(plan))


if __name__ == "__main__":
    for name, value in run(QUICK, rounds=10, shape=SMALL).items():
        print(f"{name:50} {value:>10,}")
