"""Ten windows at once: all is written once, nothing is lost. Controls show that the tests could fail."""

import threading
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from accounts.models import AuditEvent, OutboxMessage
from courses import operations
from courses.models import Attempt, CoachConfirmation, Completion, Enrolment, LessonNote, Work
from courses.operations import completing, learning
from courses.questions import block_key, question_of
from tests.at_once import TIMES, numbered
from tests.factories.courses import LessonFactory, lesson_body

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def act(ted):
    return {"learner": ted, "by": ted, "at": NOON}


def test_ten_starts_are_one(made, act):
    assert numbered(lambda _number: operations.enrol(course=made.page, **act)) == []
    assert Enrolment.objects.count() == 1
    assert AuditEvent.objects.filter(action="course started").count() == 1


def test_ten_clicks_on_finished_are_one(made, act):
    assert numbered(lambda _number: operations.complete_lesson(lesson=made.lessons[0], **act)) == []
    assert Completion.objects.count() == 1


def test_control_rows_outside_the_constraint_are_all_written(made, act, ted):
    lesson = made.lessons[0]

    def write(_number):
        Completion.objects.create(
            learner=ted,
            lesson_key=lesson.translation_key,
            course_key=made.key,
            lesson_title="x",
            completed_at=NOON,
            undone_at=NOON,
        )

    assert numbered(write) == []
    assert Completion.objects.count() == TIMES


def complete_all_but(made, act, number):
    for lesson in made.lessons[:-number]:
        operations.complete_lesson(lesson=lesson, **act)


def test_ten_clicks_on_the_last_lesson_finish_the_course_once(made, act):
    complete_all_but(made, act, 1)
    assert numbered(lambda _number: operations.complete_lesson(lesson=made.lessons[-1], **act)) == []
    assert Enrolment.objects.get().finished_at == NOON
    assert AuditEvent.objects.filter(action="course finished").count() == 1
    assert OutboxMessage.objects.filter(event="course_finished").count() == 1


def test_the_last_two_lessons_finished_in_two_windows_finish_the_course(made, act):
    complete_all_but(made, act, 2)
    problems = numbered(lambda number: operations.complete_lesson(lesson=made.lessons[number + 2], **act), 2)
    assert problems == []
    assert Enrolment.objects.get().finished_at == NOON


@pytest.mark.row_locks
def test_control_without_the_lock_neither_window_finishes_it(made, act, monkeypatch):
    complete_all_but(made, act, 2)
    monkeypatch.setattr(
        completing,
        "locked_enrolment",
        lambda *, learner, course, **_act: Enrolment.objects.get(learner=learner),
    )
    original, meeting = completing.finish_if_complete, threading.Barrier(2)

    def look_together(*arguments, **named):
        meeting.wait(timeout=30)
        progress = original(*arguments, **named)
        meeting.wait(timeout=30)
        return progress

    monkeypatch.setattr(completing, "finish_if_complete", look_together)
    numbered(lambda number: operations.complete_lesson(lesson=made.lessons[number + 2], **act), 2)
    assert Completion.objects.count() == 4
    assert Enrolment.objects.get().finished_at is None


def answer(made, act, form_key):
    lesson = made.lessons[0]
    block = next(block for block in lesson.body if block.block_type == "question")
    question = question_of(block_key(block), block.value)
    given = {"chosen": str(question.options[0].key)}
    operations.answer_question(lesson=lesson, question=question, given=given, form_key=form_key, **act)


def test_one_form_sent_ten_times_is_one_answer(made, act):
    form_key = uuid4()
    assert numbered(lambda _number: answer(made, act, form_key)) == []
    assert Attempt.objects.count() == 1


def test_control_ten_forms_are_ten_answers(made, act):
    assert numbered(lambda _number: answer(made, act, uuid4())) == []
    assert Attempt.objects.count() == TIMES


def write_note(made, act, number, version):
    operations.save_note(lesson=made.lessons[0], text=f"Window {number}", version=version, **act)


@pytest.mark.parametrize("is_new", [True, False], ids=["first words", "changed words"])
def test_of_ten_windows_one_saves_and_nine_are_told(made, act, is_new):
    if not is_new:
        operations.save_note(lesson=made.lessons[0], text="Before", version=0, **act)
    version = 0 if is_new else 1
    problems = numbered(lambda number: write_note(made, act, number, version))
    note = LessonNote.objects.get()
    assert note.version == version + 1
    assert [type(problem) for problem in problems] == [operations.StaleWords] * (TIMES - 1)
    assert {problem.saved for problem in problems} == {note.text}
    assert note.text not in {problem.mine for problem in problems}


def test_ten_windows_with_the_same_words_write_once_and_none_is_refused(made, act):
    assert numbered(lambda _number: write_note(made, act, 1, 0)) == []
    assert LessonNote.objects.get().version == 1


@pytest.mark.row_locks
def test_control_without_the_lock_windows_overwrite_each_other(made, act):
    operations.save_note(lesson=made.lessons[0], text="Before", version=0, **act)
    told, meeting = [], threading.Barrier(TIMES)

    def save_without_waiting(number):
        note = LessonNote.objects.get()
        meeting.wait(timeout=30)
        if note.version != 1:
            told.append(number)
        else:
            LessonNote.objects.filter(pk=note.pk).update(text=f"Window {number}", version=2)

    assert numbered(save_without_waiting) == []
    assert told == []  # nine windows lost their words and nobody heard of it


def test_ten_certificates_are_one(made, act, ted):
    complete_all_but(made, act, 1)
    operations.complete_lesson(lesson=made.lessons[-1], **act)
    problems = numbered(lambda _number: operations.issue_certificate(course=made.page, name="Ted", **act))
    assert problems == []
    assert ted.certificates.count() == 1


@pytest.fixture
def by_rules(made):
    """A lesson that asks for two right answers and words to think about, and for nothing else."""
    return LessonFactory(
        parent=made.modules[0],
        body=lesson_body(questions=2),
        rule_learner=False,
        rule_questions=True,
        rule_reflection=True,
    )


def last_things(lesson, act):
    """What the lesson asks for, as three acts that may come at once."""
    acts = []
    for block in lesson.body:
        if block.block_type == "question":
            question = question_of(block_key(block), block.value)
            given = {"chosen": str(question.options[0].key)}
            named = {"question": question, "given": given, "form_key": uuid4()}
            acts.append(lambda named=named: operations.answer_question(lesson=lesson, **named, **act))
        elif block.block_type == "reflection":
            named = {"prompt_key": block_key(block), "prompt": "x", "text": "Mine", "version": 0}
            acts.append(lambda named=named: operations.save_reflection(lesson=lesson, **named, **act))
    return acts


def test_the_last_things_from_ten_windows_complete_the_lesson_once(by_rules, act):
    operations.enrol(course=by_rules.course, **act)
    acts = last_things(by_rules, act)
    assert numbered(lambda number: acts[number % len(acts)]()) == []
    assert Completion.objects.get().rule == "questions,reflection"


@pytest.mark.row_locks
def test_control_without_the_lock_no_window_sees_that_it_was_the_last(by_rules, act, monkeypatch):
    enrolment = operations.enrol(course=by_rules.course, **act)
    acts = last_things(by_rules, act)
    monkeypatch.setattr(learning, "locked_enrolment", lambda **_act: enrolment)
    # They would wait for each other at the row of their visit too.
    monkeypatch.setattr(learning, "note_opened", lambda **_act: None)
    original, meeting = learning.complete_if_met, threading.Barrier(len(acts))

    def look_together(*arguments, **named):
        meeting.wait(timeout=30)
        progress = original(*arguments, **named)
        meeting.wait(timeout=30)
        return progress

    monkeypatch.setattr(learning, "complete_if_met", look_together)
    problems = numbered(lambda number: acts[number](), len(acts))
    assert [repr(problem) for problem in problems] == []
    assert not Completion.objects.exists()


def test_ten_coaches_confirm_once(made, act, teds_group, mary, ted):
    lesson = LessonFactory(parent=made.modules[0], rule_learner=False, rule_coach=True)

    def confirm(_number):
        operations.confirm_lesson(learner=ted, lesson=lesson, by=mary, at=NOON)

    assert numbered(confirm) == []
    assert Completion.objects.count() == CoachConfirmation.objects.count() == 1
    assert AuditEvent.objects.filter(action="lesson confirmed").count() == 1


def test_work_from_ten_windows_is_kept_once_and_nine_are_told(made, act):
    lesson = LessonFactory(parent=made.modules[0], rule_learner=False, rule_work=True)

    def hand_in(number):
        operations.hand_in_work(lesson=lesson, text=f"Window {number}", version=0, **act)

    problems = numbered(hand_in)
    assert [type(problem) for problem in problems] == [operations.StaleWords] * (TIMES - 1)
    assert Work.objects.get().version == 1
    assert Completion.objects.count() == 1


def test_an_editor_who_takes_the_last_rule_off_meets_the_learner_who_meets_it(made, act):
    """Both settle the same lesson: one completion, whoever is first."""
    lesson = LessonFactory(parent=made.modules[0], rule_reflection=True)
    operations.complete_lesson(lesson=lesson, **act)
    acts = [*last_things(lesson, act)[1:], lambda: operations.settle_lesson(lesson=lesson, at=NOON)]
    assert numbered(lambda number: acts[number % 2]()) == []
    assert Completion.objects.count() == 1
