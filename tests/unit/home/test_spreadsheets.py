"""No cell of a file that people download is a formula, whatever somebody typed."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from home.spreadsheets import as_csv, as_xlsx, harmless

ATTACKS = ["=1+1", "+44 1632", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\u200b=1", "＝1", "|calc", "%0A=1"]


@pytest.mark.parametrize("attack", ATTACKS)
def test_text_that_could_be_a_formula_is_text(attack):
    assert harmless(attack).startswith("'")


def test_other_cells_stay_as_they_are():
    for cell in ("Ted W.", "Ŵyn", "5 = five", "", 3, -3, None, date(2027, 3, 1)):
        assert harmless(cell) == cell


def test_csv_is_read_back_with_headings_made_harmless():
    table = as_csv([["=Lesson", "Name"], ["Done", 'Ted "T" W.; Ŵyn']])
    assert table.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))
    assert rows == [["'=Lesson", "Name"], ["Done", 'Ted "T" W.; Ŵyn']]


@given(st.lists(st.lists(st.text(max_size=8), min_size=1, max_size=3), min_size=1, max_size=3))
def test_whatever_is_typed_xlsx_holds_no_formula(rows):
    book = load_workbook(io.BytesIO(as_xlsx({"People: [all]": rows})))
    assert book.sheetnames == ["People   all "]
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type in ("s", "n") for cell in cells)
    assert all(not str(cell.value).startswith(("=", "+", "-", "@")) for cell in cells)
