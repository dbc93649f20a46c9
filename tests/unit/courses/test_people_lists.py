"""Lists of people, as spreadsheets and people write them."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses import people_lists
from courses.people_lists import (
    LONGEST_FILE,
    MOST_ROWS,
    CannotRead,
    ListRow,
    Problem,
    Refused,
    decode,
    mark_known,
    plain_code,
    read_rows,
)


def test_the_examples_hold():
    assert doctest.testmod(people_lists, optionflags=doctest.NORMALIZE_WHITESPACE).failed == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_whatever_a_spreadsheet_writes_is_read(encoding, sign, line_end):
    text = line_end.join([f"Name{sign}E-mail address", f"Zoë D.{sign}Zoe@Example.org", ""])
    assert read_rows(decode(text.encode(encoding))) == [ListRow(2, "Zoë D.", "zoe@example.org")]


@pytest.mark.parametrize(
    "text",
    [
        "name,email\nJoan M.,joan@example.org",
        "EMAIL;Town;NAME\njoan@example.org;Rushford;Joan M.",
        "Joan M.,joan@example.org",
        "Joan M. <joan@example.org>",
        '"Joan M." <mailto:joan@example.org>',
        "\n\nname,email\n,\nJoan M. ,  JOAN@example.org ",
    ],
)
def test_headings_may_stand_in_any_order_or_be_missing(text):
    rows = read_rows(text)
    assert [(row.name, row.email, row.problem) for row in rows] == [("Joan M.", "joan@example.org", "")]


def test_addresses_alone_are_a_list():
    assert [row.email for row in read_rows("a@example.org\nb@example.org\n")] == [
        "a@example.org",
        "b@example.org",
    ]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("Joan,", Problem.NO_EMAIL),
        ("Joan,joan@", Problem.NOT_AN_EMAIL),
        ("Joan,joan@example", Problem.NOT_AN_EMAIL),
        ("Joan,joan@example.org extra", Problem.NOT_AN_EMAIL),
        ("Joan,jöan@example.org", Problem.NOT_AN_EMAIL),
        (f"Joan,{'j' * 260}@example.org", Problem.NOT_AN_EMAIL),
        ("Win at www.example.com,joan@example.org", Problem.NOT_A_NAME),
        (f"{'J' * 61},joan@example.org", Problem.NOT_A_NAME),
        ("=HYPERLINK(1),joan@example.org", ""),
    ],
)
def test_each_row_says_what_is_wrong_with_it(row, problem):
    assert [found.problem for found in read_rows(f"name,email\n{row}")] == [problem]


def test_the_second_of_two_is_named_and_the_line_is_that_of_the_file():
    rows = read_rows("name,email\n\nJoan,joan@example.org\nJ.,JOAN@example.org\n")
    assert [(row.line, row.problem) for row in rows] == [(3, ""), (4, Problem.TWICE)]


def test_people_the_group_knows_are_named():
    rows = read_rows("a@example.org\nb@example.org\nc@example.org")
    marked = mark_known(rows, members={"a@example.org"}, invited={"b@example.org", "a@example.org"})
    assert [row.problem for row in marked] == [Problem.MEMBER, Problem.INVITED, ""]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", Refused.EMPTY),
        (b"name,email\n", Refused.EMPTY),
        (b" \n,,\n", Refused.EMPTY),
        (b"PK\x03\x04rest", Refused.SPREADSHEET),
        (b"a\0b", Refused.NOT_TEXT),
        (b"\xff\xfea", Refused.NOT_TEXT),
        (b"Joan\nTed", Refused.NO_EMAIL_COLUMN),
        (b"x" * (LONGEST_FILE + 1), Refused.TOO_BIG),
        (b"name,email\n" + b"J,j@example.org\n" * (MOST_ROWS + 1), Refused.TOO_LONG),
        (b"email\n" + b"x" * 140_000, Refused.NOT_TEXT),
    ],
)
def test_a_list_that_cannot_be_read_says_why(data, why):
    with pytest.raises(CannotRead) as refusal:
        read_rows(decode(data))
    assert refusal.value.why == why


@given(st.binary(max_size=300))
def test_no_file_breaks_it(data):
    try:
        rows = read_rows(decode(data))
    except CannotRead:
        return
    assert all(row.line for row in rows)


@pytest.mark.parametrize("typed", ["ACDE-FHJK", "acde fhjk", " a c-d.e\tFHJK", "acde–fhjk", "ACDEFHJK"])
def test_a_code_is_forgiven_its_looks(typed):
    assert plain_code(typed, alphabet="ACDEFHJK") == "ACDE-FHJK"


@pytest.mark.parametrize("typed", ["", "ACDE", "ACDEFHJKA", "ACDE-FHJK-0", "ABDE-FHJK", "ÄCDEFHJK"])
def test_another_code_is_none(typed):
    assert plain_code(typed, alphabet="ACDEFHJK") == ""
