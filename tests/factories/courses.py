"""Courses for tests: `make_course(modules=2, lessons=3)` gives a whole published one.

`parent` is the list of courses (`site_tree.learn`).
"""

import json
import uuid
from dataclasses import dataclass

import factory
import wagtail_factories
from django.utils import timezone

from courses.models import Completion, Course, Enrolment, LearnIndex, Lesson, LessonVisit, Module


def block(kind, value):
    """One block of a StreamField in the form it is stored, with an id of its own."""
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def items(values):
    return [{"type": "item", "value": value, "id": str(uuid.uuid4())} for value in values]


def question_block(question="Who can lead?", right="Anyone", wrong=("Only doctors", "Only staff")):
    """A check question; the right answer is stored first."""
    options = [{"text": right, "is_right": True}, *({"text": text, "is_right": False} for text in wrong)]
    return block(
        "question",
        {
            "question": question,
            "options": items(options),
            "feedback_right": "Yes. Anyone can lead.",
            "feedback_wrong": "Have another look at the key points.",
        },
    )


def lesson_body(parts=2, questions=1, reflections=1):
    """A body of so many parts; questions and reflections stand in the last one."""
    blocks = []
    for number in range(1, parts + 1):
        blocks.append(block("part", {"title": f"Part {number} of the story"}))
        blocks.append(block("text", f"<p>Words of part {number}.</p>"))
    blocks += [question_block(f"Question {number}?") for number in range(1, questions + 1)]
    blocks += [
        block("reflection", {"prompt": f"Think about it {number}"}) for number in range(1, reflections + 1)
    ]
    return blocks


class LearnIndexFactory(wagtail_factories.PageFactory):
    title = "Learn"
    slug = "learn"

    class Meta:
        model = LearnIndex


class CourseFactory(wagtail_factories.PageFactory):
    title = factory.Sequence(lambda number: f"Leading your group {number}")
    summary = "Learn to lead your patient group."
    audience = "People in a patient group."
    aim = "Lead a small change."
    hours = 2

    class Meta:
        model = Course


class ModuleFactory(wagtail_factories.PageFactory):
    title = factory.Sequence(lambda number: f"Module {number}")

    class Meta:
        model = Module


class LessonFactory(wagtail_factories.PageFactory):
    """A published lesson of two parts with a question and a reflection; `body=lesson_body(…)` for others."""

    title = factory.Sequence(lambda number: f"Lesson about listening {number}")
    outcome = "Listen to people who are not in the room."
    minutes = 20

    class Meta:
        model = Lesson

    class Params:
        with_care_note = factory.Trait(care_note="This lesson may bring up hard memories.")
        withdrawn = factory.Trait(live=False, first_published_at=factory.LazyFunction(timezone.now))

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        kwargs["body"] = model_class.body.field.to_python(json.dumps(kwargs.get("body") or lesson_body()))
        if kwargs.get("live", True):
            kwargs.setdefault("first_published_at", timezone.now())
        return super()._create(model_class, *args, **kwargs)


@dataclass(frozen=True)
class MadeCourse:
    """A course page and its lesson pages in order."""

    page: Course
    modules: list[Module]
    lessons: list[Lesson]

    @property
    def key(self):
        return self.page.translation_key


def make_course(*, parent, modules=1, lessons=3, parts=2, questions=1, reflections=1, **course):
    """A published course with `modules` modules of `lessons` lessons each, returned as a MadeCourse."""
    page = CourseFactory(parent=parent, **course)
    made = MadeCourse(page=page, modules=[], lessons=[])
    for _number in range(modules):
        module = ModuleFactory(parent=page)
        made.modules.append(module)
        for _place in range(lessons):
            body = lesson_body(parts, questions, reflections)
            made.lessons.append(LessonFactory(parent=module, body=body))
    return made


class EnrolmentFactory(factory.django.DjangoModelFactory):
    """`EnrolmentFactory(learner=ted, course=made.page)`; the trait `finished` ends it now."""

    course_key = factory.LazyAttribute(lambda row: row.course.translation_key)
    course_title = factory.LazyAttribute(lambda row: row.course.title)
    started_at = factory.LazyFunction(timezone.now)

    class Meta:
        model = Enrolment
        exclude = ["course"]

    class Params:
        finished = factory.Trait(finished_at=factory.LazyFunction(timezone.now))


class LessonVisitFactory(factory.django.DjangoModelFactory):
    """`LessonVisitFactory(learner=ted, lesson=made.lessons[0], course=made.page)`."""

    lesson_key = factory.LazyAttribute(lambda row: row.lesson.translation_key)
    lesson_title = factory.LazyAttribute(lambda row: row.lesson.title)
    course_key = factory.LazyAttribute(lambda row: row.course.translation_key)
    first_at = factory.LazyFunction(timezone.now)
    last_at = factory.LazyFunction(timezone.now)

    class Meta:
        model = LessonVisit
        exclude = ["lesson", "course"]


class CompletionFactory(factory.django.DjangoModelFactory):
    """`CompletionFactory(learner=ted, lesson=made.lessons[0], course=made.page)`."""

    lesson_key = factory.LazyAttribute(lambda row: row.lesson.translation_key)
    lesson_title = factory.LazyAttribute(lambda row: row.lesson.title)
    course_key = factory.LazyAttribute(lambda row: row.course.translation_key)
    completed_at = factory.LazyFunction(timezone.now)
    language = "en-gb"

    class Meta:
        model = Completion
        exclude = ["lesson", "course"]
