"""Everything that may be asked about courses and what people did in them: the only door for other rooms.

Keyword arguments only. People are given as users or user ids, courses by key (`translation_key`), and a
language as its code ("en-gb"); without one, the language of the request is meant. Numbers of queries do not
grow with the number of courses, lessons or people.
"""

from .outlines import (
    course_at,
    course_keys_by_code,
    course_outlines,
    course_titles,
    lesson_at,
    lessons_with_bodies,
    outline_around,
    terms_of,
    topics_of,
)
from .own import (
    RecordRow,
    Tried,
    Words,
    certificate_for,
    certificate_shown_to,
    latest_attempts,
    note,
    record_of,
    reflections,
    visit_of,
    words_of,
)
from .people import (
    CarryOn,
    CourseCard,
    carry_on_for,
    completed_course_dates,
    course_list_for,
    enrolled_course_keys,
    first_step_for,
    last_learning_dates,
    next_course_for,
    progress_around,
    progress_for,
    progress_for_many,
)

__all__ = [
    "CarryOn",
    "CourseCard",
    "RecordRow",
    "Tried",
    "Words",
    "carry_on_for",
    "certificate_for",
    "certificate_shown_to",
    "completed_course_dates",
    "course_at",
    "course_keys_by_code",
    "course_list_for",
    "course_outlines",
    "course_titles",
    "enrolled_course_keys",
    "first_step_for",
    "last_learning_dates",
    "latest_attempts",
    "lesson_at",
    "lessons_with_bodies",
    "next_course_for",
    "note",
    "outline_around",
    "progress_around",
    "progress_for",
    "progress_for_many",
    "record_of",
    "reflections",
    "terms_of",
    "topics_of",
    "visit_of",
    "words_of",
]
