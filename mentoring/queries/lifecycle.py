"""What the rules of `lifecycle` look at, read from the rows."""

from datetime import date

from ..lifecycle import Facts, Need, State, missing, state_of
from ..lifecycle_words import needs_in_words
from ..matching.eligibility import SAFEGUARDING_MONTHS, months_between
from ..models import Agreement, MentorOffer, Mentorship, ProposedPair


def facts_of(*, mentorship: Mentorship, on: date) -> Facts:
    """Everything known about this mentorship on a day. At most three queries."""
    pair, agreement = mentorship.pair, current_agreement(mentorship=mentorship)
    offer = pair.offer if pair else MentorOffer.objects.filter(coach=mentorship.coach_id).first()
    yes = ProposedPair.Answer.YES
    return Facts(
        is_confirmed=bool(pair and pair.offered_at),
        learner_said_yes=bool(pair and pair.learner_answer == yes),
        coach_said_yes=bool(pair and pair.coach_answer == yes),
        learner_signed=bool(agreement and agreement.learner_signed_at),
        coach_signed=bool(agreement and agreement.coach_signed_at),
        course_done=bool(offer and _is_done(offer.training_completed_on_date, on)),
        safeguarding_in_date=bool(offer and _is_fresh(offer.safeguarding_refreshed_on_date, on)),
        vetting_in_date=bool(offer and _is_valid(offer.vetting_valid_until_date, on)),
        active_at=mentorship.active_at,
        paused_at=mentorship.paused_at,
        suspended_at=mentorship.suspended_at,
        ended_at=mentorship.ended_at,
    )


def _is_done(day, on) -> bool:
    return day is not None and day <= on


def _is_fresh(day, on) -> bool:
    return _is_done(day, on) and months_between(day, on) < SAFEGUARDING_MONTHS


def _is_valid(until, on) -> bool:
    return until is not None and on <= until


def state_of_mentorship(*, mentorship: Mentorship) -> State:
    """The state from the mentorship's own dates, without a query."""
    return state_of(
        Facts(
            active_at=mentorship.active_at,
            paused_at=mentorship.paused_at,
            suspended_at=mentorship.suspended_at,
            ended_at=mentorship.ended_at,
        )
    )


def missing_needs_of(*, mentorship: Mentorship, on: date) -> tuple[Need, ...]:
    """What stands in the way of beginning; nothing once they have begun."""
    return () if mentorship.active_at else missing(facts_of(mentorship=mentorship, on=on))


def missing_in_words(*, mentorship: Mentorship, on: date) -> list[str]:
    """What stands in the way of beginning, a sentence each."""
    return needs_in_words(missing_needs_of(mentorship=mentorship, on=on))


def current_agreement(*, mentorship: Mentorship) -> Agreement | None:
    """The agreement that stands now, signed or not."""
    return Agreement.objects.filter(mentorship=mentorship, replaced_at=None).first()
