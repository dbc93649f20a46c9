"""Minutes in words."""

import pytest

from home.durations import minutes_in_words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (20, "20 minutes"),
        (60, "1 hour"),
        (61, "1 hour 1 minute"),
        (100, "1 hour 40 minutes"),
        (125, "2 hours 5 minutes"),
    ],
)
def test_minutes_in_words(minutes, words):
    assert minutes_in_words(minutes) == words
