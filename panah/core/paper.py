"""The one door to Typst: papers of A4 that people carry away, drawn from data and kept nowhere."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

import typst
from django.utils.translation import get_language

_PAGE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#set page(paper: "a4", margin: 2cm, footer: context align(right, counter(page).display()))
#set text(size: 10pt, lang: data.language)
#set par(leading: 0.7em)
#text(size: 18pt, weight: "bold", fill: rgb("#0b5f63"))[#data.title]
#v(2pt)
// No font of ours has the square that is ticked with a pen.
#let cell(words) = if words == data.square { box(width: 9pt, height: 9pt, stroke: 0.8pt) } else { words }
#if data.lead != "" { text(fill: luma(90))[#data.lead] }
#v(12pt)
#if data.facts.len() > 0 [
  #grid(columns: (auto, 1fr), column-gutter: 16pt, row-gutter: 8pt,
    ..data.facts.map(pair => (text(fill: luma(90))[#pair.at(0)], [#pair.at(1)])).flatten())
  #v(12pt)
]
#if data.mark != "" [
  #block(width: 100%, inset: 16pt, radius: 4pt, fill: rgb("#e3f0f0"),
    align(center, text(size: 20pt, weight: "bold", tracking: 1pt)[#data.mark]))
  #v(12pt)
]
#for words in data.paragraphs [
  #par[#words]
  #v(4pt)
]
#for part in data.tables [
  #block(sticky: true, text(size: 13pt, weight: "bold")[#part.title])
  #table(
    columns: if data.columns.len() == part.head.len() { data.columns.map(eval) } else { part.head.len() },
    stroke: 0.4pt + luma(180), inset: 6pt,
    fill: (_, row) => if row == 0 and part.head.any(words => words != "") { rgb("#e3f0f0") },
    align: (column, _) => if column == 0 or not part.numbers { left } else { right },
    ..if part.head.any(words => words != "") { (table.header(..part.head.map(strong)),) },
    ..part.rows.flatten().map(cell),
  )
  #v(10pt)
]
#if data.note != "" { text(size: 9pt, fill: luma(90))[#data.note] }
"""

# A cell that holds this is a square to be ticked by hand.
SQUARE = "☐"


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a paper; `numbers` sets every column but the first to the right. An empty head is left out."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What stands on a paper: title, a line below it, facts, something to be seen at once, paragraphs, tables, note."""

    title: str
    lead: str = ""
    facts: Sequence[tuple[str, str]] = ()
    mark: str = ""
    paragraphs: Sequence[str] = ()
    tables: Sequence[Table] = ()
    note: str = ""
    # Widths of the columns of its tables, in words of Typst; even ones where none are given.
    columns: Sequence[str] = ()

    def pdf(self) -> bytes:
        """Draw it as PDF; hyphens and quotes follow the current language."""
        return self.drawn("pdf")

    def drawn(self, form: Literal["pdf", "svg"]) -> bytes:
        """Draw it; as SVG, the one page there is in that form, every letter is a glyph and every line a path."""
        language = (get_language() or "en").split("-")[0]
        data = json.dumps({**asdict(self), "language": language, "square": SQUARE})
        return bytes(typst.compile(_PAGE.encode(), format=form, sys_inputs={"data": data}))
