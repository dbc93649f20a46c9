"""How sure somebody says they feel about the capabilities, at one moment of a course."""

from uuid import UUID

from django.db import transaction

from ..confidence import moment_of
from ..models import Confidence, Enrolment


@transaction.atomic
def say_how_sure(*, learner, course_key: UUID, values: dict[str, int], by, at) -> str:
    """Keep what was said, by capability code, for the moment of the course the person is at. Saying it again
    at the same moment changes it; what was said before stays. Returns the moment.

    Raises Enrolment.DoesNotExist for a course they have not started.
    """
    enrolment = Enrolment.objects.select_for_update().get(learner=learner, course_key=course_key)
    moment = moment_of(finished_at=enrolment.finished_at, at=at)
    Confidence.objects.bulk_create(
        [
            Confidence(
                learner=learner,
                course_key=course_key,
                capability_code=code,
                moment=moment,
                value=value,
                said_at=at,
            )
            for code, value in values.items()
        ],
        update_conflicts=True,
        unique_fields=["learner", "course_key", "capability_code", "moment"],
        update_fields=["value", "said_at"],
    )
    return moment
