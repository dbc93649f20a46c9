"""What is shown again of a form that could not be taken."""

import pytest

from home.typed_words import MOST_LETTERS, is_sent_from, typed_words


def test_words_are_shown_once_and_in_their_order():
    fields = {"a": ["First the buses"], "b": ["Then the trains", "First the buses"]}
    assert typed_words(fields) == ["First the buses", "Then the trains"]


@pytest.mark.parametrize("name", ["password", "new_password1", "csrfmiddlewaretoken", "code", "X-Token"])
def test_secrets_are_not(name):
    assert typed_words({name: ["correct horse battery staple"]}) == []


@pytest.mark.parametrize(
    "value", ["3", "", "   ", "yes", "0b6c2f0e-66f2-4c1a-8c1e-0f1c2d3e4f50", "too short"]
)
def test_choices_numbers_and_keys_are_no_words(value):
    assert typed_words({"choice": [value]}) == []


def test_what_is_too_much_is_left_out_and_the_rest_shown():
    assert typed_words({"a": ["word " * MOST_LETTERS], "b": ["These fit in well"]}) == ["These fit in well"]


@pytest.mark.parametrize(
    ("origin", "referer", "expected"),
    [
        ("https://site.example", "", True),
        ("", "https://site.example/page/", True),
        ("https://elsewhere.example", "https://site.example/", False),
        ("null", "", False),
        ("", "", False),
        ("https://site.example.evil.example", "", False),
    ],
)
def test_only_our_own_pages_count_as_the_sender(origin, referer, expected):
    assert is_sent_from("site.example", origin=origin, referer=referer) is expected
