"""The one gate before anything two people do together: their mentorship is active, and stays so meanwhile."""

from django.utils.timezone import localdate

from ..lifecycle import State, missing
from ..models import Mentorship
from ..queries.lifecycle import facts_of, state_of_mentorship
from .errors import NotActive
from .locks import lock


def locked_active(mentorship, *, at) -> Mentorship:
    """The mentorship as it is now, locked. Raises NotActive when nothing can be kept for these two."""
    mentorship = lock(Mentorship, mentorship.pk)
    state = state_of_mentorship(mentorship=mentorship)
    if state == State.AGREEING:
        raise NotActive(state, missing(facts_of(mentorship=mentorship, on=localdate(at))))
    if state != State.ACTIVE:
        raise NotActive(state)
    return mentorship


def other_of(mentorship, person):
    """The other one of the two."""
    return mentorship.learner if person.pk == mentorship.coach_id else mentorship.coach
