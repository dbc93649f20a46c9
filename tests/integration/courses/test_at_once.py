"""Ten windows at once: all is written once, nothing is lost. Controls show that the tests could fail."""

import threading
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connections

from accounts.models import AuditEvent, OutboxMessage
from courses import operations
from courses.models import Attempt, Completion, Enrolment, LessonNote
from courses.operations import completing
from courses.questions import block_key, question_of

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
TIMES = 10


def at_once(work, times=TIMES):
    """Run `work(number)` in so many threads that start together; returns the exceptions they ended with."""
    start, problems = threading.Barrier(times), []

    def run(number):
        try:
            start.wait(timeout=30)
            work(number)
        except Exception as problem:  # noqa: BLE001 - whatever it is, the test looks at it
            problems.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return problems


@pytest.fixture
def act(ted):
    return {"learner": ted, "by": ted, "at": NOON}


def test_ten_starts_are_one(made, act):
    assert at_once(lambda _number: operations.enrol(course=made.page, **act)) == []
    assert Enrolment.objects.count() == 1
    assert AuditEvent.objects.filter(action="course started").count() == 1


def test_ten_clicks_on_finished_are_one(made, act):
    assert at_once(lambda _number: operations.complete_lesson(lesson=made.lessons[0], **act)) == []
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

    assert at_once(write) == []
    assert Completion.objects.count() == TIMES


def complete_all_but(made, act, number):
    for lesson in made.lessons[:-number]:
        operations.complete_lesson(lesson=lesson, **act)


def test_ten_clicks_on_the_last_lesson_finish_the_course_once(made, act):
    complete_all_but(made, act, 1)
    assert at_once(lambda _number: operations.complete_lesson(lesson=made.lessons[-1], **act)) == []
    assert Enrolment.objects.get().finished_at == NOON
    assert AuditEvent.objects.filter(action="course finished").count() == 1
    assert OutboxMessage.objects.filter(event="course_finished").count() == 1


def test_the_last_two_lessons_finished_in_two_windows_finish_the_course(made, act):
    complete_all_but(made, act, 2)
    problems = at_once(lambda number: operations.complete_lesson(lesson=made.lessons[number + 2], **act), 2)
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
    at_once(lambda number: operations.complete_lesson(lesson=made.lessons[number + 2], **act), 2)
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
    assert at_once(lambda _number: answer(made, act, form_key)) == []
    assert Attempt.objects.count() == 1


def test_control_ten_forms_are_ten_answers(made, act):
    assert at_once(lambda _number: answer(made, act, uuid4())) == []
    assert Attempt.objects.count() == TIMES


def write_note(made, act, number, version):
    operations.save_note(lesson=made.lessons[0], text=f"Window {number}", version=version, **act)


@pytest.mark.parametrize("is_new", [True, False], ids=["first words", "changed words"])
def test_of_ten_windows_one_saves_and_nine_are_told(made, act, is_new):
    if not is_new:
        operations.save_note(lesson=made.lessons[0], text="Before", version=0, **act)
    version = 0 if is_new else 1
    problems = at_once(lambda number: write_note(made, act, number, version))
    note = LessonNote.objects.get()
    assert note.version == version + 1
    assert [type(problem) for problem in problems] == [operations.StaleWords] * (TIMES - 1)
    assert {problem.saved for problem in problems} == {note.text}
    assert note.text not in {problem.mine for problem in problems}


def test_ten_windows_with_the_same_words_write_once_and_none_is_refused(made, act):
    assert at_once(lambda _number: write_note(made, act, 1, 0)) == []
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

    assert at_once(save_without_waiting) == []
    assert told == []  # nine windows lost their words and nobody heard of it


def test_ten_certificates_are_one(made, act, ted):
    complete_all_but(made, act, 1)
    operations.complete_lesson(lesson=made.lessons[-1], **act)
    problems = at_once(lambda _number: operations.issue_certificate(course=made.page, name="Ted", **act))
    assert problems == []
    assert ted.certificates.count() == 1
