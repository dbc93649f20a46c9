"""Seven letters on paper lead to the lesson they were printed for."""

import doctest
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from courses import short_addresses
from courses.short_addresses import ALPHABET, keys_of, short_code


def test_the_worked_example():
    assert doctest.testmod(short_addresses).failed == 0


@given(st.uuids())
def test_the_code_of_a_key_leads_back_to_it(key):
    code = short_code(key)
    assert len(code) == 7
    assert set(code) <= set(ALPHABET)
    first, last = keys_of(code.lower())
    assert first <= key <= last


@given(st.uuids(), st.uuids())
def test_keys_that_differ_early_have_codes_of_their_own(one, other):
    assert (short_code(one) == short_code(other)) == (one.int >> 97 == other.int >> 97)


@given(st.text(max_size=12))
def test_anything_else_is_no_code(typed):
    found = keys_of(typed)
    if found:
        assert short_code(found[0]) == short_code(found[1]) == typed.upper()


def test_letters_that_stand_for_no_key_are_no_code():
    assert keys_of("9999999") is None
    assert keys_of(short_code(UUID(int=0))) is not None
    assert keys_of("ACDEFH") is None
