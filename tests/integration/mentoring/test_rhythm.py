"""The rhythm of support on a moved clock: who is asked what, when, and what is never sent."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.management import call_command

from accounts import mail
from accounts.models import AuditEvent, OutboxMessage
from mentoring import operations, queries
from mentoring.models import CheckIn, Meeting, Mentorship, Message, Nudge
from tests.factories.accounts import UserFactory
from tests.factories.mentoring import MentorshipFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db

YEAR = 365


@pytest.fixture
def pair(programme, now):
    return MentorshipFactory(programme=programme, started_at=now, active_at=now)


def run(began, *days):
    """The command on each of these days; on every tenth twice, as when it is started by mistake."""
    for day in days:
        for _ in range(2 if day % 10 == 0 else 1):
            operations.run_rhythm(at=began + timedelta(days=day))


def mails_to(person):
    return Counter(OutboxMessage.objects.filter(to=person).values_list("event", flat=True))


def test_a_silent_year_and_every_mail_of_it(pair, now, coordinator):
    run(now, *range(YEAR + 1))
    # Day 30, 90, 150, 210, 270, 330; the silence is asked about once, at day 60.
    assert mails_to(pair.learner) == {"check_in": 6, "pair_quiet": 1}
    # A coach's own check is every 30 days and shares a mail with the six above.
    assert mails_to(pair.coach) == {"check_in": 12, "pair_quiet": 1}
    assert mails_to(coordinator) == {"pair_quiet_told": 1}
    assert CheckIn.objects.filter(kind=CheckIn.Kind.REGULAR).count() == 12
    assert OutboxMessage.objects.count() == 6 + 12 + 2 + 1


@pytest.mark.parametrize(("day", "asked", "told"), [(59, 0, 0), (60, 1, 0), (96, 1, 0), (97, 1, 1)])
def test_silence_on_the_day_before_and_the_day(pair, now, day, asked, told):
    run(now, *range(day + 1))
    kinds = Counter(Nudge.objects.values_list("kind", flat=True))
    assert (kinds["asked"], kinds["told"]) == (asked, told)


def test_when_nothing_ran_for_long_the_two_are_asked_before_the_coordinator_is_told(pair, now):
    run(now, 200)
    assert [nudge.kind for nudge in Nudge.objects.all()] == ["asked"]
    assert CheckIn.objects.filter(person=pair.learner).count() == 1
    run(now, 206)
    assert Nudge.objects.count() == 1
    run(now, 207)
    assert Nudge.objects.filter(kind="told").count() == 1


@pytest.mark.parametrize("sign", ["message", "meeting", "booking", "answer"])
def test_any_sign_of_life_ends_the_silence(pair, now, sign):
    when = now + timedelta(days=50)
    if sign == "message":
        Message.objects.create(mentorship=pair, author=pair.coach, text="Hello", sent_at=when)
    elif sign == "answer":
        CheckIn.objects.create(
            mentorship=pair, person=pair.learner, number=9, asked_at=when, answered_at=when, going=5
        )
    else:
        starts = when if sign == "meeting" else now + timedelta(days=130)
        state = Meeting.State.HELD if sign == "meeting" else Meeting.State.CONFIRMED
        Meeting.objects.create(mentorship=pair, state=state, starts_at=starts, made_at=now)
    run(now, *range(60, 110))
    assert not Nudge.objects.exists()
    if sign == "message":
        run(now, 110)
        assert Nudge.objects.get().quiet_since == when


@pytest.mark.parametrize("field", ["paused_at", "suspended_at", "ended_at", "not begun"])
def test_nothing_is_sent_to_a_pair_that_does_not_work_together(pair, now, field):
    fields = {"active_at": None} if field == "not begun" else {field: now + timedelta(days=1)}
    Mentorship.objects.filter(pk=pair.pk).update(**fields)
    run(now, *range(2, 91))
    assert not OutboxMessage.objects.exists()
    assert not CheckIn.objects.exists()


def test_after_a_break_only_the_latest_question_is_asked_and_silence_counts_anew(pair, now):
    operations.pause(mentorship=pair, by=pair.learner, at=now + timedelta(days=1))
    run(now, *range(2, 160))
    assert not CheckIn.objects.exists()
    operations.resume(mentorship=pair, by=pair.coach, at=now + timedelta(days=160))
    run(now, *range(160, 166))
    assert list(CheckIn.objects.filter(person=pair.learner).values_list("number", flat=True)) == [3]
    assert not Nudge.objects.exists()


def test_after_the_first_meeting_both_are_asked_once(pair, now):
    Meeting.objects.create(
        mentorship=pair, state=Meeting.State.HELD, starts_at=now + timedelta(days=3), made_at=now
    )
    run(now, 4, 5, 6)
    asked = CheckIn.objects.filter(kind=CheckIn.Kind.FIRST_MEETING)
    assert set(asked.values_list("person", flat=True)) == {pair.learner_id, pair.coach_id}


def test_a_coach_of_many_has_one_own_check_a_month(pair, now):
    MentorshipFactory(coach=pair.coach, programme=pair.programme, active_at=now + timedelta(days=10))
    run(now, *range(95))
    assert CheckIn.objects.filter(kind=CheckIn.Kind.COACH_MONTHLY).count() == 3
    Mentorship.objects.filter(pk=pair.pk).update(ended_at=now + timedelta(days=95))
    run(now, *range(96, 120))
    assert CheckIn.objects.filter(kind=CheckIn.Kind.COACH_MONTHLY).count() == 3
    run(now, 120)
    assert CheckIn.objects.filter(kind=CheckIn.Kind.COACH_MONTHLY).count() == 4


def test_three_months_after_the_end_the_learner_is_asked_once(pair, now):
    operations.end(mentorship=pair, by=pair.coach, at=now)
    OutboxMessage.objects.all().delete()
    run(now, *range(YEAR))
    check_in = CheckIn.objects.get()
    assert (check_in.kind, check_in.person) == ("follow_up", pair.learner)
    assert mails_to(pair.learner) == {"check_in": 1}
    assert OutboxMessage.objects.count() == 1


@pytest.mark.parametrize(("days", "is_asked"), [(90, False), (91, True), (181, True), (182, False)])
def test_what_has_lasted_is_asked_while_people_remember(pair, now, days, is_asked):
    operations.end(mentorship=pair, by=pair.coach, at=now)
    run(now, days)
    assert CheckIn.objects.filter(kind=CheckIn.Kind.FOLLOW_UP).exists() is is_asked


def test_the_command_says_what_it_did(pair, now, capsys):
    Mentorship.objects.update(active_at=now - timedelta(days=31))
    call_command("mentoring_rhythm")
    assert "check-ins: 2" in capsys.readouterr().out
    call_command("mentoring_rhythm")
    assert "Nothing was due" in capsys.readouterr().out


def test_it_costs_the_same_for_ten_times_the_pairs(programme, now, django_assert_max_num_queries):
    costs = []
    for number in (2, 20):
        for _ in range(number):
            MentorshipFactory(programme=programme, active_at=now)
        with django_assert_max_num_queries(40) as queries_made:
            operations.run_rhythm(at=now)
        costs.append(len(queries_made))
    assert costs[0] == costs[1]


# Answers


@pytest.fixture
def asked(pair, now):
    return CheckIn.objects.create(mentorship=pair, person=pair.learner, number=1, asked_at=now)


def test_answering_with_two_questions(client, asked, pair):
    client.force_login(pair.learner)
    assert pair.coach.preferred_name in client.get("/mentoring/check-ins/").content.decode()
    address = f"/mentoring/check-ins/{asked.pk}/"
    page = client.post(address, {"words": "typed words"}).content.decode()
    assert "<title>Error: " in page
    assert "typed words" in page
    sent = {"going": "4", "words": "All is well"}
    for _ in range(2):
        assert client.post(address, sent).url == "/mentoring/check-ins/"
    page = client.post(address, {**sent, "words": "Other words"}).content.decode()
    assert "Other words" in page
    assert "You answered this before" in page
    asked.refresh_from_db()
    assert (asked.going, asked.words) == (4, "All is well")
    assert AuditEvent.objects.filter(action="mentoring.check_in_answered").count() == 1
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize("answer", [{"going": "1"}, {"going": "5", "needs_help": "on"}])
def test_a_low_answer_is_for_the_coordinator_alone(client, asked, pair, coordinator, answer):
    client.force_login(pair.learner)
    client.post(f"/mentoring/check-ins/{asked.pk}/", {**answer, "words": "quietwords"})
    assert mails_to(coordinator) == {"check_in_low": 1}
    assert OutboxMessage.objects.count() == 1
    client.force_login(coordinator)
    page = client.get("/coordinate/support/").content.decode()
    assert "A low answer, or a wish to be called" in page
    assert "quietwords" not in page
    assert "quietwords" in client.get(f"/coordinate/support/{pair.pk}/").content.decode()
    assert AuditEvent.objects.filter(action="mentoring.check_ins_read", actor_id=coordinator.pk).count() == 1
    client.force_login(pair.coach)
    for address in ("/coach/", f"/coach/{pair.pk}/", "/mentoring/check-ins/"):
        page = client.get(address).content.decode()
        assert "quietwords" not in page
        assert "low answer" not in page.lower()
    client.force_login(coordinator)
    client.post(f"/coordinate/support/{pair.pk}/{asked.pk}/")
    assert "A low answer" not in client.get("/coordinate/support/?show=all").content.decode().split("<h2>")[0]


def test_nobody_else_reads_or_answers(client, asked, pair):
    other = UserFactory(coordinator=True)
    ProgrammeFactory(coordinators=[other])
    for person in (pair.coach, other, UserFactory(is_superuser=True, is_staff=True)):
        client.force_login(person)
        assert client.get(f"/mentoring/check-ins/{asked.pk}/").status_code == 404
        assert client.get(f"/coordinate/support/{pair.pk}/").status_code == 404


@pytest.mark.parametrize("kind", CheckIn.Kind)
def test_each_kind_of_question_can_be_asked_and_answered(client, pair, now, kind):
    if kind == CheckIn.Kind.FOLLOW_UP:
        Mentorship.objects.filter(pk=pair.pk).update(ended_at=now)
    person = pair.coach if kind == CheckIn.Kind.COACH_MONTHLY else pair.learner
    asked = CheckIn.objects.create(mentorship=pair, person=person, kind=kind, number=1, asked_at=now)
    client.force_login(person)
    address = f"/mentoring/check-ins/{asked.pk}/"
    assert client.get(address).status_code == 200
    everything = {
        "going": "4",
        "go_on": "no",
        "talked": "me",
        "advice": "no",
        "role": "Chair",
        "words": "Yes",
    }
    assert client.post(address, everything).status_code == 302
    asked.refresh_from_db()
    assert asked.answered_at


def test_a_coachs_own_check_is_read_by_nobody(client, pair, now, coordinator):
    asked = CheckIn.objects.create(
        mentorship=pair, person=pair.coach, kind=CheckIn.Kind.COACH_MONTHLY, number=1, asked_at=now
    )
    operations.answer_check_in(
        check_in=asked, by=pair.coach, at=now, answers={"talked": "me"}, needs_help=False
    )
    assert queries.answers_for_coordinator(mentorship=pair) == []
    CheckIn.objects.update(needs_help=True)
    client.force_login(coordinator)
    page = client.get(f"/coordinate/support/{pair.pk}/").content.decode()
    assert "Would like supervision." in page


def test_every_mail_can_be_drawn_and_names_nobody(pair, now, coordinator):
    run(now, *range(100))
    operations.pause(mentorship=pair, by=pair.learner, at=now)
    operations.resume(mentorship=pair, by=pair.learner, at=now)
    operations.stop_contact(mentorship=pair, by=None, at=now)
    operations.allow_contact(mentorship=pair, by=None, at=now)
    operations.end(mentorship=pair, by=pair.learner, at=now)
    operations.tell_ending(mentorship=pair, by=pair.learner, at=now, thanks="Thanks!")
    asked = CheckIn.objects.filter(person=pair.learner).first()
    operations.answer_check_in(check_in=asked, by=pair.learner, at=now, going=1)
    events = set()
    for message in OutboxMessage.objects.select_related("to"):
        drawn = mail.render(event=message.event, context=message.context, address=message.to.email, name="Jo")
        assert "http" in drawn.body
        for person in (pair.learner, pair.coach):
            assert person.preferred_name not in f"{drawn.subject} {drawn.body} {drawn.alternatives}"
        events.add(message.event)
    assert {
        "check_in",
        "check_in_low",
        "pair_quiet",
        "pair_quiet_told",
        "pair_paused",
        "pair_resumed",
        "contact_stopped",
        "contact_resumed",
        "pair_finished",
        "pair_finished_coordinator",
        "thanks",
    } <= events
