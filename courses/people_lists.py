"""A list of people as a coordinator has it: a CSV from a spreadsheet, or addresses typed into a box.

Spreadsheets write UTF-8 with or without a mark, UTF-16, or Windows-1252, and put semicolons, tabs or commas
between columns. All are read. Each row says by itself what is wrong with it:

>>> for row in read_rows(decode(b"Name;E-mail\\r\\nJoan;joan@example.org\\r\\nTed;ted at home\\r\\n")):
...     print(row.line, row.name, row.email, str(row.problem) or "fine")
2 Joan joan@example.org fine
3 Ted ted at home not an address
"""

import csv
import io
import re
from dataclasses import dataclass, replace
from enum import StrEnum

#: The most a list may hold. Longer ones are several lists.
LONGEST_FILE = 256 * 1024
MOST_ROWS = 300
LONGEST_NAME = 60
LONGEST_EMAIL = 254

NAME_HEADINGS = {"name", "full name", "first name", "preferred name", "enw"}
EMAIL_HEADINGS = {"email", "e-mail", "email address", "e-mail address", "mail", "ebost", "e-bost"}

_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", re.I | re.A)
#: "Joan M. <joan@example.org>", as mail programs write it.
_NAME_AND_EMAIL = re.compile(r"\s*\"?([^\"<>]*?)\"?\s*<([^<>]+)>\s*")
#: A name that would lead somewhere when it stands in a mail.
_NOT_A_NAME = re.compile(r"://|www\.|[@<>{}\r\n\t]|\.(?:com|org|net|uk)\b", re.I)


class Problem(StrEnum):
    """What is wrong with one row. `KNOWN` rows are right, and there is nothing left to do for them."""

    NO_EMAIL = "no address"
    NOT_AN_EMAIL = "not an address"
    NOT_A_NAME = "not a name"
    TWICE = "twice"
    MEMBER = "in the group"
    INVITED = "invited"


class Refused(StrEnum):
    """Why a whole list cannot be read."""

    EMPTY = "empty"
    TOO_BIG = "too big"
    TOO_LONG = "too many rows"
    SPREADSHEET = "a spreadsheet file"
    NOT_TEXT = "not text"
    NO_EMAIL_COLUMN = "no column of addresses"


class CannotRead(Exception):
    """The list as a whole is refused; `why` is a `Refused`."""

    def __init__(self, why: Refused):
        super().__init__(str(why))
        self.why = why


@dataclass(frozen=True)
class ListRow:
    """One person of a list: the line it stood in, and what is wrong with it ("" or a `Problem`)."""

    line: int
    name: str
    email: str
    problem: str = ""


def decode(data: bytes) -> str:
    """The text of a file. Raises CannotRead."""
    if len(data) > LONGEST_FILE:
        raise CannotRead(Refused.TOO_BIG)
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise CannotRead(Refused.SPREADSHEET)
    is_wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if is_wide else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise CannotRead(Refused.NOT_TEXT)


def read_rows(text: str) -> list[ListRow]:
    """The people in a file or a box, each checked by itself and against those before. Raises CannotRead."""
    table = _table(text)
    if not table:
        raise CannotRead(Refused.EMPTY)
    name_at, email_at = _columns(table[0][1])
    if email_at is None:
        name_at, email_at = _columns_by_content(table)
    else:
        table = table[1:]
    if not table:
        raise CannotRead(Refused.EMPTY)
    if len(table) > MOST_ROWS:
        raise CannotRead(Refused.TOO_LONG)
    rows = [_row(line, _cell(cells, name_at), _cell(cells, email_at)) for line, cells in table]
    return _mark_twice(rows)


def _table(text: str) -> list[tuple[int, list[str]]]:
    """The lines that hold something, with their numbers, cut into cells."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    table = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                table.append((reader.line_num, [cell.strip() for cell in cells]))
            if len(table) > MOST_ROWS + 1:
                raise CannotRead(Refused.TOO_LONG)
    except csv.Error as error:
        raise CannotRead(Refused.NOT_TEXT) from error
    return table


def _delimiter(text: str) -> str:
    """The sign between columns: of the three, the one most often in the first line that holds something."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=first.count)


def _columns(cells) -> tuple[int | None, int | None]:
    """Which columns the headings call names and addresses."""
    headings = [cell.casefold().replace("_", " ") for cell in cells]

    def place(words):
        return next((at for at, heading in enumerate(headings) if heading in words), None)

    return place(NAME_HEADINGS), place(EMAIL_HEADINGS)


def _columns_by_content(table) -> tuple[int | None, int]:
    """Without headings: the first column that holds an address, and the one beside it for names."""
    first = next((cells for _line, cells in table if any("@" in cell for cell in cells)), None)
    if first is None:
        raise CannotRead(Refused.NO_EMAIL_COLUMN)
    email_at = next(at for at, cell in enumerate(first) if "@" in cell)
    name_at = next((at for at in range(len(first)) if at != email_at), None)
    return name_at, email_at


def _cell(cells, at: int | None) -> str:
    return cells[at] if at is not None and at < len(cells) else ""


def _row(line: int, name: str, email: str) -> ListRow:
    if both := _NAME_AND_EMAIL.fullmatch(email):
        name, email = name or both[1].strip(), both[2].strip()
    name = " ".join(name.split())
    email = email.removeprefix("mailto:").strip().lower()
    return ListRow(line, name, email, _problem(name, email))


def _problem(name: str, email: str) -> str:
    if not email:
        return Problem.NO_EMAIL
    if len(email) > LONGEST_EMAIL or not _EMAIL.fullmatch(email):
        return Problem.NOT_AN_EMAIL
    if len(name) > LONGEST_NAME or _NOT_A_NAME.search(name):
        return Problem.NOT_A_NAME
    return ""


def _mark_twice(rows: list[ListRow]) -> list[ListRow]:
    seen, marked = set(), []
    for row in rows:
        is_again = not row.problem and row.email in seen
        marked.append(replace(row, problem=Problem.TWICE) if is_again else row)
        if not row.problem:
            seen.add(row.email)
    return marked


def mark_known(rows: list[ListRow], *, members: set[str], invited: set[str]) -> list[ListRow]:
    """The rows, those marked whose addresses (in small letters) are in the group or invited already."""
    known = dict.fromkeys(invited, Problem.INVITED) | dict.fromkeys(members, Problem.MEMBER)
    return [
        replace(row, problem=known[row.email]) if not row.problem and row.email in known else row
        for row in rows
    ]


def plain_code(typed: str, *, alphabet: str, length: int = 8) -> str:
    """A group code as it is kept ("ACDE-FHJK"), whatever spaces, signs and small letters were typed; or "".

    >>> plain_code(" acde fhjk ", alphabet="ACDEFHJK")
    'ACDE-FHJK'
    """
    letters = "".join(sign for sign in typed.upper() if sign in alphabet)
    others = [sign for sign in typed if sign.isalnum() and sign.upper() not in alphabet]
    if len(letters) != length or others:
        return ""
    return f"{letters[: length // 2]}-{letters[length // 2 :]}"
