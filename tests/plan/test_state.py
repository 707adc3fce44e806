"""The state of the fight: totals alone, small numbers withheld in every format, each figure with its definition."""

import html
import io
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.db.models import Model
from django.utils import timezone
from docx import Document
from psycopg import sql

from panah.cases.models import Case, Decision
from panah.core import functions, paper
from panah.core.country import country
from panah.core.errors import Forbidden
from panah.hotline.models import StatCard
from panah.people.models import Notice
from panah.plan import state
from panah.plan.actions import trainings
from panah.plan.actions.trainings import Occasion, Outline
from panah.plan.models import Distribution, Training
from panah.referrals.models import Referral
from panah.shelter.models import Stay
from tests.database import Owner
from tests.world import World, acting, signed_in

YEAR = timezone.localdate().year - 1
NOBODY = "00000000-0000-7000-8000-000000000001"
DAY = date(YEAR, 6, 15)
MOMENT = datetime(YEAR, 6, 15, 12, tzinfo=UTC)
# What a column holds in which nothing that is counted stands.
EMPTY = {
    "uuid": "gen_random_uuid()",
    "bytea": "''",
    "boolean": "false",
    "integer": "0",
    "smallint": "0",
    "date": "%(day)s",
    "timestamp with time zone": "%(moment)s",
    "ARRAY": "'{}'",
    "jsonb": "'{}'",
    "character varying": "''",
    "text": "''",
}
COLUMNS = """
    SELECT column_name, data_type FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = %s AND is_nullable = 'NO' AND column_default IS NULL
"""


def fill(owner: Owner, model: type[Model], count: int, **values: Any) -> None:
    """Let the owner write rows that say nothing but what is given: far quicker than living through a year."""
    table = model._meta.db_table
    said = {name: sql.Placeholder(name) for name in values}
    rest = {name: sql.SQL(EMPTY[kind]) for name, kind in owner.execute(COLUMNS, [table]).fetchall()}
    # A number is drawn for itself, so that it stands once.
    rest |= {"number": sql.SQL("left(md5(random()::text), 12)")} if "number" in rest else {}
    columns = {**rest, **said}
    insert = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM generate_series(1, %(count)s)").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.SQL(", ").join(columns.values()),
    )
    with owner.transaction():
        owner.execute("SET LOCAL session_replication_role = replica")
        owner.execute(insert, {**values, "count": count, "day": DAY, "moment": MOMENT})


def a_year(owner: Owner) -> None:
    """A year with many and few: what is few must not be told by anything."""
    for motive, language, number in (("work_abroad", "az", 41), ("rights", "az", 17), ("distress", "ru", 3)):
        fill(owner, StatCard, number, motive=motive, language=language, day=DAY, country="")
    for source, number in (("contact", 23), ("border", 4)):
        _decided(owner, source, "presume", number)
    for source, number in (("contact", 13), ("border", 3), ("ngo", 4)):
        _decided(owner, source, "identify", number)
    for is_child, number in ((False, 19), (True, 2)):
        left = {"left_at": MOMENT + timedelta(days=1), "end_reason": "own_wish"}
        moments = {"state": "left", "admitted_at": MOMENT, "ends_at": MOMENT, **left}
        fill(owner, Stay, number, is_child=is_child, category="victim", **moments)
    said = {"legal_basis": "law", "outcome": ""}
    for state_, number in (("accepted", 29), ("declined", 8), ("expired", 6)):
        fill(owner, Referral, number, state=state_, offered_at=MOMENT, **said)
    told = {"subject": "child", "state": "sent", "response": "", "sent_at": MOMENT}
    fill(owner, Notice, 4, recipient_kind="guardianship", **told)
    fill(owner, Distribution, 2, pieces=2, place="border", on=DAY)


def _decided(owner: Owner, source: str, step: str, number: int) -> None:
    """People whose first case came this way, and one step about each."""
    before, after = ("potential", "presumed") if step == "presume" else ("presumed", "identified")
    row = {"step": step, "before": before, "after": after, "at": MOMENT, "basis": "law", "set_id": ""}
    if step != "presume":
        row |= {
            "about_id": "00000000-0000-7000-8000-000000000001",
            "about_by_id": "00000000-0000-7000-8000-000000000002",
        }
    made = "SELECT DISTINCT person_id, unit_id FROM cases_case WHERE source = %s AND pseudonym = %s"
    fill(owner, Case, number, source=source, pseudonym=step, state="open", close_reason="", opened_at=MOMENT)
    for place, (person, unit) in enumerate(owner.execute(made, [source, step]).fetchall()):
        answered = {"about_id": f"00000000-0000-7000-8001-{number:06}{place:06}"} if step != "presume" else {}
        fill(owner, Decision, 1, person_id=person, unit_id=unit, **row | answered)


@pytest.fixture
def filled(transactional_db: None, owner: Owner) -> None:
    """The year is written and committed."""
    a_year(owner)


WITHHELD = "withheld"


def shown(code: str, world: World) -> dict[str, str]:
    """What the document of the year says of one figure."""
    with acting(world.vefa, reading=True) as actor:
        figures = state.of_year(actor, YEAR).figures
    found = next(figure for figure in figures if figure.definition.code == code)
    return {line.name: line.number for line in found.lines}


@pytest.mark.rule("NC-03")
@pytest.mark.django_db(transaction=True)
def test_no_small_number_is_told_and_none_follows_from_a_total(world: World, filled: None) -> None:
    motive, language = country().codes("motive"), country().codes("language")
    # Three people in distress: the next smallest is withheld with them, or the total would tell the three.
    assert shown("contacts_by_motive", world) == {
        motive["distress"].label: WITHHELD,
        motive["rights"].label: WITHHELD,
        motive["work_abroad"].label: "41",
        "All": "61",
    }
    assert shown("contacts_by_language", world) == {
        language["az"].label: WITHHELD,
        language["ru"].label: WITHHELD,
        "All": "61",
    }
    # One source alone is small: the funnel's page shows the other, so the total goes.
    assert shown("presumed", world) == {"Hotline contact": "23", "Check at the border": WITHHELD, "All": WITHHELD}
    # Two are, seven together: the total tells neither.
    assert sorted(shown("identified", world).values()) == sorted([WITHHELD, WITHHELD, "13", "20"])
    assert shown("sheltered", world) == {"Children": WITHHELD, "Adults": WITHHELD, "All": "21"}
    assert shown("referrals", world) == {"Accepted": "29", "Declined": "8", "Not answered in time": "6", "All": "43"}
    assert set(shown("child_notices", world).values()) == {WITHHELD}
    # Pieces of paper are nobody.
    assert shown("materials", world)["All"] == "4"
    # Past the function that withholds nobody gets to the counts.
    with pytest.raises(DatabaseError, match="permission denied"), acting(world.vefa, reading=True):
        functions.rows("panah_private.state_counts", YEAR, "UTC")


@pytest.mark.rule("NC-03")
@pytest.mark.django_db(transaction=True)
def test_every_format_says_the_same(world: World, filled: None, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(world.ilham)
    with acting(world.ilham, reading=True) as actor:
        told = state.of_year(actor, YEAR)
    wanted = [[line.name, line.number, line.before] for figure in told.figures for line in figure.lines]
    assert ["Adults", WITHHELD, "0"] in wanted

    written = Document(io.BytesIO(client.get(f"/plan/state/file.docx?year={YEAR}").content))
    assert [[cell.text for cell in row.cells] for table in written.tables for row in table.rows[1:]] == wanted

    words = client.get(f"/plan/state/?year={YEAR}").content.decode()
    row = r'<tr><th scope="row">(.*?)</th><td class="number">(.*?)</td><td class="number">(.*?)</td></tr>'
    assert [[html.unescape(cell) for cell in cells] for cells in re.findall(row, words)] == wanted

    drawn: list[paper.Paper] = []
    pdf = paper.Paper.pdf

    def keeping(each: paper.Paper) -> bytes:
        drawn.append(each)
        return pdf(each)

    monkeypatch.setattr(paper.Paper, "pdf", keeping)
    assert client.get(f"/plan/state/file.pdf?year={YEAR}").content.startswith(b"%PDF")
    assert [list(row) for table in drawn[0].tables[:-1] for row in table.rows] == wanted

    people = (figure for figure in told.figures if figure.definition.kept_back != state.OPEN)
    numbers = {number for figure in people for line in figure.lines for number in (line.number, line.before)}
    assert not numbers & {"1", "2", "3", "4"}


@pytest.mark.rule("NC-03")
def test_every_figure_leads_to_its_definition(world: World) -> None:
    client = signed_in(world.vefa)
    words = client.get("/plan/state/").content.decode()
    marks = [str(place) for place in range(1, sum(len(figures) for _title, figures in state.SECTIONS) + 1)]
    assert re.findall(r'href="#definition-(\d+)"', words) == marks
    assert re.findall(r'id="definition-(\d+)"', words) == marks
    written = Document(io.BytesIO(client.get("/plan/state/file.docx").content))
    body = written.element.xml
    assert re.findall(r'w:anchor="definition(\d+)"', body) == re.findall(r'w:name="definition(\d+)"', body) == marks
    for definition in (each for _title, figures in state.SECTIONS for each in figures):
        for said in (definition.counted, definition.taken_from, definition.kept_back):
            assert str(said) in html.unescape(words)
            assert str(said) in "\n".join(paragraph.text for paragraph in written.paragraphs)


@pytest.mark.rule("NC-03")
def test_who_runs_no_office_and_counts_nothing_learns_nothing(world: World) -> None:
    for login in ("sevinc", "nigar", "leyla", "polad", "malika", "rauf"):
        client = signed_in(getattr(world, login))
        assert client.get("/plan/state/").status_code == 403
        assert client.get("/plan/state/file.docx").status_code == 403
    with acting(world.sevinc, reading=True) as actor, pytest.raises(Forbidden):
        state.of_year(actor, YEAR)


@pytest.mark.rule("NC-03")
def test_the_database_itself_refuses_and_knows_no_unfinished_year(world: World) -> None:
    with pytest.raises(DatabaseError, match="not permitted"), acting(world.sevinc):
        functions.rows(state.COUNTS, YEAR, 1)
    with acting(world.vefa) as actor:
        outline = Outline(title={"en": "Course"}, topics=["identification"], audiences=["operator"])
        course = trainings.offer(actor=actor, outline=outline)
        trainings.plan(actor=actor, course_id=course.id, occasion=Occasion(begins_on=DAY, ends_on=DAY))
        Training.objects.update(state="held")
        counted = functions.rows(state.COUNTS, YEAR, 1)
        assert ("trainings", "held", 1) in counted
        assert functions.rows(state.COUNTS, YEAR + 1, 1) == []
        assert functions.rows(state.COUNTS, 1066, 1) == []


@pytest.mark.parametrize("address", ["state/?year=1999", "state/?year=x", "state/file.exe", f"state/?year={YEAR + 1}"])
def test_other_years_and_formats_are_not_there(world: World, address: str) -> None:
    assert signed_in(world.vefa).get(f"/plan/{address}").status_code == 404


def test_the_year_can_be_chosen(world: World) -> None:
    words = signed_in(world.vefa).get(f"/plan/state/?year={YEAR - 1}").content.decode()
    assert f'<option value="{YEAR - 1}" selected>' in words
    assert f'<th scope="col" class="number">{YEAR - 2}</th>' in words
