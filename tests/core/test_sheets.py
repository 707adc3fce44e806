"""Workbooks: any heading of any language becomes the name of a sheet."""

import io

import pytest
from django.utils import translation
from openpyxl import load_workbook

from panah.core.sheets import WIDEST, workbook


def test_a_heading_that_asks_or_is_long_still_names_its_sheet() -> None:
    titles = ["Kim yerləşmədi və niyə?", "Приюты / центры: [всё]", "Сколько дней человек прожил в приюте"]
    book = load_workbook(
        io.BytesIO(workbook([(title, ["A", "B"], [["05", "1.5"], ["=1+1", "=2"]]) for title in titles]))
    )
    assert book.sheetnames == ["Kim yerləşmədi və niyə", "Приюты  центры всё", "Сколько дней человек прожил в п"]
    first = book.worksheets[0]
    assert [cell.value for row in first["A1:B3"] for cell in row] == ["A", "B", "05", 1.5, "=1+1", "=2"]
    assert [(first[place].data_type, first[place].quotePrefix) for place in ("A3", "B3")] == [("s", True)] * 2


def test_a_column_is_as_wide_as_its_words_and_a_sheet_as_its_page() -> None:
    head, rows = ["Operator", "Delay of the card", "Words"], [["Leyla", "5:08", "x" * 300]]
    sheet = load_workbook(io.BytesIO(workbook([("A", head, rows)]))).worksheets[0]
    assert [sheet.column_dimensions[letter].width > len(words) for letter, words in zip("AB", head, strict=False)] == [
        True,
        True,
    ]
    assert sheet.column_dimensions["C"].width == WIDEST
    assert (sheet["C2"].alignment.wrap_text, sheet.page_setup.fitToHeight) == (True, 0)
    # Three hundred letters go down in lines of at most fifty.
    assert (sheet.row_dimensions[2].height or 0) >= 6 * 12
    fitted = sheet.sheet_properties.pageSetUpPr
    assert fitted is not None
    assert fitted.fitToPage


@pytest.mark.parametrize(("language", "written"), [("en", "13.1"), ("ru", "13,1"), ("az", "13,1")])
def test_a_number_is_one_however_the_language_writes_it(language: str, written: str) -> None:
    with translation.override(language):
        book = load_workbook(io.BytesIO(workbook([("A", ["", "B"], [["", written], ["", "–"], ["", "0:07:18"]])])))
    assert [cell.value for cell in book.worksheets[0]["B"]] == ["B", 13.1, "–", "0:07:18"]
