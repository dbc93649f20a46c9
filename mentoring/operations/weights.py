"""The weights of a programme's score: a change makes a new version, and what ran before keeps its own."""

from django.db import transaction

from accounts.operations import record_audit

from ..matching import Weights
from ..models import Programme, WeightSet
from .errors import WeightsChanged
from .locks import lock


@transaction.atomic
def save_weights(*, programme, weights: dict, seen: int, by, at) -> WeightSet | None:
    """Keep these weights (whole numbers by name, as in `matching.Weights`) as the programme's next version.

    `seen` is the version the page showed, 0 for the usual weights. The same weights again make no version:
    the newest one is returned, None for the usual ones. Raises WeightsChanged when somebody else saved
    others meanwhile, CohortError when every part weighs nothing.
    """
    Weights(**weights).shares(lived=False)
    programme = lock(Programme, programme.pk)
    newest = programme.weight_sets.order_by("-version").first()
    version = newest.version if newest else 0
    if weights == (newest.weights if newest else _usual()):
        return newest
    if version != seen:
        raise WeightsChanged
    new = WeightSet.objects.create(
        programme=programme, version=version + 1, weights=weights, made_at=at, made_by=by
    )
    record_audit(by=by, action="mentoring.weights_saved", obj=new, at=at, version=new.version)
    return new


def _usual() -> dict:
    return {name: value for name, value in vars(Weights()).items() if name != "version"}
