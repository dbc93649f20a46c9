"""Moving one learner who has a mentor, so that somebody who is left out gets the place. Only ever a proposal.

Live pairs are never broken by a round. Where everybody who could help a newcomer is full, one of these
mentors may have a learner whom another mentor with a free place fits as well. Everybody's yes is asked for
elsewhere; here is only who could be asked.

Worked example: Bo fits Ann alone, and Ann's one place is Ted's. Ted fits Joy, who has a place. The swap: Ted
moves from Ann to Joy, Bo goes to Ann. One more person has a mentor, and nobody else is touched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .eligibility import is_eligible, obstacles_of_mentor, reasons_against
from .people import Cohort, Id, Mentee, Mentor, PairIds, id_key, pair_key
from .score import Score, score

#: So many are proposed for one person, each about another live pair.
MOST_SWAPS = 3


@dataclass(frozen=True)
class Swap:
    """``mover_id`` leaves the live pair ``leaves`` for ``to_mentor_id``; the newcomer takes the place.

    ``gain`` is what the total score of all pairs would grow by: the two new pairs less the old one.
    """

    newcomer_id: Id
    leaves: PairIds
    mover_id: Id
    to_mentor_id: Id
    newcomer_score: Score
    mover_score: Score
    gain: int

    @property
    def from_mentor_id(self) -> Id:
        return self.leaves[1]


def swaps_for(
    newcomer: Mentee, cohort: Cohort, movable: Mapping[PairIds, Id], *, most: int = MOST_SWAPS
) -> list[Swap]:
    """The best swaps for somebody left out, best gain first; none where a mentor fits who has a place.

    ``movable``: for each live pair that may be asked, the mentee of the cohort who is its learner. Each pair
    is named once, with the best mentor for its learner. Equals are settled by id.
    """
    if any(is_eligible(newcomer, mentor, cohort) for mentor in cohort.mentors):
        return []
    takers = [mentor for mentor in cohort.mentors if not obstacles_of_mentor(mentor, cohort)]
    givers = {mentor.id for mentor in cohort.mentors if _would_fit(newcomer, mentor, cohort)}
    found = []
    for leaves in sorted(movable, key=pair_key):
        if leaves[1] in givers:
            moves = (swap_of(newcomer, cohort, leaves, movable[leaves], taker.id) for taker in takers)
            found += sorted((move for move in moves if move), key=_best_first)[:1]
    return sorted(found, key=_best_first)[:most]


def swap_of(newcomer: Mentee, cohort: Cohort, leaves: PairIds, mover_id: Id, to_mentor_id: Id) -> Swap | None:
    """This very swap, or None where it breaks a rule, has no place, or is not about four people."""
    mover = cohort.mentee_by_id.get(mover_id)
    giver, taker = cohort.mentor_by_id.get(leaves[1]), cohort.mentor_by_id.get(to_mentor_id)
    if leaves not in cohort.live_pairs or not (mover and giver and taker):
        return None
    if not (_are_four(newcomer, mover, giver, taker) and is_eligible(mover, taker, cohort)):
        return None
    if not _would_fit(newcomer, giver, cohort):
        return None
    coming, moving = score(newcomer, giver, cohort.weights), score(mover, taker, cohort.weights)
    gain = coming.total + moving.total - score(mover, giver, cohort.weights).total
    return Swap(newcomer.id, leaves, mover_id, to_mentor_id, coming, moving, gain)


def _would_fit(newcomer: Mentee, mentor: Mentor, cohort: Cohort) -> bool:
    """Nothing but the lack of a place stands between them, and one person less would make a place."""
    in_the_way = [reason.key for reason in reasons_against(newcomer, mentor, cohort)]
    return in_the_way == ["full"] and cohort.places_used(mentor) <= mentor.capacity


def _are_four(newcomer: Mentee, mover: Mentee, giver: Mentor, taker: Mentor) -> bool:
    people = [each.person_id for each in (newcomer, mover, giver, taker) if each.person_id is not None]
    return len(people) == len(set(people)) and newcomer.id != mover.id and giver.id != taker.id


def _best_first(swap: Swap) -> tuple:
    return (-swap.gain, pair_key(swap.leaves), id_key(swap.to_mentor_id))
