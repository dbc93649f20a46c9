"""A break and the end: either of the two, any time, no reason; and what the other one sees."""

from collections import Counter
from datetime import timedelta

import pytest
from wagtail.models import Locale

from accounts.models import OutboxMessage
from home.models import Aim
from mentoring import operations
from mentoring.models import (
    Bar,
    Ending,
    Goal,
    Meeting,
    MentorRequest,
    Mentorship,
    MyNote,
    OurNote,
    ProgressShare,
)
from tests.factories.accounts import UserFactory
from tests.factories.mentoring import (
    GoalFactory,
    MatchingRoundFactory,
    MeetingFactory,
    MentorRequestFactory,
    MentorshipFactory,
    MessageFactory,
    ProgrammeFactory,
    ProposedPairFactory,
)

pytestmark = pytest.mark.django_db

WHY = "marmaladewhy"


@pytest.fixture
def pair(programme, now):
    return MentorshipFactory(programme=programme, active_at=now)


@pytest.fixture
def meeting(pair, now):
    return Meeting.objects.create(
        mentorship=pair, state=Meeting.State.CONFIRMED, starts_at=now + timedelta(days=7), made_at=now
    )


def side(pair, name):
    return getattr(pair, name)


BOTH = pytest.mark.parametrize("who", ["learner", "coach"])


# A break


@BOTH
def test_either_of_the_two_has_a_break_and_either_ends_it(client, pair, meeting, who):
    other = "coach" if who == "learner" else "learner"
    address = f"/mentoring/match/{pair.pk}/pause/"
    client.force_login(side(pair, who))
    assert "Have a break now" in client.get(address).content.decode()
    for _ in range(2):
        client.post(address, {"do": "pause"})
    pair.refresh_from_db()
    meeting.refresh_from_db()
    assert (bool(pair.paused_at), pair.paused_by) == (True, side(pair, who))
    assert meeting.state == Meeting.State.CANCELLED
    told = OutboxMessage.objects.filter(event="pair_paused")
    assert list(told.values_list("to", flat=True)) == [side(pair, other).pk]
    client.force_login(side(pair, other))
    assert "Go on together" in client.get(address).content.decode()
    client.post(address, {"do": "resume"})
    pair.refresh_from_db()
    assert (pair.paused_at, bool(pair.resumed_at)) == (None, True)


def test_a_break_does_not_lift_what_was_stopped(client, pair, now):
    operations.stop_contact(mentorship=pair, by=None, at=now)
    client.force_login(pair.coach)
    assert client.post(f"/mentoring/match/{pair.pk}/pause/", {"do": "resume"}).status_code == 404
    pair.refresh_from_db()
    assert pair.suspended_at


# The end


@BOTH
def test_either_ends_without_a_reason_and_the_other_sees_only_that_it_ended(
    client, pair, meeting, coordinator, who
):
    other = "coach" if who == "learner" else "learner"
    client.force_login(side(pair, who))
    assert "no reason" in client.get(f"/mentoring/match/{pair.pk}/end/").content.decode()
    assert client.post(f"/mentoring/match/{pair.pk}/end/").url == f"/mentoring/ended/{pair.pk}/"
    sent = {"why": "fit", "aim_1": WHY, "new_role": WHY, "not_again": "on"}
    locale = Locale.objects.get_or_create(language_code="en-gb")[0]
    Aim.objects.get_or_create(code="1", locale=locale, defaults={"name": "Better outcomes"})
    assert client.post(f"/mentoring/ended/{pair.pk}/", sent).status_code == 302
    assert Ending.objects.get().outcomes == {"1": WHY}
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.CANCELLED
    events = Counter(OutboxMessage.objects.values_list("event", "to"))
    assert events["pair_finished", side(pair, other).pk] == 1
    assert events["pair_finished_coordinator", coordinator.pk] == 1
    assert WHY not in str(list(OutboxMessage.objects.values()))
    client.force_login(side(pair, other))
    page = client.get(f"/mentoring/ended/{pair.pk}/").content.decode()
    assert "Your mentoring has ended" in page
    for hidden in (WHY, "good fit</p>", "Does not want"):
        assert hidden not in page
    client.force_login(coordinator)
    page = client.get(f"/coordinate/support/{pair.pk}/").content.decode()
    assert WHY in page
    assert "Does not want to be matched" in page


def test_a_former_coach_loses_every_page_at_the_next_request(client, pair, now):
    client.force_login(pair.coach)
    old_links = [
        f"/coach/{pair.pk}/",
        f"/mentoring/match/{pair.pk}/",
        f"/mentoring/match/{pair.pk}/pause/",
        f"/mentoring/match/{pair.pk}/end/",
        f"/mentoring/match/{pair.pk}/messages/",
        f"/mentoring/match/{pair.pk}/goals/",
        f"/mentoring/match/{pair.pk}/notes/",
        f"/mentoring/match/{pair.pk}/meetings/",
        f"/mentoring/match/{pair.pk}/agreement/",
    ]
    assert client.get(f"/coach/{pair.pk}/").status_code == 200
    operations.end(mentorship=pair, by=pair.learner, at=now)
    for address in old_links:
        assert client.get(address).status_code == 404, address
        assert client.post(address, {"do": "pause"}).status_code == 404, address
    assert client.post(f"/coach/{pair.pk}/helped/").status_code == 404


def suggested(programme, now, **changes):
    """What a learner asks for, suggested to a mentor. The learner lets a mentor read their needs."""
    asked = MentorRequestFactory(
        programme=programme, needs_shared=True, chosen={"need": ["zanzibar-need"], "goal": ["zanzibar-goal"]}
    )
    changes = {"state": "accepted", "reasons_for": [{"key": "goals_one", "params": {}}], **changes}
    return ProposedPairFactory(
        entry__request=asked, entry__round__programme=programme, offered_at=now, **changes
    )


@pytest.mark.parametrize("field", ["ended_at", "suspended_at"])
def test_the_old_link_of_a_suggestion_shows_a_former_coach_nothing(client, programme, now, field):
    pair = suggested(programme, now)
    mentorship = MentorshipFactory(
        learner=pair.entry.request.learner,
        coach=pair.offer.coach,
        programme=programme,
        pair=pair,
        active=True,
    )
    client.force_login(pair.offer.coach)
    address = f"/coach/suggestion/{pair.pk}/"
    assert "Zanzibar need" in client.get(address).content.decode()
    Mentorship.objects.filter(pk=mentorship.pk).update(**{field: now})
    assert client.get(address).status_code == 404
    assert client.post(address, {"answer": "no"}).status_code == 404
    client.force_login(pair.entry.request.learner)
    page = client.get(f"/mentoring/suggestion/{pair.pk}/")
    assert page.status_code == 200
    assert "Why we think it fits" not in page.content.decode()


@pytest.mark.parametrize("state", ["declined", "expired", "full"])
def test_a_suggestion_that_came_to_nothing_no_longer_says_what_the_learner_told(
    client, programme, now, state
):
    pair = suggested(programme, now, state=state)
    for person, address in (
        (pair.offer.coach, f"/coach/suggestion/{pair.pk}/"),
        (pair.entry.request.learner, f"/mentoring/suggestion/{pair.pk}/"),
    ):
        client.force_login(person)
        page = client.get(address).content.decode()
        assert "This suggestion is no longer open." in page
        assert "Zanzibar" not in page
        assert "Why we think it fits" not in page


def test_a_former_coach_can_say_goodbye_for_thirty_days_only(client, pair, now):
    operations.end(mentorship=pair, by=pair.learner, at=now - timedelta(days=29))
    client.force_login(pair.coach)
    goodbye = f'href="/mentoring/ended/{pair.pk}/"'
    page = client.get("/coach/").content.decode()
    assert goodbye in page
    assert pair.learner.preferred_name not in page
    assert client.get(f"/mentoring/ended/{pair.pk}/").status_code == 200
    Mentorship.objects.update(ended_at=now - timedelta(days=30))
    assert client.get(f"/mentoring/ended/{pair.pk}/").status_code == 404
    assert goodbye not in client.get("/coach/").content.decode()
    client.force_login(pair.learner)
    assert client.get(f"/mentoring/ended/{pair.pk}/").status_code == 200


@pytest.fixture
def written(pair, now):
    """Something of each kind that the two keep; the coach has a note of their own."""
    when = {"made_at": now, "updated_at": now}
    GoalFactory(mentorship=pair, words="speak up at the board")
    MessageFactory(mentorship=pair, text="See you on Tuesday")
    MyNote.objects.create(mentorship=pair, author=pair.learner, text="My own words", **when)
    MyNote.objects.create(mentorship=pair, author=pair.coach, text="Words of the coach", **when)
    OurNote.objects.create(meeting=MeetingFactory(mentorship=pair, past=True), text="We talked", **when)
    return ("Speak up at the board", "See you on Tuesday", "My own words", "We talked")


@BOTH
def test_whoever_ended_it_the_learner_goes_on_reading_what_they_wrote(client, pair, now, written, who):
    address = f"/mentoring/ended/{pair.pk}/kept/"
    client.force_login(pair.learner)
    assert client.get(address).status_code == 404  # it has not ended
    operations.end(mentorship=pair, by=side(pair, who), at=now)
    page = client.get(address).content.decode()
    assert [words for words in written if words not in page] == []
    assert "Words of the coach" not in page
    assert address in client.get("/mentoring/").content.decode()
    assert address in client.get(f"/mentoring/ended/{pair.pk}/").content.decode()
    assert client.post(address, {"text": "x"}).status_code in (200, 405)
    for person in (pair.coach, UserFactory(), UserFactory(coordinator=True), UserFactory(is_superuser=True)):
        client.force_login(person)
        assert client.get(address).status_code == 404


def test_what_is_left_costs_the_same_for_much_and_for_little(
    client, pair, now, written, django_assert_max_num_queries
):
    for _ in range(5):
        GoalFactory(mentorship=pair, state=Goal.State.DROPPED, closed_at=now)
        MessageFactory(mentorship=pair)
    operations.end(mentorship=pair, by=pair.learner, at=now)
    client.force_login(pair.learner)
    with django_assert_max_num_queries(25):
        client.get(f"/mentoring/ended/{pair.pk}/kept/")


def test_words_typed_while_the_other_one_ended_it_are_shown_to_be_copied(client, pair, now):
    """They cannot be saved any more, and are not lost either."""
    operations.end(mentorship=pair, by=pair.coach, at=now)
    client.force_login(pair.learner)
    sent = {"text": "A whole evening of words", "version": "0"}
    here = {"HTTP_ORIGIN": "http://testserver"}
    response = client.post(f"/mentoring/match/{pair.pk}/notes/", sent, **here)
    assert response.status_code == 404
    assert "A whole evening of words" in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_nobody_else_ends_or_tells(client, pair, now):
    for person in (UserFactory(), UserFactory(coach=True), UserFactory(is_superuser=True, is_staff=True)):
        client.force_login(person)
        for page in ("end", "pause"):
            assert client.post(f"/mentoring/match/{pair.pk}/{page}/").status_code == 404
        assert client.get(f"/mentoring/ended/{pair.pk}/").status_code == 404
    operations.end(mentorship=pair, by=pair.learner, at=now)
    client.force_login(UserFactory())
    assert client.get(f"/mentoring/ended/{pair.pk}/").status_code == 404


def test_goals_are_scored_again_by_the_learner_alone(client, pair, now):
    goal = Goal.objects.create(mentorship=pair, words="Speak up", confidence_at_start=3, made_at=now)
    foreign = Goal.objects.create(mentorship=MentorshipFactory(), words="Other", made_at=now)
    operations.end(mentorship=pair, by=pair.learner, at=now)
    client.force_login(pair.coach)
    assert "Speak up" not in client.get(f"/mentoring/ended/{pair.pk}/").content.decode()
    client.post(f"/mentoring/ended/{pair.pk}/", {f"goal_{goal.pk}": "1"})
    goal.refresh_from_db()
    assert goal.confidence_at_end is None
    client.force_login(pair.learner)
    page = client.get(f"/mentoring/ended/{pair.pk}/").content.decode()
    assert "At the start you said 3" in page
    wrong = client.post(f"/mentoring/ended/{pair.pk}/", {f"goal_{goal.pk}": "11", "new_role": "Chair"})
    assert "Chair" in wrong.content.decode()
    client.post(f"/mentoring/ended/{pair.pk}/", {f"goal_{goal.pk}": "8", f"goal_{foreign.pk}": "8"})
    goal.refresh_from_db()
    foreign.refresh_from_db()
    assert (goal.confidence_at_end, foreign.confidence_at_end) == (8, None)
    assert goal.closed_at


def test_sharing_stops_with_the_end(pair, now):
    ProgressShare.objects.create(
        mentorship=pair, course_key="0" * 32, wording="Yes", given_at=now - timedelta(days=1)
    )
    operations.end(mentorship=pair, by=pair.coach, at=now)
    assert ProgressShare.objects.get().withdrawn_at == now


def test_a_thank_you_is_passed_on_once_and_word_for_word(client, pair, now):
    operations.end(mentorship=pair, by=pair.coach, at=now)
    client.force_login(pair.learner)
    for _ in range(2):
        client.post(f"/mentoring/ended/{pair.pk}/", {"thanks": "You listened."})
    assert OutboxMessage.objects.filter(event="thanks", to=pair.coach).count() == 1
    client.force_login(pair.coach)
    assert "You listened." in client.get(f"/mentoring/ended/{pair.pk}/").content.decode()
    assert "You listened." in client.get("/coach/thank-you/").content.decode()


def test_nothing_is_passed_on_where_contact_was_stopped(client, pair, now):
    operations.stop_contact(mentorship=pair, by=None, at=now)
    OutboxMessage.objects.all().delete()
    operations.end(mentorship=pair, by=pair.learner, at=now)
    operations.tell_ending(mentorship=pair, by=pair.learner, at=now, thanks="You listened.")
    assert not OutboxMessage.objects.filter(event="thanks").exists()
    client.force_login(pair.coach)
    assert client.get(f"/mentoring/ended/{pair.pk}/").status_code == 404
    assert "You listened." not in client.get("/coach/thank-you/").content.decode()


def test_do_not_match_again_bars_the_two(pair, now):
    operations.end(mentorship=pair, by=pair.coach, at=now)
    operations.tell_ending(mentorship=pair, by=pair.coach, at=now, not_again=True)
    bar = Bar.objects.get()
    assert (bar.learner, bar.coach, bar.reason) == (pair.learner, pair.coach, Bar.Reason.EARLIER)


def test_another_mentor_puts_the_learner_into_the_queue_and_the_open_round(pair, now):
    request = MentorRequestFactory(
        learner=pair.learner, programme=pair.programme, state=MentorRequest.State.MATCHED
    )
    round = MatchingRoundFactory(programme=pair.programme)
    operations.end(mentorship=pair, by=pair.learner, at=now)
    for _ in range(2):
        operations.tell_ending(mentorship=pair, by=pair.learner, at=now, wants_another=True)
    request.refresh_from_db()
    assert (request.state, request.waiting_since) == (MentorRequest.State.WAITING, now)
    assert round.entries.get().request == request
    assert MentorRequest.objects.count() == 1


def test_the_end_cannot_be_told_before_it_is_there(pair, now):
    with pytest.raises(operations.NotOpen):
        operations.tell_ending(mentorship=pair, by=pair.learner, at=now, why="done")


def test_a_coordinator_finds_somebody_else_for_a_learner_whose_contact_is_stopped(
    client, pair, coordinator, now
):
    request = MentorRequestFactory(
        learner=pair.learner, programme=pair.programme, state=MentorRequest.State.MATCHED
    )
    operations.stop_contact(mentorship=pair, by=None, at=now)
    client.force_login(coordinator)
    page = client.get("/coordinate/support/").content.decode()
    assert "Contact is paused" in page
    assert "Find somebody else" in page
    other = UserFactory(coordinator=True)
    ProgrammeFactory(coordinators=[other])
    client.force_login(other)
    assert client.post(f"/coordinate/support/{pair.pk}/another/").status_code == 404
    client.force_login(coordinator)
    assert client.post(f"/coordinate/support/{pair.pk}/another/").url == "/coordinate/support/"
    request.refresh_from_db()
    pair.refresh_from_db()
    assert request.state == MentorRequest.State.WAITING
    assert (bool(pair.ended_at), pair.ended_by) == (True, coordinator)
    assert Bar.objects.filter(learner=pair.learner, coach=pair.coach).exists()
    assert client.get("/mentoring/").status_code == 200


def test_a_learner_with_nothing_left_of_the_old_answers_is_not_lost(client, pair, now):
    operations.end(mentorship=pair, by=pair.learner, at=now)
    operations.tell_ending(mentorship=pair, by=pair.learner, at=now, wants_another=True)
    client.force_login(pair.learner)
    assert "/mentoring/ask/" in client.get("/mentoring/").content.decode()
