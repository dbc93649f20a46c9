"""Which groups of people are too small to show, so that nobody can be made out, not by subtraction either.

Example: 52 people, of whom 4 must meet in person. Hiding the 4 alone would not help: 52 − 48 gives them away.
So the next smallest group is hidden with them, until those hidden are at least 10 together.
"""

from collections.abc import Hashable, Mapping

from home.crowds import SMALLEST_CROWD


def to_hide(sizes: Mapping[Hashable, int], *, nobody_too: bool = False) -> set[Hashable]:
    """The keys whose numbers stay hidden, when the total of all is known. `sizes` are people by group, no
    person in two of them; the earlier of two equal groups is hidden first. `nobody_too` hides a group without
    anybody like one of nine: otherwise 0 of 30 would say something about every one of the 30.

    >>> sorted(to_hide({"by phone": 48, "in person": 4, "either": 30}))
    ['either', 'in person']
    >>> sorted(to_hide({"by phone": 30, "in person": 0}, nobody_too=True))
    ['by phone', 'in person']
    """
    smallest = 0 if nobody_too else 1
    hidden = {key for key, size in sizes.items() if smallest <= size < SMALLEST_CROWD}
    others = sorted(
        (key for key, size in sizes.items() if size >= SMALLEST_CROWD), key=lambda key: sizes[key]
    )
    while hidden and others and (len(hidden) == 1 or sum(sizes[key] for key in hidden) < SMALLEST_CROWD):
        hidden.add(others.pop(0))
    return hidden
