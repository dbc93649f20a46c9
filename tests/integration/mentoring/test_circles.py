"""Small groups with one mentor: who can be asked, who says yes, the queue, meetings, leaving, and safety."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import AuditEvent, OutboxMessage
from mentoring import operations, queries
from mentoring.circle_words import JOINING_VERSION
from mentoring.models import (
    Bar,
    Circle,
    CircleMeeting,
    CircleMember,
    MentorRequest,
    RoundEntry,
    Term,
)
from tests.factories.accounts import UserFactory
from tests.factories.mentoring import (
    CircleFactory,
    CircleMeetingFactory,
    CircleMemberFactory,
    MatchingRoundFactory,
    MentorOfferFactory,
    MentorRequestFactory,
    MentorshipFactory,
)

pytestmark = pytest.mark.django_db
State, Place = Circle.State, CircleMember.State


def offer_in(programme, **fields):
    today = timezone.localdate()
    dates = {
        "vetting_valid_until_date": today + timedelta(days=300),
        "training_completed_on_date": today - timedelta(days=60),
        "safeguarding_refreshed_on_date": today - timedelta(days=60),
    }
    return MentorOfferFactory(programme=programme, **{**dates, **fields})


@pytest.fixture
def circle(programme):
    return CircleFactory(programme=programme, offer=offer_in(programme))


@pytest.fixture
def asked(programme):
    return MentorRequestFactory(programme=programme, group_is_fine=True)


def make(offer, by, now, **fields):
    told = {"name": "Evenings", "most": 4, "form_key": uuid4(), **fields}
    return operations.make_circle(offer=offer, by=by, at=now, **told)


def invite(circle, request, now):
    return operations.invite_to_circle(circle=circle, request=request, by=None, at=now)


def say(place, now, *, yes=True, **fields):
    told = {"wording": "They see my first name.", "seen": JOINING_VERSION, **fields}
    return operations.answer_circle(place=place, is_yes=yes, by=place.learner, at=now, **told)


def mails(event):
    return OutboxMessage.objects.filter(event=event)


# --- The mentor -------------------------------------------------------------------------------------------


def test_the_mentor_is_asked_first_and_the_same_form_twice_is_one_circle(programme, coordinator, now):
    offer, key = offer_in(programme, places=1), uuid4()
    MentorshipFactory(coach=offer.coach, programme=programme)  # full for one-to-one: that does not count here
    first = make(offer, coordinator, now, form_key=key)
    assert make(offer, coordinator, now, form_key=key) == first
    assert first.state == State.ASKED
    assert [mail.to for mail in mails("circle_asked")] == [offer.coach]


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"vetting_valid_until_date": None}, "vetting"),
        ({"training_completed_on_date": None}, "training"),
        ({"safeguarding_refreshed_on_date": None}, "safeguarding"),
        ({"paused_at": timezone.now()}, "paused"),
        ({"state": "withdrawn"}, "gone"),
    ],
)
def test_a_mentor_whom_a_hard_rule_keeps_from_it_is_not_asked(programme, coordinator, now, fields, rule):
    with pytest.raises(operations.RuleBroken) as broken:
        make(offer_in(programme, **fields), coordinator, now)
    assert [reason.key for reason in broken.value.reasons] == [rule]
    assert not Circle.objects.exists()


def test_yes_opens_no_closes_and_neither_can_be_turned_round(programme, now):
    circle = CircleFactory(asked=True, programme=programme, offer=offer_in(programme))
    coach = circle.offer.coach
    operations.answer_lead(circle=circle, is_yes=True, by=coach, at=now)
    operations.answer_lead(circle=circle, is_yes=True, by=coach, at=now)
    with pytest.raises(operations.NotOpen):
        operations.answer_lead(circle=circle, is_yes=False, by=coach, at=now)
    assert Circle.objects.get().state == State.OPEN
    other = CircleFactory(asked=True, programme=programme)
    operations.answer_lead(circle=other, is_yes=False, by=other.offer.coach, at=now)
    other.refresh_from_db()
    assert (other.state, other.closed_at) == (State.DECLINED, now)


def test_a_lapse_between_the_question_and_the_yes_stops_the_yes(programme, now):
    circle = CircleFactory(asked=True, programme=programme, offer=offer_in(programme))
    type(circle.offer).objects.update(vetting_valid_until_date=None)
    with pytest.raises(operations.NotOpen):
        operations.answer_lead(circle=circle, is_yes=True, by=circle.offer.coach, at=now)
    assert Circle.objects.get().state == State.ASKED


# --- Who can be asked -------------------------------------------------------------------------------------


def other_way(request, circle):
    request.terms.set(Term.objects.exclude(kind=Term.Kind.MODE))
    request.terms.add(
        Term.objects.get_or_create(kind="mode", key="video-call", defaults={"label": "Video"})[0]
    )


def other_time(request, circle):
    request.terms.remove(*request.terms.filter(kind=Term.Kind.TIME))
    request.terms.add(Term.objects.get_or_create(kind="time", key="saturday", defaults={"label": "Sat"})[0])


def barred(request, circle):
    Bar.objects.create(
        learner=request.learner, coach=circle.offer.coach, reason="relative", made_at=timezone.now()
    )


@pytest.mark.parametrize(
    ("change", "rule"), [(other_way, "mode"), (other_time, "time"), (barred, "relative")]
)
def test_a_broken_rule_is_said_and_nobody_is_asked(circle, asked, now, change, rule):
    change(asked, circle)
    with pytest.raises(operations.RuleBroken) as broken:
        invite(circle, asked, now)
    assert [reason.key for reason in broken.value.reasons] == [rule]
    desk = queries.circle_desk(circle=circle, on=timezone.localdate(now))
    assert [bool(each.blocked) for each in desk.waiting] == [True]
    assert not CircleMember.objects.exists()


def test_only_the_willing_are_listed_longest_wait_first(circle, asked, programme, now):
    earlier = MentorRequestFactory(
        programme=programme, group_is_fine=True, waiting_since=now - timedelta(days=9)
    )
    unwilling = MentorRequestFactory(programme=programme)
    MentorRequestFactory(group_is_fine=True)  # waits in another programme
    desk = queries.circle_desk(circle=circle, on=timezone.localdate(now))
    assert [(each.request, each.blocked) for each in desk.waiting] == [(earlier, []), (asked, [])]
    with pytest.raises(operations.NotOpen):
        invite(circle, unwilling, now)


def test_asked_twice_is_asked_once_and_never_into_two(circle, asked, programme, now):
    assert invite(circle, asked, now) == invite(circle, asked, now)
    assert mails("circle_invited").count() == 1
    other = CircleFactory(programme=programme, offer=offer_in(programme))
    with pytest.raises(operations.NotOpen):
        invite(other, asked, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        CircleMemberFactory(circle=other, request=asked)


# --- The learner ------------------------------------------------------------------------------------------


def test_a_yes_keeps_the_words_and_the_place_in_the_queue(circle, asked, now):
    since = asked.waiting_since
    place = say(invite(circle, asked, now), now)
    assert (place.state, place.wording_version) == (Place.JOINED, JOINING_VERSION)
    asked.refresh_from_db()
    assert (asked.state, asked.waiting_since) == (MentorRequest.State.WAITING, since)
    assert queries.first_names(circle=circle) == [queries.called_short(person=asked.learner)]


@pytest.mark.parametrize("fields", [{"seen": JOINING_VERSION - 1}, {"seen": None}, {"wording": ""}])
def test_nobody_joins_without_the_words_of_today(circle, asked, now, fields):
    place = invite(circle, asked, now)
    with pytest.raises(operations.NotOpen):
        say(place, now, **fields)
    assert CircleMember.objects.get().state == Place.INVITED


def test_a_bar_between_the_question_and_the_yes_stops_the_yes(circle, asked, now):
    place = invite(circle, asked, now)
    barred(asked, circle)
    with pytest.raises(operations.NotOpen):
        say(place, now)


def test_the_last_place_goes_to_the_first_yes(circle, now):
    for _ in range(circle.most):
        CircleMemberFactory(circle=circle, joined=True)
    late = CircleMemberFactory(circle=circle)
    assert say(late, now).state == Place.FULL
    assert queries.circle_place_of(learner=late.learner) is None


def test_a_no_needs_no_words_and_can_be_asked_again_elsewhere(circle, asked, programme, now):
    assert say(invite(circle, asked, now), now, yes=False, wording="").state == Place.DECLINED
    assert list(queries.circles_to_name(person=asked.learner)) == []
    assert invite(CircleFactory(programme=programme, offer=offer_in(programme)), asked, now).pk


def test_the_group_only_takes_the_request_out_of_the_queue_and_back_to_the_old_place(circle, programme, now):
    place = CircleMemberFactory(circle=circle, joined=True, request__waiting_since=now - timedelta(days=40))
    round = MatchingRoundFactory(programme=programme)
    RoundEntry.objects.create(round=round, request=place.request)
    operations.want_group_only(place=place, by=place.learner, at=now)
    place.request.refresh_from_db()
    assert place.request.state == MentorRequest.State.WITHDRAWN
    assert not round.entries.exists()
    operations.leave_circle(place=place, by=place.learner, at=now)
    place.request.refresh_from_db()
    assert place.request.state == MentorRequest.State.WAITING
    assert place.request.waiting_since == now - timedelta(days=40)
    assert round.entries.count() == 1


def test_the_switch_on_the_waiting_page(client, asked):
    client.force_login(asked.learner)
    client.post("/mentoring/waiting/group/", {"group": "no"})
    assert not MentorRequest.objects.get(pk=asked.pk).group_is_fine
    assert "You can join a small group" in client.get("/mentoring/waiting/").content.decode()
    client.post("/mentoring/waiting/group/", {"group": "yes"})
    assert MentorRequest.objects.get(pk=asked.pk).group_is_fine
    assert AuditEvent.objects.filter(action="mentoring.group_wish").count() == 2


# --- Leaving ----------------------------------------------------------------------------------------------


def test_leaving_takes_one_click_tells_nobody_and_closes_the_page(client, circle, now):
    places = [CircleMemberFactory(circle=circle, joined=True) for _ in range(2)]
    CircleMeetingFactory(circle=circle)
    client.force_login(places[0].learner)
    page = f"/mentoring/circles/{circle.pk}/"
    assert client.get(page).status_code == 200
    client.post(page, {"do": "leave"})
    assert client.get(page).status_code == 404
    assert client.get(f"{page}{circle.meetings.get().pk}/calendar/").status_code == 404
    assert [mail.to for mail in OutboxMessage.objects.all()] == [places[0].learner]
    assert OutboxMessage.objects.get().context["calendar"]["method"] == "CANCEL"
    assert len(queries.first_names(circle=circle)) == 1


def test_somebody_taken_out_is_told_and_no_more(client, circle, coordinator, now):
    place = CircleMemberFactory(circle=circle, joined=True)
    operations.take_out_of_circle(place=place, by=coordinator, at=now)
    operations.take_out_of_circle(place=place, by=coordinator, at=now)
    assert mails("circle_ended").count() == 1
    client.force_login(place.learner)
    assert client.get(f"/mentoring/circles/{circle.pk}/").status_code == 404


def test_closing_calls_off_what_is_ahead_and_frees_everybody(circle, coordinator, now):
    place = CircleMemberFactory(circle=circle, joined=True)
    CircleMemberFactory(circle=circle)
    meeting = CircleMeetingFactory(circle=circle)
    operations.close_circle(circle=circle, by=coordinator, at=now)
    operations.close_circle(circle=circle, by=coordinator, at=now)
    assert mails("circle_ended").count() == 3
    assert mails("circle_meeting_off").count() == 2
    meeting.refresh_from_db()
    assert (meeting.called_off_at, meeting.sequence) == (now, 1)
    assert set(circle.members.values_list("state", flat=True)) == {Place.CLOSED}
    assert queries.circle_place_of(learner=place.learner) is None


# --- Meetings ---------------------------------------------------------------------------------------------


def arrange(circle, now, **fields):
    told = {"minutes": 60, "way": "video", "where": "https://example.org/a", "form_key": uuid4(), **fields}
    told.setdefault("starts_at", now + timedelta(days=4))
    return operations.arrange_circle_meeting(circle=circle, by=circle.offer.coach, at=now, **told)


def calendars():
    return [
        (mail.to_id, mail.context["calendar"]["text"])
        for mail in OutboxMessage.objects.filter(event__startswith="circle_meeting").order_by("pk")
    ]


def test_one_calendar_entry_for_good_with_a_rising_sequence(circle, now):
    place = CircleMemberFactory(circle=circle, joined=True)
    meeting = arrange(circle, now)
    when = now + timedelta(days=5)
    operations.change_circle_meeting(
        meeting=meeting, starts_at=when, minutes=60, way="phone", where="", by=None, at=now
    )
    operations.call_off_circle_meeting(meeting=meeting, by=None, at=now)
    mine = [text for person, text in calendars() if person == place.learner_id]
    assert [text.count(f"UID:{meeting.uid}") for text in mine] == [1, 1, 1]
    assert ["SEQUENCE:0" in mine[0], "SEQUENCE:1" in mine[1], "SEQUENCE:2" in mine[2]] == [True] * 3
    assert "METHOD:CANCEL" in mine[2]
    assert all(circle.name not in text and "Ted" not in text for text in mine)


def test_who_joins_later_gets_what_is_ahead_and_reads_nothing_from_before(client, circle, asked, now):
    CircleMeetingFactory(circle=circle, past=True, note="Said before you came")
    ahead = CircleMeetingFactory(circle=circle)
    place = say(invite(circle, asked, now), now)
    ((person, text),) = calendars()
    assert (person, f"UID:{ahead.uid}" in text) == (place.learner_id, True)
    client.force_login(asked.learner)
    page = client.get(f"/mentoring/circles/{circle.pk}/").content.decode()
    assert "Said before you came" not in page


def test_a_meeting_once_per_form_and_never_in_the_past(circle, now):
    key = uuid4()
    assert arrange(circle, now, form_key=key) == arrange(circle, now, form_key=key)
    with pytest.raises(operations.NotOpen):
        arrange(circle, now, starts_at=now)
    assert CircleMeeting.objects.count() == 1


def test_an_older_page_replaces_no_newer_note(circle, now):
    meeting = CircleMeetingFactory(circle=circle, past=True)
    save = {"meeting": meeting, "by": circle.offer.coach, "at": now}
    operations.save_circle_note(text="One", version=0, **save)
    operations.save_circle_note(text="One", version=0, **save)
    with pytest.raises(operations.StaleWords):
        operations.save_circle_note(text="Two", version=0, **save)
    operations.save_circle_note(text="Two", version=1, **save)
    assert CircleMeeting.objects.get().note == "Two"


def test_the_mentors_pages_set_change_note_and_call_off(client, circle, now):
    CircleMemberFactory(circle=circle, joined=True, request__anything_else="Marker of a request")
    client.force_login(circle.offer.coach)
    home, day = f"/coach/circles/{circle.pk}/", (now + timedelta(days=3)).date().isoformat()
    when = {"day": day, "time": "19:00", "minutes": "90", "way": "phone", "where": "", "form_key": uuid4()}
    assert client.post(home + "new/", when | {"way": "place"}).status_code == 200  # no place was said
    assert client.post(home + "new/", when).status_code == 302
    page = f"{home}{circle.meetings.get().pk}/"
    assert client.post(page, when | {"do": "change", "time": "20:00"}).status_code == 302
    too_long = client.post(page, {"do": "note", "text": "x" * 10_000, "version": "0"})
    assert "x" * 10_000 in too_long.content.decode()
    assert client.post(page, {"do": "note", "text": "We talked", "version": "0"}).status_code == 302
    shown = client.get(home).content.decode()
    assert "We talked" in shown
    assert "Marker of a request" not in shown
    assert client.post(page, {"do": "off"}).status_code == 302
    assert client.get(page).status_code == 404


# --- Pages ------------------------------------------------------------------------------------------------


def test_the_learner_reads_the_words_and_joins(client, circle, asked, now):
    invite(circle, asked, now)
    client.force_login(asked.learner)
    page = f"/mentoring/circles/{circle.pk}/"
    assert "What you agree to with a yes" in client.get(page).content.decode()
    assert "Choose yes or no" in client.post(page, {"seen": "1"}).content.decode()
    assert "The words were changed" in client.post(page, {"answer": "yes", "seen": "9"}).content.decode()
    client.post(page, {"answer": "yes", "seen": str(JOINING_VERSION)}, follow=True)
    place = CircleMember.objects.get()
    assert place.state == Place.JOINED
    assert "see my first name" in place.wording
    assert "You keep your place in the queue" in client.get(page).content.decode()
    assert client.get("/mentoring/circles/999/").status_code == 404


def test_the_coordinator_makes_invites_takes_out_and_closes(client, programme, coordinator, asked, now):
    offer = offer_in(programme)
    blocked = offer_in(programme, vetting_valid_until_date=None)
    client.force_login(coordinator)
    assert "checks are not in date" in client.get("/coordinate/circles/new/").content.decode()
    form = {"offer": offer.pk, "name": "Evenings", "most": "5", "form_key": uuid4()}
    assert client.post("/coordinate/circles/new/", form | {"offer": blocked.pk}).status_code == 200
    assert client.post("/coordinate/circles/new/", form | {"name": "x" * 10_000}).status_code == 200
    page = client.post("/coordinate/circles/new/", form)["Location"]
    operations.answer_lead(circle=Circle.objects.get(), is_yes=True, by=offer.coach, at=now)
    client.post(page, {"do": "invite", "who": asked.pk})
    place = CircleMember.objects.get()
    elsewhere = MentorRequestFactory(group_is_fine=True)
    assert client.post(page, {"do": "invite", "who": elsewhere.pk}).status_code == 404
    assert client.post(page, {"do": "out", "who": "x"}).status_code == 404
    client.post(page, {"do": "out", "who": place.pk})
    client.post(page, {"do": "close"})
    assert client.get(page).status_code == 200
    assert Circle.objects.get().state == State.CLOSED


def test_the_desk_costs_the_same_however_many_wait(
    client, circle, coordinator, django_assert_max_num_queries
):
    client.force_login(coordinator)
    page = f"/coordinate/circles/{circle.pk}/"
    client.get(page)
    with django_assert_max_num_queries(60) as few:
        client.get(page)
    for _ in range(6):
        MentorRequestFactory(programme=circle.programme, group_is_fine=True)
        CircleMemberFactory(circle=circle)
    with django_assert_max_num_queries(len(few) + 3):
        client.get(page)


# --- Safeguarding -----------------------------------------------------------------------------------------


def report(now, **about):
    return operations.report_concern(
        form_key=uuid4(), words="x", by=None, at=now, is_allegation=True, **about
    )


def test_an_allegation_in_a_pair_stops_the_mentors_circles_in_the_same_moment(circle, now):
    place = CircleMemberFactory(circle=circle, joined=True)
    CircleMeetingFactory(circle=circle)
    pair = MentorshipFactory(coach=circle.offer.coach, programme=circle.programme)
    other = CircleFactory(programme=circle.programme)
    report(now, mentorship=pair)
    circle.refresh_from_db()
    other.refresh_from_db()
    assert (circle.suspended_at, other.suspended_at) == (now, None)
    assert circle.meetings.get().called_off_at == now
    told = set(mails("circle_stopped").values_list("to_id", flat=True))
    assert told == {place.learner_id, *circle.programme.coordinators.values_list("pk", flat=True)}


def test_a_mentor_reads_the_ways_to_talk_in_their_own_language(client, circle):
    CircleMemberFactory(circle=circle, joined=True)
    modes = circle.offer.terms.filter(kind=Term.Kind.MODE)
    for mode in modes:
        mode.label, mode.label_cy, mode.label_ur = (f"{word}-{mode.key}" for word in ("en", "cy", "ur"))
        mode.save()
    client.force_login(circle.offer.coach)
    for language, start in (("en", ""), ("cy", "/cy"), ("ur", "/ur")):
        page = client.get(f"{start}/coach/circles/{circle.pk}/").content.decode()
        shown = {word for word in ("en", "cy", "ur") for mode in modes if f"{word}-{mode.key}" in page}
        assert shown == {language}


def test_an_allegation_in_a_circle_stops_it_and_the_mentors_page_is_gone(client, circle, now):
    place = CircleMemberFactory(circle=circle, joined=True)
    client.force_login(place.learner)
    assert f"?circle={circle.pk}" in client.get(f"/mentoring/circles/{circle.pk}/").content.decode()
    form = {
        "is_danger_now": "False", "words": "x", "consent": "yes", "is_allegation": "on",
        "mentorship": f"circle-{circle.pk}", "form_key": uuid4(),
    }  # fmt: skip
    assert client.post("/worried/", form).status_code == 302
    assert "paused for now" in client.get(f"/mentoring/circles/{circle.pk}/").content.decode()
    client.force_login(circle.offer.coach)
    assert client.get(f"/coach/circles/{circle.pk}/").status_code == 404
    with pytest.raises(operations.NotOpen):
        arrange(circle, now)
    lead = UserFactory(safeguarding_lead=True)
    client.force_login(lead)
    concern = circle.concerns.get()
    assert circle.name in client.get(f"/concerns/{concern.pk}/").content.decode()
    client.post(f"/concerns/{concern.pk}/", {"do": "allow_groups"})
    assert Circle.objects.get(pk=circle.pk).suspended_at is None
    client.post(f"/concerns/{concern.pk}/", {"do": "stop_groups"})
    assert Circle.objects.get(pk=circle.pk).suspended_at is not None


# --- Once a day -------------------------------------------------------------------------------------------


def test_questions_are_reminded_of_once_and_expire_after_14_days(programme, circle, now):
    asked = CircleFactory(
        asked=True, programme=programme, offer=offer_in(programme), made_at=now - timedelta(days=8)
    )
    place = CircleMemberFactory(circle=circle, invited_at=now - timedelta(days=8))
    assert [operations.remind_of_circles(at=now) for _ in range(2)] == [2, 0]
    assert {mail.to for mail in mails("circle_reminder")} == {asked.offer.coach, place.learner}
    assert operations.expire_circles(at=now) == 0
    later = now + timedelta(days=6)
    assert [operations.expire_circles(at=later) for _ in range(2)] == [2, 0]
    asked.refresh_from_db()
    place.refresh_from_db()
    assert (asked.state, place.state) == (State.EXPIRED, Place.EXPIRED)


def test_no_mail_names_a_person_or_the_group(circle, asked, now):
    CircleMemberFactory(circle=circle, joined=True, request__learner__preferred_name="Zebedee Q.")
    arrange(circle, now)
    say(invite(circle, asked, now), now)
    operations.close_circle(circle=circle, by=UserFactory(), at=now)
    assert OutboxMessage.objects.exists()
    for mail in OutboxMessage.objects.all():
        words = f"{mail.context}"
        assert circle.name not in words
        assert "Zebedee" not in words
