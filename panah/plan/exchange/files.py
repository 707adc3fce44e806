"""The two kinds of file a plan travels in: XLSX for people, JSON for programs."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from panah.core.errors import BadInput
from panah.plan.exchange.columns import tables
from panah.plan.exchange.content import MOST_ROWS, Content, Raw, Trouble

MOST_BYTES = 2 * 1024 * 1024
# A spreadsheet is a ZIP: what it unpacks to is bounded before it is unpacked.
MOST_UNPACKED = 40 * 1024 * 1024
MOST_FILES = 200


class NotAPlan(BadInput):
    """A file that is no spreadsheet and no JSON, or too large."""

    sentence = _("This is no table of a plan: an XLSX or JSON file of at most 2 MB is needed. Nothing was changed.")


Tables = Mapping[str, Sequence[Raw]]


def read(name: str, data: bytes) -> tuple[Tables, list[Trouble]]:
    """Read a file by its ending; gives its rows and what is wrong with its shape. Raises NotAPlan."""
    readers: dict[str, Callable[[bytes], tuple[Tables, list[Trouble]]]] = {"xlsx": _xlsx, "json": _json}
    reader = readers.get(name.lower().rpartition(".")[2])
    if reader is None or len(data) > MOST_BYTES:
        raise NotAPlan
    return reader(data)


def _json(data: bytes) -> tuple[Tables, list[Trouble]]:
    try:
        given = json.loads(data)
    except (ValueError, RecursionError):
        raise NotAPlan from None
    if not isinstance(given, dict):
        raise NotAPlan
    found: dict[str, list[Raw]] = {}
    troubles = [Trouble(str(name)[:40], 0, "", _("This table is not known here.")) for name in given.keys() - tables()]
    for name in tables():
        rows = given.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise NotAPlan
        found[name] = [Raw(number, row) for number, row in enumerate(rows, 1)]
    return found, troubles


def _xlsx(data: bytes) -> tuple[Tables, list[Trouble]]:
    _bounded(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except Exception:
        raise NotAPlan from None
    found: dict[str, list[Raw]] = {}
    troubles = []
    for name in book.sheetnames:
        if name in tables():
            found[name], bad = _sheet(name, book[name])
            troubles += bad
        else:
            troubles.append(Trouble(name[:40], 0, "", _("This table is not known here.")))
    return found, troubles


def _bounded(data: bytes) -> None:
    """Refuse an archive that unpacks to more than a plan can be."""
    try:
        files = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except zipfile.BadZipFile:
        raise NotAPlan from None
    if len(files) > MOST_FILES or sum(file.file_size for file in files) > MOST_UNPACKED:
        raise NotAPlan


def _sheet(name: str, sheet: Any) -> tuple[list[Raw], list[Trouble]]:
    rows = sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 2, max_col=60)
    head = [str(cell).strip() if cell is not None else "" for cell in next(rows, ())]
    missing = [column.name for column in tables()[name] if column.name not in head and column.needed]
    troubles = [Trouble(name, 1, column, _("This column is missing.")) for column in missing]
    if troubles:
        return [], troubles
    found = [
        Raw(number, {title: cell for title, cell in zip(head, row, strict=False) if title})
        for number, row in enumerate(rows, 2)
        if any(cell is not None and str(cell).strip() for cell in row)
    ]
    return found, []


def as_json(content: Content) -> bytes:
    """Write a plan for a program."""
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def as_xlsx(content: Content) -> bytes:
    """Write a plan for a person: a sheet for each table, with its columns as the first row."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, columns in tables().items():
        sheet = book.create_sheet(name)
        sheet.append([column.name for column in columns])
        for row in content[name]:
            sheet.append([_cell(row[column.name]) for column in columns])
        for number, column in enumerate(columns, 1):
            sheet.cell(1, number).font = Font(bold=True)
            wide = 50 if "." in column.name else 16
            sheet.column_dimensions[get_column_letter(number)].width = wide
        sheet.freeze_panes = "A2"
        for cells in sheet.iter_rows(min_row=2):
            for cell in cells:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                # Words that begin like a formula stay words: nobody's spreadsheet runs them.
                cell.data_type = "s" if cell.data_type == "f" else cell.data_type
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(value: Any) -> Any:
    return ", ".join(value) if isinstance(value, list) else value
