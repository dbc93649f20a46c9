"""Reminders over a year: few, kind, asked for, and stopped in one click."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from accounts.models import AuditEvent, OutboxMessage
from accounts.operations import deliver_waiting
from courses import operations
from courses.models import Enrolment, LearningChoices, Reminder
from tests.factories.accounts import UserFactory
from tests.factories.courses import EnrolmentFactory, make_course

pytestmark = pytest.mark.django_db
START = datetime(2026, 1, 1, 10, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def ted_takes_it(made, ted):
    """Ted started the course on 1 January, read a part of lesson 1, and asked for reminders."""
    operations.enrol(learner=ted, course=made.page, by=ted, at=START)
    operations.see_part(learner=ted, lesson=made.lessons[0], part=2, at=START)
    operations.choose_reminders(learner=ted, wants=True, by=ted, at=START)


def run_for(days, *, start=START):
    """Run the command once a day; returns the days on which it wrote something, by number."""
    return [day for day in range(days) if operations.send_reminders(at=start + day * DAY)]


def test_a_year_of_silence_brings_two_reminders_for_a_course(ted_takes_it):
    assert run_for(365) == [14, 28]
    assert Reminder.objects.count() == 2
    assert OutboxMessage.objects.filter(event="learning_reminder").count() == 2


def test_two_courses_never_bring_two_within_14_days(ted_takes_it, site_tree, ted):
    for _number in range(2):
        other = make_course(parent=site_tree.learn)
        EnrolmentFactory(learner=ted, course=other.page, started_at=START)
    days = run_for(365)
    assert days == [14, 28, 42, 56, 70, 84]
    counts = [Reminder.objects.filter(course_key=row.course_key).count() for row in Enrolment.objects.all()]
    assert counts == [2, 2, 2]


def test_who_comes_back_is_left_in_peace(ted_takes_it, made, ted):
    assert run_for(14) == []
    operations.see_part(learner=ted, lesson=made.lessons[1], part=1, at=START + 13 * DAY)
    assert run_for(40) == [27]


def test_off_by_default_and_for_who_says_no(made, ted):
    operations.enrol(learner=ted, course=made.page, by=ted, at=START)
    assert run_for(60) == []
    operations.choose_reminders(learner=ted, wants=False, by=ted, at=START)
    assert run_for(60) == []


@pytest.mark.parametrize("state", ["paused", "left", "finished", "closed", "unpublished", "all done"])
def test_never_while_there_is_a_reason_not_to(ted_takes_it, made, ted, state):
    if state == "closed":
        ted.is_active = False
        ted.save()
    elif state == "unpublished":
        made.page.unpublish()
    elif state == "all done":
        for lesson in made.lessons[1:]:
            operations.complete_lesson(learner=ted, lesson=lesson, by=ted, at=START)
        made.lessons[0].unpublish()
    else:
        Enrolment.objects.update(**{f"{state}_at": START})
    assert run_for(100) == []


def test_after_a_break_they_come_again(ted_takes_it):
    Enrolment.objects.update(paused_at=START)
    assert run_for(30) == []
    Enrolment.objects.update(paused_at=None)
    assert run_for(31) == [14, 28]


def test_twice_a_day_is_once(ted_takes_it):
    at = START + 14 * DAY
    assert [operations.send_reminders(at=at) for _run in range(3)] == [1, 0, 0]


def test_the_mail_names_the_place_the_minutes_and_how_to_stop(ted_takes_it, made, mailoutbox):
    operations.send_reminders(at=START + 14 * DAY)
    deliver_waiting(at=START + 14 * DAY)
    mail = mailoutbox[0]
    assert "About 10 minutes are left in it." in mail.body
    assert f"{made.lessons[0].url}?part=2" in mail.body
    assert made.page.title not in mail.subject
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = mail.extra_headers["List-Unsubscribe"].strip("<>")
    assert address.startswith("http")
    assert address in mail.body
    assert address in mail.alternatives[0].content.replace("&amp;", "&")
    assert "List-Unsubscribe" not in mail.message()["Subject"]


def test_a_mail_that_could_not_leave_for_days_is_dropped(ted_takes_it):
    operations.send_reminders(at=START + 14 * DAY)
    assert deliver_waiting(at=START + 16 * DAY) == 0
    assert not OutboxMessage.objects.filter(event="learning_reminder").exists()


def stop_path(ted):
    return f"/reminders/stop/{operations.stop_token(learner_id=ted.pk)}/"


def test_a_mail_program_stops_them_in_one_click(ted_takes_it, ted):
    operations.send_reminders(at=START + 14 * DAY)
    program = Client(enforce_csrf_checks=True)
    response = program.post(stop_path(ted), {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert LearningChoices.objects.get().reminders_since is None
    assert not OutboxMessage.objects.filter(event="learning_reminder").exists()
    assert run_for(100) == []
    assert program.post(stop_path(ted)).status_code == 200


def test_a_person_stops_them_without_signing_in(ted_takes_it, ted, client):
    page = client.get(stop_path(ted)).content.decode()
    assert "Stop all reminders" in page
    assert LearningChoices.objects.get().reminders_since, "a mail scanner that follows links stops nothing"
    assert ted.email not in page
    assert ted.preferred_name not in page.replace("started", "")
    assert "The reminders have stopped" in client.post(stop_path(ted)).content.decode()
    assert LearningChoices.objects.get().reminders_since is None


@pytest.mark.parametrize("token", ["x", "1:abc:def", "WzFd:1abc:xyz"])
def test_a_made_up_token_stops_nobody(ted_takes_it, client, token, site_tree):
    for answer in (client.get(f"/reminders/stop/{token}/"), client.post(f"/reminders/stop/{token}/")):
        assert answer.status_code == 404
    assert LearningChoices.objects.get().reminders_since


def test_a_token_of_somebody_who_left_harms_nothing(client, site_tree):
    token = operations.stop_token(learner_id=987654)
    assert client.post(f"/reminders/stop/{token}/").status_code == 200


def test_one_ask_on_the_course_page_and_a_page_to_change_it(made, as_ted, ted, enrolled):
    assert "Shall we remind you?" in as_ted.get(made.page.url).content.decode()
    as_ted.post("/me/reminders/", {"wants": "no"})
    assert "Shall we remind you?" not in as_ted.get(made.page.url).content.decode()
    assert "Reminders are off." in as_ted.get("/me/reminders/").content.decode()
    as_ted.post("/me/reminders/", {"wants": "yes"})
    assert "Reminders are on since" in as_ted.get("/me/reminders/").content.decode()
    as_ted.post("/me/reminders/", {"wants": "no"})
    assert list(
        AuditEvent.objects.filter(action__startswith="reminders").values_list("action", flat=True)
    ) == [
        "reminders on",
        "reminders off",
    ]


def test_a_visitor_and_who_only_looks_are_not_asked(made, client, as_ted):
    for browser in (client, as_ted):
        assert "Shall we remind you?" not in browser.get(made.page.url).content.decode()


def test_the_command_takes_the_time_of_today(ted_takes_it, capsys):
    with time_machine.travel(START + 14 * DAY, tick=False):
        call_command("send_reminders")
        call_command("send_reminders")
    assert capsys.readouterr().out.splitlines() == ["1 written.", "0 written."]


def test_the_cost_for_many_people_grows_by_who_is_written_to(made, django_assert_max_num_queries):
    for _number in range(20):
        person = UserFactory()
        LearningChoices.objects.create(learner=person)
        EnrolmentFactory(learner=person, course=made.page, started_at=START)
    with django_assert_max_num_queries(3):
        assert operations.send_reminders(at=START + 100 * DAY) == 0


# Three months later


@pytest.fixture
def ted_finished(made, ted):
    operations.enrol(learner=ted, course=made.page, by=ted, at=START)
    operations.say_how_sure(learner=ted, course_key=made.key, values={"P1": 2}, by=ted, at=START)
    Enrolment.objects.update(finished_at=START)
    operations.choose_reminders(learner=ted, wants=True, by=ted, at=START)


def test_three_months_later_they_are_asked_once(ted_finished, ted, mailoutbox, made):
    assert run_for(365) == [90]
    deliver_waiting(at=START + 90 * DAY)
    mail = mailoutbox[0]
    assert f"/me/confidence/{made.key}/" in mail.body
    assert "List-Unsubscribe" in mail.extra_headers


@pytest.mark.parametrize("why", ["no reminders", "left", "closed", "said already", "never said", "long ago"])
def test_nobody_else_is_asked(ted_finished, ted, made, why):
    start = START
    if why == "no reminders":
        operations.choose_reminders(learner=ted, wants=False, by=ted, at=START)
    elif why == "left":
        Enrolment.objects.update(left_at=START)
    elif why == "closed":
        ted.is_active = False
        ted.save()
    elif why == "said already":
        at = START + 90 * DAY
        operations.say_how_sure(learner=ted, course_key=made.key, values={"P1": 4}, by=ted, at=at)
    elif why == "never said":
        ted.confidences.all().delete()
    else:
        start = START + 121 * DAY
    assert run_for(200, start=start) == []
