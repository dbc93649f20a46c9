"""Whatever happens to one person between two exports, the exports do not tell it."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from home.crowds import SMALLEST_CROWD, about
from mentoring.closing import closing_day, in_all, safe, safe_part, stretches
from mentoring.small_groups import to_hide

FIRST = date(2026, 1, 1)
GROUPS = ("need", "none", "other")
sizes = st.dictionaries(st.sampled_from(GROUPS), st.integers(0, 40), min_size=2)


@dataclass(frozen=True)
class Asker:
    asked: date
    group: str


days = st.dates(FIRST, FIRST + timedelta(days=200))
askers = st.builds(Asker, days, st.sampled_from(GROUPS))
MONTHS = tuple(date(2026, month, 5) for month in range(1, 6))
#: So many people of each group in each month: often around ten, where it matters.
crowds = st.lists(
    st.sampled_from([0, 0, 3, 9, 10, 11, 12, 13, 25]),
    min_size=len(MONTHS) * len(GROUPS),
    max_size=len(MONTHS) * len(GROUPS),
).map(
    lambda counts: [
        Asker(asked, group)
        for (asked, group), count in zip(product(MONTHS, GROUPS), counts, strict=True)
        for _ in range(count)
    ]
)


class Programme:
    """What the site does, without a database: closes what can be closed, keeps it, shows nothing else.
    Stretches of ten people are the hardest to keep safe; the site waits for more."""

    def __init__(self):
        self.closed = {}

    def export(self, people, today):
        last = max((end for _start, end in self.closed), default=None)
        start = last + timedelta(days=1) if last else FIRST
        for first, end in stretches(
            start=start, asked=[each.asked for each in people], today=today, enough=10
        ):
            those = [each for each in people if first <= each.asked <= end]
            self.closed[first, end] = safe(dict.fromkeys(GROUPS, 0) | dict(Counter(e.group for e in those)))
        return dict(self.closed)


@st.composite
def changes(draw):
    """A crowd, and the same crowd with one person added, removed or changed. The person, and when."""
    people = draw(crowds)
    kind = draw(st.sampled_from(["added", "removed", "changed"]))
    if kind == "added" or not people:
        person = draw(askers)
        return people, [*people, person], person
    place = draw(st.integers(0, len(people) - 1))
    rest = people[:place] + people[place + 1 :]
    if kind == "removed":
        return people, rest, people[place]
    person = replace(people[place], group=draw(st.sampled_from(GROUPS)))
    return people, [*rest, person], person


@given(changes(), days, st.integers(0, 120))
def test_what_was_exported_once_never_changes(change, day, later):
    before, after, _person = change
    programme = Programme()
    first = programme.export(before, day)
    second = programme.export(after, day + timedelta(days=later))
    assert {stretch: second[stretch] for stretch in first} == first


@given(changes(), days)
def test_within_a_month_one_person_changes_nothing(change, day):
    """Two exports of one month: the same, whoever came, went or changed an answer in between."""
    before, after, person = change
    assume(person.asked >= day.replace(day=1))
    programme = Programme()
    assert programme.export(before, day) == programme.export(after, day)


@given(changes(), days, st.integers(0, 120))
def test_a_new_stretch_does_not_tell_in_which_group_one_person_is(change, day, later):
    """The same two exports would have come about with the person in another group: somebody else of the
    same stretch could be in theirs."""
    before, after, person = change
    programme = Programme()
    first = programme.export(before, day)
    second = programme.export(after, day + timedelta(days=later))
    for (start, end), table in second.items():
        if (start, end) in first or not start <= person.asked <= end or person not in after:
            continue
        if all(number is None for number in table.values()):
            continue
        those = [each for each in after if start <= each.asked <= end]
        others = [each for each in those if each.group != person.group]
        assert others, "everybody of the stretch is in one group, and it is shown"
        swapped = [*after]
        swapped.remove(person)
        swapped.remove(others[0])
        swapped += [
            replace(person, group=others[0].group),
            replace(others[0], group=person.group),
        ]
        again = Programme()
        again.closed = dict(first)
        assert again.export(swapped, day + timedelta(days=later)) == second


def test_a_stretch_says_something():
    people = [Asker(FIRST, "need")] * 12 + [Asker(FIRST, "none")] * 31
    (table,) = Programme().export(people, date(2026, 2, 1)).values()
    assert table == {"need": None, "none": 30, "other": None}


def test_a_group_of_everybody_is_hidden_with_the_group_of_nobody():
    """It would say something of each of them; where only small groups are hidden, it would be shown."""
    assert safe({"need": 30, "none": 0}) == {"need": None, "none": None}
    assert to_hide({"need": 30, "none": 0}) == set()


def test_rounding_alone_would_tell():
    """The control: two days, one newcomer, and a rounded number that says what the newcomer needs."""
    assert (about(12), about(13)) == (10, 15)


@given(sizes)
def test_only_groups_of_ten_are_shown_and_rounded(groups):
    for key, number in safe(groups).items():
        assert number is None or (groups[key] >= SMALLEST_CROWD and number % 5 == 0)


@given(sizes)
def test_what_is_hidden_is_ten_people_or_everybody(groups):
    hidden = [key for key, number in safe(groups).items() if number is None]
    if hidden and len(hidden) < len(groups):
        assert len(hidden) > 1
        assert sum(groups[key] for key in hidden) >= SMALLEST_CROWD


@given(st.integers(0, 60), st.integers(0, 60))
def test_a_part_is_hidden_where_few_did_it_and_where_few_did_not(part, rest):
    shown = safe_part(part, of=part + rest)
    assert (shown is not None) == (part >= SMALLEST_CROWD and rest >= SMALLEST_CROWD)


@given(st.lists(days, max_size=80), days)
def test_stretches_follow_each_other_and_hold_ten_people(asked, today):
    found = stretches(start=FIRST, asked=asked, today=today, enough=10)
    next_day = FIRST
    for start, end in found:
        assert start == next_day
        assert end < today
        assert (end + timedelta(days=1)).day == 1
        assert sum(start <= day <= end for day in asked) >= SMALLEST_CROWD
        next_day = end + timedelta(days=1)


@pytest.mark.parametrize(
    ("today", "closes"), [(date(2026, 2, 28), None), (date(2026, 3, 1), date(2026, 2, 28))]
)
def test_a_month_is_closed_when_it_is_over(today, closes):
    asked = [FIRST] * 39 + [date(2026, 2, 3)]
    assert closing_day(start=FIRST, asked=asked, today=today) == closes


def test_sums_say_where_something_is_missing():
    assert in_all([10, None, 15]) == (25, True)
    assert in_all([None, None]) == (None, True)
    assert in_all([10]) == (10, False)
