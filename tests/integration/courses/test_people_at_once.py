"""Windows and runs that collide: helpers, a journal, reminders. Controls show that the tests could fail."""

import secrets
import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from accounts.models import AuditEvent, OutboxMessage
from courses import operations
from courses.models import (
    Confidence,
    Enrolment,
    LearningChoices,
    LessonVisit,
    Reflection,
    Reminder,
    Supporter,
)
from courses.operations import reminders, supporters
from courses.reminding import Quiet
from tests.at_once import TIMES, numbered
from tests.factories.accounts import UserFactory
from tests.factories.courses import EnrolmentFactory, make_course

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def act(ted):
    return {"learner": ted, "by": ted, "at": NOON}


def name_four(act):
    def name(number):
        operations.name_helper(email=f"helper{number}@example.org", course_keys=[], **act)

    return numbered(name, 4)


def test_four_windows_name_three_helpers(act):
    problems = name_four(act)
    assert [type(problem) for problem in problems] == [operations.TooManyHelpers]
    assert Supporter.objects.count() == operations.MOST_HELPERS
    assert OutboxMessage.objects.filter(event="helper_asked").count() == operations.MOST_HELPERS


@pytest.mark.row_locks
def test_control_without_the_lock_there_are_four(act, monkeypatch):
    meeting, original = threading.Barrier(4), secrets.token_urlsafe
    monkeypatch.setattr(supporters, "lock_person", lambda _person: None)

    def meet_after_counting(length):
        meeting.wait(timeout=30)
        return original(length)

    monkeypatch.setattr(secrets, "token_urlsafe", meet_after_counting)
    assert name_four(act) == []
    assert Supporter.objects.count() == 4


def test_the_same_person_named_in_ten_windows_is_asked_once(act):
    problems = numbered(
        lambda _number: operations.name_helper(email="sam@example.org", course_keys=[], **act)
    )
    assert [type(problem) for problem in problems] == [operations.AlreadyNamed] * (TIMES - 1)
    assert OutboxMessage.objects.filter(event="helper_asked").count() == 1


def test_ten_presses_of_yes_are_one(act, ted):
    sam = UserFactory()
    supporter = operations.name_helper(email=sam.email, course_keys=[], **act)
    assert numbered(lambda _number: operations.accept_support(supporter=supporter, by=sam, at=NOON)) == []
    assert Supporter.objects.get().helper == sam
    assert AuditEvent.objects.filter(action="helper said yes").count() == 1
    assert OutboxMessage.objects.filter(event="helper_said_yes").count() == 1


def test_yes_and_the_end_at_once_never_leave_help_that_has_ended_and_goes_on(act, ted):
    sam = UserFactory()
    supporter = operations.name_helper(email=sam.email, course_keys=[], **act)

    def work(number):
        if number % 2:
            operations.accept_support(supporter=supporter, by=sam, at=NOON)
        else:
            operations.end_support(supporter=supporter, by=ted, at=NOON)

    assert numbered(work) == []
    assert Supporter.objects.get().ended_at
    assert AuditEvent.objects.filter(action="help ended").count() == 1


def test_one_new_entry_sent_from_ten_windows_is_one(act):
    key = uuid4()
    assert numbered(lambda _n: operations.save_entry(entry_key=key, text="Once", version=0, **act)) == []
    assert Reflection.objects.get().version == 1


def test_of_ten_windows_one_changes_an_entry_and_nine_are_told(act):
    key = uuid4()
    operations.save_entry(entry_key=key, text="Before", version=0, **act)
    problems = numbered(
        lambda number: operations.save_entry(entry_key=key, text=f"Window {number}", version=1, **act)
    )
    assert [type(problem) for problem in problems] == [operations.StaleWords] * (TIMES - 1)
    entry = Reflection.objects.get()
    assert (entry.version, {problem.saved for problem in problems}) == (2, {entry.text})


def test_control_entries_of_ten_keys_are_ten(act):
    assert numbered(lambda _n: operations.save_entry(entry_key=uuid4(), text="x", version=0, **act)) == []
    assert Reflection.objects.count() == TIMES


def test_ten_clicks_on_share_write_one_mail(act, ted):
    sam = UserFactory()
    supporter = operations.name_helper(email=sam.email, course_keys=[], **act)
    operations.accept_support(supporter=supporter, by=sam, at=NOON)
    operations.save_entry(entry_key=uuid4(), text="Mine", version=0, **act)
    entry = Reflection.objects.get()
    problems = numbered(lambda _number: operations.share_entry(entry_id=entry.pk, reader_id=sam.pk, **act))
    assert problems == []
    assert OutboxMessage.objects.filter(event="entry_shared").count() == 1
    assert AuditEvent.objects.filter(action="entry shared").count() == 1


def test_ten_answers_of_one_form_are_one_for_each_capability(act, made):
    operations.enrol(course=made.page, **act)
    problems = numbered(
        lambda number: operations.say_how_sure(
            course_key=made.key, values={"P1": number % 5 + 1, "P2": 3}, **act
        )
    )
    assert problems == []
    assert Confidence.objects.count() == 2


def test_ten_scripts_write_the_place_once(act, made, ted):
    lesson = made.lessons[0]
    operations.enrol(course=made.page, **act)
    operations.see_part(learner=ted, lesson=lesson, part=1, at=NOON)
    block = next(block for block in lesson.body if block.block_type == "text")
    written = []

    def keep(_number):
        at = NOON + timedelta(seconds=30)
        written.append(operations.keep_place(learner=ted, lesson=lesson, block_id=block.id, at=at))

    assert numbered(keep) == []
    assert sorted(written) == [False] * (TIMES - 1) + [True]
    assert LessonVisit.objects.get().anchor == f"block-{block.id}"


# Reminders


@pytest.fixture
def quiet_for_long(act, made, site_tree, ted):
    """Ted takes two courses, asked for reminders, and was not there for 100 days."""
    for course in (made, make_course(parent=site_tree.learn)):
        EnrolmentFactory(learner=ted, course=course.page, started_at=NOON - timedelta(days=100))
    operations.choose_reminders(learner=ted, wants=True, by=ted, at=NOON - timedelta(days=100))


def test_ten_runs_at_once_write_one_reminder(quiet_for_long):
    assert numbered(lambda _number: operations.send_reminders(at=NOON)) == []
    assert Reminder.objects.count() == 1
    assert OutboxMessage.objects.filter(event="learning_reminder").count() == 1


def test_control_without_the_lock_two_runs_write_about_two_courses(quiet_for_long, monkeypatch):
    meeting, keys = threading.Barrier(2), list(Enrolment.objects.values_list("course_key", flat=True))
    choices, turn = LearningChoices.objects.get(), iter(keys)

    def meet_before_deciding(_courses, **_facts):
        meeting.wait(timeout=30)
        return Quiet(course_key=UUID(str(next(turn))), last_at=NOON, sent=0)

    monkeypatch.setattr(reminders, "due_reminder", meet_before_deciding)
    assert numbered(lambda _number: reminders._remind_of_one_course(choices, at=NOON), 2) == []
    assert Reminder.objects.count() == 2


def test_stopping_and_a_run_at_once_leave_no_mail_behind(quiet_for_long, ted):
    def work(number):
        if number % 2:
            operations.send_reminders(at=NOON)
        else:
            operations.stop_reminders(learner_id=ted.pk, at=NOON)

    assert numbered(work, 4) == []
    assert LearningChoices.objects.get().reminders_since is None
    assert not OutboxMessage.objects.filter(event="learning_reminder").exists()
