"""What may be said about how many people did something, so that nobody is told apart in the number.

Fewer than ten people are never counted aloud. Numbers are shown rounded, so that two tables made a day apart
cannot be subtracted to find out what one person did in between:

>>> about(9) is None, about(12), about(13), about(41)
(True, 10, 15, 40)
>>> share(27, of=41)
70
>>> share(3, of=8) is None
True
>>> average(97, of=41)
2.5
"""

#: The smallest crowd that is shown.
SMALLEST_CROWD = 10


def is_shown(people: int) -> bool:
    """Whether a number of people may be shown at all."""
    return people >= SMALLEST_CROWD


def about(people: int) -> int | None:
    """The number to the nearest five, or None when it is too small to show."""
    return 5 * ((people + 2) // 5) if is_shown(people) else None


def share(part: int, *, of: int) -> int | None:
    """How many in a hundred, to the nearest ten; None when the whole crowd is too small to show."""
    return 10 * round(10 * part / of) if is_shown(of) else None


def average(total: int, *, of: int) -> float | None:
    """How many of something for each of `of` people, to the nearest half; None for a small crowd."""
    return round(2 * total / of) / 2 if is_shown(of) else None
