"""The very block of a lesson at which somebody stopped reading."""

from datetime import timedelta

from django.db.models import Exists, OuterRef

from ..models import Enrolment, LessonVisit
from ..parts import anchor_of, part_holding, split_into_parts

#: A place within a part is written at most once in this time.
PLACE_RESTS = timedelta(seconds=10)


def keep_place(*, learner, lesson, block_id: str, at) -> bool:
    """Keep the block that a person has at the top of their screen; returns whether it was written.

    Not for somebody who only looks into a course, nor for a block that is not there (any more). One query.
    """
    part = part_holding(split_into_parts(lesson.body), block_id)
    if part is None:
        return False
    taking_it = Enrolment.objects.filter(learner=learner, course_key=OuterRef("course_key"), left_at=None)
    visits = LessonVisit.objects.filter(Exists(taking_it), learner=learner, lesson_key=lesson.translation_key)
    return bool(
        visits.filter(last_at__lte=at - PLACE_RESTS).update(
            part=part.number, anchor=anchor_of(block_id), last_at=at
        )
    )
