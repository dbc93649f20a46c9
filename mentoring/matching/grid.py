"""The rules and the score for one mentee and all mentors at once, as arrays.

The same rules as ``eligibility`` and ``score``, which say them one pair at a time and in words: a test
holds the two together. NumPy comes with the solver and is loaded only when a round is solved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from .eligibility import MENTOR_RULES, RULES
from .people import BAR_REASONS, BSL, IN_PERSON, Cohort, Id, Mentee, Mentor
from .score import ENOUGH

if TYPE_CHECKING:
    import numpy as np

_NOBODY = Mentee(id="")


class Index:
    """Which mentors have which term: a table of yes and no, one row a term, one column a mentor."""

    def __init__(self, sets: list[Iterable]):
        import numpy as np

        terms = dict.fromkeys(term for each in sets for term in each)
        self.row = {term: number for number, term in enumerate(terms)}
        self.table = np.zeros((len(self.row), len(sets)), dtype=bool)
        for column, each in enumerate(sets):
            for term in each:
                self.table[self.row[term], column] = True

    def count(self, terms: Iterable) -> np.ndarray:
        """How many of ``terms`` each mentor has."""
        rows = [self.row[term] for term in terms if term in self.row]
        return self.table[rows].sum(axis=0, dtype="int32")

    def has(self, term) -> np.ndarray:
        return self.count([term]) > 0


class Grid:
    """All mentors of a cohort, in order of id, ready to be compared with one mentee at a time."""

    def __init__(self, cohort: Cohort):
        import numpy as np

        self.np = np
        self.cohort = cohort
        self.mentors: tuple[Mentor, ...] = cohort.mentors
        self.number = {mentor.id: number for number, mentor in enumerate(self.mentors)}
        for kind in (
            "goals",
            "skills",
            "roles",
            "styles",
            "times",
            "modes",
            "languages",
            "needs",
            "employer_ids",
        ):
            setattr(self, kind, self._index(lambda mentor, kind=kind: getattr(mentor, kind)))
        self.lived = self._index(lambda mentor: mentor.lived_experience if mentor.lived_experience_on else ())
        self.meets = self._index(lambda mentor: mentor.meets)
        self.person = self._index(lambda mentor: _known(mentor.person_id))
        self.region = self._index(lambda mentor: _known(mentor.region_id))
        self.reach = self._index(lambda mentor: {*mentor.travels_to, *_known(mentor.region_id)})
        self.practice = self._index(lambda mentor: _known(mentor.practice_id))
        self.agreed = self._index(lambda mentor: {each.key for each in mentor.conditions if each.agreed})
        self.same_practice_ok = self._flags(lambda mentor: mentor.same_practice_ok)
        self.in_person_needed = self._flags(lambda mentor: mentor.in_person_needed)
        self.has_lived = self._flags(
            lambda mentor: mentor.lived_experience_on and bool(mentor.lived_experience)
        )
        self.knows_region = self._flags(lambda mentor: mentor.region_id is not None)
        #: Places left of each mentor, whether or not they can take somebody now.
        self.places = np.array([cohort.places_left(mentor) for mentor in self.mentors], dtype="int64")
        self.by_mentor = {
            rule: self._flags(lambda mentor, rule=rule: RULES[rule](_NOBODY, mentor, cohort) is not None)
            for rule in MENTOR_RULES
        }
        self.wished_by = _turned((mentor.id, mentor.wishes) for mentor in self.mentors)
        self.barred = {
            reason: _turned((bar.mentor_id, [bar.mentee_id]) for bar in cohort.bars if bar.reason == reason)
            for reason in BAR_REASONS
        }
        self.forbidden = _turned((mentor_id, [mentee_id]) for mentee_id, mentor_id in cohort.forbids)

    def _index(self, terms: Callable[[Mentor], Iterable]) -> Index:
        return Index([terms(mentor) for mentor in self.mentors])

    def _flags(self, is_so: Callable[[Mentor], bool]) -> np.ndarray:
        return self.np.array([bool(is_so(mentor)) for mentor in self.mentors], dtype=bool)

    def _these(self, mentor_ids: Iterable[Id]) -> np.ndarray:
        flags = self.np.zeros(len(self.mentors), dtype=bool)
        flags[[self.number[each] for each in mentor_ids if each in self.number]] = True
        return flags

    @cached_property
    def all_agreed(self) -> np.ndarray:
        """How many agreed conditions each mentor makes."""
        return self.agreed.table.sum(axis=0, dtype="int32")

    @cached_property
    def is_away(self) -> np.ndarray:
        """Which mentors can take nobody new, whoever asks."""
        return self.np.logical_or.reduce(list(self.by_mentor.values()))

    def can_meet(self, mentee: Mentee) -> np.ndarray:
        return self.reach.count(_known(mentee.region_id)) > 0

    def shared_modes(self, mentee: Mentee) -> np.ndarray:
        """How many ways to talk are shared; meeting in person counts only where they can meet."""
        count = self.modes.count(mentee.modes)
        if IN_PERSON in mentee.modes:
            count -= self.modes.has(IN_PERSON) & ~self.can_meet(mentee)
        return count

    def missing_needs(self, mentee: Mentee) -> np.ndarray:
        needs = mentee.needs - self.cohort.needs_met_for_all
        return len(needs) - self.needs.count(needs)

    def asks_too_much(self, mentee: Mentee) -> np.ndarray:
        """Which mentors make an agreed condition that this mentee does not meet."""
        return self.agreed.count(mentee.meets) < self.all_agreed

    def eligible(self, mentee: Mentee) -> np.ndarray:
        return ~self.np.logical_or.reduce(list(self.broken(mentee).values()))

    def broken(self, mentee: Mentee) -> dict[str, np.ndarray]:
        """For each rule, which mentors break it for this mentee."""
        spoken = mentee.languages - {BSL}
        asked = {each.key for each in mentee.conditions if each.agreed}
        meet_in_person = mentee.in_person_needed | self.in_person_needed
        can_in_person = self.modes.has(IN_PERSON) & self.can_meet(mentee) & (IN_PERSON in mentee.modes)
        same_practice = self.practice.count(_known(mentee.practice_id)) > 0
        none = self.np.zeros(len(self.mentors), dtype=bool)
        found = {
            **self.by_mentor,
            "same_person": self.person.count(_known(mentee.person_id)) > 0,
            "mode": self.shared_modes(mentee) == 0,
            "time": self.times.count(mentee.times) == 0,
            "language": self.languages.count(spoken) == 0 if spoken else none,
            "bsl": ~self.languages.has(BSL) if BSL in mentee.languages else none,
            "needs": self.missing_needs(mentee) > 0,
            "in_person": meet_in_person & ~can_in_person,
            "practice": same_practice & ~(self.same_practice_ok & mentee.same_practice_ok),
            "condition": (self.meets.count(asked) < len(asked)) | self.asks_too_much(mentee),
            "forbidden": self._these(self.forbidden.get(mentee.id, ())),
            "waits_for": none if mentee.waits_for is None else ~self._these([mentee.waits_for]),
        }
        for reason in BAR_REASONS:
            found[reason] = self._these(self.barred[reason].get(mentee.id, ()))
        found["employer"] = found["employer"] | (self.employer_ids.count(mentee.employer_ids) > 0)
        return {rule: found[rule] for rule in RULES}

    def totals(self, mentee: Mentee) -> np.ndarray:
        """The score of every mentor for this mentee, eligible or not: whole numbers 0 to 100."""
        met = {
            "goals_and_skills": self.goals.count(mentee.goals) + self.skills.count(mentee.skills),
            "style_and_values": self.styles.count(mentee.styles) + (self.roles.count(mentee.roles) > 0),
            "shortlist": self._these(mentee.shortlist).astype("int32"),
            "wishes": self._these(self.wished_by.get(mentee.id, ())).astype("int32"),
            "lived_experience": self.np.minimum(ENOUGH, self.lived.count(mentee.lived_experience)),
            "time_and_talk": self._time_and_talk(mentee),
            "place": self._place(mentee),
        }
        asked = {
            "goals_and_skills": len(mentee.goals) + len(mentee.skills),
            "style_and_values": len(mentee.styles) + bool(mentee.roles),
            "shortlist": 1,
            "wishes": 1,
            "lived_experience": min(ENOUGH, len(mentee.lived_experience)),
            "time_and_talk": 2 * _enough(mentee.times) * _enough(mentee.modes),
            "place": 1,
        }

        def sum_of_parts(lived: bool) -> np.ndarray:
            shares = self.cohort.weights.shares(lived=lived, matters_most=mentee.matters_most)
            return sum(
                (2 * share * met[part] + asked[part]) // (2 * asked[part])
                if asked[part]
                else self.np.full(len(self.mentors), share)
                for part, share in shares.items()
            )

        plain = sum_of_parts(lived=False)
        if not (mentee.lived_experience_on and mentee.lived_experience):
            return plain
        return self.np.where(self.has_lived, sum_of_parts(lived=True), plain)

    def _time_and_talk(self, mentee: Mentee) -> np.ndarray:
        times = self.np.minimum(ENOUGH, self.times.count(mentee.times))
        modes = self.np.minimum(ENOUGH, self.shared_modes(mentee))
        return times * _enough(mentee.modes) + modes * _enough(mentee.times)

    def _place(self, mentee: Mentee) -> np.ndarray:
        everyone = self.np.ones(len(self.mentors), dtype="int32")
        if mentee.place_wish == "any":
            return everyone
        if mentee.region_id is None:
            return 0 * everyone
        same = self.region.has(mentee.region_id)
        return (self.knows_region & (same if mentee.place_wish == "near" else ~same)).astype("int32")


def _enough(terms: frozenset) -> int:
    return max(1, min(ENOUGH, len(terms)))


def _known(value: Id | None) -> tuple:
    return () if value is None else (value,)


def _turned(pairs: Iterable[tuple[Id, Iterable[Id]]]) -> dict[Id, list[Id]]:
    """(mentor, mentees) pairs turned round: the mentors of each mentee."""
    turned: dict[Id, list[Id]] = {}
    for mentor_id, mentee_ids in pairs:
        for mentee_id in mentee_ids:
            turned.setdefault(mentee_id, []).append(mentor_id)
    return turned
