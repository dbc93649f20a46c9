"""A learner names a helper, who acts for them in the lessons they allow, sees nothing private, and can be
stopped at once."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent, OutboxMessage
from courses import operations
from courses.models import Attempt, Completion, Enrolment, LessonNote, LessonVisit, Reflection, Supporter
from tests.factories.accounts import UserFactory
from tests.factories.courses import make_course

pytestmark = pytest.mark.django_db


def text_of(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def name(ted, email, course_keys=(), at=None):
    return operations.name_helper(
        learner=ted, email=email, course_keys=course_keys, by=ted, at=at or timezone.now()
    )


@pytest.fixture
def sam(db):
    return UserFactory(preferred_name="Sam", email="sam@example.org")


@pytest.fixture
def support(ted, sam, made):
    """Sam helps Ted in every course."""
    supporter = name(ted, sam.email)
    assert operations.accept_support(supporter=supporter, by=sam, at=timezone.now())
    supporter.refresh_from_db()
    return supporter


@pytest.fixture
def as_sam(sam, support):
    """A browser in which Sam is helping Ted."""
    client = client_of(sam)
    assert client.post(f"/helping/{support.pk}/start/").status_code == 302
    return client


def question_block(lesson):
    return next(block for block in lesson.body if block.block_type == "question")


def answer(lesson, *, is_right=True, **values):
    rows = question_block(lesson).value["options"].bound_blocks
    chosen = next(row.id for row in rows if bool(row.value["is_right"]) == is_right)
    return {
        "block": question_block(lesson).id,
        "answer": chosen,
        "form_key": str(uuid4()),
        "part": "2",
        **values,
    }


# Naming somebody


def test_a_learner_names_a_helper_who_says_yes(made, as_ted, ted, sam):
    sent = {"email": "Sam@Example.org", "which": "some", "courses": [str(made.key)]}
    assert as_ted.post("/me/helper/", sent)["Location"] == "/me/helper/"
    supporter = Supporter.objects.get()
    assert (supporter.email, supporter.course_keys) == ("sam@example.org", [str(made.key)])
    mail = OutboxMessage.objects.get(event="helper_asked")
    assert (mail.to, mail.to_address) == (None, "sam@example.org")
    address = f"/helping/asked/{mail.context['token']}/"
    browser = client_of(sam)
    page = text_of(browser.get(address))
    assert "Ted asks you to help" in page
    assert made.page.title in page
    assert ted.email not in page
    for _press in range(2):
        assert browser.post(address, {"answer": "yes"})["Location"] == f"/helping/{supporter.pk}/"
    supporter.refresh_from_db()
    assert supporter.helper == sam
    assert OutboxMessage.objects.filter(event="helper_said_yes", to=ted).count() == 1
    assert "Your helper since" in text_of(as_ted.get("/me/helper/"))


def test_the_mail_says_who_asks_and_leads_to_the_question(ted, sam, mailoutbox, db):
    name(ted, sam.email)
    from accounts.operations import deliver_waiting

    deliver_waiting(at=timezone.now())
    mail = mailoutbox[0]
    assert mail.to == [sam.email]
    assert "Ted" not in mail.subject
    address = re.search(r"/helping/asked/[\w-]+/", mail.body)[0]
    assert "Ted asks you to help" in text_of(client_of(sam).get(address))


def test_only_the_person_with_the_address_can_answer(ted, sam, made):
    name(ted, sam.email)
    address = f"/helping/asked/{OutboxMessage.objects.get(event='helper_asked').context['token']}/"
    for person in (UserFactory(), ted):
        assert client_of(person).get(address).status_code == 404
        assert client_of(person).post(address, {"answer": "yes"}).status_code == 404
    assert Client().get(address)["Location"].startswith("/sign-in/")
    assert Supporter.objects.get().helper is None
    assert client_of(sam).get("/helping/asked/nothing/").status_code == 404


def test_who_says_no_ends_it_and_the_learner_is_told(ted, sam, made):
    name(ted, sam.email)
    address = f"/helping/asked/{OutboxMessage.objects.get(event='helper_asked').context['token']}/"
    browser = client_of(sam)
    assert browser.post(address, {"answer": "no"}).status_code == 302
    assert browser.get(address).status_code == 404
    assert Supporter.objects.get().ended_at
    assert OutboxMessage.objects.filter(event="helper_stopped", to=ted).exists()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"email": "", "which": "all"}, "Enter the e-mail address of the person who helps you"),
        ({"email": "sam", "which": "all"}, "Enter an e-mail address in the right form"),
        ({"email": "sam@example.org"}, "Choose all courses, or only some"),
        ({"email": "sam@example.org", "which": "some"}, "Tick at least one course"),
        ({"email": "TED@example.org", "which": "all"}, "This is your own address"),
    ],
)
def test_what_is_refused_is_said_in_words(made, as_ted, ted, sent, words):
    ted.email = "ted@example.org"
    ted.save()
    page = text_of(as_ted.post("/me/helper/", sent))
    assert page.count(words) == 2
    assert "<title>Error: " in page
    assert f'value="{sent["email"]}"' in page or not sent["email"]
    assert not Supporter.objects.exists()


def test_at_most_three_helpers_at_a_time(made, as_ted, ted):
    for number in range(3):
        name(ted, f"helper{number}@example.org")
    assert "at a time" in text_of(as_ted.get("/me/helper/"))
    page = text_of(as_ted.post("/me/helper/", {"email": "four@example.org", "which": "all"}))
    assert Supporter.objects.count() == 3
    assert "<title>Error: " in page
    row = Supporter.objects.first()
    as_ted.post(f"/helping/{row.pk}/end/")
    name(ted, "four@example.org")
    assert Supporter.objects.filter(ended_at=None).count() == 3


def test_nobody_sends_mail_to_the_whole_town(made, ted):
    at = timezone.now()
    for number in range(operations.MOST_NAMED_A_DAY):
        row = name(ted, f"helper{number}@example.org", at=at)
        operations.end_support(supporter=row, by=ted, at=at)
    with pytest.raises(operations.TooManyHelpers):
        name(ted, "more@example.org", at=at)
    name(ted, "more@example.org", at=at + timedelta(days=1))


def test_the_same_person_is_asked_once(ted, sam, db):
    name(ted, sam.email)
    with pytest.raises(operations.AlreadyNamed):
        name(ted, sam.email.upper())
    assert OutboxMessage.objects.filter(event="helper_asked").count() == 1


def test_a_question_nobody_answered_stands_in_nobody_s_way(ted, sam, db):
    start = timezone.now()
    name(ted, sam.email, at=start - timedelta(days=31))
    token = OutboxMessage.objects.get(event="helper_asked").context["token"]
    assert client_of(sam).get(f"/helping/asked/{token}/").status_code == 404
    name(ted, sam.email, at=start)


def test_taking_a_question_back_takes_the_mail_back_that_has_not_gone(ted, sam, as_ted):
    row = name(ted, sam.email)
    as_ted.post(f"/helping/{row.pk}/end/")
    assert not OutboxMessage.objects.filter(event="helper_asked").exists()


# Helping


def test_the_helper_sees_the_learner_s_courses_and_who_they_help(made, ted, sam, support, as_sam):
    operations.complete_lesson(learner=ted, lesson=made.lessons[0], by=ted, at=timezone.now())
    page = text_of(as_sam.get(f"/helping/{support.pk}/"))
    assert "1 of 4 lessons completed" in page
    for address in ("/", "/learn/", made.page.url, made.lessons[0].url, "/me/", "/search/", "/nothing/"):
        shown = as_sam.get(address).content.decode()
        assert "You are helping Ted." in shown
        assert "Stop helping Ted" in shown
    assert "1 of 4 lessons completed" in text_of(as_sam.get(made.page.url))
    as_sam.post("/helping/stop/")
    page = text_of(as_sam.get(made.page.url))
    assert "You are helping" not in page
    assert "1 of 4" not in page


def test_what_the_helper_does_counts_for_the_learner_with_their_name(made, ted, sam, support, as_sam, as_ted):
    mark = {"helping": str(support.pk)}
    assert as_sam.post(f"{made.page.url}start/", mark).status_code == 302
    lesson = made.lessons[0]
    as_sam.get(lesson.url)
    page = text_of(as_sam.post(f"{lesson.url}check/", answer(lesson, **mark)))
    assert "Yes. Anyone can lead." in page
    assert "Yes. Anyone can lead." not in text_of(as_sam.get(f"{lesson.url}?part=2"))
    as_sam.post(f"{lesson.url}complete/", {"finished": "yes", "part": "2", **mark})
    assert set(Enrolment.objects.values_list("learner", flat=True)) == {ted.pk}
    assert set(LessonVisit.objects.values_list("learner", flat=True)) == {ted.pk}
    attempt, completion = Attempt.objects.get(), Completion.objects.get()
    assert (attempt.learner, attempt.recorded_by) == (ted, sam)
    assert (completion.learner, completion.recorded_by) == (ted, sam)
    assert AuditEvent.objects.get(action="course started").actor_id == sam.pk
    assert "Done by Sam, your helper." in text_of(as_ted.get("/me/record/"))
    page = text_of(as_ted.get(f"{lesson.url}?part=2"))
    assert "Sam marked it for you on" in page
    assert "Answered by Sam, your helper." in page


def test_the_helper_enters_what_was_done_on_paper(made, ted, sam, support, as_sam, as_ted):
    lesson = made.lessons[0]
    assert as_sam.post(f"{lesson.url}paper/", {"helping": str(support.pk)}).status_code == 302
    completion = Completion.objects.get()
    assert (completion.learner, completion.recorded_by, completion.way) == (ted, sam, "paper")
    assert "Done on paper. Sam marked it on" in text_of(as_ted.get(f"{lesson.url}?part=2"))


def test_the_helper_never_sees_or_writes_what_is_private(made, ted, sam, support, as_sam, as_ted):
    lesson = made.lessons[0]
    block = next(block for block in lesson.body if block.block_type == "reflection").id
    now = timezone.now()
    act = {"learner": ted, "lesson": lesson, "by": ted, "at": now, "version": 0}
    operations.save_note(text="My secret note", **act)
    operations.save_reflection(prompt_key=block, prompt="Think", text="My secret thought", **act)
    as_ted.post(f"{lesson.url}check/", answer(lesson, is_right=False))
    addresses = (
        f"{lesson.url}?part=all",
        made.page.url,
        "/learn/",
        f"{made.page.url}workbook/",
        f"/helping/{support.pk}/",
        "/helping/",
        "/me/notes/",
        "/me/record/",
        "/",
    )
    for address in addresses:
        page = text_of(as_sam.get(address))
        for secret in (
            "My secret",
            "Have another look at the key points.",
            ted.email,
            "checked=",
            "checked ",
        ):
            assert secret not in page, address
    mark = {"helping": str(support.pk), "part": "2", "version": "0"}
    for act in ("note", "reflect", "undo"):
        sent = {**mark, "text": "Not Sam's", "block": block}
        assert as_sam.post(f"{lesson.url}{act}/", sent).status_code == 404
    assert set(LessonNote.objects.values_list("text", flat=True)) == {"My secret note"}
    assert set(Reflection.objects.values_list("text", flat=True)) == {"My secret thought"}


def test_why_staff_counted_a_lesson_is_for_the_learner_alone(made, ted, support, as_sam, as_ted):
    lesson, on_paper = made.lessons[:2]
    act = {"learner": ted, "at": timezone.now()}
    operations.count_as_done(lesson=lesson, reason="She was in hospital", by=UserFactory(), **act)
    operations.complete_on_paper(lesson=on_paper, by=ted, **act)
    for address in (made.page.url, f"{lesson.url}?part=all"):
        assert "She was in hospital" in text_of(as_ted.get(address))
        assert "She was in hospital" not in text_of(as_sam.get(address))
    page = text_of(as_sam.get(f"{on_paper.url}?part=all"))
    assert "Done on paper." in page
    assert "You marked it" not in page


def test_every_form_on_the_learner_s_pages_says_for_whom(made, support, as_sam):
    for address in (made.page.url, f"{made.lessons[0].url}?part=all"):
        page = text_of(as_sam.get(address))
        forms = re.findall(r'<form[^>]*action="(/learn/[^"]*)"[^>]*>(.*?)</form>', page, re.DOTALL)
        assert forms
        for action, inside in forms:
            assert f'name="helping" value="{support.pk}"' in inside, action


def test_a_tab_that_was_open_before_does_not_change_sides(made, sam, ted, support, as_sam):
    """A form of Sam's own lesson stays Sam's."""
    as_sam.post(f"{made.lessons[0].url}complete/", {"finished": "yes"})
    assert Completion.objects.get().learner == sam
    as_sam.post("/helping/stop/")
    sent = {"finished": "yes", "helping": str(support.pk)}
    assert as_sam.post(f"{made.lessons[1].url}complete/", sent).status_code == 404
    assert Completion.objects.count() == 1


def test_only_the_courses_that_were_chosen(made, site_tree, ted, sam):
    other = make_course(parent=site_tree.learn, title="Not for helpers")
    supporter = name(ted, sam.email, course_keys=[made.key])
    operations.accept_support(supporter=supporter, by=sam, at=timezone.now())
    for course in (made, other):
        operations.enrol(learner=ted, course=course.page, by=ted, at=timezone.now())
    browser = client_of(sam)
    browser.post(f"/helping/{supporter.pk}/start/")
    for address in ("/learn/", f"/helping/{supporter.pk}/"):
        page = text_of(browser.get(address))
        assert made.page.title in page
        assert "Not for helpers" not in page
    for address in (other.page.url, other.lessons[0].url):
        assert browser.get(address).status_code == 404
    mark = {"helping": str(supporter.pk), "finished": "yes"}
    assert browser.post(f"{other.lessons[0].url}complete/", mark).status_code == 404
    assert browser.post(f"{other.page.url}start/", mark).status_code == 404
    assert not Completion.objects.exists()


def test_starting_in_a_course_leads_there(made, support, sam):
    browser = client_of(sam)
    response = browser.post(f"/helping/{support.pk}/start/", {"course": str(made.key)})
    assert response["Location"] == made.page.url
    assert browser.post(f"/helping/{support.pk}/start/", {"course": "x"})["Location"] == "/learn/"


# Ending it


@pytest.mark.parametrize("who", ["learner", "helper"])
def test_one_click_by_either_side_and_the_next_request_finds_nothing(made, ted, sam, support, as_sam, who):
    mark = {"helping": str(support.pk), "finished": "yes", "part": "1"}
    assert as_sam.get(made.lessons[0].url).status_code == 200
    other_window = as_sam if who == "learner" else client_of(sam)
    if who == "helper":
        other_window.post(f"/helping/{support.pk}/start/")
    ender = client_of(ted if who == "learner" else sam)
    assert ender.post(f"/helping/{support.pk}/end/").status_code == 302
    for address in ("/learn/", made.page.url, made.lessons[0].url, f"/helping/{support.pk}/"):
        page = text_of(as_sam.get(address), 404)
        assert "Go back to your own learning" in page or "/helping/" in address
    for act in ("complete", "check"):
        assert as_sam.post(f"{made.lessons[0].url}{act}/", mark).status_code == 404
    assert as_sam.post(f"/helping/{support.pk}/start/").status_code == 404
    assert not Completion.objects.exists()
    as_sam.post("/helping/stop/")
    assert as_sam.get(made.lessons[0].url).status_code == 200


def test_a_learner_whose_account_is_closed_is_helped_by_nobody(made, ted, support, as_sam):
    ted.is_active = False
    ted.save()
    assert as_sam.get(made.lessons[0].url).status_code == 404


def test_nobody_ends_or_opens_somebody_else_s_help(support, db):
    stranger = client_of(UserFactory(coordinator=True))
    for address in (
        f"/helping/{support.pk}/",
        f"/helping/{support.pk}/start/",
        f"/helping/{support.pk}/end/",
    ):
        assert stranger.post(address).status_code in (404, 405)
        assert stranger.get(address).status_code in (404, 405)
    support.refresh_from_db()
    assert support.ended_at is None


def test_ending_is_written_down(ted, sam, support):
    for _press in range(2):
        operations.end_support(supporter=support, by=sam, at=timezone.now())
    assert list(
        AuditEvent.objects.filter(object_type="courses.supporter").values_list("action", "actor_id")
    ) == [("helper named", ted.pk), ("helper said yes", sam.pk), ("help ended", sam.pk)]
    assert OutboxMessage.objects.filter(event="helper_stopped").count() == 1
