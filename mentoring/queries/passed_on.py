"""Figures that may leave the page: sums of closed stretches, in words. See `mentoring.closing`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..closing import ENOUGH_TO_CLOSE, in_all
from ..models import ClosedNumbers, Ending
from .closing import BETWEEN, WITH
from .endings import aims
from .numbers import Scope


@dataclass(frozen=True)
class Figure:
    """A number to pass on: rounded, or None when it is too small to show. `is_more`: of some stretches that
    are in it nothing may be shown, so that the whole is larger."""

    section: str
    label: str
    number: int | None
    is_more: bool
    how: str

    @property
    def in_words(self) -> str:
        if self.number is None:
            return _("Too few to show")
        words = _("about %(number)s or more") if self.is_more else _("about %(number)s")
        return words % {"number": self.number}


@dataclass(frozen=True)
class Part:
    """One group of a table, as a page shows it."""

    key: str
    title: str
    how: str
    figures: list[Figure]

    @property
    def is_empty(self) -> bool:
        return all(figure.number is None for figure in self.figures)


def closed_in(*, scope: Scope) -> list[ClosedNumbers]:
    """The closed stretches of these programmes that end in the period, the earliest first."""
    closed = ClosedNumbers.objects.filter(programme__in=scope.programmes).select_related("programme")
    if scope.from_date:
        closed = closed.filter(ends_on_date__gte=scope.from_date)
    return list(closed)


def parts_of(*, closed: Iterable[ClosedNumbers]) -> list[Part]:
    """What these stretches say together, table by table; nothing when there are none."""
    closed = list(closed)
    if not closed:
        return []
    return [
        Part(table, title, how, [_figure(closed, title, how, table, cell, words) for cell, words in cells])
        for table, title, how, cells in _tables(closed)
    ]


def _figure(closed, title, how, table, cell, words) -> Figure:
    number, is_more = in_all(each.tables.get(table, {}).get(cell) for each in closed)
    return Figure(title, words, number, is_more, how)


def _tables(closed):
    """(table, title, how it is counted, [(cell, words)]) in the order of the page."""
    aim_words = aims()
    people = [("people", _("People"))]
    return [
        ("asked", _("Asked for a mentor"), _("People by the day they first asked."), people),
        (
            "stood",
            _("Where they stood"),
            _("Those who asked, on the day we closed the figures."),
            [
                ("together", _("With a mentor")),
                ("ended", _("Had a mentor, and it ended")),
                ("suggested", _("A mentor was suggested")),
                ("waiting", _("Waiting")),
                ("left", _("Took the request back")),
            ],
        ),
        (
            "need",
            _("Access needs"),
            _("Those who asked, by access need, and who of them found a mentor."),
            _found(("need", _("With an access need")), ("none", _("No access need"))),
        ),
        (
            "language",
            _("Language"),
            _("Those who asked, by the language they need, and who of them found a mentor."),
            _found(("english", _("English")), ("other", _("Another language, or BSL"))),
        ),
        (
            "place",
            _("Place"),
            _("Those who asked, by place, and who of them found a mentor. Places with few people are one."),
            _found(*_places(closed)),
        ),
        ("began", _("Began"), _("Learners whose pair could begin."), people),
        ("ended", _("Ended"), _("Learners whose pair ended."), people),
        (
            "why",
            _("Why it ended"),
            _("What the learner told, one answer each."),
            [
                (str(why.value), str(why.label))
                if why.value
                else ("unsaid", _("They would rather not say, or did not answer"))
                for why in Ending.Why
            ],
        ),
        (
            "outcomes",
            _("What changed, by aim"),
            _("Learners whose pair ended and who wrote what changed under this aim."),
            aim_words,
        ),
        (
            "roles",
            _("New roles"),
            _("Learners whose pair ended and who named a new role."),
            people,
        ),
        (
            "goals",
            _("Goals reached, by aim"),
            _("Learners who reached a goal under this aim."),
            [*aim_words, ("none", _("No aim chosen"))],
        ),
        (
            "sure",
            _("How sure people feel"),
            _("Learners who closed goals, and how sure they were from 0 to 10, before and after."),
            [("more", _("More sure")), ("same", _("The same")), ("less", _("Less sure"))],
        ),
        (
            "check_ins",
            _("Check-ins"),
            _("People we asked how it goes. One answer is enough to count."),
            [("answered", _("Answered")), ("silent", _("Did not answer"))],
        ),
        (
            "supervision",
            _("Supervision"),
            _("Mentors with a pair: supervision within your programme's time, by their log or a check."),
            [("kept", _("Had it")), ("missed", _("Did not"))],
        ),
    ]


def _found(*groups) -> list[tuple[str, str]]:
    """Two cells a group: those who found a mentor, and those who did not."""
    cells = []
    for group, words in groups:
        cells.append((f"{group}{BETWEEN}{WITH}", _("%(group)s: found a mentor") % {"group": words}))
        cells.append((f"{group}{BETWEEN}without", _("%(group)s: not yet") % {"group": words}))
    return cells


def _places(closed) -> list[tuple[str, str]]:
    named = {cell.split(BETWEEN)[0] for each in closed for cell in each.tables.get("place", {})}
    others = [("", _("Other places, or none named"))]
    return [*((place, place.title()) for place in sorted(named - {""})), *others]


def export_of(*, scope: Scope) -> dict[str, list[list]]:
    """The file: by the name of the sheet, rows with headings first. It says nothing that is not closed, and
    not on which day it was made: two files of one month are the same."""
    closed = closed_in(scope=scope)
    headings = [_("About"), _("What"), _("How many"), _("How it is counted")]
    total = [
        [figure.section, figure.label, figure.in_words, figure.how]
        for part in parts_of(closed=closed)
        for figure in part.figures
    ]
    if not total:
        total = [[_("Nothing yet"), _("No figures are closed for this time."), "", closing_words()]]
    stretches = [
        [each.programme.name, _day(each.starts_on_date), _day(each.ends_on_date), *row]
        for each in closed
        for row in (
            [figure.section, figure.label, figure.in_words, figure.how]
            for part in parts_of(closed=[each])
            for figure in part.figures
        )
    ]
    first = [_("Programme"), _("From"), _("To")]
    return {
        _("In all"): [headings, *total],
        _("Part by part"): [[*first, *headings], *stretches],
    }


def _day(day: date) -> str:
    return date_format(day, "j F Y")


def closing_words() -> str:
    """Why there may be nothing to pass on."""
    return _(
        "We close figures at the end of a month, when at least %(number)s new people have asked. "
        "After that they never change."
    ) % {"number": ENOUGH_TO_CLOSE}
