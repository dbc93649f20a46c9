"""What may not be published, as rules over plain text."""

import pytest

from home.content_checks import claims_of_approval, count_words


@pytest.mark.parametrize(
    "text",
    [
        "This course is NHS approved.",
        "an nhs-endorsed guide",
        "NHS  Certified trainers",
        "It is approved by the NHS",
        "NHS\naccredited",
    ],
)
def test_claims_of_approval_are_found(text):
    assert claims_of_approval(text)


@pytest.mark.parametrize(
    "text",
    [
        "We are independent and not part of the NHS.",
        "The NHS asked patients.",
        "Approved by the patient group. The NHS was told.",
        "Sign off your NHS certificates",
    ],
)
def test_other_mentions_of_the_nhs_are_fine(text):
    assert claims_of_approval(text) == []


def test_the_phrase_comes_back_as_it_was_written():
    assert claims_of_approval("So NHS  approved!") == ["NHS approved"]


def test_words_are_counted_as_a_reader_counts_them():
    assert count_words("  Someone who looks after\na person, unpaid. ") == 7
