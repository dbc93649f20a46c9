"""Who is whose mentor now, for the room where learners may show an entry of their journal to theirs."""

from ..models import Mentorship


def mentor_ids_of(learner_id: int) -> list[int]:
    """The mentors of this learner, while contact is allowed. One query."""
    return list(_running().filter(learner_id=learner_id).values_list("coach_id", flat=True))


def learner_ids_mentored_by(coach_id: int) -> list[int]:
    """The learners whom this person mentors, while contact is allowed. One query."""
    return list(_running().filter(coach_id=coach_id).values_list("learner_id", flat=True))


def _running():
    return Mentorship.objects.filter(ended_at=None, suspended_at=None)
