"""Matching: how long a round takes, how much memory, whom it leaves out, and what other ways would do.

Times are for information; nothing here passes or fails. The other ways are given the eligible pairs and their
scores; the time of this site includes working those out, and the reasons.
"""

from __future__ import annotations

import multiprocessing
import resource
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
from scipy.optimize import linear_sum_assignment

from mentoring.matching import Cohort, Result, candidates, is_eligible, solve, swaps_for
from mentoring.matching.grid import Grid
from mentoring.synthetic import make_cohort

#: name: (mentees, mentors, places for all together or None)
SIZES = {
    "1,000 mentees, 400 mentors": (1000, 400, None),
    "1,000 mentees, 800 places": (1000, 400, 800),
    "5,000 mentees, 2,000 mentors": (5000, 2000, None),
    "5,000 mentees, 4,000 places": (5000, 2000, 4000),
    "20,000 mentees, 8,000 mentors": (20000, 8000, None),
}
#: What a round of 20,000 may use.
MOST_MEMORY_MIB = 4096
COMPARED = ("1,000 mentees, 400 mentors", "1,000 mentees, 800 places")
#: Mentees and mentors of rounds on the weights page: it compares up to 2,000 people.
LOOKED_AT = ((40, 16), (1000, 400), (2000, 800))


def main(argv: list[str] | None = None) -> None:
    """Prints the tables. ``--small`` leaves out the largest cohorts."""
    small = "--small" in (sys.argv[1:] if argv is None else argv)
    sizes = {name: size for name, size in SIZES.items() if not (small and size[0] > 1000)}
    print("\nA whole round, from people to pairs with reasons\n")
    _table(
        (
            "cohort",
            "solve",
            "again",
            "pairs tried",
            "matched",
            "mean score",
            "fewest tenth out",
            "others out",
            "peak",
        ),
        [_apart(_time_round, name) for name in sizes],
    )
    print(
        f"\nPeak: of a process of its own, the solver included. The most it may be: {MOST_MEMORY_MIB:,} MiB."
    )
    for name in COMPARED:
        print(f"\n{name}: the same pairs and scores, other ways\n")
        _table(
            ("way", "time", "matched", "total score", "fewest tenth out", "others out", "waited a year out"),
            _apart(_compare, name),
        )
    print("\nAt the match desk, 1,000 mentees and 400 mentors\n")
    _table(("what", "time"), _apart(_time_desk, COMPARED[0]))
    print("\nMoving one to place another: 900 of 1,000 mentees have a mentor, 920 places\n")
    _table(("what", "measured"), _apart(_time_swaps))
    print("\nLooking at other weights, which solves twice in a web worker\n")
    _table(
        ("cohort", "before", "solver loaded", "highest", "after", "time"),
        [_look_at_weights(*size) for size in LOOKED_AT],
    )


def _time_round(name: str) -> tuple[str, ...]:
    cohort = _cohort(name)
    first, result = _timed(solve, cohort)
    again, same = _timed(solve, cohort)
    if same != result:
        raise RuntimeError("the same cohort gave another result")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    counts = result.run.counts
    fewest, others, _ = _left_out_shares(cohort, Grid(cohort), {pair.mentee_id for pair in result.pairs})
    return (
        name,
        f"{first:.2f} s",
        f"{again:.2f} s",
        f"{counts['candidates']:,}",
        f"{counts['paired']:,}",
        f"{counts['total_score'] / max(1, counts['paired']):.1f}",
        fewest,
        others,
        f"{peak:,.0f} MiB",
    )


def _compare(name: str) -> list[tuple[str, ...]]:
    cohort = _cohort(name)
    grid = Grid(cohort)
    totals = np.array([np.where(grid.eligible(mentee), grid.totals(mentee), -1) for mentee in cohort.mentees])
    ways = {
        "this site, rules and score included": lambda: _columns(solve(cohort), cohort),
        "dense optimum of the total (SciPy)": lambda: _dense(totals, grid.places),
        "stable (deferred acceptance)": lambda: _stable(totals, grid.places),
        "greedy, best score first": lambda: _greedy(totals, grid.places),
    }
    rows = []
    for way, run in ways.items():
        seconds, chosen = _timed(run)
        total = sum(int(totals[row, column]) for row, column in chosen.items())
        shares = _left_out_shares(cohort, grid, {cohort.mentees[row].id for row in chosen})
        rows.append((way, f"{seconds:.2f} s", f"{len(chosen):,}", f"{total:,}", *shares))
    return rows


def _time_desk(name: str) -> list[tuple[str, str]]:
    cohort = _cohort(name)
    result = solve(cohort)
    ranking, found = _timed(lambda: candidates(cohort.mentees[0], cohort))
    second = next(each for each in found if each.is_eligible and each.mentor_id != result.pairs[0].mentor_id)
    pinned = replace(cohort, pins={(cohort.mentees[0].id, second.mentor_id)})
    solving, _ = _timed(solve, pinned)
    return [
        ("all mentors for one person, with reasons", f"{ranking * 1000:.0f} ms"),
        ("solving again after a pin", f"{solving:.2f} s"),
    ]


def _time_swaps() -> list[tuple[str, str]]:
    """900 people have a mentor, 100 come later: a move is looked for, for those whom nobody can take."""
    cohort = make_cohort(mentees=1000, mentors=400, seed=1, places=920)
    live = frozenset((pair.mentee_id, pair.mentor_id) for pair in solve(_first_of(cohort, 900)).pairs)
    standing, movable = replace(cohort, live_pairs=live), {pair: pair[0] for pair in live}
    left_out = [
        mentee
        for mentee in cohort.mentees[900:]
        if not any(is_eligible(mentee, mentor, standing) for mentor in standing.mentors)
    ]
    found = [_timed(swaps_for, mentee, standing, movable) for mentee in left_out]
    seconds = sorted(time for time, _ in found)
    return [
        ("newcomers whom no mentor with a place fits", f"{len(found):,}"),
        ("of them, could be placed by a move", f"{sum(bool(swaps) for _, swaps in found):,}"),
        ("search for one person, middle", f"{seconds[len(seconds) // 2] * 1000:.0f} ms"),
        ("search for one person, slowest", f"{seconds[-1] * 1000:.0f} ms"),
    ]


def _first_of(cohort: Cohort, mentees: int) -> Cohort:
    """The round as it was when only the first so many had asked."""
    here = {mentee.id for mentee in cohort.mentees[:mentees]}
    return replace(
        cohort,
        mentees=cohort.mentees[:mentees],
        mentors=tuple(replace(each, wishes=each.wishes & here) for each in cohort.mentors),
        bars={bar for bar in cohort.bars if bar.mentee_id in here},
    )


def _look_at_weights(mentees: int, mentors: int) -> list[str]:
    """Measured in a process that has loaded nothing but the rules."""
    command = [sys.executable, "-m", "tests.benchmark.looking", str(mentees), str(mentors)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split(";")


def _left_out_shares(cohort: Cohort, grid: Grid, matched: set) -> tuple[str, str, str]:
    """Shares left out: of the tenth with the fewest options, of all others; and how many waited a year."""
    options = {mentee.id: int(grid.eligible(mentee).sum()) for mentee in cohort.mentees}
    by_options = sorted(options, key=lambda each: (options[each], each))
    fewest, others = by_options[: len(by_options) // 10], by_options[len(by_options) // 10 :]
    a_year_ago = cohort.starts_on.replace(year=cohort.starts_on.year - 1)
    long_waits = sum(m.id not in matched and m.waiting_since <= a_year_ago for m in cohort.mentees)
    return _share_out(fewest, matched), _share_out(others, matched), str(long_waits)


def _share_out(people: list, matched: set) -> str:
    return f"{100 * sum(each not in matched for each in people) / len(people):.1f} %"


def _columns(result: Result, cohort: Cohort) -> dict[int, int]:
    rows = {mentee.id: number for number, mentee in enumerate(cohort.mentees)}
    columns = {mentor.id: number for number, mentor in enumerate(cohort.mentors)}
    return {rows[pair.mentee_id]: columns[pair.mentor_id] for pair in result.pairs}


def _dense(totals: np.ndarray, places: np.ndarray) -> dict[int, int]:
    """Most people, then the best total, by a dense assignment with one column a place."""
    mentor_of_seat = np.repeat(np.arange(len(places)), places)
    gain = np.where(totals >= 0, totals + 1_000_000, 0)[:, mentor_of_seat]
    rows, seats = linear_sum_assignment(gain, maximize=True)
    kept = gain[rows, seats] > 0
    return dict(zip(rows[kept].tolist(), mentor_of_seat[seats[kept]].tolist(), strict=True))


def _greedy(totals: np.ndarray, places: np.ndarray) -> dict[int, int]:
    left, chosen = places.copy(), {}
    rows, columns = np.nonzero(totals >= 0)
    for number in np.argsort(-totals[rows, columns], kind="stable").tolist():
        row, column = int(rows[number]), int(columns[number])
        if row not in chosen and left[column]:
            chosen[row] = column
            left[column] -= 1
    return chosen


def _stable(totals: np.ndarray, places: np.ndarray) -> dict[int, int]:
    """Mentees ask in the order of their scores; a mentor keeps the best who asked, as places allow."""
    wishes = [[c for c in np.argsort(-row, kind="stable").tolist() if row[c] >= 0] for row in totals]
    held: dict[int, list[int]] = {column: [] for column in range(len(places))}
    asking = [(row, 0) for row in range(len(totals))]
    next_wish = dict(asking)
    free = [row for row, _ in asking]
    while free:
        row = free.pop()
        if next_wish[row] == len(wishes[row]):
            continue
        column = wishes[row][next_wish[row]]
        next_wish[row] += 1
        held[column].append(row)
        if len(held[column]) > places[column]:
            last = min(held[column], key=lambda each: (totals[each, column], -each))
            held[column].remove(last)
            free.append(last)
    return {row: column for column, rows in held.items() for row in rows}


def _cohort(name: str) -> Cohort:
    mentees, mentors, places = SIZES[name]
    return make_cohort(mentees=mentees, mentors=mentors, seed=1, places=places)


def _timed(run, *args):
    started = time.perf_counter()
    outcome = run(*args)
    return time.perf_counter() - started, outcome


def _apart(run, *args):
    """Runs in a process of its own, so that peak memory and the time to load the solver are its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(run, args)


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    widths = [max(len(row[column]) for row in (heads, *rows)) for column in range(len(heads))]
    for row in (heads, tuple("-" * width for width in widths), *rows):
        cells = [row[0].ljust(widths[0])] + [c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True)]
        print("  ".join(cells))


if __name__ == "__main__":
    main()
