"""The people of a round and what is known about them: frozen, sorted by id, the same for any order of rows.

Ids are whole numbers or strings. A term ("goal", "mode", "need" and so on) is the key of a list entry, such
as ``phone-call``. Sets may be given as any iterable.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property, lru_cache

Id = int | str
#: (mentee id, mentor id)
PairIds = tuple[Id, Id]

#: The way to talk that depends on where people are.
IN_PERSON = "in-person-in-a-public-or-nhs-place"
#: The language that is never swapped for another one the mentee also reads.
BSL = "bsl"

#: The named parts of the score, in the order in which they are shown and rounded.
PARTS = (
    "goals_and_skills",
    "style_and_values",
    "shortlist",
    "wishes",
    "lived_experience",
    "time_and_talk",
    "place",
)
#: Why two people must never be matched (see ``Bar``). Each is a rule of its own.
BAR_REASONS = ("asked", "relative", "manager", "employer", "clinician", "complaint", "earlier")
#: Keeps the solver's numbers exact for rounds of any size that a file may hold.
MOST_WEIGHT = 1000
PLACE_WISHES = ("near", "away", "any")


class CohortError(ValueError):
    """The cohort contradicts itself. The message is one line that names what and where."""


class _Normal:
    """Makes a frozenset of what is given for a set: builders may pass lists or querysets of keys."""

    def __post_init__(self):
        for each in fields(self):
            if each.type.startswith("frozenset"):
                value = getattr(self, each.name)
                if isinstance(value, str):
                    raise TypeError(f"{each.name} needs a list of keys, not one string")
                object.__setattr__(self, each.name, frozenset(value))


@dataclass(frozen=True)
class Condition:
    """Something asked of the other, such as "a woman, please". Counts only once a coordinator agreed it."""

    key: str
    agreed: bool = False


@dataclass(frozen=True)
class Mentee(_Normal):
    """What a learner asks for: one mentor request."""

    id: Id
    #: The person behind the request, to keep people from being matched with themselves.
    person_id: Id | None = None
    goals: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    #: Roles they would like their mentor to know from the inside.
    roles: frozenset[str] = frozenset()
    #: Ways of working and values: "every-month", "one-step-at-a-time" …
    styles: frozenset[str] = frozenset()
    times: frozenset[str] = frozenset()
    modes: frozenset[str] = frozenset()
    #: The mentor must speak one of these; BSL, when named, is a must. Empty: no limit.
    languages: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    in_person_needed: bool = False
    region_id: Id | None = None
    place_wish: str = "near"
    practice_id: Id | None = None
    same_practice_ok: bool = False
    #: Employers and boards.
    employer_ids: frozenset[Id] = frozenset()
    conditions: frozenset[Condition] = frozenset()
    #: What this person answers to conditions of mentors: the keys that are true of them.
    meets: frozenset[str] = frozenset()
    #: Up to three mentors they would like.
    shortlist: frozenset[Id] = frozenset()
    lived_experience: frozenset[str] = frozenset()
    lived_experience_on: bool = False
    #: The part of the score that matters most to this person, if they said so.
    matters_most: str | None = None
    waiting_since: date | None = None
    #: Waits for this mentor and nobody else. The mentor need not be in the round.
    waits_for: Id | None = None


@dataclass(frozen=True)
class Mentor(_Normal):
    """What a coach offers: one mentor offer."""

    id: Id
    person_id: Id | None = None
    goals: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    styles: frozenset[str] = frozenset()
    times: frozenset[str] = frozenset()
    modes: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    #: Access needs this mentor can meet.
    needs: frozenset[str] = frozenset()
    in_person_needed: bool = False
    region_id: Id | None = None
    #: Other regions in which they can meet in person.
    travels_to: frozenset[Id] = frozenset()
    practice_id: Id | None = None
    same_practice_ok: bool = False
    employer_ids: frozenset[Id] = frozenset()
    conditions: frozenset[Condition] = frozenset()
    meets: frozenset[str] = frozenset()
    #: Mentees this mentor would like.
    wishes: frozenset[Id] = frozenset()
    lived_experience: frozenset[str] = frozenset()
    lived_experience_on: bool = False
    #: People at one time, those they already mentor included. 0 means paused.
    capacity: int = 1
    paused: bool = False
    vetting_valid_until: date | None = None
    #: Finished the mentor course (C5) on this day.
    training_completed_on: date | None = None
    safeguarding_refreshed_on: date | None = None


@dataclass(frozen=True)
class Bar:
    """These two must never be matched: ``reason`` is one of BAR_REASONS."""

    mentee_id: Id
    mentor_id: Id
    reason: str = "asked"


@dataclass(frozen=True)
class Weights:
    """A programme's weights: whole numbers, of any sum, with the version they were saved under."""

    version: Id = 1
    goals_and_skills: int = 30
    style_and_values: int = 20
    shortlist: int = 12
    wishes: int = 8
    lived_experience: int = 15
    time_and_talk: int = 10
    place: int = 5
    #: Cost of leaving a person out, for each halving of their options below the median.
    scarcity: int = 50
    #: Cost of leaving a person out, for each whole month they have waited.
    waiting_month: int = 10

    def shares(self, *, lived: bool, matters_most: str | None = None) -> Mapping[str, int]:
        """The most points each part can give: whole numbers that add up to exactly 100.

        ``lived``: both people switched shared lived experience on. Otherwise that part is absent and its
        weight is spread over the others in proportion. The part that matters most to the mentee counts
        double, or as much as the heaviest part where that is more. Rounding is by largest remainder; ties
        go to the earlier part.

        >>> Weights().shares(lived=False)["goals_and_skills"]    # 30 of 85 is 35.3 of 100
        35
        """
        return _shares(self, lived, matters_most)


@lru_cache(maxsize=256)
def _shares(weights: Weights, lived: bool, matters_most: str | None) -> dict[str, int]:
    raw = {part: getattr(weights, part) for part in PARTS if lived or part != "lived_experience"}
    if matters_most in raw:
        raw[matters_most] = max(2 * raw[matters_most], max(raw.values()))
    whole = sum(raw.values())
    if whole <= 0:
        raise CohortError("weights: at least one part other than lived_experience must weigh more than 0")
    shares = {part: 100 * weight // whole for part, weight in raw.items()}
    by_remainder = sorted(
        raw, key=lambda part: -(100 * raw[part] % whole)
    )  # stable: ties keep the order of PARTS
    for part in by_remainder[: 100 - sum(shares.values())]:
        shares[part] += 1
    return shares


@dataclass(frozen=True)
class Cohort:
    """One round: who asks, who offers, what a coordinator fixed, and what already stands.

    ``pins`` are pairs a coordinator chose; ``forbids`` pairs a coordinator ruled out; ``live_pairs``
    mentorships that run now: they use places and are never broken. The mentee of a live pair need not be in
    ``mentees``.
    """

    starts_on: date
    mentees: tuple[Mentee, ...] = ()
    mentors: tuple[Mentor, ...] = ()
    weights: Weights = Weights()
    pins: frozenset[PairIds] = frozenset()
    forbids: frozenset[PairIds] = frozenset()
    live_pairs: frozenset[PairIds] = frozenset()
    bars: frozenset[Bar] = frozenset()
    #: Access needs that the programme meets whoever the mentor is (an interpreter it books, say).
    needs_met_for_all: frozenset[str] = frozenset()
    #: Words for terms, used in sentences: {"phone-call": "phone call"}. They change no result.
    labels: Mapping[str, str] = field(default_factory=dict, compare=False)

    def __post_init__(self):
        for name in ("mentees", "mentors"):
            object.__setattr__(
                self, name, tuple(sorted(getattr(self, name), key=lambda person: id_key(person.id)))
            )
        for name in ("pins", "forbids", "live_pairs"):
            object.__setattr__(self, name, frozenset((a, b) for a, b in getattr(self, name)))
        object.__setattr__(self, "bars", frozenset(self.bars))
        object.__setattr__(self, "needs_met_for_all", frozenset(self.needs_met_for_all))

    @cached_property
    def mentee_by_id(self) -> dict[Id, Mentee]:
        return {mentee.id: mentee for mentee in self.mentees}

    @cached_property
    def mentor_by_id(self) -> dict[Id, Mentor]:
        return {mentor.id: mentor for mentor in self.mentors}

    @cached_property
    def bars_of_pair(self) -> dict[PairIds, frozenset[str]]:
        """Reasons of the bars of each barred pair."""
        found: dict[PairIds, set[str]] = {}
        for bar in self.bars:
            found.setdefault((bar.mentee_id, bar.mentor_id), set()).add(bar.reason)
        return {pair: frozenset(reasons) for pair, reasons in found.items()}

    @cached_property
    def _taken(self) -> Counter:
        return Counter(mentor_id for _, mentor_id in self.live_pairs | self.pins)

    def places_used(self, mentor: Mentor) -> int:
        """Places that live pairs and pins use; more than there are where a mentor took some back."""
        return self._taken[mentor.id]

    def places_left(self, mentor: Mentor, mentee_id: Id | None = None) -> int:
        """Places not used by live pairs and pins; a pin of ``mentee_id`` itself is not counted."""
        own_pin = (mentee_id, mentor.id) in self.pins and (mentee_id, mentor.id) not in self.live_pairs
        return max(0, mentor.capacity - self._taken[mentor.id] + own_pin)


def id_key(value: Id) -> tuple[bool, Id]:
    """Sorts ids: numbers first by size, then strings."""
    return (isinstance(value, str), value)


def pair_key(pair: PairIds) -> tuple:
    return (id_key(pair[0]), id_key(pair[1]))


def check_cohort(cohort: Cohort) -> None:
    """Raises CohortError when ids clash, a reference leads nowhere or two choices contradict each other."""
    _refuse_duplicates("mentees", [mentee.id for mentee in cohort.mentees])
    _refuse_duplicates("mentors", [mentor.id for mentor in cohort.mentors])
    mentees, mentors = cohort.mentee_by_id, cohort.mentor_by_id
    for mentee in cohort.mentees:
        _refuse_unknown(f"mentee {mentee.id!r}: shortlist", mentee.shortlist, mentors)
        if mentee.place_wish not in PLACE_WISHES:
            raise CohortError(f"mentee {mentee.id!r}: place_wish must be one of {', '.join(PLACE_WISHES)}")
        if mentee.matters_most is not None and mentee.matters_most not in PARTS:
            raise CohortError(f"mentee {mentee.id!r}: matters_most must be one of {', '.join(PARTS)}")
    for mentor in cohort.mentors:
        _refuse_unknown(f"mentor {mentor.id!r}: wishes", mentor.wishes, mentees)
        if mentor.capacity < 0:
            raise CohortError(f"mentor {mentor.id!r}: capacity cannot be below 0")
    for name in (*PARTS, "scarcity", "waiting_month"):
        if not 0 <= getattr(cohort.weights, name) <= MOST_WEIGHT:
            raise CohortError(f"weights: {name} must be from 0 to {MOST_WEIGHT}")
    cohort.weights.shares(lived=False)
    for name in ("pins", "forbids"):
        _refuse_unknown(name, {a for a, _ in getattr(cohort, name)}, mentees)
        _refuse_unknown(name, {b for _, b in getattr(cohort, name)}, mentors)
    _refuse_unknown("live_pairs", {b for _, b in cohort.live_pairs}, mentors)
    for bar in cohort.bars:
        _refuse_unknown("bars", {bar.mentee_id}, mentees)
        _refuse_unknown("bars", {bar.mentor_id}, mentors)
        if bar.reason not in BAR_REASONS:
            raise CohortError(f"bars: reason must be one of {', '.join(BAR_REASONS)}")
    _refuse_two_choices(cohort)


def _refuse_duplicates(where: str, ids: list[Id]) -> None:
    seen = set()
    for value in ids:
        if str(value) in seen:
            raise CohortError(f"{where}: the id {value!r} is there twice")
        seen.add(str(value))


def _refuse_unknown(where: str, ids: Iterable[Id], known: Mapping[Id, object]) -> None:
    for value in sorted(ids, key=id_key):
        if value not in known:
            raise CohortError(f"{where}: nobody has the id {value!r}")


def _refuse_two_choices(cohort: Cohort) -> None:
    both = cohort.pins & cohort.forbids
    if both:
        raise CohortError(f"pins: {min(both, key=pair_key)} is both pinned and forbidden")
    live = set()
    for mentee_id, _ in sorted(cohort.live_pairs, key=pair_key):
        if mentee_id in live:
            raise CohortError(f"live_pairs: mentee {mentee_id!r} is there with two mentors")
        live.add(mentee_id)
    pinned = set()
    for mentee_id, _ in sorted(cohort.pins, key=pair_key):
        if mentee_id in pinned:
            raise CohortError(f"pins: mentee {mentee_id!r} is pinned to two mentors")
        if mentee_id in live:
            raise CohortError(f"pins: mentee {mentee_id!r} already has a mentor in live_pairs")
        pinned.add(mentee_id)
