"""What somebody sends from a tab they had open counts, whatever happened to the lesson meanwhile."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from courses import operations
from courses.models import (
    Attempt,
    Completion,
    Confidence,
    Enrolment,
    Lesson,
    LessonNote,
    QuizTry,
    Reflection,
    Work,
)
from courses.questions import block_key, question_of
from home.models import Capability
from tests.factories.accounts import UserFactory
from tests.factories.courses import (
    LessonFactory,
    block,
    confidence_block,
    make_bank,
    make_course,
    question_block,
    quiz_block,
    text_block,
)

pytestmark = pytest.mark.django_db


def text_of(response, status=200):
    assert response.status_code == status
    return response.content.decode()


@pytest.fixture
def lesson(made, site_tree):
    """A lesson with everything in it that somebody can fill in."""
    Capability.objects.create(code="P1", name="Listening", locale=site_tree.locale)
    make_bank(locale=site_tree.locale, number=2)
    body = [
        question_block(),
        text_block(),
        block("reflection", {"prompt": "What did you hear?"}),
        confidence_block(),
        quiz_block(number=2, pass_mark=50),
    ]
    lesson = LessonFactory(parent=made.modules[0], body=body, rule_work=True)
    lesson.save_revision().publish()
    return Lesson.objects.get(pk=lesson.pk)


@pytest.fixture
def other(site_tree):
    return make_course(parent=site_tree.learn, lessons=1)


def forms_on(page, lesson):
    """Every form of the page that goes to the lesson: its address, and what a browser would send unfilled."""
    found = []
    for action, inside in re.findall(
        r'<form method="post" action="([^"#]*)[^"]*"[^>]*>(.*?)</form>', page, re.S
    ):
        if not action.startswith(lesson.url) or action.endswith(("/place/", "/undo/", "/paper/")):
            continue
        fields = {}
        for tag in re.findall(r'<input type="hidden"[^>]*>', inside):
            value = re.search(r'value="([^"]*)"', tag)
            fields[re.search(r'name="([^"]*)"', tag)[1]] = value[1] if value else ""
        found.append((action, fields, inside))
    return found


def filled(fields, inside):
    """The form with words in every box and the first choice of every question."""
    sent = dict(fields)
    for name in re.findall(r'<textarea[^>]*name="([^"]*)"', inside):
        sent[name] = "Mine"
    for name in re.findall(r'<input type="text"[^>]*name="([^"]*)"', inside):
        sent[name] = "Healthwatch"
    for tag in re.findall(r'<input type="radio"[^>]*>', inside):
        sent.setdefault(re.search(r'name="([^"]*)"', tag)[1], re.search(r'value="([^"]*)"', tag)[1])
    return sent


def take_away(lesson, how, other):
    page = Lesson.objects.get(pk=lesson.pk)
    if how == "unpublished":
        page.unpublish()
    elif how == "retired":
        page.is_retired = True
        page.unpublish()
    elif how == "private":
        PageViewRestriction.objects.create(page=page, restriction_type="password", password="x")
    elif how == "moved":
        page.move(other.modules[0], pos="last-child")
    elif how == "deleted":
        page.delete()
    elif how == "course unpublished":
        page.course.unpublish()


SAYS = {
    "unpublished": "This lesson is being updated.",
    "retired": "This lesson was withdrawn while you had it open.",
    "private": "This lesson is being updated.",
    "moved": "This lesson has moved while you had it open.",
    "deleted": "This lesson was taken away while you had it open.",
    "course unpublished": "is",
}


@pytest.mark.parametrize("how", [how for how in SAYS if how != "deleted"])
@pytest.mark.parametrize("was_in_it", [True, False])
def test_everything_sent_to_a_lesson_that_went_is_kept(made, lesson, other, ted, as_ted, how, was_in_it):
    if was_in_it:
        operations.enrol(learner=ted, course=made.page, by=ted, at=timezone.now())
    forms = forms_on(text_of(as_ted.get(f"{lesson.url}?part=all")), lesson)
    assert {action.rsplit("/", 2)[1] for action, _fields, _inside in forms} >= {
        *("check", "reflect", "sure", "quiz", "note", "hand-in", "complete")
    }
    take_away(lesson, how, other)
    if how in ("private", "course unpublished") and not was_in_it:
        return
    for action, fields, inside in forms:
        assert as_ted.post(action, filled(fields, inside)).status_code == 302, action
    assert Attempt.objects.filter(learner=ted).count() == 4
    assert {row.given.get("text") for row in Attempt.objects.all()} >= {"Healthwatch"}
    assert QuizTry.objects.get().total == 2
    assert Confidence.objects.get().value
    assert Reflection.objects.get().prompt == "What did you hear?"
    assert [row.text for row in (Reflection.objects.get(), LessonNote.objects.get())] == ["Mine", "Mine"]
    assert Work.objects.get().text == "Mine"
    assert {row.lesson_key for row in Attempt.objects.all()} == {lesson.translation_key}
    if was_in_it and how == "moved":
        assert not Enrolment.objects.filter(course_key=other.key).exists()


@pytest.mark.parametrize("how", SAYS)
def test_the_page_says_what_happened_and_that_it_is_kept(made, lesson, other, as_ted, enrolled, how):
    forms = forms_on(text_of(as_ted.get(f"{lesson.url}?part=all")), lesson)
    take_away(lesson, how, other)
    note = next(form for form in forms if form[0].endswith("/note/"))
    page = text_of(as_ted.post(note[0], filled(*note[1:]), follow=True))
    assert SAYS[how] in page
    assert "What you sent is kept, and so is all you did in it." in page
    assert LessonNote.objects.get().text == "Mine"


def test_an_answer_that_completes_a_lesson_completes_it_though_it_went(made, as_ted, ted, enrolled):
    lesson = LessonFactory(
        parent=made.modules[0], body=[text_block()], rule_learner=False, rule_questions=True
    )
    forms = forms_on(text_of(as_ted.get(lesson.url)), lesson)
    lesson.unpublish()
    check = next(form for form in forms if form[0].endswith("/check/"))
    page = text_of(as_ted.post(check[0], filled(*check[1:]), follow=True))
    assert "You have completed" in page
    assert Completion.objects.get().lesson_key == lesson.translation_key


def test_a_question_edited_out_of_an_open_lesson_keeps_the_answer_as_it_was_asked(lesson, as_ted, ted):
    forms = forms_on(text_of(as_ted.get(lesson.url)), lesson)
    page = Lesson.objects.get(pk=lesson.pk)
    page.body = [("text", "<p>Nothing to answer.</p>")]
    page.save_revision().publish()
    for action, fields, inside in forms:
        if action.endswith(("/check/", "/reflect/", "/sure/", "/quiz/")):
            back = as_ted.post(action, filled(fields, inside))["Location"]
            assert back.partition("#")[0] == lesson.url
    assert Attempt.objects.filter(asked__question="Who listens?", given__text="Healthwatch").exists()
    assert QuizTry.objects.count() == Confidence.objects.count() == 1
    assert Reflection.objects.get().text == "Mine"
    assert "Your answer is kept." in text_of(as_ted.get(lesson.url))


def test_the_answer_is_graded_by_the_words_that_were_read(lesson, as_ted):
    first = next(one for one in lesson.body if one.block_type == "question_text")
    question = question_of(block_key(first), first.value)
    sent = {
        "block": str(question.key),
        "lesson_key": str(lesson.translation_key),
        "form_key": str(uuid4()),
        "wording": question.wording,
        "answer": "Healthwatch",
    }
    as_ted.get(lesson.url)
    page = Lesson.objects.get(pk=lesson.pk)
    next(one for one in page.body if one.block_type == "question_text").value["question"] = "Now otherwise?"
    page.save_revision().publish()
    page.unpublish()
    as_ted.post(f"{lesson.url}check/", sent)
    assert Attempt.objects.get().asked["question"] == "Who listens?"


def test_of_a_deleted_lesson_a_question_is_known_from_who_answered_it_before(lesson, as_ted, enrolled):
    forms = forms_on(text_of(as_ted.get(lesson.url)), lesson)
    check = next(form for form in forms if 'type="text"' in form[2])
    other = Client()
    other.force_login(UserFactory())
    other.post(check[0], filled(*check[1:]))
    assert Attempt.objects.count() == 1
    Lesson.objects.get(pk=lesson.pk).delete()
    as_ted.post(check[0], filled(*check[1:]) | {"form_key": str(uuid4())})
    assert Attempt.objects.count() == 2


def test_words_for_a_lesson_that_nobody_knows_come_back_to_copy(lesson, made, as_ted):
    forms = forms_on(text_of(as_ted.get(lesson.url)), lesson)
    Lesson.objects.get(pk=lesson.pk).delete()
    for action, fields, inside in forms:
        sent = filled(fields, inside)
        if action.endswith(("/note/", "/reflect/", "/hand-in/")):
            page = text_of(as_ted.post(action, sent), 404)
            assert "We could not save what you typed." in page
            assert ">Mine</textarea>" in page
    assert not Reflection.objects.exists()


def test_words_too_long_for_a_lesson_that_went_can_be_sent_again(lesson, as_ted, enrolled):
    forms = forms_on(text_of(as_ted.get(lesson.url)), lesson)
    lesson.unpublish()
    note = next(form for form in forms if form[0].endswith("/note/"))
    page = text_of(as_ted.post(note[0], {**note[1], "text": "x" * 20_001}), 422)
    assert "1 letter too long" in page
    assert "x" * 20_001 in page
    again = forms_on(page, lesson)[0]
    as_ted.post(again[0], {**again[1], "text": "shorter"})
    assert LessonNote.objects.get().text == "shorter"


def test_a_lesson_that_was_never_public_takes_nothing(made, as_ted):
    draft = LessonFactory(parent=made.modules[0], live=False)
    sent = {"text": "Mine", "version": "0", "lesson_key": str(draft.translation_key)}
    assert as_ted.post(f"{draft.url}note/", sent).status_code == 404
    assert not LessonNote.objects.exists()


def test_a_restricted_lesson_takes_nothing_from_who_was_never_in_it(lesson, as_ted):
    take_away(lesson, "private", None)
    sent = {"text": "Mine", "version": "0", "lesson_key": str(lesson.translation_key)}
    assert as_ted.post(f"{lesson.url}note/", sent).status_code == 404
    assert not LessonNote.objects.exists()


@pytest.mark.parametrize(
    ("act", "words"),
    [("leave_course", "You had left this course."), ("pause_course", "Your break from this course is over.")],
)
def test_who_left_or_paused_in_another_tab_is_told(lesson, made, as_ted, ted, enrolled, act, words):
    forms = forms_on(text_of(as_ted.get(f"{lesson.url}?part=all")), lesson)
    enrolment = Enrolment.objects.get(learner=ted)
    for action, fields, inside in forms:
        getattr(operations, act)(enrolment=enrolment, by=ted, at=timezone.now())
        page = text_of(as_ted.post(action, filled(fields, inside), follow=True))
        assert words in page, action
        assert "What you sent is kept" in page
        enrolment.refresh_from_db()
        assert enrolment.left_at is enrolment.paused_at is None
    assert LessonNote.objects.get().text == "Mine"


def test_a_sign_in_that_runs_out_while_the_lesson_goes_loses_nothing(lesson, as_ted, ted, enrolled):
    forms = forms_on(text_of(as_ted.get(lesson.url)), lesson)
    lesson.unpublish()
    as_ted.logout()
    for action, fields, inside in forms:
        if action.endswith(("/note/", "/reflect/", "/check/")):
            assert as_ted.post(action, filled(fields, inside))["Location"].startswith("/sign-in/")
    as_ted.force_login(ted)
    assert as_ted.get(lesson.url)["Location"] == "/me/kept-words/"
    page = text_of(as_ted.get("/me/kept-words/"))
    assert page.count(">Mine</textarea>") == 2
    for again, fields, inside in forms_on(page, lesson):
        as_ted.post(again, filled(fields, inside) | {"answer": fields.get("answer", "Healthwatch")})
    assert LessonNote.objects.get().text == Reflection.objects.get().text == "Mine"
    assert Attempt.objects.count() == 2
    assert "There is nothing that waits" in text_of(as_ted.get("/me/kept-words/"))


def test_what_a_visitor_typed_for_a_lesson_that_went_waits_for_them(lesson, ted):
    browser = Client()
    forms = forms_on(text_of(browser.get(lesson.url)), lesson)
    lesson.unpublish()
    note = next(form for form in forms if form[0].endswith("/note/"))
    response = browser.post(note[0], filled(*note[1:]))
    assert response["Location"] == "/sign-in/?next=/me/kept-words/"
    browser.force_login(ted)
    assert ">Mine</textarea>" in text_of(browser.get("/me/kept-words/"))


def test_a_form_without_its_question_is_not_found(lesson, as_ted):
    for act in ("check", "reflect", "sure", "quiz"):
        for key in ("", "x", str(uuid4())):
            assert as_ted.post(f"{lesson.url}{act}/", {"block": key}).status_code == 404
