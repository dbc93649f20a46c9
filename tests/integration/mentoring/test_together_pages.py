"""The pages of two people: what each sees, what is kept when something is wrong, and who is let in."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.roles import Role
from accounts.starter import ensure_roles
from courses.models import Enrolment
from mentoring import operations
from mentoring.models import (
    Action,
    AgreementText,
    Goal,
    Meeting,
    Mentorship,
    Message,
    MyNote,
    OurNote,
    ProgressShare,
    SupervisionNote,
)
from tests.factories.accounts import UserFactory
from tests.factories.courses import make_course
from tests.factories.mentoring import (
    AgreementTextFactory,
    GoalFactory,
    MeetingFactory,
    MentorshipFactory,
    MessageFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def mentorship(programme):
    return MentorshipFactory(
        active=True,
        programme=programme,
        learner__preferred_name="Ted W.",
        learner__email="ted-zq@example.org",
        coach__preferred_name="Comfort A.",
        coach__email="comfort-zq@example.org",
    )


def as_(client, person):
    client.force_login(person)
    return client


def at(mentorship, page=""):
    return f"/mentoring/match/{mentorship.pk}/{page}"


def both_homes(mentorship):
    return ((mentorship.learner, at(mentorship)), (mentorship.coach, f"/coach/{mentorship.pk}/"))


def everything_of(mentorship):
    """One of each thing, and the addresses that show them."""
    meeting = MeetingFactory(mentorship=mentorship)
    past = MeetingFactory(mentorship=mentorship, past=True)
    goal = GoalFactory(mentorship=mentorship, words="Zanzibar goal")
    Action.objects.create(
        mentorship=mentorship, owner=mentorship.learner, words="Zanzibar step", made_at=timezone.now()
    )
    message = MessageFactory(mentorship=mentorship, text="Zanzibar message")
    pages = (
        "agreement/ agreement/fill/ meetings/ meetings/new/ meetings/met/ goals/ goals/new/ messages/ notes/ "
        f"meetings/{meeting.pk}/ meetings/{meeting.pk}/times/ meetings/{meeting.pk}/change/ "
        f"meetings/{meeting.pk}/calendar/ meetings/{past.pk}/note/ goals/{goal.pk}/"
    ).split()
    return [at(mentorship, page) for page in pages], message


def test_both_open_every_page_and_see_no_address_of_the_other(client, mentorship):
    AgreementTextFactory()
    pages, _message = everything_of(mentorship)
    for person, home in both_homes(mentorship):
        other = mentorship.coach if person == mentorship.learner else mentorship.learner
        for page in [home, *pages]:
            answer = as_(client, person).get(page)
            assert answer.status_code == 200, page
            assert other.email not in answer.content.decode(), page


def test_without_a_name_there_is_still_no_address(client, mentorship):
    pages, _message = everything_of(mentorship)
    type(mentorship.learner).objects.filter(pk__in=[mentorship.learner_id, mentorship.coach_id]).update(
        preferred_name=""
    )
    for person, home in both_homes(mentorship):
        person.refresh_from_db()
        other = mentorship.coach if person == mentorship.learner else mentorship.learner
        for page in [home, *pages]:
            assert other.email not in as_(client, person).get(page).content.decode(), page


def test_a_former_coach_is_let_in_nowhere_at_the_next_request(client, mentorship):
    pages, message = everything_of(mentorship)
    pages += [f"/coach/{mentorship.pk}/", at(mentorship, f"messages/{message.pk}/report/")]
    as_(client, mentorship.coach)
    assert all(client.get(page).status_code == 200 for page in pages)
    Mentorship.objects.update(ended_at=timezone.now())
    assert {client.get(page).status_code for page in pages} == {404}
    posts = [at(mentorship, "messages/"), at(mentorship, "notes/"), at(mentorship, "goals/new/")]
    assert {client.post(page, {"text": "x", "words": "x"}).status_code for page in posts} == {404}


def test_a_stopped_coach_sees_nothing_and_the_learner_keeps_theirs(client, mentorship):
    pages, _message = everything_of(mentorship)
    Mentorship.objects.update(suspended_at=timezone.now())
    as_(client, mentorship.coach)
    assert {client.get(page).status_code for page in pages} == {404}
    assert "Zanzibar" not in client.get(f"/coach/{mentorship.pk}/").content.decode()
    page = as_(client, mentorship.learner).get(at(mentorship, "goals/")).content.decode()
    assert "Zanzibar goal" in page
    assert "Add a goal" not in page


def test_things_of_another_pair_do_not_exist_here(client, mentorship):
    other = MentorshipFactory(active=True)
    meeting, goal = MeetingFactory(mentorship=other), GoalFactory(mentorship=other)
    message = MessageFactory(mentorship=other)
    as_(client, mentorship.coach)
    for page in (f"meetings/{meeting.pk}/", f"goals/{goal.pk}/", f"messages/{message.pk}/report/"):
        assert client.get(at(mentorship, page)).status_code == 404


def test_before_they_begin_the_page_says_what_is_missing_and_offers_no_form(client, mentorship):
    AgreementTextFactory()
    Mentorship.objects.update(active_at=None)
    mentorship.agreements.update(coach_signed_at=None)
    as_(client, mentorship.learner)
    page = client.get(at(mentorship, "messages/")).content.decode()
    assert "The mentor has not signed the agreement." in page
    assert "<textarea" not in page
    assert "You have signed the agreement" in client.get(at(mentorship)).content.decode()
    assert (
        "Read and sign your agreement"
        in as_(client, mentorship.coach).get(f"/coach/{mentorship.pk}/").content.decode()
    )


# --- Agreement --------------------------------------------------------------------------------------------


@pytest.fixture
def unsigned(mentorship):
    AgreementTextFactory(text="We meet. {when}")
    mentorship.agreements.all().delete()
    return mentorship


def sign(client, mentorship, **words):
    page = client.get(at(mentorship, "agreement/"))
    seen = page.context["form"].initial["seen"]
    return client.post(
        at(mentorship, "agreement/"), {"seen": seen, "name": "Ted W.", "agreed": "on", **words}
    )


def test_signing_needs_a_name_and_a_tick(client, unsigned):
    as_(client, unsigned.learner)
    page = sign(client, unsigned, name="", agreed="").content.decode()
    assert "Tick the box if you agree" in page
    assert "<title>Error: " in page
    assert not unsigned.agreements.exists()
    assert sign(client, unsigned).status_code == 302
    assert unsigned.agreements.get().learner_signed_name == "Ted W."


def test_words_that_changed_meanwhile_are_shown_before_they_are_signed(client, unsigned):
    as_(client, unsigned.learner)
    seen = client.get(at(unsigned, "agreement/")).context["form"].initial["seen"]
    AgreementTextFactory(version=99, text="Other words.")
    words = {"seen": seen, "name": "Ted W.", "agreed": "on"}
    page = client.post(at(unsigned, "agreement/"), words)
    assert "Other words." in page.content.decode()
    assert "changed since you opened this page" in page.content.decode()
    assert not unsigned.agreements.exists()
    words["seen"] = page.context["form"]["seen"].value()
    assert client.post(at(unsigned, "agreement/"), words).status_code == 302


def test_large_print_is_a_link_away(client, unsigned):
    as_(client, unsigned.learner)
    assert "large-print" in client.get(at(unsigned, "agreement/?large=1")).content.decode()


def test_a_coordinator_records_a_signature_and_the_look_is_audited(client, unsigned, coordinator):
    page = f"/coordinate/agreements/{unsigned.pk}/"
    as_(client, coordinator)
    form = client.get(page).context["form"]
    assert AuditEvent.objects.filter(action="mentoring.agreement_seen", actor_id=coordinator.pk).count() == 1
    client.post(page, {"side": "learner", "name": "Ted", "how": "phone", "seen": form["seen"].value()})
    assert unsigned.agreements.get().recorded["learner"]["how"] == "phone"
    assert "by phone" in as_(client, unsigned.learner).get(at(unsigned, "agreement/")).content.decode()
    assert client.get(page).status_code == 404


# --- Meetings ---------------------------------------------------------------------------------------------


def times(**more):
    day = timezone.localdate() + timedelta(days=5)
    words = {"day_1": day, "time_1": "18:00", "way": "phone", "minutes": 45, "form_key": uuid4()}
    return {**words, **more}


def test_suggest_choose_and_download(client, mentorship):
    as_(client, mentorship.learner).post(at(mentorship, "meetings/new/"), times())
    meeting = Meeting.objects.get()
    as_(client, mentorship.coach)
    assert "Choose a time to talk" in client.get(f"/coach/{mentorship.pk}/").content.decode()
    client.post(at(mentorship, f"meetings/{meeting.pk}/"), {"do": "choose", "time": meeting.times.get().pk})
    meeting.refresh_from_db()
    assert timezone.localtime(meeting.starts_at).hour == 18
    file = client.get(at(mentorship, f"meetings/{meeting.pk}/calendar/"))
    assert file["Content-Type"] == "text/calendar; charset=utf-8"
    assert f"UID:{meeting.uid}" in file.content.decode()


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ({"time_1": ""}, "Enter the time"),
        ({"day_2": "2027-05-05"}, "Enter the time"),
        ({"time_3": "10:00"}, "Enter the day"),
        ({"day_1": "2020-01-01"}, "That time has passed."),
        ({"day_1": "2027-03-28", "time_1": "01:30"}, "The clocks change in that hour."),
        ({"day_1": "2027-10-31", "time_1": "01:30"}, "The clocks change in that hour."),
        ({"way": "place", "where": ""}, "Say where you meet"),
        ({"way": "video", "where": "javascript:alert(1)"}, "A link to a video call begins with https://"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_is_kept(client, mentorship, words, error):
    as_(client, mentorship.learner)
    page = client.post(at(mentorship, "meetings/new/"), times(**{"where": "Zanzibar Road", **words}))
    text = page.content.decode()
    assert page.status_code == 200
    assert error in text
    assert "<title>Error: " in text
    assert words.get("where", "Zanzibar Road") in text
    assert not Meeting.objects.exists()


def test_a_meeting_is_called_off_from_its_page(client, mentorship):
    meeting = MeetingFactory(mentorship=mentorship)
    as_(client, mentorship.learner).post(at(mentorship, f"meetings/{meeting.pk}/"), {"do": "off"})
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.CANCELLED
    assert client.post(at(mentorship, f"meetings/{meeting.pk}/"), {"do": "nonsense"}).status_code == 404


# --- Notes, goals, messages -------------------------------------------------------------------------------


def test_what_to_talk_about_is_a_link_away_before_the_first_talk_and_before_the_last(client, mentorship):
    meeting = MeetingFactory(mentorship=mentorship)
    link = 'href="/mentoring/talks/'
    for page in ("meetings/", f"meetings/{meeting.pk}/", "end/"):
        for person in (mentorship.learner, mentorship.coach):
            assert link in as_(client, person).get(at(mentorship, page)).content.decode(), page
    assert (
        f'href="/mentoring/match/{mentorship.pk}/meetings/new/"'
        in client.get(at(mentorship, "end/")).content.decode()
    )
    client.logout()
    page = client.get("/mentoring/talks/").content.decode()
    parts = ("Your first talk", "There are three limits", "Each talk after that", "Reality, 12 minutes")
    for words in (*parts, "Your last talk", "Look at each goal", "Thank each other"):
        assert words in page


def test_our_note_is_read_by_both_and_says_so(client, mentorship):
    meeting = MeetingFactory(mentorship=mentorship, past=True)
    page = at(mentorship, f"meetings/{meeting.pk}/note/")
    as_(client, mentorship.coach)
    assert "can read and change this note" in client.get(page).content.decode()
    client.post(
        page,
        {
            "text": "Zanzibar",
            "version": 0,
            "form_key": uuid4(),
            "confidence": "7",
            "words_1": "Ring Dr Patel",
            "owner_1": mentorship.learner_id,
            "owner_2": mentorship.coach_id,
            "owner_3": mentorship.coach_id,
        },
    )
    assert OurNote.objects.get().confidence == 7
    assert Action.objects.get().owner == mentorship.learner
    assert (
        "Zanzibar"
        in as_(client, mentorship.learner).get(at(mentorship, f"meetings/{meeting.pk}/")).content.decode()
    )


def test_two_windows_on_one_note_show_both_wordings(client, mentorship):
    as_(client, mentorship.learner)
    client.post(at(mentorship, "notes/"), {"text": "First", "version": 0})
    page = client.post(at(mentorship, "notes/"), {"text": "Second", "version": 0})
    text = page.content.decode()
    assert "First" in text
    assert "Second" in text
    assert MyNote.objects.get().text == "First"
    version = page.context["form"]["version"].value()
    assert client.post(at(mentorship, "notes/"), {"text": "Second", "version": version}).status_code == 302
    assert MyNote.objects.get().text == "Second"


def test_my_note_is_on_no_page_of_the_other(client, mentorship):
    as_(client, mentorship.learner).post(at(mentorship, "notes/"), {"text": "Xylophone", "version": 0})
    as_(client, mentorship.coach)
    for page in (f"/coach/{mentorship.pk}/", at(mentorship, "notes/"), "/coach/", "/coach/notes/"):
        assert "Xylophone" not in client.get(page).content.decode()


def test_a_message_that_cannot_be_sent_is_kept_on_the_page(client, mentorship):
    as_(client, mentorship.learner)
    Mentorship.objects.update(paused_at=timezone.now())
    page = client.post(at(mentorship, "messages/"), {"text": "Do not lose me", "form_key": uuid4()})
    assert page.status_code == 200
    assert "Do not lose me" in page.content.decode()
    too_long = client.post(at(mentorship, "messages/"), {"text": "x" * 4001, "form_key": uuid4()})
    assert "x" * 4001 in too_long.content.decode()
    assert not Message.objects.exists()


def test_opening_the_thread_reads_it(client, mentorship):
    message = MessageFactory(mentorship=mentorship)
    as_(client, mentorship.coach)
    assert "1 new" in client.get(f"/coach/{mentorship.pk}/").content.decode()
    assert "New" in client.get(at(mentorship, "messages/")).content.decode()
    message.refresh_from_db()
    assert message.read_at
    assert "1 new" not in client.get(f"/coach/{mentorship.pk}/").content.decode()


def test_a_reported_message_is_shown_to_its_coordinators_only_and_each_look_is_kept(
    client, mentorship, coordinator
):
    message = MessageFactory(mentorship=mentorship, text="Zanzibar")
    other = MessageFactory(mentorship=mentorship, text="Not reported")
    as_(client, coordinator)
    assert client.get(f"/coordinate/reports/{message.pk}/").status_code == 404
    as_(client, mentorship.coach).post(
        at(mentorship, f"messages/{message.pk}/report/"), {"because": "It frightened me"}
    )
    assert as_(client, mentorship.learner).get(f"/coordinate/reports/{message.pk}/").status_code == 404
    as_(client, coordinator)
    assert "Zanzibar" not in client.get("/coordinate/reports/").content.decode()
    page = client.get(f"/coordinate/reports/{message.pk}/").content.decode()
    assert "Zanzibar" in page
    assert "It frightened me" in page
    assert other.text not in page
    assert AuditEvent.objects.filter(action="mentoring.reported_message_seen").count() == 1
    client.post(f"/coordinate/reports/{message.pk}/")
    assert f"/coordinate/reports/{message.pk}/" not in client.get("/coordinate/reports/").content.decode()


def test_goals_are_set_reached_and_taken_up_again(client, mentorship):
    as_(client, mentorship.learner)
    client.post(at(mentorship, "goals/new/"), {"words": "speak up", "form_key": uuid4(), "version": 0})
    goal = Goal.objects.get()
    client.post(at(mentorship, f"goals/{goal.pk}/"), {"do": "close", "state": "reached", "confidence": "9"})
    goal.refresh_from_db()
    assert (goal.state, goal.confidence_at_end) == (Goal.State.REACHED, 9)
    client.post(at(mentorship, f"goals/{goal.pk}/"), {"do": "reopen"})
    goal.refresh_from_db()
    assert goal.state == Goal.State.ACTIVE


def test_a_fourth_goal_is_refused_and_its_words_are_kept(client, mentorship):
    for _ in range(3):
        GoalFactory(mentorship=mentorship)
    as_(client, mentorship.learner)
    page = client.post(
        at(mentorship, "goals/new/"), {"words": "Do not lose me", "form_key": uuid4(), "version": 0}
    ).content.decode()
    assert "You can work on 3 goals at a time." in page
    assert "Do not lose me" in page


def test_notes_for_supervision_are_shown_to_one_coordinator_and_hidden_again(client, mentorship, coordinator):
    as_(client, mentorship.coach)
    client.post("/coach/notes/", {"text": "Xylophone", "form_key": uuid4(), "version": 0})
    note = SupervisionNote.objects.get()
    page = f"/coach/notes/{note.pk}/"
    as_(client, coordinator)
    assert client.get(page).status_code == 404
    as_(client, mentorship.coach).post(page, {"do": "show", "supervisor": coordinator.pk})
    as_(client, coordinator)
    assert "Xylophone" in client.get(page).content.decode()
    assert AuditEvent.objects.filter(action="mentoring.supervision_note_seen").count() == 1
    assert client.post(page, {"do": "remove"}).status_code == 404
    as_(client, mentorship.coach).post(page, {"do": "show", "supervisor": ""})
    assert as_(client, coordinator).get(page).status_code == 404
    as_(client, mentorship.coach).post(page, {"do": "remove"})
    assert not SupervisionNote.objects.exists()


def test_a_note_cannot_be_shown_to_somebody_else(client, mentorship):
    as_(client, mentorship.coach)
    client.post("/coach/notes/", {"text": "Xylophone", "form_key": uuid4(), "version": 0})
    note = SupervisionNote.objects.get()
    client.post(f"/coach/notes/{note.pk}/", {"do": "show", "supervisor": UserFactory(coordinator=True).pk})
    note.refresh_from_db()
    assert note.supervisor is None


# --- Training progress ------------------------------------------------------------------------------------


def test_the_mentor_sees_as_much_as_was_agreed_until_it_is_taken_back(client, mentorship, site_tree):
    course = make_course(parent=site_tree.learn, title="Zanzibar course").page
    Enrolment.objects.create(
        learner=mentorship.learner,
        course_key=course.translation_key,
        course_title=course.title,
        started_at=timezone.now(),
    )
    share = at(mentorship, "share/")
    key = {"course": str(course.translation_key)}

    def coach_sees():
        return [
            as_(client, mentorship.coach).get(page).content.decode()
            for page in (f"/coach/{mentorship.pk}/", "/coach/")
        ]

    assert not any("Zanzibar course" in page for page in coach_sees())
    until = timezone.localdate() + timedelta(days=30)
    as_(client, mentorship.learner)
    assert client.get(share, key).status_code == 200
    client.post(share, {**key, "show": "choose", "level": "done", "until_date": until})
    given = ProgressShare.objects.get()
    assert (given.level, given.until_date) == ("done", until)
    assert "nothing more" in given.wording
    for page in coach_sees():
        assert "Not finished yet" in page
        assert "lessons completed" not in page
        assert "segment" not in page
    as_(client, mentorship.learner).post(share, {**key, "show": "yes"})
    assert "lessons completed" in coach_sees()[0]
    ProgressShare.objects.filter(withdrawn_at=None).update(
        until_date=timezone.localdate() - timedelta(days=1)
    )
    assert not any("Zanzibar course" in page for page in coach_sees())
    as_(client, mentorship.learner).post(share, {**key, "show": "yes"})
    assert "Zanzibar course" in coach_sees()[0]
    as_(client, mentorship.learner).post(share, {**key, "show": "choose", "level": ""})
    assert not any("Zanzibar course" in page for page in coach_sees())


# --- The editor's wording ---------------------------------------------------------------------------------


@pytest.fixture
def editor():
    ensure_roles()
    return UserFactory(roles=[Role.EDITOR])


def test_an_editor_changes_the_wording_into_a_new_version(client, editor):
    first = AgreementTextFactory(version=1, text="One.")
    as_(client, editor)
    assert client.get("/admin/agreementtext/").status_code == 200
    client.post(f"/admin/agreementtext/edit/{first.pk}/", {"programme": "", "text": "Two for {mentee}."})
    assert list(AgreementText.objects.order_by("version").values_list("version", "text")) == [
        (1, "One."),
        (2, "Two for {mentee}."),
    ]
    page = client.post(f"/admin/agreementtext/edit/{first.pk}/", {"programme": "", "text": "{mentre}"})
    assert "Nothing is filled in for: {mentre}" in page.content.decode()
    client.post(f"/admin/agreementtext/delete/{first.pk}/")
    assert AgreementText.objects.count() == 2


def test_the_pages_of_two_people_cost_the_same_however_much_they_have(
    client, mentorship, django_assert_max_num_queries
):
    for _ in range(3):
        GoalFactory(mentorship=mentorship)
    for _ in range(20):
        MessageFactory(mentorship=mentorship)
        meeting = MeetingFactory(mentorship=mentorship, past=True)
        operations.save_our_note(
            meeting=meeting, text="x", leave_with="", confidence=None, actions=[], form_key=uuid4(),
            version=0, by=mentorship.coach, at=timezone.now(),
        )  # fmt: skip
    for person, home in both_homes(mentorship):
        as_(client, person)
        for page in (
            home,
            at(mentorship, "messages/"),
            at(mentorship, "notes/"),
            at(mentorship, "meetings/"),
        ):
            client.get(page)
            with django_assert_max_num_queries(35):
                client.get(page)
