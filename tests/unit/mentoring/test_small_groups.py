"""Nobody can be made out of the numbers that are shown."""

from hypothesis import given
from hypothesis import strategies as st

from home.crowds import SMALLEST_CROWD
from mentoring.small_groups import to_hide

groups = st.dictionaries(st.integers(0, 9), st.integers(0, 40), max_size=8)


@given(groups)
def test_no_group_under_ten_is_shown(sizes):
    hidden = to_hide(sizes)
    assert all(size == 0 or size >= SMALLEST_CROWD for key, size in sizes.items() if key not in hidden)


@given(groups)
def test_subtracting_what_is_shown_from_the_total_gives_no_group_under_ten(sizes):
    """What is left after subtraction is several groups together, of ten people at least; or all is hidden."""
    hidden = to_hide(sizes)
    everybody = {key for key, size in sizes.items() if size}
    if hidden and hidden != everybody:
        assert len(hidden) > 1
        assert sum(sizes[key] for key in hidden) >= SMALLEST_CROWD


@given(groups)
def test_nothing_is_hidden_without_need(sizes):
    if all(size == 0 or size >= SMALLEST_CROWD for size in sizes.values()):
        assert not to_hide(sizes)


def test_the_next_smallest_is_hidden_too():
    assert to_hide({"a": 48, "b": 4, "c": 30}) == {"b", "c"}
    assert to_hide({"a": 48, "b": 6, "c": 7}) == {"b", "c"}
    assert to_hide({"a": 48, "b": 3, "c": 4, "d": 20}) == {"b", "c", "d"}
