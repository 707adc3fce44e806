"""The one door to openpyxl: tables of numbers as a workbook that people go on reckoning with."""

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.styles import Font


def workbook(tables: Iterable[tuple[str, Sequence[str], Sequence[Sequence[str]]]]) -> bytes:
    """Write each table (title, head, rows) on a sheet of its own, numbers as numbers; kept nowhere."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, head, rows in tables:
        sheet = book.create_sheet(title[:31])
        sheet.append(list(head))
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for row in rows:
            sheet.append([_number(cell) for cell in row])
        sheet.column_dimensions["A"].width = 36
        sheet.freeze_panes = "A2"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _number(cell: str) -> str | float:
    """A number as a number; words that begin like a formula stay words."""
    try:
        return float(cell)
    except ValueError:
        return f"'{cell}" if cell.startswith(("=", "+", "@", "-")) else cell
