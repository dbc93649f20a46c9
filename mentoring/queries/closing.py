"""What a stretch of whole months comes to, by table and cell, safe to pass on. See `mentoring.closing`.

A flat number of queries, however many people there are. No table holds a name or an id.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from home.crowds import SMALLEST_CROWD, about

from ..closing import safe, safe_part
from ..models import (
    CheckIn,
    Ending,
    Goal,
    MentorRequest,
    Mentorship,
    Programme,
    Term,
)
from .endings import aims
from .supervision import is_in_time, last_supervised

ENGLISH = "en"
#: Between a group and what came of it, in the name of a cell.
BETWEEN = "|"
WITH, WITHOUT = "with", "without"
#: Check-ins about a pair. A coach's own monthly check is theirs.
PAIR_CHECK_INS = (CheckIn.Kind.REGULAR, CheckIn.Kind.FIRST_MEETING, CheckIn.Kind.FOLLOW_UP)


@dataclass(frozen=True)
class Stretch:
    """Whole days of one programme, both included. `at` is the moment of closing."""

    programme: Programme
    starts_on: date
    ends_on: date
    at: datetime

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """For `__range`: from the first moment of the first day to the last of the last."""
        return _begin(self.starts_on), _begin(self.ends_on + timedelta(days=1)) - timedelta(microseconds=1)


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))


def new_askers(*, programme: Programme, since: datetime | None = None):
    """The first request of everybody who asked in a programme; `since` leaves out who asked before."""
    earlier = MentorRequest.objects.filter(
        Q(waiting_since__lt=OuterRef("waiting_since"))
        | Q(waiting_since=OuterRef("waiting_since"), pk__lt=OuterRef("pk")),
        programme=programme,
        learner=OuterRef("learner"),
    )
    first = MentorRequest.objects.filter(programme=programme).exclude(waiting_since=None)
    first = first.exclude(Exists(earlier)).order_by("waiting_since", "pk")
    return first.filter(waiting_since__gte=since) if since else first


def days_asked(*, programme: Programme, since: date | None) -> list[date]:
    """The days on which new people asked, the earliest first."""
    askers = new_askers(programme=programme, since=_begin(since) if since else None)
    return [timezone.localdate(moment) for moment in askers.values_list("waiting_since", flat=True)]


def tables_of(*, stretch: Stretch) -> dict[str, dict[str, int | None]]:
    """By table, the numbers by cell. A table that shows nothing at all still has its cells."""
    return {**_asked(stretch), **_pairs(stretch), **_goals(stretch), **_support(stretch)}


def _asked(stretch) -> dict:
    """Everybody who asked for the first time: where they stand, and who found a mentor, by group."""
    needs = MentorRequest.terms.through.objects.filter(
        mentorrequest=OuterRef("pk"), term__kind=Term.Kind.NEED
    )
    pairs = Mentorship.objects.filter(
        programme=stretch.programme, learner=OuterRef("learner"), started_at__lte=stretch.at
    )
    people = list(
        new_askers(programme=stretch.programme)
        .filter(waiting_since__range=stretch.moments)
        .annotate(
            has_need=Exists(needs), has_pair=Exists(pairs), is_together=Exists(pairs.filter(ended_at=None))
        )
        .values("state", "place", "language_needed__key", "has_need", "has_pair", "is_together")
    )
    places = _places(people)
    return {
        "asked": {"people": about(len(people))},
        "stood": _counted(("together", "ended", "suggested", "waiting", "left"), map(_standing, people)),
        "need": _found_by(people, ("need", "none"), lambda each: "need" if each["has_need"] else "none"),
        "language": _found_by(people, ("english", "other"), _language),
        "place": _found_by(people, places, lambda each: _place(each) if _place(each) in places else ""),
    }


def _standing(person) -> str:
    if person["is_together"]:
        return "together"
    if person["has_pair"]:
        return "ended"
    open_states = {MentorRequest.State.OFFERED: "suggested", MentorRequest.State.WAITING: "waiting"}
    return open_states.get(person["state"], "left")


def _language(person) -> str:
    return "english" if person["language_needed__key"] in (None, ENGLISH) else "other"


def _place(person) -> str:
    return " ".join(person["place"].split(",")[0].replace(BETWEEN, " ").casefold().split())


def _places(people) -> tuple[str, ...]:
    """Places of ten people or more; all others are one group, so that no rare place is named."""
    counts = Counter(_place(person) for person in people)
    return ("", *sorted(place for place, people in counts.items() if place and people >= SMALLEST_CROWD))


def _found_by(people, groups, group_of) -> dict:
    """Group by what came of it. How many found a mentor in all is known from another table: so what is
    hidden among those with a mentor is ten people together, and among those without as well."""
    cells = {}
    for found in (WITH, WITHOUT):
        those = [person for person in people if person["has_pair"] == (found == WITH)]
        numbers = _counted(groups, map(group_of, those))
        cells |= {f"{group}{BETWEEN}{found}": number for group, number in numbers.items()}
    return cells


def _counted(cells, found) -> dict:
    """Every cell with its number, those that nobody is in too."""
    return safe({**dict.fromkeys(cells, 0), **Counter(found)})


def _parts(by_cell: dict[str, set], cells, everybody: set) -> dict:
    """Groups that overlap: each stands for itself, and is hidden where too few are not in it."""
    return {cell: safe_part(len(by_cell.get(cell, ())), of=len(everybody)) for cell in cells}


def _pairs(stretch) -> dict:
    """What began and what ended, and what learners told about the end."""
    pairs = Mentorship.objects.filter(programme=stretch.programme)
    began = pairs.filter(active_at__range=stretch.moments).values("learner").distinct().count()
    ended = set(pairs.filter(ended_at__range=stretch.moments).values_list("learner", flat=True))
    told = Ending.objects.filter(
        mentorship__programme=stretch.programme,
        mentorship__ended_at__range=stretch.moments,
        person=F("mentorship__learner"),
    ).values_list("person", "why", "outcomes", "new_role")
    why, by_aim, roles = dict.fromkeys(ended, "unsaid"), defaultdict(set), set()
    for person, reason, outcomes, new_role in told:
        why[person] = reason or "unsaid"
        for code in outcomes:
            by_aim[code].add(person)
        if new_role:
            roles.add(person)
    return {
        "began": {"people": about(began)},
        "ended": {"people": about(len(ended))},
        "why": _counted([each or "unsaid" for each in Ending.Why.values], why.values()),
        "outcomes": _parts(by_aim, _aim_codes(), ended),
        "roles": {"people": safe_part(len(roles), of=len(ended))},
    }


def _aim_codes() -> list[str]:
    return [code for code, _name in aims()]


def _goals(stretch) -> dict:
    """Goals that were closed: by aim, and how sure their owners felt before and after."""
    closed = Goal.objects.filter(
        mentorship__programme=stretch.programme, closed_at__range=stretch.moments
    ).values_list(
        "mentorship__learner", "state", "aim_code", "confidence_at_start", "confidence_at_end", named=True
    )
    everybody, by_aim, steps = set(), defaultdict(set), defaultdict(int)
    for goal in closed:
        everybody.add(goal.mentorship__learner)
        if goal.state == Goal.State.REACHED:
            by_aim[goal.aim_code or "none"].add(goal.mentorship__learner)
        if goal.confidence_at_start is not None and goal.confidence_at_end is not None:
            steps[goal.mentorship__learner] += goal.confidence_at_end - goal.confidence_at_start
    sure = ("more" if step > 0 else "less" if step < 0 else "same" for step in steps.values())
    return {
        "goals": _parts(by_aim, [*_aim_codes(), "none"], everybody),
        "sure": _counted(("more", "same", "less"), sure),
    }


def _support(stretch) -> dict:
    """Whether people answer when they are asked, and whether mentors had supervision."""
    asked = CheckIn.objects.filter(
        mentorship__programme=stretch.programme, kind__in=PAIR_CHECK_INS, asked_at__range=stretch.moments
    ).values_list("person", "answered_at")
    answered = {person for person, answered_at in asked if answered_at}
    silent = {person for person, _answered in asked} - answered
    coaches = set(
        Mentorship.objects.filter(
            Q(ended_at=None) | Q(ended_at__gt=stretch.moments[1]),
            programme=stretch.programme,
            active_at__lte=stretch.moments[1],
        ).values_list("coach", flat=True)
    )
    kept = coaches & supervised(
        coaches=coaches, months=stretch.programme.supervision_months, on=stretch.ends_on
    )
    return {
        "check_ins": safe({"answered": len(answered), "silent": len(silent)}),
        "supervision": safe({"kept": len(kept), "missed": len(coaches - kept)}),
    }


def supervised(*, coaches, months: int, on: date) -> set[int]:
    """Which of these coaches had supervision in so many months up to a day: their own log, or a check."""
    last = last_supervised(coaches=coaches, on=on)
    return {coach for coach, day in last.items() if is_in_time(day, months=months, on=on)}
