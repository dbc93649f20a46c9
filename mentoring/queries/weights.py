"""The weights of a programme, and what others would change before anybody saves them."""

from dataclasses import asdict, replace

from ..matching import Weights, changes, solve
from ..models import MatchingRound, WeightSet
from .cohort import build_cohort, weights_of
from .desk import name_changes

#: A page waits for two whole runs: above this many people it would wait too long.
MOST_TO_COMPARE = 2000


def weight_values(*, programme_id: int) -> dict[str, int]:
    """The programme's weights by name, without their version."""
    return {
        name: value
        for name, value in asdict(weights_of(programme_id=programme_id)).items()
        if name != "version"
    }


def weight_versions(*, programme_id: int):
    """Every version that was saved, newest first, with who made it."""
    return WeightSet.objects.filter(programme=programme_id).select_related("made_by").order_by("-version")


def pairs_that_would_change(*, round: MatchingRound, weights: dict[str, int]) -> list[dict] | None:
    """Who would get another mentor if the round were worked out with these weights, against the same run with
    those saved now: {name, before, after}, an empty mentor meaning nobody. Saves nothing.

    None when the round is too large to compare on a page.
    """
    if round.entries.count() > MOST_TO_COMPARE:
        return None
    cohort = build_cohort(round=round)
    before, after = solve(cohort), solve(replace(cohort, weights=Weights(**weights)))
    found = changes(before.pairs, after.pairs)
    return name_changes([(each.mentee_id, each.before, each.after) for each in found])
