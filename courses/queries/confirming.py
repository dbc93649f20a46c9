"""What the people of a group wait for: lessons that a coach confirms, and work to look at."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from ..models import CoachConfirmation, CohortMember, Completion, Lesson, LessonVisit, Work
from .grid import GridLesson

#: As many as are shown at once, the oldest first.
MOST_WAITING = 50


@dataclass(frozen=True)
class Waiting:
    """One lesson of one member that is neither finished nor confirmed. `url`: where a coach looks at it."""

    name: str
    lesson_title: str
    url: str
    since: datetime
    has_work: bool


def waiting_for_coach(*, cohort, lessons: Iterable[GridLesson]) -> list[Waiting]:
    """Members' lessons of these that wait for a coach, or for which they handed in work, the oldest first.

    Three queries.
    """
    lessons = {lesson.key: lesson for lesson in lessons}
    asking = Lesson.objects.filter(translation_key__in=lessons, rule_coach=True)
    coached = set(asking.values_list("translation_key", flat=True))
    waiting = {}
    for model, these, when in ((LessonVisit, coached, "first_at"), (Work, lessons, "updated_at")):
        rows = _unfinished(model, cohort, these).values_list(
            "learner_id", "learner__preferred_name", "lesson_key", when
        )
        for learner_id, name, key, since in rows:
            url = f"{lessons[key].url}people/{learner_id}/"
            waiting[url] = Waiting(name, lessons[key].title, url, since, has_work=model is Work)
    return sorted(waiting.values(), key=lambda one: one.since)[:MOST_WAITING]


def _unfinished(model, cohort, lesson_keys):
    here = {"learner": OuterRef("learner"), "lesson_key": OuterRef("lesson_key")}
    members = CohortMember.objects.filter(cohort=cohort, learner=OuterRef("learner"), left_at=None)
    rows = model.objects.filter(Exists(members), lesson_key__in=lesson_keys)
    done = Completion.objects.filter(**here, undone_at=None)
    return rows.exclude(Exists(done)).exclude(Exists(CoachConfirmation.objects.filter(**here)))
