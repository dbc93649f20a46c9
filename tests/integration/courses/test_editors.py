"""Whatever an editor does to a course, nobody's progress falls and nothing a learner did is lost."""

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.viewsets import viewsets
from wagtail.models import Locale
from wagtail.snippets.models import get_snippet_models
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield
from wagtail_localize.operations import TranslationCreator

from courses import models, operations, queries
from courses.models import Attempt, Completion, Enrolment, Lesson, LessonNote
from courses.questions import block_key, question_of
from home.models import Source
from tests.factories.courses import LessonFactory, ModuleFactory, lesson_body, make_course

pytestmark = pytest.mark.django_db


@pytest.fixture
def half_way(made, ted):
    """Ted finished the first two lessons, wrote a note in the third and is in its second part."""
    act = {"learner": ted, "by": ted, "at": timezone.now()}
    operations.enrol(course=made.page, **act)
    for lesson in made.lessons[:2]:
        operations.complete_lesson(lesson=lesson, **act)
    operations.see_part(learner=ted, lesson=made.lessons[2], part=2, at=timezone.now())
    operations.save_note(lesson=made.lessons[2], text="Mine", version=0, **act)
    return made


def progress(ted, made, language=""):
    return queries.progress_for(learner=ted, course_key=made.key, language=language)


def statuses(ted, made):
    return [str(row.status) for row in progress(ted, made).rows]


def fresh(page):
    return type(page).objects.get(pk=page.pk)


def test_publishing_again_changes_nothing(half_way, ted):
    before = statuses(ted, half_way)
    for lesson in half_way.lessons:
        lesson = fresh(lesson)
        lesson.title += " (new)"
        lesson.body = lesson.body.stream_block.to_python(lesson_body(parts=5))
        lesson.save_revision().publish()
    assert statuses(ted, half_way) == before == ["done", "done", "now", "todo"]
    assert progress(ted, half_way).carry_on.lesson.title.endswith("(new)")


def test_a_lesson_moved_within_the_course_keeps_its_tick(half_way, ted):
    fresh(half_way.lessons[0]).move(fresh(half_way.modules[1]), pos="last-child")
    now = progress(ted, half_way)
    assert (now.done, now.total) == (2, 4)
    assert [row.is_done for row in now.rows] == [True, False, False, True]


def test_a_lesson_moved_to_another_course_counts_in_both(half_way, ted, site_tree):
    other = make_course(parent=site_tree.learn)
    fresh(half_way.lessons[0]).move(fresh(other.modules[0]), pos="last-child")
    now = progress(ted, half_way)
    assert (now.done, now.total, [row.title for row in now.left]) == (2, 4, [half_way.lessons[0].title])
    assert progress(ted, other).done == 1


def test_a_withdrawn_lesson_keeps_its_tick_and_its_place_comes_back(half_way, ted):
    done, current = fresh(half_way.lessons[0]), fresh(half_way.lessons[2])
    done.unpublish()
    current.unpublish()
    assert statuses(ted, half_way) == ["done", "done", "withdrawn", "todo"]
    now = progress(ted, half_way)
    assert (now.done, now.total) == (2, 3)
    assert now.carry_on.lesson.key == half_way.lessons[3].translation_key
    fresh(done).save_revision().publish()
    fresh(current).save_revision().publish()
    back = progress(ted, half_way)
    assert statuses(ted, half_way) == ["done", "done", "now", "todo"]
    assert (back.carry_on.lesson.key, back.carry_on.part) == (current.translation_key, 2)


def test_a_deleted_lesson_stays_in_the_count_and_nothing_is_lost(half_way, ted):
    before = progress(ted, half_way)
    fresh(half_way.lessons[0]).delete()
    fresh(half_way.lessons[2]).delete()
    now = progress(ted, half_way)
    assert (before.done, now.done, now.total) == (2, 2, 3)
    assert LessonNote.objects.get().text == "Mine"
    assert [words.lesson_title for words in queries.words_of(learner=ted)] == [half_way.lessons[2].title]


def test_a_lesson_made_anew_with_its_key_is_the_same_lesson(half_way, ted):
    old = fresh(half_way.lessons[0])
    old.delete()
    new = LessonFactory(parent=fresh(half_way.modules[0]), translation_key=old.translation_key)
    now = progress(ted, half_way)
    assert (now.done, now.total, now.left) == (2, 4, ())
    assert next(row for row in now.rows if row.key == new.translation_key).is_done


def test_a_deleted_course_stays_in_the_record(half_way, ted, as_ted):
    fresh(half_way.page).delete()
    row = queries.record_of(learner=ted)[0]
    assert (row.progress.outline.title, row.progress.done) == (half_way.page.title, 2)
    assert queries.carry_on_for(learner=ted) is None
    assert half_way.lessons[0].title in as_ted.get("/me/record/").content.decode()


def test_a_hidden_lesson_is_listed_for_nobody_who_did_not_open_it(half_way, ted, client):
    half_way.lessons[3].unpublish()
    never_published = LessonFactory(parent=fresh(half_way.modules[0]), title="Still secret", live=False)
    for browser in (client,):
        page = browser.get(half_way.page.url).content.decode()
        assert half_way.lessons[3].title not in page
        assert never_published.title not in page
    assert len(progress(ted, half_way).rows) == 3


def test_editing_a_question_keeps_the_answers_as_asked(half_way, ted):
    lesson = fresh(half_way.lessons[0])
    block = next(block for block in lesson.body if block.block_type == "question")
    question = question_of(block_key(block), block.value)
    operations.answer_question(
        learner=ted,
        lesson=lesson,
        question=question,
        given={"chosen": str(question.options[0].key)},
        form_key=question.key,
        by=ted,
        at=timezone.now(),
    )
    block.value["question"] = "Another question?"
    lesson.save_revision().publish()
    assert Attempt.objects.get().asked["question"] == "Question 1?"


def test_a_lesson_of_a_module_taken_away_stays_open(half_way, ted):
    fresh(half_way.modules[0]).unpublish()
    assert statuses(ted, half_way) == ["done", "done", "now", "todo"]


def test_new_modules_and_lessons_only_add(half_way, ted):
    module = ModuleFactory(parent=fresh(half_way.page))
    LessonFactory(parent=module)
    now = progress(ted, half_way)
    assert (now.done, now.total) == (2, 5)


def test_two_lessons_with_one_address_do_not_meet_in_a_course(half_way, site_tree, admin_client):
    other = make_course(parent=site_tree.learn, modules=2)
    moving, taken = fresh(half_way.lessons[0]), fresh(other.lessons[0])
    address = reverse("wagtailadmin_pages:move_confirm", args=[moving.pk, other.modules[1].pk])
    taken.slug = moving.slug
    taken.save()
    page = admin_client.post(address, follow=True).content.decode()
    assert "Another lesson of that course has this address." in page
    assert fresh(moving).path == moving.path
    taken.slug = "free-again"
    taken.save()
    admin_client.post(address)
    assert fresh(moving).course == other.page


# Languages


@pytest.fixture
def welsh(half_way, site_tree):
    """The course in Welsh, without its last lesson."""
    cy = Locale.objects.create(language_code="cy")
    for page in (site_tree.home, site_tree.learn, half_way.page, *half_way.modules, *half_way.lessons[:3]):
        copy = fresh(page).copy_for_translation(cy)
        copy.title = f"{page.title} yn Gymraeg"
        copy.save_revision().publish()
    return cy


def test_both_languages_share_one_progress(half_way, ted, welsh):
    english, cy = progress(ted, half_way, "en-gb"), progress(ted, half_way, "cy")
    assert [row.status for row in cy.rows] == [row.status for row in english.rows]
    assert (cy.done, cy.total) == (2, 4)
    assert cy.outline.title == f"{half_way.page.title} yn Gymraeg"
    assert cy.carry_on.url == f"/cy/learn/{half_way.page.slug}/{half_way.lessons[2].slug}/?part=2"
    lesson = half_way.lessons[2].get_translation(welsh)
    operations.complete_lesson(learner=ted, lesson=lesson, by=ted, at=timezone.now())
    assert progress(ted, half_way, "en-gb").done == 3
    assert Completion.objects.get(lesson_key=lesson.translation_key).language == "cy"
    assert Enrolment.objects.count() == 1


def test_a_lesson_without_translation_is_offered_in_english(half_way, ted, welsh, as_ted):
    row = progress(ted, half_way, "cy").rows[3]
    assert (row.title, row.language, row.url) == (half_way.lessons[3].title, "en-gb", half_way.lessons[3].url)
    page = as_ted.get(f"/cy/learn/{half_way.page.slug}/").content.decode()
    assert f'<a href="{half_way.lessons[3].url}"' in page
    assert 'lang="en-gb" hreflang="en-gb" dir="auto"' in page


def test_half_in_english_half_in_welsh_is_one_finished_course(half_way, ted, welsh):
    operations.complete_lesson(
        learner=ted, lesson=half_way.lessons[2].get_translation(welsh), by=ted, at=timezone.now()
    )
    after = operations.complete_lesson(learner=ted, lesson=half_way.lessons[3], by=ted, at=timezone.now())
    assert after.finished_at
    assert Enrolment.objects.get().finished_at


def test_a_lesson_withdrawn_in_english_is_still_open_in_welsh(half_way, ted, welsh):
    half_way.lessons[2].unpublish()
    assert progress(ted, half_way, "cy").rows[2].is_open
    assert not progress(ted, half_way, "en-gb").rows[2].is_open


def test_questions_keep_their_keys_in_translation(half_way, welsh, django_capture_on_commit_callbacks):
    lesson = half_way.lessons[3]
    creator = TranslationCreator(user=None, target_locales=[welsh])
    with django_capture_on_commit_callbacks(execute=True):
        creator.create_translations(fresh(lesson))
    translated = lesson.get_translation(welsh)
    keys = [block_key(block) for block in fresh(lesson).body]
    assert [block_key(block) for block in translated.body] == keys
    assert [option.key for option in _question(translated).options] == [
        option.key for option in _question(fresh(lesson)).options
    ]


def _question(lesson):
    block = next(block for block in lesson.body if block.block_type == "question")
    return question_of(block_key(block), block.value)


def test_a_new_lesson_starts_with_every_box_of_a_question_empty():
    question = next(block for block in Lesson().body if block.block_type == "question")
    words = question.block.get_prep_value(question.value)
    assert words["feedback_right"] == words["feedback_wrong"] == ""
    assert [option["value"]["text"] for option in words["options"]] == ["", ""]


# Writing a lesson


def test_a_new_lesson_starts_with_a_body(made, admin_client):
    address = reverse("wagtailadmin_pages:add", args=["courses", "lesson", made.modules[0].pk])
    page = admin_client.get(address)
    assert page.status_code == 200
    kinds = [block.block_type for block in page.context["form"].instance.body]
    assert kinds == ["part", "text", "key_points", "part", "question", "part", "reflection"]


def test_the_untouched_starter_body_cannot_be_published(made, admin_client):
    address = reverse("wagtailadmin_pages:add", args=["courses", "lesson", made.modules[0].pk])
    sent = nested_form_data(
        {
            "title": "New",
            "slug": "new",
            "minutes": "20",
            "outcome": "x",
            "body": streamfield([("part", {"title": ""}), ("reflection", {"prompt": ""})]),
            "comments": inline_formset([]),
            "action-publish": "1",
        }
    )
    page = admin_client.post(address, sent)
    assert page.status_code == 200
    assert "body" in page.context["form"].errors


def test_the_editor_s_form_refuses_an_address_of_the_same_course(made, admin_client):
    address = reverse("wagtailadmin_pages:add", args=["courses", "lesson", made.modules[1].pk])
    sent = nested_form_data(
        {
            "title": "New",
            "slug": made.lessons[0].slug,
            "minutes": "20",
            "outcome": "x",
            "body": streamfield([]),
            "comments": inline_formset([]),
            "action-publish": "1",
        }
    )
    page = admin_client.post(address, sent)
    assert page.context["form"].errors["slug"] == [
        "Another lesson of this course has this address. Choose another."
    ]


def test_no_admin_page_shows_what_learners_did(half_way, admin_client):
    assert Source in viewset_models()
    for model in (models.LessonNote, models.Attempt, models.Completion, models.Enrolment, models.Certificate):
        assert model not in viewset_models()
    page = admin_client.get(reverse("wagtailadmin_explore", args=[half_way.modules[0].pk]))
    assert "Mine" not in page.content.decode()


def viewset_models():
    return {getattr(viewset, "model", None) for viewset in viewsets.viewsets} | set(get_snippet_models())
