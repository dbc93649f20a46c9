"""How a course goes for the people in it, for those who write it. Never a small crowd, never a person.

Every number has gone through `crowds`: None stands for "too few to show", others are rounded, so that two
tables made one after the other cannot be subtracted. The number of queries does not grow with the data.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, F, Max, OuterRef, Q
from wagtail.models import Page

from home.crowds import about, average, is_shown, share

from ..models import Attempt, Completion, Course, Enrolment, Lesson, LessonVisit, Module
from ..questions import Kind, answer_in_words, question_asked


@dataclass(frozen=True)
class CourseFigures:
    """How many people started and finished a course, rounded."""

    course: Course
    started: int | None
    finished: int | None


@dataclass(frozen=True)
class LessonFigures:
    """One lesson. `stopped_part` is the part that most of those who did not finish saw last."""

    key: UUID
    title: str
    module: str
    started: int | None
    finished: int | None
    finished_share: int | None
    stopped_part: int | None = None
    stopped: int | None = None


@dataclass(frozen=True)
class QuestionFigures:
    """One question of one lesson. `not_right` is the commonest answer that is not right, as it was asked."""

    key: UUID
    lesson_key: UUID
    text: str
    lesson: str
    people: int | None
    right_at_first: int | None
    tries: float | None
    not_right: str = ""
    not_right_people: int | None = None


def course_figures(*, courses: Iterable[Course]) -> list[CourseFigures]:
    """These courses, in the order given. One query beside theirs."""
    courses = list(courses)
    rows = Enrolment.objects.filter(course_key__in={course.translation_key for course in courses})
    counts = {
        key: (started, finished)
        for key, started, finished in rows.values("course_key")
        .annotate(started=Count("pk"), finished=Count("finished_at"))
        .values_list("course_key", "started", "finished")
    }
    return [
        CourseFigures(course, *(about(number) for number in counts.get(course.translation_key, (0, 0))))
        for course in courses
    ]


def lesson_figures(*, course: Course) -> list[LessonFigures]:
    """The lessons of a course in their order. Six queries."""
    modules = {module.path: module.title for module in Module.objects.child_of(course)}
    lessons = list(_lessons_of(course))
    keys = [lesson.translation_key for lesson in lessons]
    done = Completion.objects.filter(lesson_key__in=keys, undone_at=None)
    visits = LessonVisit.objects.filter(lesson_key__in=keys)
    finished = _counted(done)
    opened = _counted(visits)
    without_visit = _counted(done.filter(~Exists(visits.filter(_same_person_and_lesson()))))
    stops = defaultdict(Counter)
    stopped = visits.filter(~Exists(done.filter(_same_person_and_lesson())))
    for key, part, number in (
        stopped.order_by()
        .values("lesson_key", "part")
        .annotate(number=Count("pk"))
        .values_list("lesson_key", "part", "number")
    ):
        stops[key][part] = number
    return [
        _lesson_row(
            lesson,
            modules.get(lesson.path[: -Page.steplen], ""),
            opened[lesson.translation_key] + without_visit[lesson.translation_key],
            finished[lesson.translation_key],
            stops[lesson.translation_key],
        )
        for lesson in lessons
    ]


def _lessons_of(course):
    """The lessons of a course that learners could ever open, without their bodies."""
    return (
        Lesson.objects.descendant_of(course)
        .filter(first_published_at__isnull=False)
        .order_by("path")
        .only("path", "title", "translation_key")
    )


def _same_person_and_lesson() -> Q:
    return Q(learner=OuterRef("learner"), lesson_key=OuterRef("lesson_key"))


def _counted(rows) -> Counter:
    """People by lesson."""
    rows = rows.order_by().values("lesson_key").annotate(number=Count("learner_id", distinct=True))
    return Counter(dict(rows.values_list("lesson_key", "number")))


def _lesson_row(lesson, module, started, finished, stops) -> LessonFigures:
    part, people = stops.most_common(1)[0] if stops else (None, 0)
    return LessonFigures(
        key=lesson.translation_key,
        title=lesson.title,
        module=module,
        started=about(started),
        finished=about(finished),
        finished_share=share(finished, of=started),
        stopped_part=part if is_shown(people) else None,
        stopped=about(people),
    )


def question_figures(*, course: Course) -> list[QuestionFigures]:
    """The questions of a course that anybody answered, the hardest first. Five queries."""
    titles = {lesson.translation_key: lesson.title for lesson in _lessons_of(course)}
    return _question_rows(Attempt.objects.filter(lesson_key__in=titles), titles)


def hardest_question(*, courses: Iterable[Course]) -> tuple[Course, QuestionFigures] | None:
    """The question of these courses that fewest people have right at first, if a crowd answered it.

    At most seven queries.
    """
    courses = {course.path: course for course in courses}
    below = Q(pk__in=[])
    for path in courses:
        below |= Q(path__startswith=path)
    lessons = list(Lesson.objects.live().filter(below).only("path", "title", "translation_key"))
    path_of = {lesson.translation_key: lesson.path for lesson in lessons}
    titles = {lesson.translation_key: lesson.title for lesson in lessons}
    rows = _question_rows(Attempt.objects.filter(lesson_key__in=titles), titles)
    if not rows or rows[0].right_at_first is None:
        return None
    path = path_of[rows[0].lesson_key]
    return courses[path[: -2 * Page.steplen]], rows[0]


def _question_rows(attempts, titles) -> list[QuestionFigures]:
    people, right = _first_tries(attempts)
    tries, latest = _all_tries(attempts)
    wrong = _commonest_not_right(attempts)
    asked = dict(
        Attempt.objects.filter(
            pk__in={*latest.values(), *(attempt_id for _given, _number, attempt_id in wrong.values())}
        ).values_list("pk", "asked")
    )
    rows = []
    for place in tries:
        lesson_key, question_key = place
        given, number, attempt_id = wrong.get(place, (None, 0, None))
        rows.append(
            QuestionFigures(
                key=question_key,
                lesson_key=lesson_key,
                text=asked[latest[place]].get("question", ""),
                lesson=titles[lesson_key],
                people=about(people[place]),
                right_at_first=share(right[place], of=people[place]),
                tries=average(tries[place], of=people[place]),
                not_right=_in_words(question_key, asked.get(attempt_id), given) if is_shown(number) else "",
                not_right_people=about(number),
            )
        )
    in_order = {key: place for place, key in enumerate(titles)}
    return sorted(
        rows,
        key=lambda row: (
            row.right_at_first is None,
            row.right_at_first or 0,
            in_order[row.lesson_key],
            row.text,
        ),
    )


def _first_tries(attempts):
    """People who answered each question, and those who had it right at their first try."""
    earlier = Attempt.objects.filter(
        Q(made_at__lt=OuterRef("made_at")) | Q(made_at=OuterRef("made_at"), pk__lt=OuterRef("pk")),
        learner=OuterRef("learner"),
        lesson_key=OuterRef("lesson_key"),
        question_key=OuterRef("question_key"),
    )
    rows = (
        attempts.filter(~Exists(earlier))
        .order_by()
        .values("lesson_key", "question_key")
        .annotate(people=Count("pk"), right=Count("pk", filter=Q(is_right=True)))
    )
    people, right = Counter(), Counter()
    for row in rows:
        place = row["lesson_key"], row["question_key"]
        people[place], right[place] = row["people"], row["right"]
    return people, right


def _all_tries(attempts):
    """How often each question was answered, and the latest answer's id."""
    tries, latest = Counter(), {}
    rows = attempts.order_by().values("lesson_key", "question_key")
    for row in rows.annotate(number=Count("pk"), latest=Max("pk")):
        place = row["lesson_key"], row["question_key"]
        tries[place], latest[place] = row["number"], row["latest"]
    return tries, latest


def _commonest_not_right(attempts) -> dict:
    """By question: the commonest answer that is not right, how many people gave it, and one attempt's id.

    The same ticks in another order are the same answer. Typed words count as they stand: what fewer than a
    crowd typed is left out here.
    """
    crowds = attempts.filter(is_right=False).order_by().values("lesson_key", "question_key", "given")
    crowds = crowds.annotate(
        people=Count("learner_id", distinct=True), latest=Max("pk"), kind=F("asked__kind")
    )
    found: dict[tuple, dict[str, list]] = defaultdict(dict)
    for row in crowds.iterator():
        if row["kind"] == Kind.TEXT and not is_shown(row["people"]):
            continue
        same = found[row["lesson_key"], row["question_key"]].setdefault(
            _same_answer(row["given"]), [row["given"], 0, row["latest"]]
        )
        same[1] += row["people"]
    return {place: max(answers.values(), key=lambda one: one[1]) for place, answers in found.items()}


def _same_answer(given) -> str:
    """A text that is the same for answers that are the same but for the order of ticks."""
    if isinstance(given, dict) and isinstance(given.get("chosen"), list):
        given = {"chosen": sorted(map(str, given["chosen"]))}
    return json.dumps(given, sort_keys=True)


def _in_words(question_key, asked, given) -> str:
    """An answer in the words that the learner chose from; "" for what cannot be read any more."""
    try:
        return "; ".join(answer_in_words(question_asked(question_key, asked), given))
    except (AttributeError, KeyError, TypeError, ValueError):
        return ""
