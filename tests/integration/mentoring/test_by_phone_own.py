"""By phone, what belongs to one person: waiting, offering, answers, a tie, the end, groups, supervision."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AuditEvent, OutboxMessage
from mentoring.models import (
    CircleMeeting,
    CircleMember,
    Condition,
    Declaration,
    Ending,
    LivedExperience,
    MentorOffer,
    MentorRequest,
    ProgressShare,
    Supervision,
    Wish,
)
from tests.factories.mentoring import (
    CircleFactory,
    CircleMeetingFactory,
    CircleMemberFactory,
    GoalFactory,
    MentorOfferFactory,
    MentorRequestFactory,
    MentorshipFactory,
    ProgrammeFactory,
    term,
)

pytestmark = pytest.mark.django_db

SECRET = "Zanzibar"


@pytest.fixture
def phone(client, coordinator):
    """Send one of the forms of somebody's page: `phone(person, "tie", kind="…")`; the page that follows."""
    client.force_login(coordinator)

    def send(person, key, under="", **typed):
        sent = {"do": key} | {f"{key}-{name}": value for name, value in typed.items()}
        return client.post(f"/coordinate/phone/{person.pk}/{under}", sent, follow=True).content.decode()

    return send


@pytest.fixture
def marked(coordinator):
    """Whether every audit row of an act of a person names who wrote it down."""

    def is_marked(person, action):
        rows = AuditEvent.objects.filter(actor_id=person.pk, action=f"mentoring.{action}")
        marks = {(row.detail.get("written_down_by"), row.detail.get("how")) for row in rows}
        return marks == {(coordinator.pk, "phone")}

    return is_marked


@pytest.fixture
def pair(programme):
    return MentorshipFactory(active=True, programme=programme)


# --- Waiting and offering ---------------------------------------------------------------------------------


def test_whom_they_wait_for_a_group_and_taking_the_request_back(phone, marked, programme, now):
    asked = MentorRequestFactory(programme=programme)
    offer = MentorOfferFactory(programme=programme)
    Wish.objects.create(request=asked, offer=offer, by=Wish.By.LEARNER, order=1, made_at=now)
    phone(asked.learner, "wait", which=str(offer.pk))
    asked.refresh_from_db()
    assert asked.waits_for == offer
    phone(asked.learner, "wait", which="0")
    phone(asked.learner, "group-yes")
    asked.refresh_from_db()
    assert (asked.waits_for, asked.group_is_fine) == (None, True)
    phone(asked.learner, "group-no")
    phone(asked.learner, "withdraw-request")
    asked.refresh_from_db()
    assert (asked.group_is_fine, asked.state) == (False, MentorRequest.State.WITHDRAWN)
    for action in ("waits_for", "group_wish", "request_withdrawn"):
        assert marked(asked.learner, action)


def test_places_and_taking_the_offer_back(phone, marked, programme):
    offer = MentorOfferFactory(programme=programme)
    phone(offer.coach, "places", places="3", is_paused="on")
    offer.refresh_from_db()
    assert (offer.places, bool(offer.paused_at)) == (3, True)
    phone(offer.coach, "withdraw-offer")
    offer.refresh_from_db()
    assert offer.state == MentorOffer.State.WITHDRAWN
    assert marked(offer.coach, "places_set")
    assert marked(offer.coach, "offer_withdrawn")


def test_what_nobody_has_sent_yet_is_theirs_alone(client, coordinator, programme, pair):
    MentorRequestFactory(draft=True, programme=programme, learner=pair.learner)
    MentorOfferFactory(state="draft", programme=programme, coach=pair.coach)
    client.force_login(coordinator)
    for person, what in ((pair.learner, "asking"), (pair.coach, "offering")):
        page = client.get(f"/coordinate/phone/{person.pk}/").content.decode()
        assert "withdraw-" not in page
        assert f"answers/{what}/" not in page
        assert client.get(f"/coordinate/phone/{person.pk}/answers/{what}/").status_code == 404


def test_another_teams_request_and_offer_are_nothing_here(client, coordinator, programme):
    asked = MentorRequestFactory(programme=ProgrammeFactory())
    offer = MentorOfferFactory(programme=ProgrammeFactory())
    # Both are known here as well, as the other half of something.
    MentorshipFactory(active=True, programme=programme, learner=offer.coach, coach=asked.learner)
    client.force_login(coordinator)
    for person, what in ((asked.learner, "asking"), (offer.coach, "offering")):
        assert client.get(f"/coordinate/phone/{person.pk}/").status_code == 200
        assert client.get(f"/coordinate/phone/{person.pk}/answers/{what}/").status_code == 404
        client.post(f"/coordinate/phone/{person.pk}/", {"do": "withdraw-request"})
        client.post(f"/coordinate/phone/{person.pk}/", {"do": "withdraw-offer"})
    asked.refresh_from_db()
    offer.refresh_from_db()
    assert (asked.state, offer.state) == ("waiting", "open")


# --- Their answers ----------------------------------------------------------------------------------------


def test_an_answer_is_changed_and_the_place_in_the_queue_stays(phone, marked, programme):
    asked = MentorRequestFactory(programme=programme)
    since, other = asked.waiting_since, term("goal", "chair-a-meeting")
    page = phone(asked.learner, "help", "answers/asking/", goals=[str(other.pk)])
    assert "Written down, with your name and the day." in page
    asked.refresh_from_db()
    assert [each.key for each in asked.terms.filter(kind="goal")] == ["chair-a-meeting"]
    assert (asked.waiting_since, asked.state) == (since, MentorRequest.State.WAITING)
    assert marked(asked.learner, "answers_changed")
    wanted = term("condition", "woman")
    phone(asked.learner, "conditions", "answers/asking/", conditions=[str(wanted.pk)])
    assert Condition.objects.get(request=asked).term == wanted


def test_an_offer_is_changed(phone, marked, programme):
    offer = MentorOfferFactory(programme=programme)
    phone(offer.coach, "profile", "answers/offering/", profile_words="I chair a group.", is_listed="on")
    offer.refresh_from_db()
    assert (offer.profile_words, offer.is_listed) == ("I chair a group.", True)
    assert marked(offer.coach, "answers_changed")


def test_an_older_page_replaces_nothing_unseen(client, phone, programme):
    asked = MentorRequestFactory(programme=programme, employers="Rushford Bakery")
    page = client.get(f"/coordinate/phone/{asked.learner.pk}/answers/asking/").content.decode()
    seen = page.split('name="employers-seen" value="')[1].split('"')[0]
    MentorRequest.objects.filter(pk=asked.pk).update(employers="Rushford Library")
    page = phone(asked.learner, "employers", "answers/asking/", employers="Rushford School", seen=seen)
    asked.refresh_from_db()
    assert asked.employers == "Rushford Library"
    assert "Employers and boards: Rushford Library" in page
    assert "Rushford School</textarea>" in page
    seen = page.split('name="employers-seen" value="')[1].split('"')[0]
    phone(asked.learner, "employers", "answers/asking/", employers="Rushford School", seen=seen)
    asked.refresh_from_db()
    assert asked.employers == "Rushford School"


def test_nothing_can_be_changed_while_a_mentor_is_suggested(client, coordinator, programme):
    asked = MentorRequestFactory(programme=programme, state="offered")
    client.force_login(coordinator)
    page = client.get(f"/coordinate/phone/{asked.learner.pk}/answers/asking/").content.decode()
    assert "Nothing is open for them now." in page


# --- Things of their own ----------------------------------------------------------------------------------


def test_a_tie_is_told(phone, marked, pair):
    phone(pair.learner, "tie", kind="relative", words="My cousin works there")
    assert Declaration.objects.get(person=pair.learner).words == "My cousin works there"
    assert marked(pair.learner, "interest_declared")


def test_lived_experience_is_taken_back_and_nobody_learns_whether_there_was_any(phone, pair, now):
    LivedExperience.objects.create(person=pair.learner, own_words=SECRET, wording="Yes", given_at=now)
    pages = [phone(person, "lived") for person in (pair.learner, pair.coach)]
    assert not LivedExperience.objects.exists()
    assert all("Written down, with your name and the day." in page for page in pages)
    assert not any(SECRET in page for page in pages)


def test_another_mentor_and_to_stay_after_all(phone, marked, pair):
    phone(pair.learner, f"change-{pair.pk}", note="We live too far apart")
    pair.refresh_from_db()
    assert pair.change_note == "We live too far apart"
    phone(pair.learner, f"stay-{pair.pk}")
    pair.refresh_from_db()
    assert pair.change_asked_at is None
    assert marked(pair.learner, "change_asked")
    assert marked(pair.learner, "change_settled")


def test_the_mentor_cannot_ask_it_for_the_learner(phone, pair):
    for key in (f"change-{pair.pk}", f"help-{pair.pk}", f"hide-{pair.pk}"):
        assert "That is not open any more." in phone(pair.coach, key)
    pair.refresh_from_db()
    assert (pair.change_asked_at, pair.help_asked_at) == (None, None)


def test_every_course_is_hidden_and_nobody_learns_whether_one_was_shown(phone, marked, pair, now):
    share = ProgressShare.objects.create(
        mentorship=pair, course_key=uuid4(), level="done", wording="Yes", given_at=now
    )
    for _ in range(2):
        assert "Written down, with your name and the day." in phone(pair.learner, f"hide-{pair.pk}")
    share.refresh_from_db()
    assert share.withdrawn_at
    assert marked(pair.learner, "progress_share_taken_back")


def test_a_mentor_has_been_in_touch(phone, marked, pair, now):
    pair.help_asked_at = now
    pair.save()
    phone(pair.coach, f"helped-{pair.pk}")
    pair.refresh_from_db()
    assert pair.help_asked_at is None
    assert marked(pair.coach, "helped")


def test_what_they_say_about_the_end_without_the_words_of_a_goal(client, phone, marked, pair, now):
    goal = GoalFactory(mentorship=pair, words=SECRET, confidence_at_start=3)
    pair.ended_at = now
    pair.save()
    asked = MentorRequestFactory(programme=pair.programme, learner=pair.learner, state="matched")
    page = client.get(f"/coordinate/phone/{pair.learner.pk}/").content.decode()
    assert SECRET not in page
    key = f"ended-{pair.pk}"
    phone(pair.learner, key, why="done", thanks="Thank you for the patience", wants_another="on")
    told = Ending.objects.get(mentorship=pair, person=pair.learner)
    assert (told.why, told.thanks) == ("done", "Thank you for the patience")
    assert marked(pair.learner, "ending_told")
    asked.refresh_from_db()
    goal.refresh_from_db()
    assert (asked.state, goal.confidence_at_end) == (MentorRequest.State.WAITING, None)
    assert "That is not open any more." in phone(pair.learner, key, why="other")  # told once


def test_a_former_mentor_tells_of_the_end_for_as_long_as_on_their_own_page(client, coordinator, pair, now):
    client.force_login(coordinator)
    for days, suspended_at, is_there in ((29, None, True), (31, None, False), (2, now, False)):
        pair.ended_at, pair.suspended_at = now - timedelta(days=days), suspended_at
        pair.save()
        page = client.get(f"/coordinate/phone/{pair.coach.pk}/").content.decode()
        assert (f'value="ended-{pair.pk}"' in page) == is_there


def test_supervision_is_written_down_and_taken_out(client, phone, marked, programme):
    coach = MentorOfferFactory(programme=programme).coach
    day = (timezone.localdate() - timedelta(days=3)).isoformat()
    page = phone(coach, "supervision", on_date=day, minutes="45", with_whom=SECRET)
    line = Supervision.objects.get(coach=coach)
    assert (line.minutes, line.with_whom, SECRET in page) == (45, SECRET, False)
    phone(coach, "supervision-out", which=str(line.pk))
    assert not Supervision.objects.exists()
    assert marked(coach, "supervision_logged")
    assert marked(coach, "supervision_removed")
    learner = MentorRequestFactory(programme=programme).learner
    assert 'value="supervision"' not in client.get(f"/coordinate/phone/{learner.pk}/").content.decode()


# --- Small groups -----------------------------------------------------------------------------------------


def test_somebody_in_a_group_wants_no_other_mentor_then_one_then_leaves(phone, marked, programme):
    place = CircleMemberFactory(joined=True, circle__programme=programme)
    for key, state in (("only", "withdrawn"), ("too", "waiting")):
        phone(place.learner, f"{key}-{place.pk}")
        place.request.refresh_from_db()
        assert place.request.state == state
    phone(place.learner, f"leave-{place.pk}")
    place.refresh_from_db()
    assert place.state == CircleMember.State.LEFT
    for action in ("circle_group_only", "circle_mentor_too", "circle_left"):
        assert marked(place.learner, action)


def test_a_mentor_leads_a_group_by_phone(client, phone, marked, programme):
    circle = CircleFactory(programme=programme)
    coach, past = circle.offer.coach, CircleMeetingFactory(circle=circle, past=True)
    day = (timezone.localdate() + timedelta(days=5)).isoformat()
    when = {"day": day, "time": "18:00", "minutes": "60", "way": "phone", "form_key": str(uuid4())}
    for _ in range(2):
        phone(coach, f"group-new-{circle.pk}", **when)
    talk = CircleMeeting.objects.exclude(pk=past.pk).get()
    assert OutboxMessage.objects.filter(event="circle_meeting", to=coach).count() == 1
    phone(coach, f"group-change-{circle.pk}", which=str(talk.pk), **{**when, "minutes": "30"})
    talk.refresh_from_db()
    assert talk.minutes == 30
    page = phone(coach, f"group-note-{circle.pk}", which=str(past.pk), text=SECRET)
    past.refresh_from_db()
    assert (past.note, SECRET in page) == (SECRET, False)
    assert "That is not open any more." in phone(
        coach, f"group-note-{circle.pk}", which=str(past.pk), text=""
    )
    phone(coach, f"group-off-{circle.pk}", which=str(talk.pk))
    talk.refresh_from_db()
    assert talk.called_off_at
    for action in ("made", "changed", "called_off"):
        assert marked(coach, f"circle_meeting_{action}")
    assert marked(coach, "circle_note_saved")


def test_groups_of_other_teams_and_stopped_groups_are_not_led_here(client, coordinator, programme, now):
    offer = MentorOfferFactory(programme=programme)
    theirs = CircleFactory(offer=offer, programme=ProgrammeFactory())
    stopped = CircleFactory(programme=programme, offer=offer, suspended_at=now)
    client.force_login(coordinator)
    page = client.get(f"/coordinate/phone/{offer.coach.pk}/").content.decode()
    assert f"group-new-{theirs.pk}" not in page
    assert f"group-new-{stopped.pk}" not in page


def test_the_first_page_costs_the_same_with_more_pairs_and_groups(client, coordinator, programme):
    offer = MentorOfferFactory(programme=programme)
    client.force_login(coordinator)

    def cost():
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/coordinate/phone/{offer.coach.pk}/")
        return len(asked)

    def more():
        MentorshipFactory(active=True, programme=programme, coach=offer.coach)
        MentorshipFactory(active=True, programme=programme, coach=offer.coach, ended_at=timezone.now())
        CircleMeetingFactory(circle=CircleFactory(programme=programme, offer=offer))
        Supervision.objects.create(
            coach=offer.coach, on_date=timezone.localdate(), minutes=30, with_whom=str(uuid4()),
            recorded_at=timezone.now(),
        )  # fmt: skip

    more()
    before = cost()
    for _ in range(4):
        more()
    assert cost() == before
