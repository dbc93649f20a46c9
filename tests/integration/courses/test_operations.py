"""What a learner does is written once, and never over newer words."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from accounts.models import AuditEvent, OutboxMessage
from courses import operations, queries
from courses.models import Attempt, Certificate, Completion, Enrolment, LessonNote, LessonVisit, Reflection
from courses.questions import block_key, question_of
from tests.factories.courses import LessonFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def act(ted):
    return {"learner": ted, "by": ted, "at": NOON}


def blocks(lesson, kind):
    return [block for block in lesson.body if block.block_type == kind]


def chosen(option):
    """What is kept when this answer is chosen."""
    return {"chosen": str(option.key)}


def question_in(lesson):
    block = blocks(lesson, "question")[0]
    return question_of(block_key(block), block.value)


def progress(ted, made):
    return queries.progress_for(learner=ted, course_key=made.key)


def test_starting_twice_is_starting_once(made, ted, act):
    first = operations.enrol(course=made.page, **act)
    again = operations.enrol(course=made.page, **{**act, "at": NOON + timedelta(days=1)})
    assert first == again
    assert Enrolment.objects.get().started_at == NOON
    assert AuditEvent.objects.filter(action="course started").count() == 1


def test_the_place_is_kept_only_for_who_started(made, ted):
    operations.see_part(learner=ted, lesson=made.lessons[0], part=1, at=NOON)
    assert not LessonVisit.objects.exists()


def test_the_place_is_written_when_it_changes_or_is_old(made, ted, act):
    operations.enrol(course=made.page, **act)

    def see(part, minutes):
        at = NOON + timedelta(minutes=minutes)
        operations.see_part(learner=ted, lesson=made.lessons[1], part=part, at=at)
        return LessonVisit.objects.get().last_at == at

    assert see(1, 0)
    assert not see(1, 5)
    assert see(2, 6)
    assert see(2, 17)
    place = progress(ted, made).carry_on
    assert (place.lesson.key, place.part, place.parts) == (made.lessons[1].translation_key, 2, 2)


def test_an_answer_keeps_the_question_as_it_was_asked(made, act):
    lesson = made.lessons[0]
    question = question_in(lesson)
    wrong = next(option for option in question.options if not option.is_right)
    operations.answer_question(lesson=lesson, question=question, given=chosen(wrong), form_key=uuid4(), **act)
    attempt = Attempt.objects.get()
    assert (attempt.is_right, attempt.given, attempt.question_key) == (
        False,
        {"chosen": str(wrong.key)},
        question.key,
    )
    assert attempt.asked["question"] == "Question 1?"
    assert len(attempt.asked["options"]) == 3


def test_the_same_form_sent_twice_is_one_answer(made, act):
    lesson, question, form_key = made.lessons[0], question_in(made.lessons[0]), uuid4()
    for option in question.options[:2]:
        operations.answer_question(
            lesson=lesson, question=question, given=chosen(option), form_key=form_key, **act
        )
    assert Attempt.objects.get().given == {"chosen": str(question.options[0].key)}


def test_the_latest_answer_counts_and_tries_are_not_limited(made, ted, act):
    lesson, question = made.lessons[0], question_in(made.lessons[0])
    for number in range(12):
        given = chosen(question.options[number % 3])
        operations.answer_question(lesson=lesson, question=question, given=given, form_key=uuid4(), **act)
    tried = queries.latest_attempts(learner=ted, lesson_key=lesson.translation_key)[question.key]
    assert (tried.tries, tried.given) == (12, chosen(question.options[2]))


def test_an_answer_the_question_does_not_have_is_refused(made, act):
    with pytest.raises(operations.NoSuchAnswer):
        operations.answer_question(
            lesson=made.lessons[0],
            question=question_in(made.lessons[0]),
            given={"chosen": str(uuid4())},
            form_key=uuid4(),
            **act,
        )
    assert not Attempt.objects.exists()
    assert not Enrolment.objects.exists()


def save_note(act, lesson, text, version=0, minutes=0):
    values = {**act, "at": NOON + timedelta(minutes=minutes)}
    operations.save_note(lesson=lesson, text=text, version=version, **values)


def test_a_note_is_kept_and_whoever_writes_one_has_started(made, act):
    save_note(act, made.lessons[0], "  Ask Dr Patel.\r\nAbout the toddlers. ")
    note = LessonNote.objects.get()
    assert (note.text, note.version) == ("Ask Dr Patel.\nAbout the toddlers.", 1)
    assert Enrolment.objects.get().course_key == made.key
    assert LessonVisit.objects.get().lesson_title == made.lessons[0].title


def test_the_same_words_twice_are_written_once(made, act):
    save_note(act, made.lessons[0], "One")
    save_note(act, made.lessons[0], "One", version=0, minutes=3)
    note = LessonNote.objects.get()
    assert (note.version, note.updated_at) == (1, NOON)


def test_an_empty_box_writes_nothing_but_can_empty_what_was_there(made, act):
    save_note(act, made.lessons[0], "  ")
    assert not LessonNote.objects.exists()
    save_note(act, made.lessons[0], "One")
    save_note(act, made.lessons[0], "", version=1)
    assert LessonNote.objects.get().text == ""


def test_words_from_an_older_window_never_replace_newer_ones(made, act):
    lesson = made.lessons[0]
    save_note(act, lesson, "First")
    save_note(act, lesson, "Second, from the other window", version=1)
    with pytest.raises(operations.StaleWords) as problem:
        save_note(act, lesson, "Mine", version=1)
    assert (problem.value.mine, problem.value.saved) == ("Mine", "Second, from the other window")
    assert LessonNote.objects.get().text == "Second, from the other window"
    save_note(act, lesson, "Mine", version=problem.value.version)
    assert LessonNote.objects.get().text == "Mine"


def test_too_many_words_are_refused_and_nothing_is_lost(made, act):
    save_note(act, made.lessons[0], "Short")
    with pytest.raises(operations.TooLong) as problem:
        save_note(act, made.lessons[0], "x" * 20_003, version=1)
    assert problem.value.too_many == 3
    assert LessonNote.objects.get().text == "Short"
    save_note(act, made.lessons[0], "x" * 20_000, version=1)


def test_each_question_to_think_about_has_its_own_words(made, ted, act):
    lesson = made.lessons[0]
    key = block_key(blocks(lesson, "reflection")[0])
    other = uuid4()
    for prompt_key, text in ((key, "She listened."), (other, "He asked.")):
        operations.save_reflection(
            lesson=lesson, prompt_key=prompt_key, prompt="Think", text=text, version=0, **act
        )
    kept = queries.reflections(learner=ted, lesson_key=lesson.translation_key)
    assert {row_key: row.text for row_key, row in kept.items()} == {key: "She listened.", other: "He asked."}
    assert Reflection.objects.count() == 2


def test_completing_twice_is_completing_once(made, ted, act):
    operations.complete_lesson(lesson=made.lessons[0], **act)
    after = operations.complete_lesson(lesson=made.lessons[0], **act)
    completion = Completion.objects.get()
    assert (after.done, after.total) == (1, 4)
    assert completion.completed_at == NOON
    assert completion.recorded_by == ted
    assert (completion.language, completion.rule) == ("en-gb", "learner")


def finish(made, act):
    for lesson in made.lessons:
        after = operations.complete_lesson(lesson=lesson, **act)
    return after


def test_the_last_lesson_finishes_the_course_once(made, ted, act):
    for lesson in made.lessons[:-1]:
        assert operations.complete_lesson(lesson=lesson, **act).finished_at is None
    assert operations.complete_lesson(lesson=made.lessons[-1], **act).finished_at == NOON
    operations.complete_lesson(lesson=made.lessons[-1], **{**act, "at": NOON + timedelta(days=1)})
    assert Enrolment.objects.get().finished_at == NOON
    mail = OutboxMessage.objects.get(event="course_finished")
    assert mail.to == ted
    assert mail.context == {"course_title": made.page.title, "course_path": made.page.get_url()}
    assert AuditEvent.objects.filter(action="course finished").count() == 1


def test_a_lesson_added_later_does_not_unfinish_the_course(made, ted, act):
    finish(made, act)
    LessonFactory(parent=made.modules[0])
    now = progress(ted, made)
    assert (now.done, now.total, now.finished_at) == (4, 5, NOON)
    assert not now.is_complete


def test_taking_a_lesson_back_keeps_the_row_and_can_be_taken_back(made, ted, act):
    lesson = made.lessons[0]
    operations.complete_lesson(lesson=lesson, **act)
    assert operations.undo_completion(lesson=lesson, **act)
    assert not operations.undo_completion(lesson=lesson, **act)
    assert progress(ted, made).done == 0
    operations.complete_lesson(lesson=lesson, **act)
    assert progress(ted, made).done == 1
    assert Completion.objects.count() == 2


def test_a_person_who_did_all_that_is_left_can_finish(made, ted, act):
    for lesson in made.lessons[:-1]:
        operations.complete_lesson(lesson=lesson, **act)
    with pytest.raises(operations.NotFinished):
        operations.finish_course(course=made.page, **act)
    made.lessons[-1].unpublish()
    assert progress(ted, made).is_complete
    assert operations.finish_course(course=made.page, **act).finished_at == NOON


def test_a_certificate_needs_a_finished_course(made, act):
    operations.complete_lesson(lesson=made.lessons[0], **act)
    with pytest.raises(operations.NotFinished):
        operations.issue_certificate(course=made.page, name="Ted", **act)
    assert not Certificate.objects.exists()


def test_a_certificate_keeps_its_code_when_the_name_changes(made, ted, act):
    finish(made, act)
    first = operations.issue_certificate(course=made.page, name="Ted", **act)
    second = operations.issue_certificate(course=made.page, name="Edward Ó Briain", is_public=True, **act)
    assert (first.pk, first.code) == (second.pk, second.code)
    kept = Certificate.objects.get()
    assert (kept.name, kept.is_public, kept.completed_at) == ("Edward Ó Briain", True, NOON)
    assert (kept.course_title, kept.hours) == (made.page.title, 2)


def test_audit_lines_hold_nobody_s_words(made, act):
    finish(made, act)
    operations.issue_certificate(course=made.page, name="Ted Hughes", **act)
    save_note(act, made.lessons[0], "Secret")
    lines = " ".join(str(event.detail) for event in AuditEvent.objects.all())
    assert "Ted" not in lines
    assert "Secret" not in lines
