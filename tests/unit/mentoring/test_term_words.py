"""The lists people choose from speak the reader's language, and English where it has no words yet."""

import pytest
from django.utils.translation import override

from home.starter import read
from mentoring.models import Term
from mentoring.starter import LISTS, _entries

PHONE = Term(kind="mode", key="phone-call", label="Phone call", label_cy="Galwad ffôn", label_ur="")


@pytest.mark.parametrize(
    ("language", "words"), [("en-gb", "Phone call"), ("cy", "Galwad ffôn"), ("ur", "Phone call")]
)
def test_a_term_has_the_words_of_the_reader(language, words):
    with override(language):
        assert (PHONE.words, str(PHONE)) == (words, words)


@pytest.mark.parametrize("language", ["cy", "ur"])
def test_every_list_that_is_shipped_has_them(language):
    lists = read("lists")
    without = [
        entry["key"] for name in LISTS.values() for entry in _entries(lists[name]) if not entry.get(language)
    ]
    assert without == []
