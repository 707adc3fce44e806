"""The state of the fight as documents to carry away: PDF to print, DOCX to go on writing in (NC-03)."""

import io
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from panah.core.paper import Paper, Table
from panah.plan.state import Definition, Figure, State


def pdf(state: State) -> bytes:
    """Draw it as PDF of A4 pages; the number behind a figure's name is that of its definition in the last table."""
    tables = [
        Table(
            title=f"{section}: {figure.definition.title} [{figure.mark}]",
            head=state.head,
            rows=[[line.name, line.number, line.before] for line in figure.lines],
            numbers=True,
        )
        for section, figures in state.sections
        for figure in figures
    ]
    rows = [
        [f"[{figure.mark}] {figure.definition.title}", *(words for _name, words in said(figure.definition))]
        for figure in state.figures
    ]
    tables.append(Table(title=_("Definitions"), head=["", *_heads()], rows=rows))
    # Four columns are the definitions' alone; the figures' three are as wide as what stands in them.
    return Paper(title=state.title, lead=state.note, tables=tables, columns=("9em", "1fr", "1fr", "1fr")).pdf()


def docx(state: State) -> bytes:
    """Write it as a text document; the number behind a figure's name leads to its definition at the end."""
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    about = document.core_properties
    about.title, about.author, about.comments = state.title, "", ""
    about.language = get_language() or "en"
    document.add_heading(state.title, level=0)
    document.add_paragraph(state.note)
    for section, figures in state.sections:
        document.add_heading(section, level=1)
        for figure in figures:
            _figure(document, state, figure)
    document.add_heading(_("Definitions"), level=1)
    for figure in state.figures:
        _definition(document, figure)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def said(definition: Definition) -> list[tuple[str, str]]:
    """Give a definition in words: what is counted, from where, and how small numbers are kept back."""
    words = (definition.counted, definition.taken_from, definition.kept_back)
    return [(head, str(each)) for head, each in zip(_heads(), words, strict=True)]


def _heads() -> list[str]:
    return [_("What is counted"), _("From where"), _("Small numbers")]


def _figure(document: Any, state: State, figure: Figure) -> None:
    heading = document.add_heading(f"{figure.definition.title} ", level=2)
    _lead_to(heading, figure.mark)
    table = document.add_table(rows=1, cols=3, style="Light Grid Accent 1")
    rows = [state.head, *((line.name, line.number, line.before) for line in figure.lines)]
    for place, row in enumerate(rows):
        cells = table.rows[0].cells if place == 0 else table.add_row().cells
        for cell, words in zip(cells, row, strict=True):
            cell.text = words


def _definition(document: Any, figure: Figure) -> None:
    paragraph = document.add_paragraph()
    _mark(paragraph, figure.mark)
    paragraph.add_run(f"[{figure.mark}] {figure.definition.title}. ").bold = True
    paragraph.add_run(" ".join(f"{head}: {words}" for head, words in said(figure.definition)))


def _lead_to(paragraph: Any, mark: int) -> None:
    """Put a link to a place of the same document into a paragraph; the library has no words for it."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), f"definition{mark}")
    link.append(paragraph.add_run(f"[{mark}]")._r)
    paragraph._p.append(link)


def _mark(paragraph: Any, mark: int) -> None:
    """Name the place where a paragraph begins, for links to lead to."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    start.set(qn("w:name"), f"definition{mark}")
    for element in (start, end):
        element.set(qn("w:id"), str(mark))
        paragraph._p.append(element)
