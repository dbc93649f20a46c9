"""What somebody lived through: kept with their yes, and gone the moment they take it back.

Audit rows say that something was shared or taken back, and by whom: never what.
"""

from django.db import transaction
from django.db.models import Q

from accounts.operations import record_audit

from ..matching import score
from ..models import LivedExperience, MatchingRound, ProposedPair
from ..queries.cohort import build_cohort_for_one
from ..queries.desk import stored
from .asking import OPEN_ROUND_STATES

PART = "lived_experience"


@transaction.atomic
def share_lived_experience(*, terms, own_words, is_used, wording, by, at) -> LivedExperience:
    """Keep what the person tells, with the words they agreed to. It replaces what was kept before.

    `is_used`: it may count in a match, where the other person switched it on as well.
    """
    _lock_open_rounds(by)
    kept, _is_new = LivedExperience.objects.update_or_create(
        person=by,
        defaults={"own_words": own_words, "is_used": is_used, "wording": wording, "given_at": at},
    )
    kept.terms.set(terms)
    _score_again(by)
    record_audit(by=by, action="mentoring.lived_experience_shared", obj=by, at=at)
    return kept


@transaction.atomic
def take_back_lived_experience(*, by, at) -> None:
    """Delete the row and everything that was worked out from it. Taking it back twice is once."""
    _lock_open_rounds(by)
    deleted, _rows = LivedExperience.objects.filter(person=by).delete()
    if deleted:
        _score_again(by)
        record_audit(by=by, action="mentoring.lived_experience_taken_back", obj=by, at=at)


def _lock_open_rounds(person):
    """No round is worked out from what stood before, and saved after."""
    theirs = Q(programme__mentorrequests__learner=person) | Q(programme__mentoroffers__coach=person)
    ids = MatchingRound.objects.filter(theirs, state__in=OPEN_ROUND_STATES).values("pk")
    list(MatchingRound.objects.select_for_update().filter(pk__in=ids).order_by("pk"))


def _score_again(person):
    """Pairs that it counted in: those not sent yet get the score as it is now, others lose that part."""
    pairs = ProposedPair.objects.filter(
        Q(entry__request__learner=person) | Q(offer__coach=person), **{f"parts__{PART}__isnull": False}
    ).select_related("entry__round__programme", "entry__request")
    for pair in pairs.order_by("pk"):
        fit = _fit_now(pair) if pair.state == ProposedPair.State.PROPOSED else None
        if fit:
            pair.total, pair.parts = fit.total, dict(fit.parts)
            pair.reasons_for = [stored(reason) for reason in fit.reasons_for]
            pair.reasons_against = [stored(reason) for reason in fit.reasons_against]
        else:
            pair.total -= pair.parts.pop(PART)
            pair.reasons_for = [reason for reason in pair.reasons_for if reason["key"] != PART]
        pair.save(update_fields=["total", "parts", "reasons_for", "reasons_against"])


def _fit_now(pair):
    cohort = build_cohort_for_one(round=pair.entry.round, request=pair.entry.request)
    mentor = cohort.mentor_by_id.get(pair.offer_id)
    return score(cohort.mentees[0], mentor, cohort.weights) if mentor else None
