"""Spelling help: the closest known word, and nothing where nothing helps."""

import pytest

from home.spelling import correct, vocabulary_of, words_in

WORDS = {"committee", "meeting", "mentor", "carer", "carers", "practice", "healthwatch", "it's"}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("comitee", "committee"),
        ("Comitee", "committee"),
        ("commitee meting", "committee meeting"),
        ("menter", "mentor"),
        ("pratice", "practice"),
        ("helthwatch", "healthwatch"),
    ],
)
def test_a_misspelt_word_finds_the_one_that_was_meant(typed, meant):
    assert correct(typed, WORDS) == meant


@pytest.mark.parametrize("typed", ["committee", "xylophone", "", "ppg", "42"])
def test_known_strange_and_short_words_are_left_alone(typed):
    assert correct(typed, WORDS) is None


def test_a_tie_is_settled_the_same_way_each_time():
    assert correct("mentar", {"mentor", "menter"}) == correct("mentar", {"menter", "mentor"}) == "mentor"


def test_words_are_found_in_any_language_and_lose_their_punctuation():
    assert words_in("Tŷ bach, it’s “here” – 10% (C1)!") == ["tŷ", "bach", "it's", "here", "10", "c1"]


def test_the_vocabulary_has_no_short_words_and_no_numbers():
    assert vocabulary_of(["The PPG met in 2026 at G7house", "committee"]) == {"committee"}
