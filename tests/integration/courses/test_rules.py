"""What finishes a lesson: each rule, its sentence, and who may help."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent
from courses import operations, permissions, queries
from courses.models import (
    CohortCourse,
    CohortMember,
    Completion,
    Enrolment,
    LessonVisit,
    LookAgain,
    Reflection,
)
from courses.questions import block_key, question_of
from tests.factories.accounts import UserFactory
from tests.factories.courses import LessonFactory, lesson_body

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def act(ted):
    return {"learner": ted, "by": ted, "at": NOON}


def with_rules(made, *rules, place=0, **body):
    """A lesson of the course that asks for these rules alone."""
    chosen = {
        f"rule_{rule}": rule in rules for rule in ("learner", "questions", "reflection", "work", "coach")
    }
    body.setdefault("questions", 2)
    return LessonFactory(parent=made.modules[place], body=lesson_body(**body), **chosen)


def questions(lesson):
    return [
        question_of(block_key(block), block.value) for block in lesson.body if block.block_type == "question"
    ]


def answer(lesson, question, act, *, is_right=True):
    chosen = next(option for option in question.options if option.is_right == is_right)
    return operations.answer_question(
        lesson=lesson, question=question, given={"chosen": str(chosen.key)}, form_key=uuid4(), **act
    )


def reflect(lesson, act, text="Once, at the surgery."):
    block = next(block for block in lesson.body if block.block_type == "reflection")
    return operations.save_reflection(
        lesson=lesson, prompt_key=block_key(block), prompt="x", text=text, version=0, **act
    )


def completion(lesson):
    return Completion.objects.filter(lesson_key=lesson.translation_key, undone_at=None).first()


def browser_of(person):
    client = Client()
    client.force_login(person)
    return client


def text_of(response, status=200):
    assert response.status_code == status
    return response.content.decode()


# By itself, with the last missing thing


def test_the_last_right_answer_completes_the_lesson(made, act, ted):
    lesson = with_rules(made, "questions")
    first, second = questions(lesson)
    assert answer(lesson, first, act) is None
    assert answer(lesson, second, act, is_right=False) is None
    assert completion(lesson) is None
    progress = answer(lesson, second, act)
    assert progress.row(lesson.translation_key).is_done
    row = completion(lesson)
    assert (row.rule, row.way, row.recorded_by, row.completed_at) == ("questions", "site", ted, NOON)


def test_a_right_answer_stays_right_when_a_later_one_is_not(made, act):
    lesson = with_rules(made, "questions")
    first, second = questions(lesson)
    answer(lesson, first, act)
    answer(lesson, first, act, is_right=False)
    answer(lesson, second, act)
    assert completion(lesson)


def test_a_reflection_completes_the_lesson_and_stays_when_its_words_go(made, act):
    lesson = with_rules(made, "reflection")
    assert reflect(lesson, act, text="  ") is None
    assert reflect(lesson, act)
    kept = Reflection.objects.get()
    operations.save_reflection(
        lesson=lesson, prompt_key=kept.prompt_key, prompt="x", text="", version=kept.version, **act
    )
    assert completion(lesson)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (1, 0, 2), (2, 0, 1), (0, 2, 1)])
def test_all_rules_in_any_order(made, act, mary, ted, order):
    lesson = with_rules(made, "learner", "work", "coach")
    steps = [
        lambda: operations.complete_lesson(lesson=lesson, **act),
        lambda: operations.hand_in_work(lesson=lesson, text="My plan", version=0, **act),
        lambda: operations.confirm_lesson(lesson=lesson, learner=ted, by=mary, at=NOON),
    ]
    for number, step in enumerate(order, start=1):
        steps[step]()
        assert bool(completion(lesson)) == (number == 3)
    assert completion(lesson).rule == "learner,work,coach"


def test_the_last_thing_finishes_the_course_too(made, act, mary, ted):
    lesson = with_rules(made, "coach")
    for other in made.lessons:
        operations.complete_lesson(lesson=other, **act)
    assert Enrolment.objects.get().finished_at is None
    operations.confirm_lesson(lesson=lesson, learner=ted, by=mary, at=NOON + timedelta(days=1))
    assert Enrolment.objects.get().finished_at == NOON + timedelta(days=1)


def test_a_confirmation_does_not_end_the_learner_s_break(made, act, mary, ted):
    lesson = with_rules(made, "coach")
    operations.enrol(course=made.page, **act)
    Enrolment.objects.update(paused_at=NOON)
    operations.confirm_lesson(lesson=lesson, learner=ted, by=mary, at=NOON)
    assert Enrolment.objects.get().paused_at == NOON
    assert completion(lesson)


def test_saying_it_early_is_kept_and_taking_it_back_forgets_it(made, act, ted):
    lesson = with_rules(made, "learner", "reflection")
    operations.complete_lesson(lesson=lesson, **act)
    assert completion(lesson) is None
    assert LessonVisit.objects.get().said_at == NOON
    reflect(lesson, act)
    assert completion(lesson)
    assert operations.undo_completion(lesson=lesson, **act)
    assert completion(lesson) is None
    assert LessonVisit.objects.get().said_at is None
    operations.complete_lesson(lesson=lesson, **act)
    assert completion(lesson)


def test_what_the_learner_did_not_say_is_not_theirs_to_take_back(made, act):
    lesson = with_rules(made, "reflection")
    reflect(lesson, act)
    assert not operations.undo_completion(lesson=lesson, **act)
    assert completion(lesson)


def test_a_rule_that_asks_for_nothing_leaves_it_to_the_learner(made, act, as_ted):
    lesson = with_rules(made, "questions", questions=0)
    assert "you say that you have finished it" in text_of(as_ted.get(f"{lesson.url}?part=2"))
    operations.complete_lesson(lesson=lesson, **act)
    assert completion(lesson).rule == "learner"


def test_the_rules_of_the_english_page_hold_in_every_language(made, act, site_tree):
    from wagtail.models import Locale

    lesson = with_rules(made, "questions")
    cy = Locale.objects.create(language_code="cy")
    for page in (site_tree.home, site_tree.learn, made.page, made.modules[0], lesson):
        page.copy_for_translation(cy).save_revision().publish()
    welsh = lesson.get_translation(cy)
    type(welsh).objects.filter(pk=welsh.pk).update(rule_questions=False, rule_learner=True)
    welsh = type(welsh).objects.get(pk=welsh.pk)
    operations.complete_lesson(lesson=welsh, **act)
    assert completion(lesson) is None
    first, second = questions(lesson)
    answer(lesson, first, act)
    answer(welsh, second, act)
    assert completion(lesson).language == "cy"


# Why is it not ticked?


def test_the_lesson_says_what_finishes_it_and_what_is_missing(made, act, as_ted, ted):
    lesson = with_rules(made, "questions", "reflection", "work", "coach")
    page = text_of(as_ted.get(f"{lesson.url}?part=2"))
    for words in (
        "This lesson is finished when all of this is done:",
        "you have answered all 2 check questions right",
        "a coach has confirmed it",
        "Why isn’t this ticked?",
        "None of the 2 check questions is answered right yet.",
        "You have not handed in your work yet.",
        "Call us and we find you one.",
    ):
        assert words in page
    assert "Have you finished this lesson?" not in page
    answer(lesson, questions(lesson)[0], act)
    assert "Right answers so far: 1 of 2." in text_of(as_ted.get(f"{lesson.url}why/"))
    course = text_of(as_ted.get(made.page.url))
    assert f'href="{lesson.url}why/"' in course


def test_with_a_group_the_sentence_does_not_send_them_to_the_phone(made, as_ted, teds_group):
    lesson = with_rules(made, "coach")
    page = text_of(as_ted.get(f"{lesson.url}?part=2"))
    assert "A coach has not confirmed it yet." in page
    assert "find you one" not in page


def test_a_lesson_with_the_learner_s_word_alone_is_as_it_was(made, as_ted):
    page = text_of(as_ted.get(f"{made.lessons[0].url}?part=2"))
    assert "This lesson is finished when you say that you have finished it." in page
    assert "Have you finished this lesson?" in page
    assert "You have not yet said that you have finished it." in page


def test_saying_yes_too_early_leads_back_to_what_is_missing(made, as_ted):
    lesson = with_rules(made, "learner", "work")
    response = as_ted.post(f"{lesson.url}complete/", {"finished": "yes", "part": "2"})
    assert response["Location"] == f"{lesson.url}?part=2#finished"
    page = text_of(as_ted.get(response["Location"].partition("#")[0]))
    assert "You said that you have finished it. This is noted." in page
    assert "You have not handed in your work yet." in page


def test_why_is_for_the_learner_alone(made, client, as_ted):
    address = f"{made.lessons[0].url}why/"
    assert client.get(address)["Location"].startswith("/sign-in/")
    assert "You have not yet said" in text_of(as_ted.get(address))
    assert as_ted.get(f"{made.page.url}no-such/why/").status_code == 404


# On paper, and by staff


def test_done_on_paper_counts_and_says_so(made, as_ted):
    lesson = with_rules(made, "questions", "reflection")
    as_ted.post(f"{lesson.url}paper/", {"part": "2"})
    row = completion(lesson)
    assert (row.way, row.rule) == ("paper", "questions,reflection")
    assert "Done on paper. You marked it" in text_of(as_ted.get(f"{lesson.url}?part=2"))
    assert "Done on paper." in text_of(as_ted.get(made.page.url))
    as_ted.post(f"{lesson.url}undo/")
    assert completion(lesson) is None


def test_paper_does_not_stand_for_a_coach(made, as_ted, act, mary, ted):
    lesson = with_rules(made, "coach")
    response = as_ted.post(f"{lesson.url}paper/", follow=True)
    assert "Show your paper to a coach." in text_of(response)
    assert completion(lesson) is None
    browser_of(mary).post(f"{lesson.url}people/{ted.pk}/", {"do": "paper"})
    assert (completion(lesson).way, completion(lesson).recorded_by) == ("paper", mary)
    assert "Mary marked it on" in text_of(as_ted.get(f"{lesson.url}?part=2"))


def test_staff_put_a_missing_tick_right_and_the_learner_reads_why(made, as_ted, teds_group, ted):
    lesson = with_rules(made, "questions", "coach")
    address = f"{lesson.url}people/{ted.pk}/"
    grace = browser_of(teds_group.coordinator)
    refused = text_of(grace.post(address, {"do": "repair", "reason": " "}))
    assert "Write why you count it as done" in refused
    assert "<title>Error: " in refused
    assert completion(lesson) is None
    grace.post(address, {"do": "repair", "reason": "She showed me at the meeting."})
    assert (completion(lesson).way, completion(lesson).recorded_by) == ("repair", teds_group.coordinator)
    line = AuditEvent.objects.get(action="lesson counted as done")
    assert "meeting" not in str(line.detail)
    for page in (f"{lesson.url}?part=2", made.page.url, "/me/record/"):
        words = text_of(as_ted.get(page))
        assert "She showed me at the meeting." in words
        assert "Grace" in words
    as_ted.post(f"{lesson.url}undo/")
    assert completion(lesson)


def test_a_repair_leaves_what_is_done_as_it_is(made, act, ted, teds_group):
    operations.complete_lesson(lesson=made.lessons[0], **act)
    operations.count_as_done(
        lesson=made.lessons[0],
        learner=ted,
        reason="x",
        by=teds_group.coordinator,
        at=NOON + timedelta(days=1),
    )
    assert (completion(made.lessons[0]).way, Completion.objects.count()) == ("site", 1)


# Who may


def allowed(person, ted, made):
    who = {"learner": ted, "course_key": made.key}
    return bool(permissions.may_confirm(person, **who)), bool(permissions.may_repair(person, **who))


def test_who_may_confirm_and_who_may_repair(made, ted, teds_group, mary):
    assert allowed(mary, ted, made) == (True, False)
    assert allowed(teds_group.coordinator, ted, made) == (True, True)
    assert allowed(UserFactory(administrator=True), ted, made) == (False, True)
    assert allowed(UserFactory(coach=True), ted, made) == (False, False)
    assert allowed(UserFactory(coordinator=True), ted, made) == (False, False)
    assert allowed(ted, ted, made) == (False, False)


def test_nobody_confirms_for_themself(made, teds_group, mary):
    CohortMember.objects.create(cohort=teds_group, learner=mary, joined_at=NOON)
    assert allowed(mary, mary, made) == (False, False)


@pytest.mark.parametrize("change", ["left", "other course", "role lost"])
def test_what_ends_it_ends_at_the_next_request(made, ted, teds_group, mary, change):
    address = f"{made.lessons[0].url}people/{ted.pk}/"
    browser = browser_of(mary)
    assert browser.get(address).status_code == 200
    if change == "left":
        CohortMember.objects.update(left_at=NOON)
    elif change == "other course":
        CohortCourse.objects.all().delete()
    else:
        mary.groups.clear()
    assert browser.get(address).status_code == 404
    assert browser.post(address, {"do": "paper"}).status_code == 404


def test_a_coach_confirms_but_does_not_repair_and_sees_no_private_words(made, act, ted, mary):
    lesson = with_rules(made, "coach", "reflection")
    reflect(lesson, act, text="Nobody else reads this")
    browser, address = browser_of(mary), f"{lesson.url}people/{ted.pk}/"
    page = text_of(browser.get(address))
    assert "Confirm this lesson" in page
    assert "Nobody else reads this" not in page
    assert "Count this as done" not in page
    assert browser.post(address, {"do": "repair", "reason": "x"}).status_code == 404
    assert browser.post(address, {"do": "else"}).status_code == 404
    browser.post(address, {"do": "confirm"})
    assert completion(lesson)
    assert AuditEvent.objects.filter(action="lesson confirmed").count() == 1


def test_nobody_else_finds_the_page(made, ted, as_ted, client):
    address = f"{made.lessons[0].url}people/{ted.pk}/"
    assert as_ted.get(address).status_code == 404
    assert browser_of(UserFactory(coach=True)).get(address).status_code == 404
    assert client.get(address)["Location"].startswith("/sign-in/")


# Look again


def test_a_changed_lesson_says_so_until_it_is_opened_again(made, act, as_ted, ted):
    lesson = made.lessons[0]
    now = timezone.now()
    act = {**act, "at": now - timedelta(minutes=2)}
    operations.enrol(course=made.page, **act)
    operations.see_part(learner=ted, lesson=lesson, part=1, at=act["at"])
    operations.complete_lesson(lesson=lesson, **act)
    LookAgain.objects.create(
        lesson_key=lesson.translation_key, what_changed="New law.", asked_at=now - timedelta(minutes=1)
    )
    course = text_of(as_ted.get(made.page.url))
    assert "Changed since you finished:</b> New law." in course
    assert queries.progress_for(learner=ted, course_key=made.key).done == 1
    assert "New law." in text_of(as_ted.get(lesson.url))
    assert "New law." not in text_of(as_ted.get(made.page.url))
    assert "New law." not in text_of(as_ted.get(lesson.url))


def test_who_finished_after_the_change_hears_nothing_of_it(made, act, as_ted):
    lesson = made.lessons[0]
    LookAgain.objects.create(lesson_key=lesson.translation_key, what_changed="New law.", asked_at=NOON)
    operations.complete_lesson(lesson=lesson, **{**act, "at": NOON + timedelta(days=1)})
    assert "New law." not in text_of(as_ted.get(made.page.url))
