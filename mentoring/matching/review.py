"""For the match desk: every mentor for one person, and what a new run changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .eligibility import reasons_against
from .people import Cohort, Id, Mentee, id_key
from .reasons import Reason
from .results import Pair
from .score import Score, score


@dataclass(frozen=True)
class Candidate:
    """One mentor for one mentee. With any ``blocked_by`` the mentor cannot be chosen, whatever the score."""

    mentor_id: Id
    score: Score
    blocked_by: tuple[Reason, ...]
    places_left: int

    @property
    def is_eligible(self) -> bool:
        return not self.blocked_by


def candidates(mentee: Mentee, cohort: Cohort) -> list[Candidate]:
    """Every mentor of the cohort: those who fit, best first, then the others, fewest obstacles first."""
    found = [
        Candidate(
            mentor_id=mentor.id,
            score=score(mentee, mentor, cohort.weights),
            blocked_by=tuple(reasons_against(mentee, mentor, cohort)),
            places_left=cohort.places_left(mentor, mentee.id),
        )
        for mentor in cohort.mentors
    ]
    return sorted(found, key=lambda each: (len(each.blocked_by), -each.score.total, id_key(each.mentor_id)))


@dataclass(frozen=True)
class Change:
    """A mentee's mentor before and after; None means left out."""

    mentee_id: Id
    before: Id | None
    after: Id | None


def changes(before: Iterable[Pair], after: Iterable[Pair]) -> list[Change]:
    """What differs between two runs, by mentee id."""
    old = {pair.mentee_id: pair.mentor_id for pair in before}
    new = {pair.mentee_id: pair.mentor_id for pair in after}
    return [
        Change(mentee_id, old.get(mentee_id), new.get(mentee_id))
        for mentee_id in sorted(old.keys() | new.keys(), key=id_key)
        if old.get(mentee_id) != new.get(mentee_id)
    ]
