"""Meetings, goals, notes, messages and shared progress: what is kept, and what is sent."""

import email
from datetime import date, datetime, timedelta
from email import policy
from uuid import uuid4

import pytest
from icalendar import Calendar

from accounts import mail
from accounts.models import AuditEvent, OutboxMessage
from mentoring import operations, permissions, queries
from mentoring.invitation import LONDON
from mentoring.models import Action, Goal, Meeting, Message, MyNote, OurNote, ProgressShare, SupervisionNote
from tests.factories.accounts import UserFactory
from tests.factories.mentoring import (
    GoalFactory,
    MeetingFactory,
    MentorshipFactory,
    MessageFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def mentorship(programme):
    return MentorshipFactory(active=True, programme=programme)


def propose(mentorship, at, *, by=None, days=(3,), **words):
    words = {"minutes": 45, "way": "place", "where": "Rushford Library", "form_key": uuid4(), **words}
    times = [at + timedelta(days=day) for day in days]
    return operations.propose_meeting(
        mentorship=mentorship, times=times, by=by or mentorship.learner, at=at, **words
    )


def arranged(mentorship, at, **words):
    meeting = propose(mentorship, at, **words)
    return operations.choose_time(
        meeting=meeting, starts_at=meeting.times.first().starts_at, by=mentorship.coach, at=at
    )


def calendars():
    """(method, uid, sequence, whom it invites) of every invitation in the outbox, in order."""
    found = []
    for message in OutboxMessage.objects.exclude(context__calendar=None).select_related("to"):
        calendar = Calendar.from_ical(message.context["calendar"]["text"])
        event = calendar.walk("VEVENT")[0]
        assert event["attendee"] == f"mailto:{message.to.email}"
        found.append((str(calendar["method"]), str(event["uid"]), event["sequence"]))
    return found


# --- Meetings ---------------------------------------------------------------------------------------------


def test_one_suggests_and_the_other_chooses(mentorship, now):
    meeting = propose(mentorship, now, days=(3, 4, 5))
    assert meeting.state == Meeting.State.PROPOSED
    assert list(OutboxMessage.objects.values_list("event", "to")) == [
        ("meeting_proposed", mentorship.coach_id)
    ]
    chosen = meeting.times.all()[1].starts_at
    for _ in range(2):
        meeting = operations.choose_time(meeting=meeting, starts_at=chosen, by=mentorship.coach, at=now)
    assert (meeting.state, meeting.starts_at) == (Meeting.State.CONFIRMED, chosen)
    assert OutboxMessage.objects.filter(event="meeting_confirmed").count() == 2


def test_nobody_chooses_their_own_time(mentorship, now):
    meeting = propose(mentorship, now)
    with pytest.raises(operations.NotOpen):
        operations.choose_time(
            meeting=meeting, starts_at=meeting.times.get().starts_at, by=mentorship.learner, at=now
        )


def test_at_most_three_times_and_none_that_has_passed(mentorship, now):
    assert propose(mentorship, now, days=(1, 2, 3, 4)).times.count() == 3
    with pytest.raises(operations.NotOpen):
        propose(mentorship, now, days=(-1, 2))
    meeting = propose(mentorship, now, days=(1,))
    with pytest.raises(operations.NotOpen):
        operations.choose_time(
            meeting=meeting,
            starts_at=meeting.times.get().starts_at,
            by=mentorship.coach,
            at=now + timedelta(days=2),
        )


def test_the_same_form_twice_is_one_meeting_and_one_mail(mentorship, now):
    key = uuid4()
    first, again = propose(mentorship, now, form_key=key), propose(mentorship, now, form_key=key)
    assert first.pk == again.pk
    assert OutboxMessage.objects.count() == 1


def test_one_calendar_entry_for_good(mentorship, now):
    meeting = arranged(mentorship, now)
    operations.change_meeting(
        meeting=meeting, minutes=60, way="phone", where="01632 960 777", by=mentorship.coach, at=now
    )
    operations.change_meeting(
        meeting=meeting, minutes=60, way="phone", where="01632 960 777", by=mentorship.coach, at=now
    )
    other = now + timedelta(days=9)
    operations.suggest_other_times(meeting=meeting, times=[other], by=mentorship.coach, at=now)
    meeting.refresh_from_db()
    assert meeting.starts_at != other  # the old time holds until the other is chosen
    operations.choose_time(meeting=meeting, starts_at=other, by=mentorship.learner, at=now)
    operations.call_off(meeting=meeting, by=mentorship.learner, at=now)
    operations.call_off(meeting=meeting, by=mentorship.learner, at=now)
    uid = f"{meeting.uid}@127.0.0.1"
    steps = [("REQUEST", 0), ("REQUEST", 1), ("REQUEST", 2), ("CANCEL", 3)]
    assert calendars() == [(method, uid, number) for method, number in steps for _person in range(2)]


def test_a_phone_number_is_in_no_calendar_and_no_mail_names_anybody(mentorship, now):
    arranged(mentorship, now, way="phone", where="01632 960 777")
    for message in OutboxMessage.objects.select_related("to"):
        drawn = rendered(message)
        assert "960 777" not in drawn.as_string()
        other = mentorship.coach if message.to == mentorship.learner else mentorship.learner
        assert other.email not in drawn.as_string()
        assert other.preferred_name not in drawn.as_string()


def rendered(message):
    """The mail as it goes out."""
    drawn = mail.render(
        event=message.event,
        context=message.context,
        address=message.to.email,
        name=message.to.preferred_name,
        language=message.language,
    )
    return email.message_from_bytes(drawn.message().as_bytes(), policy=policy.default)


def test_the_mail_carries_the_invitation_as_calendars_expect_it(mentorship, now):
    meeting = arranged(mentorship, now)
    sent = rendered(OutboxMessage.objects.filter(event="meeting_confirmed").first())
    kinds = [part.get_content_type() for part in sent.walk()]
    assert kinds.count("text/calendar") == 2
    acted_upon, file = [part for part in sent.walk() if part.get_content_type() == "text/calendar"]
    assert acted_upon.get_param("method") == "REQUEST"
    assert file.get_filename() == "meeting.ics"
    event = Calendar.from_ical(file.get_content()).walk("VEVENT")[0]
    assert event["location"] == "Rushford Library"
    assert event["dtstart"].dt.astimezone(LONDON) == meeting.starts_at.replace(microsecond=0)


@pytest.mark.parametrize(
    "day", [date(2027, 3, 27), date(2027, 3, 28), date(2027, 10, 30), date(2027, 10, 31)]
)
def test_six_in_the_evening_is_six_in_the_evening_round_the_clock_change(mentorship, now, day):
    """The clocks change on 28 March and on 31 October 2027."""
    six = datetime(day.year, day.month, day.day, 18, tzinfo=LONDON)
    meeting = operations.propose_meeting(
        mentorship=mentorship, times=[six], minutes=45, way="video", where="", form_key=uuid4(),
        by=mentorship.learner, at=now,
    )  # fmt: skip
    operations.choose_time(meeting=meeting, starts_at=six, by=mentorship.coach, at=now)
    text = OutboxMessage.objects.filter(event="meeting_confirmed").first().context["calendar"]["text"]
    assert f"DTSTART;TZID=Europe/London:{day:%Y%m%d}T180000" in text


def test_everything_ahead_is_called_off_when_the_pair_ends(mentorship, now):
    arranged(mentorship, now)
    propose(mentorship, now)
    past = MeetingFactory(mentorship=mentorship, past=True)
    other = MeetingFactory()
    OutboxMessage.objects.all().delete()
    assert operations.call_off_coming(mentorship=mentorship, by=mentorship.learner, at=now) == 2
    assert operations.call_off_coming(mentorship=mentorship, by=mentorship.learner, at=now) == 0
    assert [method for method, _uid, _number in calendars()] == ["CANCEL", "CANCEL"]
    for untouched in (past, other):
        untouched.refresh_from_db()
        assert untouched.state == Meeting.State.CONFIRMED


def test_a_meeting_that_did_not_happen(mentorship, now):
    coming, past = MeetingFactory(mentorship=mentorship), MeetingFactory(mentorship=mentorship, past=True)
    with pytest.raises(operations.NotOpen):
        operations.note_missed(meeting=coming, by=mentorship.coach, at=now)
    operations.note_missed(meeting=past, by=mentorship.coach, at=now)
    assert Meeting.objects.get(pk=past.pk).state == Meeting.State.MISSED
    with pytest.raises(operations.NotOpen):
        operations.call_off(meeting=past, by=mentorship.coach, at=now)


def test_a_meeting_arranged_elsewhere_is_recorded_once(mentorship, now):
    words = {"minutes": 30, "way": "phone", "form_key": uuid4(), "by": mentorship.coach, "at": now}
    for _ in range(2):
        operations.record_meeting(mentorship=mentorship, starts_at=now - timedelta(days=1), **words)
    assert Meeting.objects.get().state == Meeting.State.HELD
    with pytest.raises(operations.NotOpen):
        operations.record_meeting(
            mentorship=mentorship, starts_at=now + timedelta(days=1), **{**words, "form_key": uuid4()}
        )


# --- Nothing is kept before, during a break, or afterwards -------------------------------------------------


def everything(mentorship, now):
    """Each way to keep something for two people, by name."""
    meeting = MeetingFactory(mentorship=mentorship, past=True)
    goal = GoalFactory(mentorship=mentorship)
    action = Action.objects.create(
        mentorship=mentorship, owner=mentorship.learner, words="Ring Dr Patel", made_at=now
    )
    who = {"by": mentorship.learner, "at": now}
    note = {"text": "x", "leave_with": "", "confidence": None, "actions": [], "form_key": uuid4()}
    add = {"words": "x", "owner": mentorship.coach, "due_date": None, "form_key": uuid4()}
    return {
        "propose": lambda: propose(mentorship, now),
        "other times": lambda: operations.suggest_other_times(
            meeting=meeting, times=[now + timedelta(days=1)], **who
        ),
        "change": lambda: operations.change_meeting(meeting=meeting, minutes=9, way="phone", where="", **who),
        "record": lambda: operations.record_meeting(
            mentorship=mentorship, starts_at=now, minutes=9, way="phone", form_key=uuid4(), **who
        ),
        "missed": lambda: operations.note_missed(meeting=meeting, **who),
        "our note": lambda: operations.save_our_note(meeting=meeting, version=0, **note, **who),
        "my note": lambda: operations.save_my_note(mentorship=mentorship, text="x", version=0, **who),
        "goal": lambda: operations.set_goal(mentorship=mentorship, words="x", form_key=uuid4(), **who),
        "change goal": lambda: operations.change_goal(goal=goal, version=1, words="x", **who),
        "close goal": lambda: operations.close_goal(goal=goal, state="reached", **who),
        "add action": lambda: operations.add_action(mentorship=mentorship, **add, **who),
        "tick": lambda: operations.tick_action(action=action, is_done=True, **who),
        "message": lambda: operations.send_message(mentorship=mentorship, text="x", form_key=uuid4(), **who),
    }


@pytest.mark.parametrize("changed", [{"active_at": None}, "paused_at", "suspended_at", "ended_at"])
def test_nothing_is_kept_unless_the_mentorship_is_active(mentorship, now, changed):
    ways = everything(mentorship, now)
    changed = changed if isinstance(changed, dict) else {changed: now}
    type(mentorship).objects.update(**changed)
    before = AuditEvent.objects.count(), OutboxMessage.objects.count()
    for way in ways.values():
        with pytest.raises(operations.NotActive):
            way()
    assert (AuditEvent.objects.count(), OutboxMessage.objects.count()) == before


def test_in_an_active_one_each_of_them_is_kept(mentorship, now):
    for name, way in everything(mentorship, now).items():
        if name != "missed":  # a meeting with a note has happened
            way()


# --- Goals and actions ------------------------------------------------------------------------------------


def set_goal(mentorship, now, **words):
    return operations.set_goal(
        mentorship=mentorship, by=mentorship.learner, at=now, **{"words": "x", "form_key": uuid4(), **words}
    )


def test_three_goals_at_a_time(mentorship, now):
    goals = [set_goal(mentorship, now) for _ in range(3)]
    with pytest.raises(operations.TooManyGoals):
        set_goal(mentorship, now)
    operations.close_goal(
        goal=goals[0], state=Goal.State.REACHED, confidence=8, by=mentorship.learner, at=now
    )
    set_goal(mentorship, now)
    with pytest.raises(operations.TooManyGoals):
        operations.reopen_goal(goal=goals[0], by=mentorship.learner, at=now)
    assert Goal.objects.filter(state=Goal.State.ACTIVE).count() == 3
    goals[0].refresh_from_db()
    assert (goals[0].confidence_at_end, goals[0].closed_at) == (8, now)


def test_another_pairs_goals_do_not_count(mentorship, now):
    for _ in range(3):
        GoalFactory()
    set_goal(mentorship, now)


def test_the_same_goal_form_twice_is_one_goal(mentorship, now):
    key = uuid4()
    assert set_goal(mentorship, now, form_key=key).pk == set_goal(mentorship, now, form_key=key).pk


def test_an_old_page_changes_no_newer_goal(mentorship, now):
    goal = GoalFactory(mentorship=mentorship)
    operations.change_goal(goal=goal, version=1, words="new", by=mentorship.coach, at=now)
    with pytest.raises(operations.StaleWords) as stale:
        operations.change_goal(goal=goal, version=1, words="old page", by=mentorship.learner, at=now)
    assert (stale.value.mine, stale.value.saved) == ("old page", "new")
    goal.refresh_from_db()
    assert (goal.words, goal.version) == ("new", 2)


def test_an_action_is_ticked_and_unticked(mentorship, now):
    action = operations.add_action(
        mentorship=mentorship,
        words="Ring the practice manager",
        owner=mentorship.learner,
        due_date=now.date(),
        form_key=uuid4(),
        by=mentorship.coach,
        at=now,
    )
    for _ in range(2):
        operations.tick_action(action=action, is_done=True, by=mentorship.learner, at=now)
    action.refresh_from_db()
    assert action.done_at == now
    operations.tick_action(action=action, is_done=False, by=mentorship.learner, at=now)
    action.refresh_from_db()
    assert action.done_at is None
    assert AuditEvent.objects.filter(action="mentoring.action_done").count() == 1


# --- Notes ------------------------------------------------------------------------------------------------


def our_note(meeting, now, *, version=0, text="We looked at the agenda.", actions=(), **words):
    words = {"leave_with": "A plan", "confidence": 7, "form_key": uuid4(), **words}
    return operations.save_our_note(
        meeting=meeting, text=text, actions=actions, version=version, by=meeting.mentorship.coach, at=now,
        **words,
    )  # fmt: skip


def test_a_note_says_that_the_meeting_happened_and_keeps_three_steps_at_most(mentorship, now):
    meeting = MeetingFactory(mentorship=mentorship, past=True)
    steps = [{"words": f"Step {n}", "owner": mentorship.learner, "due_date": None} for n in range(3)]
    key = uuid4()
    for _ in range(2):
        our_note(meeting, now, actions=steps, form_key=key)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.actions.count(), meeting.note.version) == (Meeting.State.HELD, 3, 1)
    our_note(meeting, now, actions=steps[:1])
    assert meeting.actions.count() == 3


def test_no_note_before_the_meeting(mentorship, now):
    with pytest.raises(operations.NotOpen):
        our_note(MeetingFactory(mentorship=mentorship), now)
    assert not OurNote.objects.exists()


def test_newer_words_of_ours_are_not_overwritten(mentorship, now):
    meeting = MeetingFactory(mentorship=mentorship, past=True)
    our_note(meeting, now)
    our_note(meeting, now, version=1, text="Newer")
    with pytest.raises(operations.StaleWords):
        our_note(meeting, now, version=1, text="From an old tab")
    assert OurNote.objects.get().text == "Newer"


def test_my_note_is_mine_and_newer_words_stay(mentorship, now):
    def save(by, text, version):
        return operations.save_my_note(mentorship=mentorship, text=text, version=version, by=by, at=now)

    save(mentorship.learner, "Mine", 0)
    save(mentorship.coach, "The mentor’s own", 0)
    save(mentorship.learner, "Mine, newer", 1)
    with pytest.raises(operations.StaleWords):
        save(mentorship.learner, "Old tab", 1)
    with pytest.raises(operations.StaleWords):
        save(mentorship.learner, "", 1)
    assert MyNote.objects.get(author=mentorship.learner).text == "Mine, newer"
    save(mentorship.learner, "", 2)
    assert list(MyNote.objects.values_list("author", flat=True)) == [mentorship.coach_id]


def test_a_note_for_supervision_names_nobody(mentorship, now):
    mentorship.learner.preferred_name = "Ted Leach"
    mentorship.learner.save()

    def write(text):
        return operations.write_supervision_note(
            text=text, met_on_date=None, form_key=uuid4(), by=mentorship.coach, at=now
        )

    for text in ("I worry that ted leans on me", "About Ted Leach."):
        with pytest.raises(operations.NamesSomebody):
            write(text)
    note = write("I worry that they are interested only in me")
    with pytest.raises(operations.NamesSomebody):
        operations.change_supervision_note(
            note=note, text="Ted!", met_on_date=None, version=1, by=mentorship.coach, at=now
        )
    assert SupervisionNote.objects.count() == 1


# --- Messages ---------------------------------------------------------------------------------------------


def say(mentorship, by, now, text="Hello", **words):
    return operations.send_message(
        mentorship=mentorship, text=text, by=by, at=now, **{"form_key": uuid4(), **words}
    )


def notices():
    return list(OutboxMessage.objects.filter(event="message_waiting").values_list("to", flat=True))


def test_one_notice_until_it_is_read(mentorship, now):
    learner, coach = mentorship.learner, mentorship.coach
    say(mentorship, learner, now)
    say(mentorship, learner, now)
    assert notices() == [coach.pk]
    say(mentorship, coach, now)
    assert notices() == [coach.pk, learner.pk]
    assert operations.read_messages(mentorship=mentorship, by=coach, at=now) == 2
    assert operations.read_messages(mentorship=mentorship, by=coach, at=now) == 0
    say(mentorship, learner, now)
    assert notices() == [coach.pk, learner.pk, coach.pk]


def test_the_mail_says_only_that_there_is_a_message(mentorship, now):
    say(mentorship, mentorship.learner, now, text="Zanzibar marmalade")
    message = OutboxMessage.objects.get()
    drawn = rendered(message)
    assert drawn["subject"] == "You have a message"
    for secret in ("Zanzibar", mentorship.learner.preferred_name, mentorship.learner.email):
        assert secret not in drawn.as_string()
    assert message.context == {"mentorship_id": mentorship.pk}


def test_the_same_message_form_twice_is_one_message(mentorship, now):
    key = uuid4()
    for _ in range(2):
        say(mentorship, mentorship.learner, now, form_key=key)
    assert Message.objects.count() == 1


def test_a_message_is_reported_once_with_its_reason_and_audited(mentorship, now, coordinator):
    message = MessageFactory(mentorship=mentorship, text="Zanzibar")
    for because in ("It frightened me", "Again"):
        operations.report_message(message=message, because=because, by=mentorship.coach, at=now)
    message.refresh_from_db()
    assert message.reported_because == "It frightened me"
    told = OutboxMessage.objects.get(event="message_reported")
    assert (told.to, told.context) == (coordinator, {})
    row = AuditEvent.objects.get(action="mentoring.message_reported")
    assert (row.actor_id, row.detail) == (mentorship.coach_id, {})
    with pytest.raises(operations.NotOpen):
        operations.report_message(message=message, because="", by=mentorship.learner, at=now)


# --- Training progress by consent -------------------------------------------------------------------------


def test_the_ledger_keeps_every_yes(mentorship, now):
    key = uuid4()

    def give(**words):
        return operations.give_progress_share(
            mentorship=mentorship, course_key=key, wording="yes", by=mentorship.learner, at=now, **words
        )

    first = give()
    assert give().pk == first.pk
    second = give(level=ProgressShare.Level.DONE, until_date=now.date())
    first.refresh_from_db()
    assert (first.withdrawn_at, second.withdrawn_at) == (now, None)
    operations.take_back_progress_share(mentorship=mentorship, course_key=key, by=mentorship.learner, at=now)
    assert not ProgressShare.objects.filter(withdrawn_at=None).exists()
    assert ProgressShare.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "is_shown"),
    [
        ({}, True),
        ({"until_date": date(2027, 1, 10)}, True),
        ({"until_date": date(2027, 1, 9)}, False),
        ({"withdrawn_at": datetime(2027, 1, 9, tzinfo=LONDON)}, False),
    ],
)
def test_a_yes_ends_with_its_day_or_when_taken_back(mentorship, now, changed, is_shown):
    share = operations.give_progress_share(
        mentorship=mentorship, course_key=uuid4(), wording="yes", by=mentorship.learner, at=now
    )
    ProgressShare.objects.filter(pk=share.pk).update(**changed)
    shown = queries.shared_progress(mentorships=[mentorship], on=date(2027, 1, 10))
    assert bool(shown) is is_shown


def test_whether_finished_says_nothing_more(mentorship, now):
    operations.give_progress_share(
        mentorship=mentorship,
        course_key=uuid4(),
        wording="yes",
        level=ProgressShare.Level.DONE,
        by=mentorship.learner,
        at=now,
    )
    (shown,) = queries.shared_progress(mentorships=[mentorship], on=now.date())[mentorship.pk]
    assert (shown.is_finished, shown.done, shown.total, shown.segments) == (False, 0, 0, ())


def test_nothing_is_shown_while_contact_is_stopped(mentorship, now):
    operations.give_progress_share(
        mentorship=mentorship, course_key=uuid4(), wording="yes", by=mentorship.learner, at=now
    )
    type(mentorship).objects.update(suspended_at=now)
    assert queries.shared_progress(mentorships=[mentorship], on=now.date()) == {}


@pytest.mark.parametrize("field", ["suspended_at", "ended_at"])
def test_no_lesson_is_confirmed_and_no_work_opened_once_contact_is_stopped_or_over(mentorship, now, field):
    key, learner, coach = uuid4(), mentorship.learner, mentorship.coach
    operations.give_progress_share(mentorship=mentorship, course_key=key, wording="yes", by=learner, at=now)
    assert permissions.may_confirm_lessons(coach, learner.pk, key)
    assert permissions.has_mentor_for(learner.pk, key)
    type(mentorship).objects.update(**{field: now})
    assert not permissions.may_confirm_lessons(coach, learner.pk, key)
    assert not permissions.has_mentor_for(learner.pk, key)


def test_somebody_without_a_name_is_never_called_by_their_address():
    nameless = UserFactory(preferred_name="", email="zq@example.org")
    assert "zq" not in queries.called(person=nameless) + queries.called_short(person=nameless)
