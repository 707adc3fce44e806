"""What stands on a paper is drawn, and not a mark for a letter that no font has."""

from panah.core.paper import SQUARE, Paper, Table


def drawn(table: Table) -> str:
    """The paper as SVG, where every letter is a glyph that is used and every line a path."""
    return Paper(title="A", tables=[table]).drawn("svg").decode()


def test_a_square_to_be_ticked_is_empty() -> None:
    ticked, plain = drawn(Table("", ["A"], [[SQUARE]])), drawn(Table("", ["A"], [[""]]))
    assert ticked.count("<use") == plain.count("<use")
    assert ticked.count("<path") > plain.count("<path")


def test_a_table_without_a_head_has_none() -> None:
    assert drawn(Table("", [""], [["A"]])).count("<path") < drawn(Table("", ["B"], [["A"]])).count("<path")
