"""Figures that may be passed on: when they are closed, and what of them is safe to show.

Rounding alone does not keep a secret: a file of yesterday says "about 10", one of today "about 15", and who
knows that only Ted came in between knows what Ted needs. So figures are *closed*:

1. A stretch of whole months is closed once it is over and at least 40 new people asked in it. Until then
   nothing of it is shown, however often somebody looks. (Ten would be safe as well; of ten people hardly a
   table has anything to show.)
2. Every person, pair or answer is counted in one stretch only, by its own day.
3. Each table of a stretch hides groups under ten, groups of nobody, and what subtraction would give away.
   The rest is rounded to five.
4. It is kept as it was closed. Nothing that happens later changes it: no new answer, nobody who leaves.
5. Everything else that is shown (a year, all programmes) is a sum of closed stretches.

So two files differ by whole stretches or not at all; and wherever a stretch shows anything about somebody,
somebody else of it is in another group, and the two could be changed round without a number being different.

>>> closing_day(start=date(2026, 1, 1), asked=[date(2026, 1, 5)] * 39 + [date(2026, 2, 1)],
...     today=date(2026, 3, 1))
datetime.date(2026, 2, 28)
>>> safe({"need": 12, "none": 31})
{'need': 10, 'none': 30}
>>> safe({"need": 9, "none": 31}), safe_part(25, of=31)
({'need': None, 'none': None}, None)
"""

from calendar import monthrange
from collections.abc import Hashable, Iterable, Mapping
from datetime import date, timedelta

from home.crowds import about

from .small_groups import to_hide

#: So many new people must have asked in a stretch.
ENOUGH_TO_CLOSE = 40


def month_end(day: date) -> date:
    """The last day of the month of a day."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def closing_day(
    *, start: date, asked: Iterable[date], today: date, enough: int = ENOUGH_TO_CLOSE
) -> date | None:
    """The last day of the stretch from `start`: the end of the first month by which enough people asked.
    `asked` are the days on which new people asked, one for each. None while there is no such month."""
    days = sorted(day for day in asked if day >= start)
    if len(days) < enough:
        return None
    end = month_end(days[enough - 1])
    return end if end < today else None


def stretches(
    *, start: date, asked: Iterable[date], today: date, enough: int = ENOUGH_TO_CLOSE
) -> list[tuple[date, date]]:
    """Every stretch that can be closed now, the earliest first, as (first day, last day)."""
    asked, found = list(asked), []
    while end := closing_day(start=start, asked=asked, today=today, enough=enough):
        found.append((start, end))
        start = end + timedelta(days=1)
    return found


def safe(sizes: Mapping[Hashable, int]) -> dict[Hashable, int | None]:
    """People by group (no person in two) as they may be passed on: rounded to five, None where hidden."""
    hidden = to_hide(sizes, nobody_too=True)
    return {key: None if key in hidden else about(size) for key, size in sizes.items()}


def safe_part(part: int, *, of: int) -> int | None:
    """How many of a crowd did something; hidden as well where too few did not."""
    return safe({True: part, False: of - part})[True]


def in_all(numbers: Iterable[int | None]) -> tuple[int | None, bool]:
    """The sum of what closed stretches show, and whether some of them show nothing here."""
    numbers = list(numbers)
    shown = [number for number in numbers if number is not None]
    return (sum(shown) if shown else None), len(shown) < len(numbers)
