"""Matching mentees to mentors: who may be matched, how well they fit, and the best pairs of a whole round.

Three steps, each a module to read on its own: ``eligibility`` (hard rules with reasons), ``score`` (points
in named parts with sentences), ``solve`` (the round at once, fairly). Pure: no database, no clock, no
unseeded chance. The solver, and NumPy with it, is loaded only by ``solve`` and ``explain_left_out``.
"""

from .eligibility import RULES, is_eligible, obstacles_of_mentor, reasons_against
from .files import (
    CohortFileError,
    cohort_as_dict,
    cohort_from_json,
    left_out_as_dict,
    pair_as_dict,
    read_cohort,
    reason_as_dict,
    reason_from_dict,
    result_as_dict,
    write_cohort,
    write_result,
)
from .left_out import explain_left_out
from .people import (
    BAR_REASONS,
    BSL,
    IN_PERSON,
    PARTS,
    Bar,
    Cohort,
    CohortError,
    Condition,
    Id,
    Mentee,
    Mentor,
    PairIds,
    Weights,
    check_cohort,
)
from .reasons import TEMPLATES, Reason, sentence
from .results import CODE_VERSION, LeftOut, Pair, Result, RunRecord
from .review import Candidate, Change, candidates, changes
from .score import WARN_UNDER, Score, score, strength
from .solve import PinRefused, solve
from .swaps import MOST_SWAPS, Swap, swap_of, swaps_for

__all__ = [
    "BAR_REASONS",
    "BSL",
    "CODE_VERSION",
    "IN_PERSON",
    "MOST_SWAPS",
    "PARTS",
    "RULES",
    "TEMPLATES",
    "WARN_UNDER",
    "Bar",
    "Candidate",
    "Change",
    "Cohort",
    "CohortError",
    "CohortFileError",
    "Condition",
    "Id",
    "LeftOut",
    "Mentee",
    "Mentor",
    "Pair",
    "PairIds",
    "PinRefused",
    "Reason",
    "Result",
    "RunRecord",
    "Score",
    "Swap",
    "Weights",
    "candidates",
    "changes",
    "check_cohort",
    "cohort_as_dict",
    "cohort_from_json",
    "explain_left_out",
    "is_eligible",
    "left_out_as_dict",
    "obstacles_of_mentor",
    "pair_as_dict",
    "read_cohort",
    "reason_as_dict",
    "reason_from_dict",
    "reasons_against",
    "result_as_dict",
    "score",
    "sentence",
    "solve",
    "strength",
    "swap_of",
    "swaps_for",
    "write_cohort",
    "write_result",
]
