"""Components draw what they are given, and refuse what they do not know."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.template import Context, Template
from django.utils import timezone, translation

from config import env
from panah.vault.fields import SEALED
from panah.web.components.options import WrongOption, icon_names
from panah.web.components.time import in_words, part_left

NOW = "2026-03-01T12:00:00+04:00"


def drawn(source: str, **context: Any) -> str:
    with translation.override("en"):
        return Template("{% load panah %}" + source).render(Context(context))


@pytest.mark.parametrize(
    "source",
    [
        '{% icon "no-such-icon" %}',
        '{% icon "phone" size="huge" %}',
        '{% badge "new" tone="purple" %}',
        '{% card tone="loud" %}{% endcard %}',
        '{% notice "shout" %}{% endnotice %}',
        '{% stat "Waiting" 3 tone="loud" %}',
        "{% facts columns=7 %}{% endfacts %}",
        '{% confirm "/x/" label="Close" sure="Yes" tone="accent" %}{% endconfirm %}',
        '{% steps 4 "one" "two" %}',
        '{% progress "Rows" 1 tone="loud" %}',
        "{% clock now size='giant' %}",
        "{% timeline %}{% moment now 'Rang' tone='loud' %}{% endmoment %}{% endtimeline %}",
        '{% table "Calls" show="maybe" %}{% endtable %}',
        '{% table "Calls" narrow="tiles" %}{% endtable %}',
        '{% keys "A" "answer" "N" %}',
        '{% live "someone@example.org" "/x/" %}{% endlive %}',
    ],
)
def test_a_wrong_option_is_refused(source: str) -> None:
    with pytest.raises(WrongOption, match="must be"):
        drawn(source, now=timezone.now())


def test_an_icon_is_decoration_unless_it_has_words() -> None:
    assert 'aria-hidden="true"' in drawn('{% icon "phone" %}')
    assert 'role="img" aria-label="Call"' in drawn('{% icon "phone" label="Call" %}')


def test_every_icon_of_the_list_is_in_the_sprite() -> None:
    sprite = (env.VAR.read() / "assets" / "icons.svg").read_text("utf-8")
    assert set(re.findall(r'<symbol id="([^"]+)"', sprite)) == icon_names()


def test_the_list_of_icons_is_in_order_and_without_doubles() -> None:
    text = (Path(env.ROOT) / "panah" / "web" / "icons.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert lines == sorted(set(lines))


def test_sealed_words_are_a_lock_and_open_words_are_escaped() -> None:
    locked = drawn('{% sealed words ask="Ask the director." %}', words=SEALED)
    assert "Sealed" in locked
    assert "Ask the director." in locked
    assert "🔒" not in locked
    assert drawn("{% sealed words %}", words="<b>Aysel</b>").strip() == "&lt;b&gt;Aysel&lt;/b&gt;"


def test_words_given_to_a_component_are_escaped() -> None:
    hostile = "<script>alert(1)</script>"
    for source in (
        "{% badge words %}",
        "{% card title=words %}{{ words }}{% endcard %}",
        "{% stat words words hint=words %}",
        "{% refused words rule='CON-06' allow=words %}",
        "{% bars words rows %}",
        "{% columns words rows %}",
        "{% person words note=words %}",
        "{% keep as kept %}{{ words }}{% endkeep %}{{ kept }}",
    ):
        assert "<script" not in drawn(source, words=hostile, rows=[(hostile, 3)])


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    ("minutes", "alert", "tone", "words"),
    [
        (30, None, "neutral", "due in 30 min"),
        (30, -5, "accent", "due in 30 min"),
        (-12, -30, "danger", "overdue by 12 min"),
        (26 * 60, None, "neutral", "due in 26 h"),
        (-4 * 24 * 60, None, "danger", "overdue by 4 d"),
    ],
)
def test_a_clock_is_red_only_when_it_is_overdue(minutes: int, alert: int | None, tone: str, words: str) -> None:
    now = timezone.now()
    given = {"due": now + timedelta(minutes=minutes), "alert": now + timedelta(minutes=alert) if alert else None}
    text = drawn("{% clock due alert=alert %}", **given)
    assert f"tone-{tone}" in text
    assert words in text


@time_machine.travel(NOW, tick=False)
def test_a_clock_that_is_done_stands_still() -> None:
    now = timezone.now()
    in_time = drawn("{% clock due done=done %}", due=now, done=now - timedelta(minutes=5))
    late = drawn("{% clock due done=done %}", due=now, done=now + timedelta(minutes=7))
    assert "done in time" in in_time
    assert "done 7 min late" in late
    assert "data-due" not in in_time + late


def test_the_ring_empties_from_full_to_nothing() -> None:
    start = timezone.now()
    due = start + timedelta(hours=2)
    steps = [part_left(start, due, start + timedelta(minutes=minutes)) for minutes in (0, 30, 60, 120, 500)]
    assert steps == [100.0, 75.0, 50.0, 0.0, 0.0]
    assert part_left(due, due, start) == 0.0


def test_a_span_is_said_in_the_unit_a_person_would_use() -> None:
    with translation.override("en"):
        spans = [timedelta(minutes=119), timedelta(minutes=120), timedelta(hours=47), timedelta(hours=48)]
        assert [in_words(span) for span in spans] == ["119 min", "2 h", "47 h", "2 d"]


@time_machine.travel(NOW, tick=False)
def test_a_moment_is_said_as_people_say_it() -> None:
    now = timezone.now()
    assert "today 12:00" in drawn("{% when now %}", now=now)
    assert "12 February 12:00" in drawn("{% when then %}", then=now - timedelta(days=17))
    assert "22 December 2023 12:00" in drawn("{% when then %}", then=now - timedelta(days=800))
    assert drawn("{% when nothing %}", nothing=None) == "–"


def test_a_question_is_a_form_that_works_without_scripts() -> None:
    text = drawn('{% confirm "/close/" label="Close" sure="Yes" %}It ends.{% endconfirm %}', csrf_token="abc")
    assert '<form class="confirm-sheet" action="/close/" method="post">' in text
    assert 'value="abc"' in text


def test_charts_carry_their_numbers_as_a_table() -> None:
    rows = [("work", 412), ("study", 96)]
    for source in ('{% bars "By motive" rows %}', '{% columns "By hour" rows %}'):
        cells = re.findall(r'<th scope="row">(\w+)</th><td>(?:<span.*?)?(\d+)', drawn(source, rows=rows), flags=re.S)
        assert [label for label, _number in cells] == ["work", "study"]
        assert "412" in drawn(source, rows=rows)


def test_a_chart_of_nothing_is_drawn() -> None:
    assert "<rect" not in drawn('{% columns "By hour" rows %}', rows=[])
    assert drawn('{% bars "By hour" rows %}', rows=[("none", 0)])


def test_a_route_that_does_not_exist_is_no_address() -> None:
    assert drawn('{% route "web:home" %}') == "/"
    assert drawn('{% route "nowhere:at_all" %}') == ""


def test_a_refusal_names_its_rule_and_where_the_rule_stands() -> None:
    assert "S2 L45" in drawn("{{ rule|source_of }}", rule="CON-06")
    assert drawn("{{ rule|place_of }}", rule="CON-06") == "/duties/rulebook/#CON-06"
    assert drawn("{{ rule|source_of }}{{ rule|place_of }}", rule="") == ""
