"""Work of this room for the background worker."""

import logging

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from . import operations
from .matching import CohortError, PinRefused
from .models import MatchingRound, MentorOffer, MentorRequest

logger = logging.getLogger(__name__)


@task()
def propose(round_id: int, by_id: int) -> None:
    """Work out the pairs of a round. What goes wrong is told to the coordinators in a plain sentence."""
    round = MatchingRound.objects.select_related("programme").get(pk=round_id)
    by = get_user_model().objects.get(pk=by_id)
    try:
        operations.propose_pairs(round=round, by=by, at=timezone.now())
    except operations.NotOpen:
        return
    except PinRefused as error:
        operations.note_failed(round=round, problem=_pin_refused(error), at=timezone.now())
    except CohortError as error:
        logger.warning("Round %s cannot be solved: %s", round_id, error)
        problem = _("Something in this round contradicts itself. Call us and we will look at it with you.")
        operations.note_failed(round=round, problem=problem, at=timezone.now())
    except Exception:
        logger.exception("Round %s could not be worked out.", round_id)
        problem = _("Something went wrong on our side. Nothing is lost. Please try again.")
        operations.note_failed(round=round, problem=problem, at=timezone.now())


def _pin_refused(error: PinRefused) -> str:
    """Which choice stands in the way, by name."""
    learner = MentorRequest.objects.select_related("learner").get(pk=error.mentee_id).learner
    coach = MentorOffer.objects.select_related("coach").get(pk=error.mentor_id).coach
    return _("%(mentor)s can no longer be chosen for %(learner)s. Undo that choice, then try again.") % {
        "mentor": coach.get_full_name(),
        "learner": learner.get_full_name(),
    }
