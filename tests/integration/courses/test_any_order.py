"""Whatever learners and editors do, in whatever order: nothing is lost or lowered, no course is a dead end,
and what is stored is what working it all out again would give."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Locale

from courses import operations, queries
from courses.models import (
    Attempt,
    Completion,
    Course,
    Enrolment,
    Lesson,
    LessonPrerequisite,
    Module,
    ModulePrerequisite,
    Reflection,
    Work,
)
from courses.operations import editing
from courses.questions import block_key, question_of
from tests.factories.accounts import UserFactory
from tests.factories.courses import LessonFactory, make_course, question_block

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
RULES = ("learner", "questions", "reflection", "work", "coach")
#: The rules of the lessons in turn.
MIXTURES = [("learner",), ("questions",), ("learner", "reflection"), ("work", "coach")]
LEARNER_STEPS = ("open", "say", "answer", "reflect", "hand in", "confirm", "paper", "undo", "count")
EDITOR_STEPS = (
    *("publish", "new question", "one rule less", "other rules", "unpublish", "retire", "delete"),
    *("move", "move away", "move module", "new lesson", "translate", "sync", "needs", "module needs"),
)


class World:
    """Two courses of two modules with two lessons each, one learner, and everything that can happen."""

    def __init__(self, site_tree):
        self.tree = site_tree
        self.ted, self.mary = UserFactory(), UserFactory(coach=True)
        self.made = make_course(parent=site_tree.learn, modules=2, lessons=2)
        self.other = make_course(parent=site_tree.learn, modules=1, lessons=1)
        self.keys = [lesson.translation_key for lesson in (*self.made.lessons, *self.other.lessons)]
        for number, lesson in enumerate(self.made.lessons):
            self.set_rules(lesson, MIXTURES[number])
        self.cy = Locale.objects.create(language_code="cy")
        for page in (site_tree.home, site_tree.learn, self.made.page, *self.made.modules):
            page.copy_for_translation(self.cy).save_revision().publish()
        self.minutes = 0

    def set_rules(self, lesson, rules):
        for rule in RULES:
            setattr(lesson, f"rule_{rule}", rule in rules)
        lesson.save_revision().publish()

    def page(self, number, language="en-gb"):
        key = self.keys[number % len(self.keys)]
        return Lesson.objects.filter(translation_key=key, locale__language_code=language).first()

    def place(self, number, is_welsh):
        """Where the learner acts: an open page, else what stands for it if they opened it before."""
        page = (is_welsh and self.page(number, "cy")) or self.page(number)
        if page and page.live and page.course.live:
            return page
        visit = queries.visit_of(learner=self.ted, lesson_key=self.keys[number % len(self.keys)])
        if visit is None:
            return None
        course = operations.KeptPlace(visit.course_key, visit.course_title, self.tree.locale)
        return operations.KeptPlace(visit.lesson_key, visit.lesson_title, self.tree.locale, course)

    def learn(self, step, number, is_welsh):
        place = self.place(number, is_welsh)
        self.minutes += 1
        at = NOON + timedelta(minutes=self.minutes)
        act = {"learner": self.ted, "lesson": place, "by": self.ted, "at": at}
        if place is None:
            return
        is_open = isinstance(place, Lesson)
        if step == "say":
            operations.complete_lesson(**act)
        elif step == "undo":
            operations.undo_completion(**act)
        elif step == "confirm":
            operations.confirm_lesson(**{**act, "by": self.mary})
        elif step == "count":
            operations.count_as_done(reason="x", **{**act, "by": self.mary})
        elif step == "paper":
            operations.complete_on_paper(is_coach=True, **act)
        elif step == "hand in":
            work = Work.objects.filter(learner=self.ted, lesson_key=place.translation_key).first()
            operations.hand_in_work(text=str(self.minutes), version=work.version if work else 0, **act)
        elif step == "open" and is_open:
            operations.enrol(course=place.course, **{key: act[key] for key in ("learner", "by", "at")})
            operations.see_part(learner=self.ted, lesson=place, part=1, at=at)
        elif is_open:
            self.ask(step, place, act)

    def ask(self, step, place, act):
        blocks = [block for block in place.body if block.block_type in ("question", "reflection")]
        for block in blocks:
            if step == "answer" and block.block_type == "question":
                question = question_of(block_key(block), block.value)
                chosen = next(option for option in question.options if option.is_right)
                given = {"chosen": str(chosen.key)}
                operations.answer_question(question=question, given=given, form_key=uuid4(), **act)
            elif step == "reflect" and block.block_type == "reflection":
                key = block_key(block)
                kept = Reflection.objects.filter(
                    learner=self.ted, lesson_key=place.translation_key, prompt_key=key
                ).first()
                version = kept.version if kept else 0
                operations.save_reflection(prompt_key=key, prompt="x", text="Mine", version=version, **act)

    def edit(self, step, number, is_welsh):
        page = (is_welsh and self.page(number, "cy")) or self.page(number)
        modules = list(Module.objects.filter(locale=self.tree.locale).order_by("path"))
        module = modules[number % len(modules)]
        if step == "new lesson":
            new = LessonFactory(parent=module)
            self.keys.append(new.translation_key)
        elif step == "move module":
            courses = list(Course.objects.filter(locale=self.tree.locale).order_by("path"))
            module.move(courses[number % len(courses)], pos="last-child")
        elif step == "module needs":
            ModulePrerequisite.objects.create(page=module, needed=modules[(number + 1) % len(modules)])
        elif page is not None:
            self.edit_lesson(step, page, number, module)

    def edit_lesson(self, step, page, number, module):
        if step == "publish":
            page.save_revision().publish()
        elif step == "new question":
            page.body = page.body.stream_block.to_python([*page.body.raw_data, question_block("New?")])
            page.save_revision().publish()
        elif step == "one rule less" and len(page.rules) > 1:
            self.set_rules(page, page.rules[1:])
        elif step == "other rules":
            self.set_rules(page, MIXTURES[number % len(MIXTURES)])
        elif step == "unpublish":
            page.unpublish()
        elif step == "retire":
            editing.retire(page=page, by=None, at=NOON)
        elif step == "delete":
            page.delete()
        elif step in ("move", "move away") and page.locale_id == self.tree.locale.pk:
            page.move(module, pos="last-child")
        elif step == "translate" and page.locale_id == self.tree.locale.pk:
            is_possible = page.get_parent().has_translation(self.cy) and not page.has_translation(self.cy)
            if is_possible:
                page.copy_for_translation(self.cy).save_revision().publish()
        elif step == "sync" and page.locale_id == self.cy.pk:
            english = (
                page.get_translation(self.tree.locale) if page.has_translation(self.tree.locale) else page
            )
            page.body = page.body.stream_block.to_python(english.body.raw_data)
            page.save_revision().publish()
        elif step == "needs":
            needed = self.page(number + 1)
            if needed and needed.pk != page.pk:
                LessonPrerequisite.objects.create(page=page, needed=needed)

    def progress(self):
        return {
            (key, language): queries.progress_for(learner=self.ted, course_key=key, language=language)
            for key in (self.made.key, self.other.key)
            for language in ("en-gb", "cy")
        }

    def kept(self):
        """Everything that must never fall."""
        return {
            "answers": Attempt.objects.count(),
            "words": Reflection.objects.count() + Work.objects.count(),
            "completions": set(
                Completion.objects.filter(undone_at=None).values_list("lesson_key", flat=True)
            ),
            "finished": set(Enrolment.objects.exclude(finished_at=None).values_list("course_key", flat=True)),
            "done": {
                (course, row.key)
                for course, progress in self.progress().items()
                for row in progress.rows
                if row.is_done and row.finished.in_course
            },
        }


def assert_nothing_fell(before, after):
    assert after["answers"] >= before["answers"]
    assert after["words"] >= before["words"]
    assert after["completions"] >= before["completions"]
    assert after["finished"] >= before["finished"]
    assert after["done"] >= before["done"]
    assert {key for _course, key in after["done"]} == after["completions"]


def assert_no_dead_end(progress):
    """Something to do, or nothing left to do, or something elsewhere to do first."""
    if progress.is_over or not progress.outline.open_lessons:
        return
    assert progress.carry_on or progress.waits_for
    assert all(need.url for need in progress.waits_for)


def assert_equal_to_a_rebuild():
    with transaction.atomic():
        found = operations.rebuild_progress(at=NOON + timedelta(days=9))
        transaction.set_rollback(True)
    assert found == []


STEPS = st.lists(
    st.tuples(st.sampled_from([*LEARNER_STEPS, *EDITOR_STEPS]), st.integers(0, 7), st.booleans()),
    min_size=5,
    max_size=20,
)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(head_start=st.integers(0, 4), steps=STEPS)
def test_any_order_of_learners_and_editors(site_tree, head_start, steps):
    with transaction.atomic():
        world = World(site_tree)
        for number in range(head_start):
            world.learn("paper", number, False)
        before = world.kept()
        for step, number, is_welsh in steps:
            if step in EDITOR_STEPS:
                world.edit(step, number, is_welsh)
                after = world.kept()
                assert_nothing_fell(before, after)
            else:
                world.learn(step, number, is_welsh)
                after = world.kept()
                if step != "undo":
                    assert_nothing_fell(before, after)
            before = after
        assert_equal_to_a_rebuild()
        for progress in world.progress().values():
            assert_no_dead_end(progress)
        transaction.set_rollback(True)


def test_control_a_rebuild_finds_what_was_never_written(site_tree):
    world = World(site_tree)
    for step in ("answer", "say"):
        for number in range(4):
            world.learn(step, number, False)
    Completion.objects.filter(rule="questions").delete()
    found = operations.rebuild_progress(at=NOON)
    assert [one.lesson_key for one in found] == [world.keys[1]]
    assert operations.rebuild_progress(at=NOON) == []


def test_control_a_rebuild_finds_a_course_that_was_never_finished(site_tree):
    world = World(site_tree)
    world.learn("say", 4, False)
    assert Enrolment.objects.get().finished_at
    Enrolment.objects.update(finished_at=None)
    assert [one.course_key for one in operations.rebuild_progress(at=NOON)] == [world.other.key]


@pytest.mark.parametrize("step", ["retire", "delete", "move"])
def test_whoever_has_done_all_that_is_left_for_good_has_finished(site_tree, step):
    world = World(site_tree)
    for number in range(3):
        world.learn("paper", number, False)
    assert Enrolment.objects.get().finished_at is None
    world.edit("unpublish", 3, False)
    assert Enrolment.objects.get().finished_at is None
    world.edit_lesson(step, world.page(3), 3, world.other.modules[0])
    assert Enrolment.objects.get().finished_at
