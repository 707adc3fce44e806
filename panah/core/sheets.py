"""The one door to openpyxl: tables of numbers as a workbook that people go on reckoning with."""

import io
from collections.abc import Iterable, Sequence

from django.utils.formats import sanitize_separators
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.workbook.child import INVALID_TITLE_REGEX
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

# What a spreadsheet takes as the name of a sheet, in letters; and the widest column, wrapped beyond it.
LONGEST, WIDEST = 31, 50
# The height of a line, in points.
LINE = 15


def workbook(tables: Iterable[tuple[str, Sequence[str], Sequence[Sequence[str]]]]) -> bytes:
    """Write each table (title, head, rows) on a sheet of its own, numbers as numbers; kept nowhere."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, head, rows in tables:
        sheet = book.create_sheet(INVALID_TITLE_REGEX.sub("", title)[:LONGEST].strip())
        sheet.append(list(head))
        for row in rows:
            # The first column names what the others count.
            sheet.append([cell if place == 0 else _number(cell) for place, cell in enumerate(row)])
        laid_out(sheet)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def laid_out(sheet: Worksheet) -> None:
    """Make a sheet readable, on paper too: a head that stays, columns and rows as large as their words, no formula."""
    for place, column in enumerate(sheet.columns, 1):
        lengths = [len(str(cell.value)) for cell in column if cell.value is not None]
        sheet.column_dimensions[get_column_letter(place)].width = min(max(lengths, default=0) + 3, WIDEST)
        for cell in column:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if cell.data_type == "f":
                # Words that begin like a formula stay words, also when somebody goes on writing in the cell.
                cell.data_type, cell.quotePrefix = "s", True
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        # Not every program reckons this itself.
        needed = max((_lines(str(cell)) for cell in row), default=1)
        sheet.row_dimensions[number].height = needed * LINE if needed > 1 else None
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes, sheet.print_title_rows = "A2", "1:1"
    sheet.page_setup.paperSize, sheet.page_setup.orientation = Worksheet.PAPERSIZE_A4, Worksheet.ORIENTATION_LANDSCAPE
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0


def _lines(words: str) -> int:
    """How many lines words need in the widest column; a little more than the letters, for a long word goes down."""
    return sum(len(part) // (WIDEST - 6) + 1 for part in words.splitlines()) or 1


def _number(cell: str) -> str | float:
    """A number as a number, however the language writes it."""
    try:
        return float(sanitize_separators(cell))
    except ValueError:
        return cell
