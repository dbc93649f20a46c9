"""How a wording becomes an agreement."""

from mentoring.agreement import Part, fill, fingerprint, parts, unknown_markers


def test_names_are_filled_in_once():
    words = {"mentor": "Comfort {mentee}", "mentee": "Ted"}
    assert fill("{mentor} meets {mentee}.", words) == "Comfort {mentee} meets Ted."


def test_a_marker_without_words_stays_to_be_seen():
    assert fill("{goal}", {}) == "{goal}"


def test_markers_that_stand_for_nothing_are_named():
    assert unknown_markers("{mentor} {mentr} {phone} {}") == ["mentr"]


def test_headings_and_paragraphs():
    text = "Hello.\r\n\r\n# What it is for\nWe work together.\n\nWe ask.\n# Not a block of its own"
    assert parts(text) == [
        Part("", ("Hello.",)),
        Part("What it is for", ("We work together.", "We ask.\n# Not a block of its own")),
    ]


def test_other_words_have_another_mark():
    assert fingerprint("We agree.") == fingerprint("We agree.") != fingerprint("We agree!")
