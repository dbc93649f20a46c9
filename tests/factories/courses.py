"""Courses for tests: `make_course(modules=2, lessons=3)` gives a whole published one.

`parent` is the list of courses (`site_tree.learn`).
"""

import json
import uuid
from dataclasses import dataclass

import factory
import wagtail_factories
from django.utils import timezone

from courses.models import (
    BankQuestion,
    Completion,
    Course,
    Enrolment,
    LearnIndex,
    Lesson,
    LessonVisit,
    Module,
)
from home.models import Capability


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


# Questions of the other kinds, and what stands around them

SAID = {"feedback_right": "Yes. That is it.", "feedback_wrong": "Have another look.", "hint": "Read part 1."}


def several_block(question="What helps?", right=("Time", "Large print"), wrong=("A test",)):
    options = [{"text": text, "is_right": True, "feedback": ""} for text in right]
    options += [{"text": text, "is_right": False, "feedback": f"{text}? Hm."} for text in wrong]
    return block("question_several", {"question": question, "options": items(options), **SAID})


def true_false_block(question="Anyone can lead.", answer="true"):
    return block("question_true_false", {"question": question, "answer": answer, **SAID})


def order_block(question="What comes first?", lines=("Ask", "Plan", "Try", "Look")):
    return block("question_order", {"question": question, "lines": items(lines), **SAID})


def match_block(question="What goes together?", pairs=(("Ask", "Do"), ("Shout", "Do not"), ("Wait", "Do"))):
    rows = [{"text": text, "partner": partner} for text, partner in pairs]
    return block("question_match", {"question": question, "pairs": items(rows), **SAID})


def text_block(question="Who listens?", accepted=("Healthwatch", "local Healthwatch")):
    return block("question_text", {"question": question, "accepted": items(accepted), **SAID})


def confidence_block(capability="P1", moment="before"):
    return block("confidence", {"capability": capability, "moment": moment})


def quiz_block(capabilities=("P1",), number=10, pass_mark=None, title="What do you know?"):
    value = {"title": title, "capabilities": list(capabilities), "number": number, "pass_mark": pass_mark}
    return block("quiz", value)


def every_kind_of_question():
    """One block of each kind of check question."""
    made = (question_block, several_block, true_false_block, order_block, match_block, text_block)
    return [make() for make in made]


def make_bank(*, locale, code="P1", questions=None, number=0, **values):
    """Open bank questions about one capability: from these blocks, or `number` of the simple kind."""
    capability, _new = Capability.objects.get_or_create(
        code=code, locale=locale, defaults={"name": f"Capability {code}"}
    )
    blocks = questions or [question_block(f"Bank question {place}?") for place in range(number)]
    field = BankQuestion.question.field
    return BankQuestion.objects.bulk_create(
        BankQuestion(
            question=field.to_python(json.dumps([one])), capability=capability, locale=locale, **values
        )
        for one in blocks
    )
