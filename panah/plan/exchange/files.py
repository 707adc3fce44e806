"""The two kinds of file a plan travels in: XLSX for people, JSON for programs."""

import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook, load_workbook

from panah.core.errors import BadInput
from panah.core.sheets import laid_out
from panah.plan.exchange.columns import Column, amount, tables
from panah.plan.exchange.content import MOST_TITLE, TOO_LONG, UNKNOWN, Content, Raw, Trouble

MOST_BYTES = 2 * 1024 * 1024
# A spreadsheet is a ZIP of XML: how much there is to read is bounded before anything is made of it, for a small file
# can keep a processor busy for minutes. The largest plan there can be has about two thirds of these cells.
MOST_UNPACKED = 16 * 1024 * 1024
MOST_FILES = 200
MOST_SHEETS = 30
MOST_OF_CELLS = 250_000
MOST_OTHERS = 5_000
# Beyond it nothing is looked for, not even empty rows that somebody has coloured.
LAST_ROW = 10_000
_OF_CELLS = re.compile(rb"<(?:\w+:)?(?:row|c|v|is|si|t)(?=[\s/>])")
_SHEET = re.compile(rb"<(?:\w+:)?sheet(?=[\s/>])")


class NotAPlan(BadInput):
    """A file that is no spreadsheet and no JSON, or too large."""

    sentence = _("This is no table of a plan: an XLSX or JSON file of at most 2 MB is needed. Nothing was changed.")


class TooMuch(NotAPlan):
    """A spreadsheet that holds far more than a plan can."""

    sentence = _(
        "This file holds far more than a plan can: cells, sheets or formats. Take the file that the plan gives, "
        "copy your rows into it, and bring that in. Nothing was changed."
    )


Tables = Mapping[str, Sequence[Raw]]


def read(name: str, data: bytes) -> tuple[Tables, list[Trouble]]:
    """Read a file by its ending; gives its rows and what is wrong with its shape. Raises NotAPlan and TooMuch."""
    readers: dict[str, Callable[[bytes], tuple[Tables, list[Trouble]]]] = {"xlsx": _xlsx, "json": _json}
    reader = readers.get(name.lower().rpartition(".")[2])
    if reader is None or len(data) > MOST_BYTES:
        raise NotAPlan
    found, troubles = reader(data)
    # Read as empty, a table that was left out would take everything of its kind out of the plan.
    missing = [Trouble(each, 0, "", _("This table is missing.")) for each in tables() if each not in found]
    return found, troubles + missing


def _json(data: bytes) -> tuple[Tables, list[Trouble]]:
    try:
        given = json.loads(data)
    except (ValueError, RecursionError):
        raise NotAPlan from None
    if not isinstance(given, dict):
        raise NotAPlan
    for rows in given.values():
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise NotAPlan
    found = {name: [Raw(number, row) for number, row in enumerate(rows, 1)] for name, rows in given.items()}
    return found, _unknown(given)


def _unknown(names: Iterable[str]) -> list[Trouble]:
    return [
        Trouble(name[:MOST_TITLE], 0, "", _("This table is not known here.")) for name in names if name not in tables()
    ]


def _xlsx(data: bytes) -> tuple[Tables, list[Trouble]]:
    _bounded(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = {name: _sheet(name, book[name]) for name in book.sheetnames if name in tables()}
    except Exception:
        # The reader fails in many ways at a file that was made to break it; each of them is this file's fault.
        raise NotAPlan from None
    troubles = [trouble for _rows, bad in sheets.values() for trouble in bad]
    return {name: rows for name, (rows, _bad) in sheets.items()}, troubles + _unknown(book.sheetnames)


def _bounded(data: bytes) -> None:
    """Refuse an archive that unpacks to more than a plan can be, or holds more elements. Raises NotAPlan, TooMuch."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        files = archive.infolist()
        if len(files) > MOST_FILES or sum(file.file_size for file in files) > MOST_UNPACKED:
            raise TooMuch
        parts = [archive.read(file) for file in files]
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError):
        raise NotAPlan from None
    # Written in two bytes a letter, elements could not be counted; and no spreadsheet brings entities of its own.
    if any(_is_wide(part) or b"<!DOCTYPE" in part for part in parts):
        raise NotAPlan
    cells = sum(len(_OF_CELLS.findall(part)) for part in parts)
    others = sum(part.count(b"<") - part.count(b"</") for part in parts) - cells
    if cells > MOST_OF_CELLS or others > MOST_OTHERS or sum(len(_SHEET.findall(p)) for p in parts) > MOST_SHEETS:
        raise TooMuch


def _is_wide(part: bytes) -> bool:
    return b"\0" in part[:64] and part[:64].strip(b"\xff\xfe\0 \r\n\t").startswith(b"<")


def _sheet(name: str, sheet: Any) -> tuple[list[Raw], list[Trouble]]:
    rows = sheet.iter_rows(values_only=True, max_row=LAST_ROW, max_col=60)
    head = [str(cell).strip() if cell is not None else "" for cell in next(rows, ())]
    troubles = _head(name, head)
    numbered = list(enumerate(rows, 2))
    if numbered and numbered[-1][0] == LAST_ROW:
        return [], [*troubles, Trouble(name, LAST_ROW, "", TOO_LONG)]
    found = [
        Raw(number, {title: cell for title, cell in zip(head, row, strict=False) if title})
        for number, row in numbered
        if any(cell is not None and str(cell).strip() for cell in row)
    ]
    return found, troubles


def _head(name: str, head: Sequence[str]) -> list[Trouble]:
    """What is wrong with the first row of a sheet: it says so once, and not in each row below."""
    columns = tables()[name]
    missing = [column.name for column in columns if column.name not in head and column.needed]
    unknown = dict.fromkeys(title for title in head if title and title not in {column.name for column in columns})
    twice = dict.fromkeys(title for title in head if title and head.count(title) > 1)
    said = ((missing, _("This column is missing.")), (unknown, UNKNOWN), (twice, _("This column stands there twice.")))
    return [Trouble(name, 1, title[:MOST_TITLE], why) for titles, why in said for title in titles]


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
            sheet.append([_cell(column, row[column.name]) for column in columns])
        laid_out(sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(column: Column, value: Any) -> Any:
    if column.read is amount and value is not None:
        # A sum is reckoned with; two places of fifteen digits survive being a number.
        return Decimal(value)
    return ", ".join(value) if isinstance(value, list) else value
