"""What people see in the learning room, and what they may not."""

from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone, translation
from wagtail.models import PageViewRestriction
from wagtail.test.utils import WagtailPageTestCase

from courses import operations
from courses.models import (
    Attempt,
    Completion,
    Course,
    Enrolment,
    LearnIndex,
    Lesson,
    LessonVisit,
    Module,
    Reflection,
)
from courses.questions import block_key
from courses.templatetags import courses_tags
from home.models import Capability, HomePage
from tests.factories.accounts import UserFactory
from tests.factories.courses import LessonFactory, lesson_body, make_course

pytestmark = pytest.mark.django_db


def text_of(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def block_in(lesson, kind):
    return next(block for block in lesson.body if block.block_type == kind)


def option(lesson, *, is_right):
    rows = block_in(lesson, "question").value["options"].bound_blocks
    return next(row.id for row in rows if bool(row.value["is_right"]) == is_right)


def answer(lesson, *, is_right, **values):
    return {
        "block": block_in(lesson, "question").id,
        "answer": option(lesson, is_right=is_right),
        "form_key": str(uuid4()),
        "part": "2",
        **values,
    }


def words(lesson, text, *, version=0, **values):
    key = str(lesson.translation_key)
    return {"text": text, "version": version, "lesson_key": key, "part": "2", **values}


class TestTree(WagtailPageTestCase):
    def test_pages_stand_where_they_belong(self):
        self.assertAllowedParentPageTypes(LearnIndex, {HomePage})
        self.assertAllowedSubpageTypes(LearnIndex, {Course})
        self.assertAllowedParentPageTypes(Course, {LearnIndex})
        self.assertAllowedSubpageTypes(Course, {Module})
        self.assertAllowedParentPageTypes(Module, {Course})
        self.assertAllowedSubpageTypes(Module, {Lesson})
        self.assertAllowedParentPageTypes(Lesson, {Module})
        self.assertAllowedSubpageTypes(Lesson, {})


# The list of courses


def test_the_list_says_who_for_how_long_and_how_far(made, as_ted, ted):
    assert "Not started" in text_of(as_ted.get("/learn/"))
    operations.complete_lesson(learner=ted, lesson=made.lessons[0], by=ted, at=timezone.now())
    page = text_of(as_ted.get("/learn/"))
    for words_shown in (made.page.title, "People in a patient group.", "1 hour 20 minutes", "1 of 4 lessons"):
        assert words_shown in page


def test_the_topic_filter_is_in_the_address(made, client, site_tree):
    label = Capability.objects.create(code="P1", name="Listening", locale=site_tree.locale)
    made.page.capabilities.add(label)
    made.page.save()
    other = make_course(parent=site_tree.learn, lessons=1)
    page = text_of(client.get("/learn/?topic=P1"))
    assert made.page.title in page
    assert other.page.title not in page
    empty = text_of(client.get("/learn/?topic=nothing"))
    assert "Show all courses" in empty
    assert made.page.title not in empty


def test_private_courses_and_lessons_are_in_no_list(made, client, site_tree, as_ted):
    secret = make_course(parent=site_tree.learn, title="For staff only")
    secret_lesson = made.lessons[1]
    for page in (secret.page, secret_lesson):
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    for browser in (client, as_ted):
        assert "For staff only" not in text_of(browser.get("/learn/"))
        assert secret_lesson.title not in text_of(browser.get(made.page.url))
        assert secret_lesson.title not in text_of(browser.get(f"{made.page.url}workbook/"))
        assert secret_lesson.title not in text_of(browser.get(made.lessons[0].url))
    for address in (secret.page.url, secret_lesson.url):
        assert client.get(address).status_code == 302
    assert client.get(f"{secret.page.url}workbook/").status_code == 404
    assert client.post(f"{secret_lesson.url}check/", answer(secret_lesson, is_right=True)).status_code == 404
    assert text_of(as_ted.get(secret_lesson.url))


# A course


def test_a_visitor_sees_the_whole_course_and_can_start(made, client):
    page = text_of(client.get(made.page.url))
    assert "There are no deadlines." in page
    assert "Start with lesson 1" in page
    assert made.lessons[0].url in page
    assert "lessons completed" not in page
    for lesson in made.lessons:
        assert lesson.title in page


def test_starting_leads_to_lesson_one_and_carry_on_to_the_exact_part(made, as_ted):
    response = as_ted.post(f"{made.page.url}start/")
    assert response["Location"] == made.lessons[0].url
    as_ted.get(f"{made.lessons[1].url}?part=2")
    page = text_of(as_ted.get(made.page.url))
    assert f'href="{made.lessons[1].url}?part=2"' in page
    assert "You were on part 2 of 2. About 10 minutes left." in page
    assert "0 of 4 lessons completed" in page


def test_the_words_count_the_rows_marked_completed(made, as_ted, ted):
    for lesson in made.lessons[:3]:
        operations.complete_lesson(learner=ted, lesson=lesson, by=ted, at=timezone.now())
    page = text_of(as_ted.get(made.page.url))
    assert "3 of 4 lessons completed" in page
    assert page.count("task--done") == 3
    assert page.count('class="is-done"') == 3


def test_whoever_only_reads_is_not_enrolled_and_keeps_no_place(made, as_ted):
    page = text_of(as_ted.get(made.lessons[0].url))
    assert "Start this course" in page
    assert "Your place is saved" not in page
    assert not Enrolment.objects.exists()
    assert not LessonVisit.objects.exists()


def test_a_course_that_grew_says_so_to_who_finished_it(made, as_ted, ted):
    for lesson in made.lessons:
        operations.complete_lesson(learner=ted, lesson=lesson, by=ted, at=timezone.now())
    LessonFactory(parent=made.modules[0])
    page = text_of(as_ted.get(made.page.url))
    assert "You have finished this course" in page
    assert "There is 1 new lesson since you finished." in page


def test_a_person_who_did_all_that_is_left_is_no_dead_end(made, as_ted, ted):
    for lesson in made.lessons[:-1]:
        operations.complete_lesson(learner=ted, lesson=lesson, by=ted, at=timezone.now())
    made.lessons[-1].unpublish()
    assert "Finish the course" in text_of(as_ted.get(made.page.url))
    response = as_ted.post(f"{made.page.url}finished/", follow=True)
    assert "You have finished the course" in text_of(response)


# A lesson


def test_a_lesson_shows_one_part_at_a_time(made, client):
    first = text_of(client.get(made.lessons[0].url))
    assert "Words of part 1." in first
    assert "Words of part 2." not in first
    assert "Listen to people who are not in the room." in first
    assert "lesson 1 of 4" in first
    second = text_of(client.get(f"{made.lessons[0].url}?part=2"))
    assert "Words of part 2." in second
    assert "Listen to people who are not in the room." not in second
    whole = text_of(client.get(f"{made.lessons[0].url}?part=all"))
    assert "Words of part 1." in whole
    assert "Words of part 2." in whole


@pytest.mark.parametrize("part", ["99", "-1", "zwei", "2%00", "1e9", "9" * 5000])
def test_a_bad_part_number_shows_the_nearest_part(made, client, part):
    assert "Words of part" in text_of(client.get(f"{made.lessons[0].url}?part={part}"))


def test_the_care_note_comes_before_everything_else(made, client, site_tree):
    lesson = LessonFactory(parent=made.modules[0], with_care_note=True)
    page = text_of(client.get(lesson.url))
    assert page.index("hard memories") < page.index("After this lesson") < page.index("Words of part 1.")


def test_two_lessons_of_a_course_cannot_share_an_address(made):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError, match="Another lesson of this course has this address"):
        made.modules[1].add_child(instance=Lesson(title="Again", slug=made.lessons[0].slug, outcome="x"))
    with pytest.raises(ValidationError, match="used by the course itself"):
        made.modules[1].add_child(instance=Lesson(title="Again", slug="finished", outcome="x"))


def test_a_lesson_withdrawn_while_somebody_is_in_it_says_so(made, as_ted, enrolled, client):
    lesson = made.lessons[0]
    as_ted.get(lesson.url)
    lesson.unpublish()
    page = text_of(as_ted.get(lesson.url))
    assert "This lesson is being updated." in page
    assert "Words of part" not in page
    assert client.get(lesson.url).status_code == 404


def test_what_is_sent_to_a_withdrawn_or_deleted_lesson_still_counts(made, as_ted, ted, enrolled):
    gone, deleted = made.lessons[:2]
    for lesson in (gone, deleted):
        as_ted.get(lesson.url)
    gone.unpublish()
    Lesson.objects.get(pk=deleted.pk).delete()
    for lesson in (gone, deleted):
        sent = words(lesson, "Mine", finished="yes")
        assert as_ted.post(f"{lesson.url}complete/", sent)["Location"] == made.page.url
        assert as_ted.post(f"{lesson.url}note/", sent)["Location"] == made.page.url
        key = str(uuid4())
        assert (
            as_ted.post(f"{lesson.url}reflect/", {**sent, "block": key, "prompt": "Think"}).status_code == 302
        )
    assert Completion.objects.count() == 2
    assert ted.lessonnotes.count() == 2
    assert Reflection.objects.count() == 2
    page = text_of(as_ted.get(made.page.url))
    assert "2 of 4 lessons completed" in page
    assert "What you sent is kept, and so is all you did in it." in page


# Check questions


def test_a_visitor_gets_feedback_and_nothing_is_stored(made, client):
    lesson = made.lessons[0]
    page = text_of(client.post(f"{lesson.url}check/", answer(lesson, is_right=False)))
    assert "Have another look at the key points." in page
    assert f'id="answer-{block_in(lesson, "question").id}" tabindex="-1"' in page
    assert "Yes. Anyone can lead." in text_of(
        client.post(f"{lesson.url}check/", answer(lesson, is_right=True))
    )
    assert not Attempt.objects.exists()
    assert not Session.objects.exists()


def test_an_answer_is_kept_and_leads_back_to_its_feedback(made, as_ted, ted):
    lesson = made.lessons[0]
    response = as_ted.post(f"{lesson.url}check/", answer(lesson, is_right=False))
    assert response["Location"] == f"{lesson.url}?part=2#answer-{block_in(lesson, 'question').id}"
    page = text_of(as_ted.get(f"{lesson.url}?part=2"))
    assert "Have another look at the key points." in page
    assert "wrong" not in page.lower()
    assert Enrolment.objects.get().learner == ted


def test_no_answer_is_an_error_in_words(made, as_ted):
    lesson = made.lessons[0]
    sent = answer(lesson, is_right=True)
    del sent["answer"]
    page = text_of(as_ted.post(f"{lesson.url}check/", sent))
    assert "<title>Error: " in page
    assert page.count("Choose an answer") == 2
    assert "error-summary" in page
    assert "Words of part 2." in page
    assert not Attempt.objects.exists()


def test_save_and_come_back_later_keeps_the_answer(made, as_ted):
    lesson = made.lessons[0]
    sent = answer(lesson, is_right=True, later="1")
    assert as_ted.post(f"{lesson.url}check/", sent)["Location"] == made.page.url
    assert Attempt.objects.count() == 1
    del sent["answer"]
    response = as_ted.post(f"{lesson.url}check/", sent, follow=True)
    assert "Your place is saved." in text_of(response)


@pytest.mark.parametrize("block", ["", "x", "00000000-0000-4000-8000-000000000000"])
def test_a_question_of_another_lesson_is_not_found(made, as_ted, block):
    sent = answer(made.lessons[0], is_right=True, block=block)
    assert as_ted.post(f"{made.lessons[0].url}check/", sent).status_code == 404


def test_the_double_click_is_one_answer(made, as_ted):
    sent = answer(made.lessons[0], is_right=True)
    for _click in range(2):
        assert as_ted.post(f"{made.lessons[0].url}check/", sent).status_code == 302
    assert Attempt.objects.count() == 1


# Own words


def test_a_reflection_is_saved_and_shown_to_nobody_else(made, as_ted, client):
    lesson = made.lessons[0]
    block = block_in(lesson, "reflection").id
    sent = words(lesson, "She listened to me", block=block)
    response = as_ted.post(f"{lesson.url}reflect/", sent)
    assert response["Location"] == f"{lesson.url}?part=2#reflection-{block}"
    assert "She listened to me" in text_of(as_ted.get(f"{lesson.url}?part=2"))
    assert "She listened to me" in text_of(as_ted.get("/me/notes/"))
    assert Reflection.objects.get().prompt == "Think about it 1"
    for roles in ({"coach": True}, {"coordinator": True}, {"editor": True}, {"administrator": True}):
        other = Client()
        other.force_login(UserFactory(**roles))
        for address in (f"{lesson.url}?part=all", "/me/notes/", f"{made.page.url}workbook/", "/me/record/"):
            assert "She listened" not in other.get(address, follow=True).content.decode()
    assert "She listened" not in text_of(client.get(f"{lesson.url}?part=all"))


def test_a_note_changed_in_another_window_shows_both(made, as_ted):
    lesson = made.lessons[0]
    as_ted.post(f"{lesson.url}note/", words(lesson, "From the kitchen"))
    page = text_of(as_ted.post(f"{lesson.url}note/", words(lesson, "From the bus")))
    assert "<title>Error: " in page
    assert "From the kitchen" in page
    assert "From the bus</textarea>" in page
    assert 'name="version" value="1"' in page
    as_ted.post(f"{lesson.url}note/", words(lesson, "From the bus", version=1))
    assert "From the bus" in text_of(as_ted.get(lesson.url))


def test_too_many_words_are_refused_kindly_and_stay_in_the_box(made, as_ted):
    lesson, long = made.lessons[0], "word " * 5000
    page = text_of(as_ted.post(f"{lesson.url}note/", words(lesson, long)))
    assert "Nothing is lost" in page
    assert long.strip() in page


def test_words_that_cannot_be_kept_never_replace_those_that_are(made, as_ted, ted):
    lesson = made.lessons[0]
    as_ted.post(f"{lesson.url}note/", words(lesson, "Kept"))
    for sent in (words(lesson, "With a \0 in it", version=1), words(lesson, "Mine", version="x")):
        assert "<title>Error: " in text_of(as_ted.post(f"{lesson.url}note/", sent))
    assert ted.lessonnotes.get().text == "Kept"


def test_strange_addresses_are_not_found(made, as_ted):
    for address in ("/learn/%00/start/", f"/learn/{made.page.slug}/%00/note/", "/certificate/%00/"):
        assert as_ted.post(address, {"text": "x"}).status_code == 404


def test_words_sent_while_signed_out_wait_for_their_writer(made, ted):
    lesson, browser = made.lessons[0], Client()
    block = block_in(lesson, "reflection").id
    response = browser.post(f"{lesson.url}reflect/", words(lesson, "Typed for an hour", block=block))
    assert response["Location"].startswith("/sign-in/?next=")
    assert not Reflection.objects.exists()
    browser.force_login(ted)
    page = text_of(browser.get(f"{lesson.url}?part=2"))
    assert "Typed for an hour</textarea>" in page
    assert "We kept what you typed" in page
    browser.post(f"{lesson.url}reflect/", words(lesson, "Typed for an hour", block=block))
    assert Reflection.objects.get().learner == ted
    assert "We kept what you typed" not in text_of(browser.get(f"{lesson.url}?part=2"))


def test_words_that_wait_too_long_are_dropped(made, ted, client):
    import time_machine

    lesson = made.lessons[0]
    with time_machine.travel("2026-11-21 12:00Z", tick=False):
        client.post(f"{lesson.url}note/", words(lesson, "At the library"))
    with time_machine.travel("2026-11-21 14:01Z", tick=False):
        assert "At the library" not in text_of(client.get(lesson.url))


# Finishing


def test_finishing_needs_yes_or_no(made, as_ted):
    page = text_of(as_ted.post(f"{made.lessons[0].url}complete/", {"part": "2"}))
    assert page.count("Choose yes or no") == 2
    assert "<title>Error: " in page


def test_no_leads_back_and_yes_leads_on(made, as_ted):
    address = f"{made.lessons[0].url}complete/"
    assert as_ted.post(address, {"finished": "no"})["Location"] == made.page.url
    assert not Completion.objects.exists()
    assert as_ted.post(address, {"finished": "yes"})["Location"] == made.lessons[1].url
    assert "1 of 4 lessons completed" in text_of(as_ted.get(made.page.url))


def test_finishing_can_be_taken_back(made, as_ted):
    lesson = made.lessons[0]
    as_ted.post(f"{lesson.url}complete/", {"finished": "yes"})
    assert "Mark as not finished" in text_of(as_ted.get(f"{lesson.url}?part=2"))
    as_ted.post(f"{lesson.url}undo/", {"part": "2"})
    assert "0 of 4 lessons completed" in text_of(as_ted.get(made.page.url))
    assert "Have you finished this lesson?" in text_of(as_ted.get(f"{lesson.url}?part=2"))


def test_a_visitor_is_asked_to_sign_in_and_comes_back(made, client):
    response = client.post(f"{made.lessons[0].url}complete/", {"finished": "yes", "part": "2"})
    assert response["Location"].startswith("/sign-in/?next=")
    assert "part%3D2" in response["Location"]
    assert not Completion.objects.exists()


@pytest.mark.parametrize("act", ["check", "reflect", "note", "complete", "undo"])
def test_an_address_to_send_to_leads_back_when_it_is_only_opened(made, as_ted, act):
    assert as_ted.get(f"{made.lessons[0].url}{act}/")["Location"] == made.lessons[0].url


@pytest.mark.parametrize("act", ["check", "reflect", "note", "complete", "undo"])
def test_a_lesson_that_is_not_there_is_not_found(made, as_ted, act):
    for address in (f"{made.page.url}nothing/{act}/", f"/learn/nothing/nothing/{act}/"):
        assert as_ted.post(address, {"lesson_key": str(uuid4())}).status_code == 404
        assert as_ted.post(address, {"lesson_key": "x"}).status_code == 404


def finish_all(as_ted, made):
    for lesson in made.lessons:
        response = as_ted.post(f"{lesson.url}complete/", {"finished": "yes"})
    return response


def test_the_last_lesson_leads_to_the_finished_page(made, as_ted):
    assert finish_all(as_ted, made)["Location"] == f"{made.page.url}finished/"
    page = text_of(as_ted.get(f"{made.page.url}finished/"))
    assert "You have finished the course" in page
    assert "Lead a small change." in page


def test_the_finished_page_is_only_for_who_finished(made, as_ted, client):
    assert as_ted.get(f"{made.page.url}finished/")["Location"] == made.page.url
    assert as_ted.post(f"{made.page.url}finished/", {"name": "Ted"})["Location"] == made.page.url
    assert client.get(f"{made.page.url}finished/")["Location"].startswith("/sign-in/")


# Certificates


@pytest.fixture
def certificate(made, as_ted, ted):
    finish_all(as_ted, made)
    as_ted.post(f"{made.page.url}finished/", {"name": "Edward <b>Hughes</b>"})
    return ted.certificates.get()


def test_a_certificate_needs_a_name(made, as_ted):
    finish_all(as_ted, made)
    page = text_of(as_ted.post(f"{made.page.url}finished/", {"name": " "}))
    assert "Enter your name as you want it on the certificate" in page
    assert "<title>Error: " in page


def test_a_certificate_is_private_until_its_owner_says_otherwise(certificate, as_ted, client):
    address = f"/certificate/{certificate.code}/"
    page = text_of(as_ted.get(address))
    assert "Edward &lt;b&gt;Hughes&lt;/b&gt;" in page
    assert "certified" not in page.lower()
    other = Client()
    other.force_login(UserFactory(administrator=True))
    for browser in (client, other):
        hidden = text_of(browser.get(address), 404)
        assert "We cannot find this certificate" in hidden
        assert "Edward" not in hidden
    as_ted.post(f"{address}share/", {"is_public": "on"})
    public = text_of(client.get(f"/certificate/{certificate.code.lower()}/"))
    assert "Edward &lt;b&gt;Hughes" in public
    assert "hours of learning" not in public
    assert certificate.learner.email not in public
    as_ted.post(f"{address}share/", {})
    assert client.get(address).status_code == 404


def test_nobody_shares_somebody_else_s_certificate(certificate, as_ted):
    address = f"/certificate/{certificate.code}/share/"
    other = Client()
    other.force_login(UserFactory())
    assert other.post(address, {"is_public": "on"}).status_code == 404
    as_ted.post(address, {"is_public": "on"})
    assert other.post(address, {}).status_code == 404
    certificate.refresh_from_db()
    assert certificate.is_public


@pytest.mark.parametrize("code", ["ACDE-FHJK-M3NP", "x", "ünknown", "a" * 255])
def test_a_bad_code_says_nothing_about_anybody(client, code, db, site_tree):
    assert "We cannot find this certificate" in text_of(client.get(f"/certificate/{code}/"), 404)


def test_a_certificate_outlives_its_course(certificate, made, as_ted):
    Course.objects.get(pk=made.page.pk).delete()
    assert made.page.title in text_of(as_ted.get(f"/certificate/{certificate.code}/"))


# Paper and the record


def test_the_workbook_has_everything_and_one_s_own_words(made, as_ted, client):
    lesson = made.lessons[0]
    as_ted.post(f"{lesson.url}note/", words(lesson, "My own note"))
    page = text_of(as_ted.get(f"{made.page.url}workbook/"))
    for wanted in ("Words of part 1.", "Words of part 2.", "Question 1?", "Think about it 1", "My own note"):
        assert wanted in page
    assert "large-print" not in page
    assert "large-print" in text_of(client.get(f"{made.page.url}workbook/?large=1"))
    assert "My own note" not in text_of(client.get(f"{made.page.url}workbook/"))


def test_the_record_and_notes_are_for_signed_in_people(client, site_tree):
    for address in ("/me/record/", "/me/notes/"):
        assert client.get(address)["Location"].startswith("/sign-in/")


def test_the_record_lists_what_was_done(made, as_ted, certificate):
    page = text_of(as_ted.get("/me/record/"))
    assert "4 of 4 lessons completed" in page
    assert certificate.code in page


def test_home_offers_the_exact_place_or_lesson_one(made, as_ted):
    page = text_of(as_ted.get("/"))
    assert "Start with Lesson 1" in page
    as_ted.post(f"{made.page.url}start/")
    as_ted.get(f"{made.lessons[2].url}?part=2")
    assert f'href="{made.lessons[2].url}?part=2"' in text_of(as_ted.get("/"))


def test_scripts_typed_anywhere_do_not_run(made, as_ted):
    lesson, script = made.lessons[0], "<script>alert(1)</script>"
    as_ted.post(f"{lesson.url}note/", words(lesson, script))
    as_ted.post(f"{lesson.url}reflect/", words(lesson, script, block=block_in(lesson, "reflection").id))
    for address in (f"{lesson.url}?part=all", "/me/notes/", f"{made.page.url}workbook/"):
        assert script not in text_of(as_ted.get(address))


def test_a_new_lesson_is_previewed(made, admin_client):
    lesson = Lesson(title="New", slug="new", outcome="x", body=lesson_body(), locale=made.page.locale)
    made.modules[0].add_child(instance=lesson)
    response = lesson.make_preview_request()
    assert "Words of part 1." in text_of(response)
    assert not LessonVisit.objects.exists()


def test_block_keys_are_those_of_the_page(made):
    lesson = Lesson.objects.get(pk=made.lessons[0].pk)
    assert str(block_key(block_in(lesson, "question"))) == block_in(lesson, "question").id


@pytest.mark.parametrize(
    ("language", "words"), [("en-gb", "In Welsh only."), ("cy", "Yn Saesneg yn unig."), ("ur", "انگریزی")]
)
def test_a_language_has_the_name_that_people_call_it_by(language, words):
    code = "cy" if language == "en-gb" else "en-gb"
    with translation.override(language):
        assert words in courses_tags.no_translation(code)
