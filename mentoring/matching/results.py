"""What a solved round says: the pairs, who is left out and why, and what is needed to run it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from .people import Id, PairIds, Weights
from .reasons import Reason
from .score import Score, strength

#: Raise it in the same commit as any change after which the same input may give other pairs or other scores.
CODE_VERSION = "2"


@dataclass(frozen=True)
class Pair:
    """Two people put together. ``how``: "solved", "pinned" (a coordinator chose), "live" (runs already)."""

    mentee_id: Id
    mentor_id: Id
    total: int
    parts: Mapping[str, int]
    reasons_for: tuple[Reason, ...] = ()
    reasons_against: tuple[Reason, ...] = ()
    how: str = "solved"

    @classmethod
    def of(cls, ids: PairIds, score: Score, how: str) -> Pair:
        return cls(*ids, score.total, score.parts, score.reasons_for, score.reasons_against, how)

    @property
    def is_warning(self) -> bool:
        """The score is low. Worth a look; never a reason to refuse."""
        return Score(self.total, self.parts).is_warning

    @property
    def strength(self) -> str:
        return strength(self.total)


@dataclass(frozen=True)
class LeftOut:
    """A person without a mentor in this round, and why.

    ``eligible``: mentors who fit. ``rules``: for each hard rule that removed somebody, how many mentors it
    removed (one mentor may be removed by several). ``reasons``: the sentence that says why. ``changes``: what
    would help, most helpful first. The two costs are what leaving this person out weighed.
    """

    mentee_id: Id
    eligible: int
    rules: Mapping[str, int]
    reasons: tuple[Reason, ...]
    changes: tuple[Reason, ...] = ()
    scarcity_cost: int = 0
    waiting_cost: int = 0

    @property
    def nearest(self) -> Reason | None:
        """The one change that would help most."""
        return self.changes[0] if self.changes else None


@dataclass(frozen=True)
class RunRecord:
    """Stored with the round, to run it again and compare. The same input gives the same record."""

    code_version: str
    solver: str
    starts_on: date
    weights: Weights
    input_hash: str
    result_hash: str
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Result:
    """Pairs and left_out are sorted by mentee id; every mentee of the cohort is in exactly one of them."""

    pairs: tuple[Pair, ...]
    left_out: tuple[LeftOut, ...]
    run: RunRecord
    #: How many mentors fit each mentee who was not placed beforehand, by mentee id.
    options: Mapping[Id, int] = field(default_factory=dict)
