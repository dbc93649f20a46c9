"""Solves a whole round at once: fewest people left out, then fairly chosen, then the best total score.

Three tiers of whole-number cost, each of which wins over everything below it:

1. fewest people left out;
2. *who* is left out: the smallest sum of ``cost_of_leaving_out``;
3. the highest sum of scores.

Ties that remain are settled by a lottery number made from the two ids, so the answer does not depend on the
order of rows and hardly changes when one pair does.

The arithmetic. Leaving a person out costs ``(1 + their cost) × unit``. A pair costs ``100 − its score``,
and ``unit`` is larger than the costs of all pairs together, so tier 2 wins over tier 3. Tier 1 needs no
factor of its own: the sets of people who can all be placed at once form a matroid (a transversal matroid),
in which a set of smallest positive cost left out is always also one of the fewest. Everything is then
multiplied by ``room``, and each pair gets a lottery number so small that all of them together stay below
``room``. With the largest cost at most 2^50, every sum the solver forms stays below 2^53, where its
floating-point numbers are exact.

Worked example: in a round where the person in the middle fits 8 mentors, Ann fits 8 as well, Bo fits 2 and
has waited 3 months. Leaving Bo out costs 50 × log2(8 / 2) + 3 × 10 = 130, leaving Ann out 0. When one place
is left for the two, Bo gets it, whatever the scores.

SciPy is loaded only here, inside ``solve`` (see docs/decisions/002-the-solver.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from .eligibility import months_between, reasons_against
from .files import hash_of_cohort, hash_of_outcome
from .left_out import explain
from .people import Cohort, CohortError, Id, Mentee, Weights, check_cohort, pair_key
from .reasons import Reason, sentence
from .results import CODE_VERSION, LeftOut, Pair, Result, RunRecord
from .score import score

if TYPE_CHECKING:
    import numpy as np

    from .grid import Grid

#: Up to here every eligible pair is a candidate; above, the best ones from both sides.
EVERY_PAIR_UP_TO = 1500
BEST_PER_MENTEE = 50
BEST_PER_PLACE = 10

_LARGEST_COST = 2**50
_LOTTERY_BITS = 31
_BLOCK = 512
_NOT_ELIGIBLE = -1


class PinRefused(CohortError):
    """A pinned pair breaks a hard rule. ``reasons`` names each rule."""

    def __init__(self, mentee_id: Id, mentor_id: Id, reasons: list[Reason]):
        self.mentee_id, self.mentor_id, self.reasons = mentee_id, mentor_id, tuple(reasons)
        rules = "; ".join(f"{reason.key} ({sentence(reason)})" for reason in reasons)
        super().__init__(f"pins: {mentee_id!r} with {mentor_id!r} breaks a hard rule: {rules}")


def solve(cohort: Cohort) -> Result:
    """The best pairs of the round, pins and live pairs kept. The same cohort always gives the same result.

    Raises CohortError when the cohort contradicts itself, PinRefused when a pin breaks a hard rule.
    """
    from .grid import Grid

    check_cohort(cohort)
    _check_pins(cohort)
    standing = {mentee_id for mentee_id, _ in cohort.live_pairs | cohort.pins}
    free = tuple(mentee for mentee in cohort.mentees if mentee.id not in standing)
    grid = Grid(cohort)
    totals = _totals(grid, free)
    options = (totals != _NOT_ELIGIBLE).sum(axis=1).tolist()
    costs = costs_of_leaving_out(free, options, cohort)
    chosen, candidates = _assign(grid, free, totals, [each.total for each in costs])
    pairs = _standing_pairs(cohort) + [
        _pair(cohort, (free[row].id, grid.mentors[column].id), "solved") for row, column in chosen.items()
    ]
    taken = grid.np.array(list(chosen.values()), dtype="int64")
    spare = grid.places > grid.np.bincount(taken, minlength=len(grid.mentors))
    left_out = [
        explain(mentee, grid, spare, scarcity_cost=cost.scarcity, waiting_cost=cost.waiting)
        for row, (mentee, cost) in enumerate(zip(free, costs, strict=True))
        if row not in chosen
    ]
    pairs.sort(key=lambda pair: pair_key((pair.mentee_id, pair.mentor_id)))
    counts = {
        "mentees": len(cohort.mentees),
        "mentors": len(cohort.mentors),
        "places": int(grid.places[~grid.is_away].sum()),
        "eligible_pairs": sum(options),
        "candidates": candidates,
        "paired": len(pairs),
        "left_out": len(left_out),
        "total_score": sum(pair.total for pair in pairs),
    }
    return Result(
        tuple(pairs),
        tuple(left_out),
        _record(cohort, pairs, left_out, counts),
        options={mentee.id: own for mentee, own in zip(free, options, strict=True)},
    )


@dataclass(frozen=True)
class Cost:
    """What leaving one person out costs."""

    scarcity: int
    waiting: int

    @property
    def total(self) -> int:
        return self.scarcity + self.waiting


def costs_of_leaving_out(mentees: tuple[Mentee, ...], options: list[int], cohort: Cohort) -> list[Cost]:
    """The cost of leaving each of ``mentees`` out, who have so many eligible mentors (``options``).

    The median is taken over those with at least one option: nothing can be done here for the others.
    """
    some = sorted(own for own in options if own)
    twice_median = some[(len(some) - 1) // 2] + some[len(some) // 2] if some else 0
    return [
        Cost(
            scarcity=scarcity_cost(own, twice_median, cohort.weights.scarcity),
            waiting=cohort.weights.waiting_month * _months_waited(mentee, cohort),
        )
        for mentee, own in zip(mentees, options, strict=True)
    ]


def scarcity_cost(own: int, twice_median: int, weight: int = Weights.scarcity) -> int:
    """weight × log2(median options / own options), rounded down, at least 0; 0 for nobody's option.

    Whole numbers only, so that it is the same on every machine: the largest n with 2^n ≤ (median /
    own)^weight.

    >>> scarcity_cost(own=25, twice_median=400)    # 200 / 25 is three halvings
    150
    """
    if not own or twice_median <= 2 * own:
        return 0
    return (twice_median**weight // (2 * own) ** weight).bit_length() - 1


def _months_waited(mentee: Mentee, cohort: Cohort) -> int:
    return months_between(mentee.waiting_since, cohort.starts_on) if mentee.waiting_since else 0


def _check_pins(cohort: Cohort) -> None:
    for mentee_id, mentor_id in sorted(cohort.pins, key=pair_key):
        reasons = reasons_against(cohort.mentee_by_id[mentee_id], cohort.mentor_by_id[mentor_id], cohort)
        if reasons:
            raise PinRefused(mentee_id, mentor_id, reasons)


def _standing_pairs(cohort: Cohort) -> list[Pair]:
    live = [(ids, "live") for ids in cohort.live_pairs if ids[0] in cohort.mentee_by_id]
    pinned = [(ids, "pinned") for ids in cohort.pins]
    return [_pair(cohort, ids, how) for ids, how in live + pinned]


def _pair(cohort: Cohort, ids: tuple[Id, Id], how: str) -> Pair:
    mentee, mentor = cohort.mentee_by_id[ids[0]], cohort.mentor_by_id[ids[1]]
    return Pair.of(ids, score(mentee, mentor, cohort.weights), how)


def _record(cohort: Cohort, pairs: list[Pair], left_out: list[LeftOut], counts: dict[str, int]) -> RunRecord:
    import scipy

    return RunRecord(
        code_version=CODE_VERSION,
        solver=f"scipy {scipy.__version__}",
        starts_on=cohort.starts_on,
        weights=cohort.weights,
        input_hash=hash_of_cohort(cohort),
        result_hash=hash_of_outcome(pairs, left_out),
        counts=counts,
    )


def _totals(grid: Grid, mentees: tuple[Mentee, ...]) -> np.ndarray:
    """The score of every pair, one row a mentee, one column a mentor; −1 where a hard rule is broken."""
    totals = grid.np.full((len(mentees), len(grid.mentors)), _NOT_ELIGIBLE, dtype="int8")
    for row, mentee in enumerate(mentees):
        eligible = grid.eligible(mentee)
        totals[row, eligible] = grid.totals(mentee)[eligible]
    return totals


class _Lottery:
    """A number for each pair, made from the two ids alone: the same in every round, whoever else is in it."""

    def __init__(self, np, mentees: tuple, mentors: tuple):
        self.np = np
        self.mentees, self.mentors = (
            np.array(
                [int.from_bytes(sha256(repr(each.id).encode()).digest()[:8]) for each in people],
                dtype="uint64",
            )
            for people in (mentees, mentors)
        )

    def of(self, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """Whole numbers from 0 up to 2^31. Multiplying and folding the bits stirs the two hashes together."""
        mixed = (self.mentees[rows] ^ (self.mentors[columns] >> self.np.uint64(1))) * self.np.uint64(
            0x9E3779B97F4A7C15
        )
        mixed = (mixed ^ (mixed >> self.np.uint64(29))) * self.np.uint64(0xBF58476D1CE4E5B9)
        return (mixed >> self.np.uint64(64 - _LOTTERY_BITS)).astype("int64")


def _candidates(
    np, totals: np.ndarray, places: np.ndarray, lottery: _Lottery
) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of the pairs the solver looks at: every eligible one; in a large round the best.

    The best of each mentee alone would lose people when places are scarce, so each mentor's best are added.
    """
    eligible = totals != _NOT_ELIGIBLE
    if len(totals) <= EVERY_PAIR_UP_TO:
        return np.nonzero(eligible)
    keep = np.zeros(totals.shape, dtype=bool)
    for block in _blocks(totals.shape[0]):
        rows = np.arange(block.start, block.stop)[:, None]
        rank = _rank(totals[block], lottery.of(rows, np.arange(totals.shape[1])[None, :]))
        count = min(BEST_PER_MENTEE, totals.shape[1])
        np.put_along_axis(keep[block], np.argpartition(-rank, count - 1, axis=1)[:, :count], True, axis=1)
    for block in _blocks(totals.shape[1]):
        columns = np.arange(block.start, block.stop)[None, :]
        rank = _rank(totals[:, block], lottery.of(np.arange(totals.shape[0])[:, None], columns))
        for column in range(rank.shape[1]):
            count = min(BEST_PER_PLACE * int(places[block.start + column]), totals.shape[0])
            if count:
                keep[np.argpartition(-rank[:, column], count - 1)[:count], block.start + column] = True
    return np.nonzero(keep & eligible)


def _rank(totals: np.ndarray, lottery: np.ndarray) -> np.ndarray:
    """Higher is better: the score, then the lower lottery number. No two are alike but by rare chance."""
    return (totals.astype("int64") << _LOTTERY_BITS) - lottery


def _blocks(length: int) -> Iterator[slice]:
    return (slice(start, min(start + _BLOCK, length)) for start in range(0, length, _BLOCK))


def _assign(
    grid: Grid, mentees: tuple[Mentee, ...], totals: np.ndarray, costs: list[int]
) -> tuple[dict[int, int], int]:
    """The mentor's column for each mentee's row that gets one, and how many pairs were looked at."""
    np = grid.np
    lottery = _Lottery(np, mentees, grid.mentors)
    rows, columns = _candidates(np, totals, grid.places, lottery)
    if not len(rows):
        return {}, 0
    unit = 100 * len(mentees) + 2
    leaving = (np.array(costs, dtype="int64") + 1) * unit
    room = _LARGEST_COST // int(leaving.max())
    tickets = min((room - 1) // len(mentees) + 1, 2**_LOTTERY_BITS)
    drawn = (lottery.of(rows, columns) * tickets) >> _LOTTERY_BITS
    pairing = (100 - totals[rows, columns].astype("int64")) * room + drawn
    return _cheapest(np, rows, columns, pairing, leaving * room, grid.places), len(rows)


def _cheapest(
    np, rows: np.ndarray, columns: np.ndarray, pairing: np.ndarray, leaving: np.ndarray, places: np.ndarray
) -> dict[int, int]:
    """The cheapest way to give each row one place, or leave it out.

    Every place of a mentor is a seat of its own; a seat that only one person may take stands for leaving them
    out, so that everybody can be seated. The 1 that is added to each cost keeps a cost of 0 from looking like
    "no such pair" to the sparse solver, and changes nothing as everybody gets exactly one seat.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    people = len(leaving)
    seats = np.minimum(places, np.bincount(columns, minlength=len(places)))
    first_seat = np.concatenate(([0], np.cumsum(seats)))
    copies = seats[columns]
    which = np.arange(copies.sum()) - np.repeat(np.cumsum(copies) - copies, copies)
    seat = np.repeat(first_seat[columns], copies) + which
    row = np.concatenate((np.repeat(rows, copies), np.arange(people)))
    column = np.concatenate((seat, first_seat[-1] + np.arange(people)))
    cost = np.concatenate((np.repeat(pairing, copies), leaving)) + 1
    table = csr_array((cost.astype("float64"), (row, column)), shape=(people, int(first_seat[-1]) + people))
    seated, taken = min_weight_full_bipartite_matching(table)
    placed = taken < first_seat[-1]
    mentor = np.searchsorted(first_seat, taken[placed], side="right") - 1
    return dict(zip(seated[placed].tolist(), mentor.tolist(), strict=True))
