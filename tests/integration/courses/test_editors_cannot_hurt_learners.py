"""Deleting means retiring, and nothing an editor does lowers anybody's progress or loses a row."""

import uuid
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import TranslationSource
from wagtail_localize.operations import TranslationCreator

from accounts.models import AuditEvent
from courses import models, operations, queries
from courses.models import Course, Enrolment, Lesson
from courses.operations import editing
from courses.queries.touched import IN_COURSES, IN_LESSONS
from courses.questions import block_key, question_of
from tests.factories.accounts import UserFactory
from tests.factories.courses import LessonFactory, make_course

pytestmark = pytest.mark.django_db


def fresh(page):
    return type(page).objects.get(pk=page.pk)


def text(response):
    return " ".join(response.content.decode().split())


def everything(person):
    """Every row this person has in lessons and courses, as plain values."""
    tables = dict.fromkeys((*IN_LESSONS, *IN_COURSES))
    return {
        model.__name__: list(model.objects.filter(learner=person).order_by("pk").values()) for model in tables
    }


def nothing_is_lost(before, after):
    """Every row is there as it was. A course may have become finished; rows may have come."""
    for table, rows in before.items():
        now = {row["id"]: row for row in after[table]}
        for row in rows:
            if table == "Enrolment" and row["finished_at"] is None:
                row = row | {"finished_at": now[row["id"]]["finished_at"]}
            assert now.get(row["id"]) == row


@pytest.fixture
def full(made, ted):
    """Ted has a row of every kind in the first lesson, finished the second, and is half-way in the third."""
    now, lesson = timezone.now(), made.lessons[0]
    act = {"learner": ted, "by": ted, "at": now}
    operations.enrol(course=made.page, **act)
    for done in made.lessons[:2]:
        operations.complete_lesson(lesson=done, **act)
    operations.see_part(learner=ted, lesson=made.lessons[2], part=2, at=now)
    operations.save_note(lesson=lesson, text="Mine", version=0, **act)
    reflection = next(block for block in lesson.body if block.block_type == "reflection")
    operations.save_reflection(
        lesson=lesson, prompt_key=block_key(reflection), prompt="Think", text="I do", version=0, **act
    )
    block = next(block for block in lesson.body if block.block_type == "question")
    question = question_of(block_key(block), block.value)
    here = {"learner": ted, "lesson_key": lesson.translation_key}
    models.Attempt.objects.create(
        **here, question_key=question.key, asked=question.as_asked(), is_right=True, made_at=now,
        given={"chosen": str(question.options[0].key)}, language="en-gb",
    )  # fmt: skip
    models.QuizTry.objects.create(
        **here, quiz_key=uuid.uuid4(), right=1, total=2, is_passed=True, made_at=now, language="en-gb"
    )
    models.Work.objects.create(**here, text="My work", created_at=now, updated_at=now)
    models.CoachConfirmation.objects.create(**here, confirmed_at=now)
    course = {"learner": ted, "course_key": made.key}
    models.Certificate.objects.create(
        **course, code="ACDE-FHJK-M3NP", name="Ted", course_title=made.page.title, hours=2,
        completed_at=now, issued_at=now,
    )  # fmt: skip
    models.Confidence.objects.create(**course, capability_code="P1", moment="before", value=3, said_at=now)
    models.Reminder.objects.create(**course, number=1, sent_at=now)
    return made


def test_the_person_of_these_tests_has_a_row_of_every_kind(full, ted):
    assert all(everything(ted).values())


def progress(ted, made):
    return queries.progress_for(learner=ted, course_key=made.key)


def statuses(ted, made):
    return [str(row.status) for row in progress(ted, made).rows]


# Deleting means retiring


def delete_address(page):
    return reverse("wagtailadmin_pages:delete", args=[page.pk])


@pytest.mark.parametrize("name", ["lesson", "module", "course"])
def test_what_people_learned_with_is_not_deleted(full, ted, admin_client, name):
    page = {"lesson": full.lessons[0], "module": full.modules[0], "course": full.page}[name]
    for answer in (admin_client.get(delete_address(page)), admin_client.post(delete_address(page))):
        assert "You cannot delete this" in text(answer)
        assert f'action="{reverse("page_retire", args=[page.pk])}"' in text(answer)
    assert Page.objects.filter(pk=page.pk, live=True).exists()


def test_nor_with_a_page_above(full, admin_client, site_tree):
    for page in (site_tree.learn, site_tree.home):
        answer = text(admin_client.post(delete_address(page)))
        assert "You cannot delete this" in answer
        assert "Delete or retire the courses and lessons in it one by one." in answer
    assert Course.objects.exists()


def test_a_page_nobody_touched_is_really_deleted(full, admin_client):
    assert "Nobody has opened this lesson yet." in text(admin_client.get(delete_address(full.lessons[3])))
    admin_client.post(delete_address(full.lessons[3]))
    assert not Lesson.objects.filter(pk=full.lessons[3].pk).exists()


def test_a_course_without_lessons_that_somebody_started_is_kept(site_tree, ted, admin_client):
    made = make_course(parent=site_tree.learn, modules=0)
    operations.enrol(learner=ted, course=made.page, by=ted, at=timezone.now())
    admin_client.post(delete_address(made.page))
    assert Course.objects.filter(pk=made.page.pk).exists()


def test_a_course_promised_to_a_group_is_kept(made, admin_client):
    coordinator = UserFactory(coordinator=True)
    cohort = models.Cohort.objects.create(
        name="Spring",
        start_date=date(2026, 3, 1),
        coordinator=coordinator,
        code="ACDEFH",
        made_at=timezone.now(),
    )
    models.CohortCourse.objects.create(cohort=cohort, course_key=made.key, course_title=made.page.title)
    admin_client.post(delete_address(made.page))
    assert Course.objects.filter(pk=made.page.pk).exists()


def bulk(client, action, *pages):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    chosen = "&".join(f"id={page.pk}" for page in pages)
    return client.post(f"{address}?{chosen}&next=/admin/pages/", follow=True)


def test_nothing_is_deleted_in_bulk_while_one_page_was_used(full, admin_client):
    answer = text(bulk(admin_client, "delete", full.lessons[0], full.lessons[3]))
    assert "These pages cannot be deleted" in answer
    assert f"id={full.lessons[0].pk}" in answer
    assert f"id={full.lessons[3].pk}" not in answer
    assert Lesson.objects.count() == 4
    bulk(admin_client, "delete", full.lessons[3])
    assert Lesson.objects.count() == 3


def test_the_question_before_deleting_in_bulk_offers_to_retire(full, admin_client):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    answer = text(admin_client.get(f"{address}?id={full.modules[0].pk}"))
    assert "Retire them" in answer
    assert "Yes, delete" not in answer


def test_many_are_retired_at_once(full, ted, admin_client):
    before = everything(ted)
    answer = text(bulk(admin_client, "retire", full.lessons[0], full.modules[1]))
    assert "3 lessons are retired. What people did is kept." in answer
    assert Lesson.objects.filter(is_retired=True, live=False).count() == 3
    nothing_is_lost(before, everything(ted))


def test_only_courses_modules_and_lessons_can_be_retired(site_tree, full, admin_client):
    bulk(admin_client, "retire", site_tree.home)
    assert fresh(site_tree.home).live
    assert admin_client.post(reverse("page_retire", args=[site_tree.home.pk])).status_code == 404


# What retiring is


def retire(page, by=None):
    return editing.retire(page=fresh(page), by=by, at=timezone.now())


def test_a_retired_lesson_is_there_for_those_who_opened_it_alone(full, ted, as_ted, client):
    retire(full.lessons[0])
    retire(full.lessons[2])
    assert statuses(ted, full) == ["done", "done", "withdrawn", "todo"]
    mine = text(as_ted.get(full.page.url))
    assert "Withdrawn" in mine
    assert "Being updated" not in mine
    assert "2 of 3 lessons completed" in mine
    assert "Some lessons were withdrawn for good. Those you finished still count." in mine
    theirs = text(client.get(full.page.url))
    assert full.lessons[0].title not in theirs
    assert "withdrawn" not in theirs.lower()


def test_who_is_in_a_retired_lesson_reads_a_plain_sentence(full, as_ted, client):
    address = full.lessons[2].url
    retire(full.lessons[2])
    answer = as_ted.get(address)
    assert answer.status_code == 200
    assert "This lesson was withdrawn for good." in text(answer)
    assert "Your answers, notes and place are kept." in text(answer)
    assert client.get(address).status_code == 404


def test_a_course_can_be_finished_without_its_retired_lessons(full, ted):
    retire(full.lessons[2])
    retire(full.lessons[3])
    after = operations.finish_course(learner=ted, course=fresh(full.page), by=ted, at=timezone.now())
    assert after.finished_at


def test_a_retired_course_stays_in_the_record(full, ted, as_ted):
    before = everything(ted)
    assert retire(full.page) == 4
    assert not Page.objects.filter(path__startswith=full.page.path, live=True).exists()
    nothing_is_lost(before, everything(ted))
    assert full.lessons[0].title in text(as_ted.get("/me/record/"))


@pytest.mark.parametrize("by_bulk", [False, True])
def test_nobody_finishes_a_course_because_its_lessons_went_one_after_the_other(full, by_bulk):
    ann = UserFactory()
    operations.complete_lesson(learner=ann, lesson=full.lessons[3], by=ann, at=timezone.now())
    pages = [fresh(lesson) for lesson in full.lessons] if by_bulk else [fresh(full.page)]
    editing.retire_all(pages=pages, by=None, at=timezone.now())
    assert Lesson.objects.filter(live=True).count() == 0
    assert Enrolment.objects.get(learner=ann).finished_at is None


def test_retiring_twice_is_once(full, ted):
    assert (retire(full.lessons[0], by=ted), retire(full.lessons[0], by=ted)) == (1, 0)
    assert AuditEvent.objects.filter(action="lesson retired").count() == 1


def test_publishing_brings_a_lesson_back(full, ted, admin_client):
    retire(full.lessons[0])
    retire(full.lessons[2])
    page = text(admin_client.get(reverse("wagtailadmin_pages:edit", args=[full.lessons[0].pk])))
    assert "This lesson is retired" in page
    fresh(full.lessons[0]).save_revision()  # saving a draft does not
    assert fresh(full.lessons[0]).is_retired
    for lesson in (full.lessons[0], full.lessons[2]):
        fresh(lesson).save_revision().publish()
        assert not fresh(lesson).is_retired
    assert statuses(ted, full) == ["done", "done", "now", "todo"]
    assert AuditEvent.objects.filter(action="lesson brought back").count() == 2


def test_a_lesson_waiting_for_its_day_is_not_published_after_it_was_retired(full):
    lesson = fresh(full.lessons[3])
    lesson.go_live_at = timezone.now() + timezone.timedelta(days=1)
    lesson.save_revision().publish()
    retire(full.lessons[3])
    assert not lesson.revisions.exclude(approved_go_live_at=None).exists()


def test_with_the_english_page_go_its_translations_not_the_other_way(full, site_tree):
    cy = Locale.objects.create(language_code="cy")
    pages = (site_tree.home, site_tree.learn, full.page, full.modules[0], *full.lessons[:2])
    for page in pages:
        fresh(page).copy_for_translation(cy).save_revision().publish()
    welsh = [fresh(lesson).get_translation(cy) for lesson in full.lessons[:2]]
    retire(full.lessons[0])
    assert fresh(welsh[0]).is_retired
    assert not fresh(welsh[0]).live
    retire(welsh[1])
    assert fresh(full.lessons[1]).live
    assert not fresh(full.lessons[1]).is_retired


def test_an_editor_retires_by_hand(full, client, ted):
    editor = editor_person()
    client.force_login(editor)
    address = reverse("page_retire", args=[full.lessons[0].pk])
    assert "To retire means" in text(client.get(address))
    answer = text(client.post(address, follow=True))
    assert "is retired: 1 lesson was withdrawn. What people did is kept." in answer
    assert fresh(full.lessons[0]).is_retired
    assert AuditEvent.objects.get(action="lesson retired").actor_id == editor.pk


def editor_person():
    from accounts.starter import ensure_roles

    ensure_roles()
    return UserFactory(editor=True)


def test_who_may_not_publish_may_not_retire(full, client):
    from accounts.starter import ensure_roles

    ensure_roles()
    client.force_login(UserFactory(reviewer=True))
    for name in ("page_retire", "page_look_again"):
        answer = client.post(reverse(name, args=[full.lessons[0].pk]), {"what_changed": "x"})
        assert answer.status_code in (302, 403)
    assert not fresh(full.lessons[0]).is_retired
    assert not models.LookAgain.objects.exists()


# Whatever editors do


def publish_again(made, site_tree):
    for page in (made.page, *made.modules, *made.lessons):
        fresh(page).save_revision().publish()


def unpublish_and_publish(made, site_tree):
    for lesson in made.lessons:
        fresh(lesson).unpublish()
    publish_again(made, site_tree)


def edit_everything(made, site_tree):
    for lesson in made.lessons:
        lesson = fresh(lesson)
        lesson.title, lesson.body, lesson.minutes = "Another", [], 5
        lesson.save_revision().publish()


def ask_for_more(made, site_tree):
    for lesson in made.lessons:
        Lesson.objects.filter(pk=lesson.pk).update(rule_coach=True, rule_work=True)


def move_within(made, site_tree):
    fresh(made.lessons[0]).move(fresh(made.modules[1]), pos="last-child")


def move_away(made, site_tree):
    fresh(made.lessons[0]).move(make_course(parent=fresh(site_tree.learn)).modules[0], pos="last-child")


def move_the_module(made, site_tree):
    fresh(made.modules[0]).move(make_course(parent=fresh(site_tree.learn)).page, pos="last-child")


def give_new_addresses(made, site_tree):
    for page in (made.page, *made.lessons):
        page = fresh(page)
        page.slug += "-new"
        page.save_revision().publish()


def retire_lessons(made, site_tree):
    for lesson in made.lessons:
        retire(lesson)


def retire_and_bring_back(made, site_tree):
    retire_lessons(made, site_tree)
    publish_again(made, site_tree)


def delete_lessons(made, site_tree):
    for lesson in made.lessons:
        fresh(lesson).delete()


def delete_the_course(made, site_tree):
    fresh(made.page).delete()


def delete_the_site(made, site_tree):
    fresh(site_tree.home).delete()


def go_back_to_an_old_version(made, site_tree):
    lesson = fresh(made.lessons[0])
    old = lesson.save_revision()
    edit_everything(made, site_tree)
    old.publish()
    assert fresh(lesson).title == made.lessons[0].title


def translate(made, site_tree):
    cy, _new = Locale.objects.get_or_create(language_code="cy")
    for page in (site_tree.home, site_tree.learn, made.page, *made.modules, *made.lessons):
        TranslationCreator(user=None, target_locales=[cy]).create_translations(fresh(page))
    return cy


def translate_and_bring_up_to_date(made, site_tree):
    cy = translate(made, site_tree)
    lesson = fresh(made.lessons[0])
    lesson.title = "Another title"
    lesson.save_revision().publish()
    source = TranslationSource.objects.get_for_instance(lesson)
    source.update_from_db()
    source.translations.get(target_locale=cy).save_target(publish=True)


def copy_the_course(made, site_tree):
    fresh(made.page).copy(recursive=True, update_attrs={"slug": "copied", "title": "Copied"})


def add_lessons(made, site_tree):
    LessonFactory(parent=fresh(made.modules[0]))


ACTS = [
    publish_again,
    unpublish_and_publish,
    edit_everything,
    ask_for_more,
    move_within,
    move_away,
    move_the_module,
    give_new_addresses,
    retire_lessons,
    retire_and_bring_back,
    delete_lessons,
    delete_the_course,
    delete_the_site,
    go_back_to_an_old_version,
    translate,
    translate_and_bring_up_to_date,
    copy_the_course,
    add_lessons,
]


@pytest.mark.parametrize("is_finished", [False, True])
@pytest.mark.parametrize("act", ACTS)
def test_nothing_an_editor_does_lowers_anybody(
    full, ted, site_tree, act, is_finished, django_capture_on_commit_callbacks
):
    if is_finished:
        for lesson in full.lessons[2:]:
            operations.complete_lesson(learner=ted, lesson=lesson, by=ted, at=timezone.now())
    rows, before = everything(ted), progress(ted, full)
    with django_capture_on_commit_callbacks(execute=True):
        act(full, site_tree)
    now = progress(ted, full)
    nothing_is_lost(rows, everything(ted))
    assert now.done >= before.done
    assert now.finished_at == before.finished_at or not is_finished


@pytest.mark.parametrize("act", ACTS)
def test_nobody_meets_a_dead_end(full, ted, as_ted, site_tree, act, django_capture_on_commit_callbacks):
    """The course page, the record and the home page answer; what is left to do can be opened."""
    with django_capture_on_commit_callbacks(execute=True):
        act(full, site_tree)
    carry_on = queries.carry_on_for(learner=ted)
    if carry_on:
        assert as_ted.get(carry_on.place.url).status_code == 200
    assert as_ted.get("/me/record/").status_code == 200
    course = Course.objects.filter(pk=full.page.pk, live=True).first()
    if course:
        assert as_ted.get(course.url).status_code == 200


def test_a_copy_is_new_and_nobodys(full, ted, site_tree):
    retire(full.lessons[1])
    copy_the_course(full, site_tree)
    copied = Course.objects.get(slug="copied")
    now = queries.progress_for(learner=ted, course_key=copied.translation_key)
    assert (now.done, now.is_enrolled) == (0, False)
    lessons = Lesson.objects.descendant_of(copied)
    assert not lessons.filter(
        translation_key__in=[lesson.translation_key for lesson in full.lessons]
    ).exists()
    assert not lessons.filter(is_retired=True).exists()
    assert Enrolment.objects.count() == 1
