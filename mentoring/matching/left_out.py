"""Why a person has no mentor in this round, and what would help: never just "no match"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from .people import BSL, IN_PERSON, Cohort, Mentee
from .reasons import TEMPLATES, Reason
from .results import LeftOut

if TYPE_CHECKING:
    import numpy as np

    from .grid import Grid

#: So many changes are told, the most helpful first.
MOST_CHANGES = 3


def explain_left_out(mentee: Mentee, cohort: Cohort) -> LeftOut:
    """Why ``mentee`` has no mentor as things stand: counts per rule, the main reason, and what would help.

    Example: everybody who uses BSL talks by phone only. Counts: ``{"bsl": 37, "mode": 3}``; reason "Mentors
    who use British Sign Language (BSL): 3"; nearest change "3 more if this way to talk is fine: phone
    call".
    """
    from .grid import Grid

    grid = Grid(cohort)
    return explain(mentee, grid, grid.places > 0)


def explain(
    mentee: Mentee, grid: Grid, spare: np.ndarray, *, scarcity_cost: int = 0, waiting_cost: int = 0
) -> LeftOut:
    """The same on a grid that is there already. ``spare``: which mentors have a place nobody has taken."""
    broken = grid.broken(mentee)
    times_broken = sum(each.astype("int32") for each in broken.values())
    eligible = int((times_broken == 0).sum())
    counts = {rule: int(each.sum()) for rule, each in broken.items()}
    only = {rule: each & (times_broken == 1) & spare for rule, each in broken.items() if counts[rule]}
    only["full"] = ((times_broken == 0) & ~spare) | (broken["full"] & (times_broken == 1))
    return LeftOut(
        mentee_id=mentee.id,
        eligible=eligible,
        rules={rule: count for rule, count in counts.items() if count},
        reasons=(_main_reason(mentee, eligible, broken, grid),),
        changes=tuple(_changes(mentee, only, grid)),
        scarcity_cost=scarcity_cost,
        waiting_cost=waiting_cost,
    )


def _main_reason(mentee: Mentee, eligible: int, broken: Mapping[str, np.ndarray], grid: Grid) -> Reason:
    """The rule that removed most mentors, said as how many it left.

    Asked of the mentors who could take somebody new; where there are none, of all of them.
    """
    if not grid.mentors:
        return Reason("left_no_mentors")
    if eligible:
        return Reason("left_places_went", {"count": eligible})
    here = ~grid.is_away if not grid.is_away.all() else grid.is_away
    counts = {rule: int((each & here).sum()) for rule, each in broken.items()}
    rule = max(counts, key=counts.get)
    if f"left_{rule}" not in TEMPLATES:
        return Reason("left_mixed")
    params = _asked(mentee).get(rule, {})
    left = int(here.sum()) - counts[rule]
    return Reason(f"few_{rule}", {**params, "count": left}) if left else Reason(f"left_{rule}", params)


def _asked(mentee: Mentee) -> dict[str, dict[str, tuple[str, ...]]]:
    """What the person asked for, as parameters of the sentence of each rule that names it."""
    return {
        "mode": {"modes": tuple(sorted(mentee.modes))},
        "time": {"times": tuple(sorted(mentee.times))},
        "language": {"languages": tuple(sorted(mentee.languages - {BSL}))},
        "needs": {"needs": tuple(sorted(mentee.needs))},
        "condition": {"conditions": tuple(sorted(each.key for each in mentee.conditions if each.agreed))},
    }


def _changes(mentee: Mentee, only: Mapping[str, np.ndarray], grid: Grid) -> list[Reason]:
    """What would bring a place with more mentors, counting those who break one rule only. Most helpful first.

    Conflicts of interest, wishes not to be matched and earlier pairs are never put up for change.
    """
    found = []
    for rule, mentors in only.items():
        if f"change_{rule}" not in TEMPLATES:
            continue
        if rule in _BEST_TERM:
            name, count_terms = _BEST_TERM[rule]
            best = _best(count_terms(mentee, mentors, grid))
            if best:
                term, count = best
                found.append(Reason(f"change_{rule}", {"count": count, name: (term,)}))
        elif mentors.any():
            found.append(Reason(f"change_{rule}", {"count": int(mentors.sum())}))
    found.sort(key=lambda reason: -reason.params["count"])  # stable: equals keep the order of the rules
    return found[:MOST_CHANGES]


def _best(counts: Mapping[str, int]) -> tuple[str, int] | None:
    """The term with the highest count, the first in the alphabet among equals."""
    helpful = sorted((-count, term) for term, count in counts.items() if count)
    return (helpful[0][1], -helpful[0][0]) if helpful else None


def _more_modes(mentee: Mentee, mentors: np.ndarray, grid: Grid) -> Counter:
    near = grid.can_meet(mentee)
    return Counter(
        {
            mode: int((grid.modes.has(mode) & mentors & (near if mode == IN_PERSON else True)).sum())
            for mode in grid.modes.row
        }
    )


def _more_times(mentee: Mentee, mentors: np.ndarray, grid: Grid) -> Counter:
    return Counter({time: int((grid.times.has(time) & mentors).sum()) for time in grid.times.row})


def _fewer_needs(mentee: Mentee, mentors: np.ndarray, grid: Grid) -> Counter:
    one_short = mentors & (grid.missing_needs(mentee) == 1)
    needs = mentee.needs - grid.cohort.needs_met_for_all
    return Counter({need: int((one_short & ~grid.needs.has(need)).sum()) for need in needs})


def _fewer_conditions(mentee: Mentee, mentors: np.ndarray, grid: Grid) -> Counter:
    asked = {each.key for each in mentee.conditions if each.agreed}
    one_short = mentors & (grid.meets.count(asked) == len(asked) - 1) & ~grid.asks_too_much(mentee)
    return Counter({key: int((one_short & ~grid.meets.has(key)).sum()) for key in asked})


#: Rules whose change is one term of many: the name of the parameter, and what each term would bring.
_BEST_TERM = {
    "mode": ("modes", _more_modes),
    "time": ("times", _more_times),
    "needs": ("needs", _fewer_needs),
    "condition": ("conditions", _fewer_conditions),
}
