"""The rulebook's coverage cannot be faked: a mark on a test that asserts nothing, or for no rule, is refused."""

import ast
from pathlib import Path

import pytest

from panah.duties.rulebook import rulebook
from tests.architecture.rule_marks import doubles, ids, marked, proves_something
from tests.architecture.sources import nodes, python_files, relative, tree

MARKED = python_files("tests/")


@pytest.mark.parametrize("path", MARKED, ids=relative)
def test_marked_tests_prove_something(path: Path) -> None:
    idle = [test.name for test, _ in marked(tree(path)) if not proves_something(test)]
    assert not idle, f"{relative(path)}: these tests carry a rule's mark and assert nothing that could fail"


@pytest.mark.parametrize("path", MARKED, ids=relative)
def test_nothing_stands_in_for_the_program(path: Path) -> None:
    assert not doubles(tree(path)), f"{relative(path)}: a rule is proven on the program itself, not on a mock of it"


@pytest.mark.parametrize(
    "line",
    [
        "import unittest.mock",
        "import mock as desk",
        "from unittest import mock",
        "from unittest.mock import Mock as Desk",
        "def test_it(mocker): ...",
    ],
)
def test_a_mock_is_seen_under_any_name(line: str) -> None:
    assert doubles(ast.parse(line)) == [1]


@pytest.mark.parametrize("path", MARKED, ids=relative)
def test_marks_name_rules_of_the_rulebook(path: Path) -> None:
    named = [(test.name, rule) for test, marks in marked(tree(path)) for rule in ids(marks)]
    assert not [pair for pair in named if pair[1] not in rulebook().by_id]


@pytest.mark.parametrize("path", MARKED, ids=relative)
def test_marks_are_put_on_tests_where_they_can_be_read(path: Path) -> None:
    """A mark added while the tests run, or kept in a variable, would escape the reading above."""
    read = {id(mark) for _, marks in marked(tree(path)) for mark in marks}
    calls = [node for node in nodes(path) if isinstance(node, ast.Call)]
    marks = [node for node in calls if ast.unparse(node.func).endswith("mark.rule")]
    assert not [node.lineno for node in marks if id(node) not in read]


def proves(body: str) -> bool:
    """Whether a marked test with this body would be accepted."""
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    source = f"@pytest.mark.rule('HL-08')\ndef test_it(desk, page):\n{lines}\n"
    ((test, _marks),) = marked(ast.parse(source))
    return proves_something(test)


@pytest.mark.parametrize(
    "body",
    [
        "assert desk.open",
        "assert not desk.find('x')",
        "assert desk.cards == 3",
        "with pytest.raises(Refused):\n    desk.close()",
        "expect(page.get_by_text('Saved')).to_be_visible()",
        "for one in desk.cards:\n    assert one.done",
        "if desk.open:\n    assert desk.free",
        "with desk.acting() as actor:\n    assert actor.may('x')",
        "count = 0\nfor one in desk.cards:\n    count += 1\nassert count == 2",
        "said = []\ndesk.tell(said.append)\nassert said == ['hello']",
        "try:\n    assert desk.open\nfinally:\n    desk.close()",
        "assert desk.open and True",
        "refused = pytest.raises(Refused)\nwith desk.acting(), refused:\n    desk.close()",
    ],
)
def test_what_can_fail_is_accepted(body: str) -> None:
    assert proves(body)


@pytest.mark.parametrize(
    "body",
    [
        "desk.open()",
        "assert True",
        "assert 1 == 1",
        "assert 'words'",
        "assert desk == desk",
        "assert desk.open or True",
        "assert (desk.open, 'is open')",
        "assert [desk.open]",
        "assert f'{desk}'",
        "assert lambda: desk.open",
        "done = True\nassert done",
        "one = 1\ntwo = one + 1\nassert two == 2",
        "if False:\n    assert desk.open",
        "while 0:\n    assert desk.open",
        "for one in []:\n    assert desk.open",
        "return\nassert desk.open",
        "try:\n    assert desk.open\nexcept Exception:\n    pass",
        "try:\n    assert desk.open\nexcept:\n    pass",
        "with suppress(AssertionError):\n    assert desk.open",
        "with pytest.raises(Refused):\n    raise Refused",
        "with pytest.raises(Refused):\n    pass",
        "with pytest.raises(ValueError):\n    int('x')",
        "pytest.skip('later')\nassert desk.open",
        "pytest.xfail('some day')\nassert desk.open",
        "with pytest.raises(Exception):\n    desk.open()",
        "expect(page)",
        "expect(True).to_be(True)",
        "def inner():\n    assert desk.open",
        "assert desk.open if False else True",
        "assert len('abc') == 3",
        "assert isinstance(1, int)",
    ],
)
def test_what_cannot_fail_is_refused(body: str) -> None:
    assert not proves(body)


def test_marks_are_found_on_classes_modules_and_parameters() -> None:
    source = """
pytestmark = [pytest.mark.rule("HL-01")]

@pytest.mark.rule("HL-02")
class TestDesk:
    @pytest.mark.parametrize("x", [pytest.param(1, marks=pytest.mark.rule("HL-03"))])
    def test_it(self, x):
        assert x
"""
    ((_test, marks),) = marked(ast.parse(source))
    assert ids(marks) == ["HL-01", "HL-02", "HL-03"]


def test_an_id_that_is_not_written_out_is_no_rule() -> None:
    source = "@pytest.mark.rule(RULE)\ndef test_it(x):\n    assert x\n"
    ((_test, marks),) = marked(ast.parse(source))
    assert ids(marks) == [None]
