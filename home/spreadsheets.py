"""Tables as files that people open in a spreadsheet, CSV or XLSX. No cell of them can be a formula.

A table is a list of rows, the headings first; a cell is text, a whole number, a date or None. What people
typed may begin with "=": a spreadsheet would run it. Such text gets an apostrophe in front, headings too.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence

from openpyxl import Workbook

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

#: What a spreadsheet may take for the start of a formula, the wide forms of East Asia included, also after
#: spaces and signs that are not seen.
_FORMULA = re.compile(r"[\s\x00-\x1f\u200b-\u200f\u2060\ufeff]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]")
#: Signs that the XML inside an XLSX file may not hold.
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
#: Signs that a spreadsheet refuses in the name of a sheet, and the longest name it takes.
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
LONGEST_SHEET_NAME = 31


def harmless(cell):
    """The cell as it may stand in a spreadsheet: text that could be a formula with an apostrophe in front."""
    if not isinstance(cell, str):
        return cell
    text = _NOT_IN_XML.sub("", cell)
    return f"'{text}" if text[:1] in ("\t", "\r", "\n") or _FORMULA.match(text) else text


def as_csv(rows: Iterable[Sequence]) -> bytes:
    """One table as CSV, with the mark by which spreadsheets know UTF-8."""
    page = io.StringIO()
    writer = csv.writer(page, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return page.getvalue().encode("utf-8-sig", errors="replace")


def as_xlsx(sheets: Mapping[str, Iterable[Sequence]]) -> bytes:
    """Tables by the names of their sheets as one XLSX file."""
    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(_NOT_IN_SHEET_NAME.sub(" ", name)[:LONGEST_SHEET_NAME])
        sheet.freeze_panes = "B2"
        for row in rows:
            sheet.append([harmless(cell) for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
