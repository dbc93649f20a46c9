"""Before an editor publishes, unpublishes, moves, deletes or retires, they read how many it touches."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Locale
from wagtail_localize.operations import TranslationCreator

from accounts.models import AuditEvent
from courses import models, operations
from courses.models import Completion, Enrolment, Lesson, LessonNote, LessonVisit, LookAgain
from courses.operations import editing
from courses.queries.touched import IN_COURSES, IN_LESSONS, PROMISED, pages_in_use, touched_by
from courses.questions import block_key, question_of
from courses.templatetags.courses_admin import MEANING
from tests.factories.accounts import UserFactory
from tests.factories.courses import CompletionFactory, EnrolmentFactory, LessonFactory, LessonVisitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db):
    """Twenty-five learners."""
    return UserFactory.create_batch(25)


@pytest.fixture
def crowd(made, people):
    """Twelve people finished the first lesson and the course; three are half-way."""
    for person in people[:12]:
        CompletionFactory(learner=person, lesson=made.lessons[0], course=made.page)
        EnrolmentFactory(learner=person, course=made.page, finished=True)
    for person in people[12:15]:
        LessonVisitFactory(learner=person, lesson=made.lessons[0], course=made.page)
        EnrolmentFactory(learner=person, course=made.page)
    return made


def fresh(page):
    return type(page).objects.get(pk=page.pk)


def text(response):
    return " ".join(response.content.decode().split())


def edit_page(client, page):
    return text(client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])))


# Counting


def test_people_are_counted_once_each(crowd, people):
    LessonVisitFactory(learner=people[0], lesson=crowd.lessons[0], course=crowd.page)
    found = touched_by(page=crowd.lessons[0])
    assert (found.kind, found.finished, found.half_way) == ("lesson", 12, 3)


def test_a_lesson_taken_back_is_half_way(crowd):
    ted = Completion.objects.first().learner
    operations.undo_completion(learner=ted, lesson=crowd.lessons[0], by=ted, at=timezone.now())
    found = touched_by(page=crowd.lessons[0])
    assert (found.finished, found.half_way) == (11, 4)


def test_a_module_is_finished_by_who_finished_all_its_lessons(crowd, people):
    for person in people[:4]:
        CompletionFactory(learner=person, lesson=crowd.lessons[1], course=crowd.page)
    found = touched_by(page=crowd.modules[0])
    assert (found.kind, found.finished, found.half_way) == ("module", 4, 11)
    assert touched_by(page=crowd.modules[1]).is_nobody


def test_a_course_is_finished_by_who_finished_it(crowd):
    found = touched_by(page=crowd.page)
    assert (found.kind, found.finished, found.half_way) == ("course", 12, 3)


def test_a_translation_touches_the_same_people(crowd, site_tree):
    cy = Locale.objects.create(language_code="cy")
    for page in (site_tree.home, site_tree.learn, crowd.page, crowd.modules[0], crowd.lessons[0]):
        fresh(page).copy_for_translation(cy).save_revision().publish()
    assert touched_by(page=fresh(crowd.lessons[0]).get_translation(cy)).finished == 12
    assert touched_by(page=fresh(crowd.page).get_translation(cy)).half_way == 3


def test_a_copy_that_waits_for_translation_touches_nobody(crowd, site_tree):
    cy = Locale.objects.create(language_code="cy")
    for page in (site_tree.home, site_tree.learn, crowd.page, crowd.modules[0], crowd.lessons[0]):
        alias = fresh(page).copy_for_translation(cy, alias=True)
    assert touched_by(page=alias).is_nobody
    assert pages_in_use(pages=[alias]) == []
    assert pages_in_use(pages=[crowd.lessons[0]]) == [crowd.lessons[0]]


def test_every_table_of_learners_is_asked():
    """A new table that hangs on a lesson or a course must be one of those that keep a page from deletion."""
    keyed = {
        model
        for model in vars(models).values()
        if hasattr(model, "_meta")
        and not model._meta.abstract
        and {"lesson_key", "course_key"} & {field.name for field in model._meta.fields}
    }
    assert keyed - {*IN_LESSONS, *IN_COURSES, *PROMISED} == {LookAgain}


def test_asking_costs_the_same_for_many(crowd, people, django_assert_num_queries):
    touched_by(page=crowd.page)  # Django learns the kinds of page
    with django_assert_num_queries(2):
        touched_by(page=crowd.page)
    for person in people[15:]:
        LessonVisitFactory(learner=person, lesson=crowd.lessons[1], course=crowd.page)
    LessonFactory.create_batch(5, parent=fresh(crowd.modules[1]))
    course = fresh(crowd.page)
    with django_assert_num_queries(2):
        touched_by(page=course)


# Reading


def test_the_edit_page_says_whom_publishing_touches(crowd, admin_client):
    html = edit_page(admin_client, crowd.lessons[0])
    assert "12 people finished this lesson, fewer than 10 people are half-way." in html
    assert "Whatever you publish, their ticks, answers and notes stay as they are." in html


def test_nobody_yet_is_said(made, admin_client):
    assert "Nobody has opened this lesson yet." in edit_page(admin_client, made.lessons[0])
    assert "Nobody has opened a lesson of this module yet." in edit_page(admin_client, made.modules[0])
    assert "Nobody has started this course yet." in edit_page(admin_client, made.page)


def test_a_small_number_is_never_said(made, people, admin_client):
    for person in people[:9]:
        CompletionFactory(learner=person, lesson=made.lessons[0], course=made.page)
    html = edit_page(admin_client, made.lessons[0])
    assert "Fewer than 10 people finished this lesson, nobody is half-way." in html
    assert not any(person.email in html or person.preferred_name in html for person in people)


@pytest.mark.parametrize(
    ("name", "more", "meaning"),
    [
        ("unpublish", [], "read “Being updated” until you publish again"),
        ("move_confirm", ["module"], "They keep their ticks, answers and notes."),
        ("delete", [], "This cannot be deleted, because people learned with it."),
    ],
)
def test_each_confirmation_says_it(crowd, admin_client, name, more, meaning):
    arguments = [crowd.lessons[0].pk, *(crowd.modules[1].pk for _word in more)]
    html = text(admin_client.get(reverse(f"wagtailadmin_pages:{name}", args=arguments)))
    assert "12 people finished this lesson, fewer than 10 people are half-way." in html
    assert meaning in html


@pytest.mark.parametrize("action", ["publish", "unpublish", "move", "delete", "retire"])
def test_each_confirmation_for_many_says_it_of_each(crowd, admin_client, action):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    html = text(admin_client.get(f"{address}?id={crowd.lessons[0].pk}&id={crowd.lessons[3].pk}"))
    title = crowd.lessons[0].title
    assert f"{title}: <b>12 people finished this lesson, fewer than 10 people are half-way.</b>" in html
    assert f"{crowd.lessons[3].title}: <b>Nobody has opened this lesson yet.</b>" in html


def test_pages_of_other_kinds_say_nothing(site_tree, admin_client):
    html = edit_page(admin_client, site_tree.glossary)
    assert "half-way" not in html
    assert "Nobody has" not in html


def test_the_course_says_what_a_new_lesson_means(crowd, admin_client):
    words = "12 people finished this course. They stay finished and keep their certificate."
    assert words in edit_page(admin_client, crowd.page)
    assert words in edit_page(admin_client, crowd.modules[1])
    new = LessonFactory(parent=fresh(crowd.modules[1]), live=False)
    html = edit_page(admin_client, new)
    assert words in html
    assert "they will see “1 new lesson since you finished”" in html


def test_the_learner_reads_what_the_editor_was_told(crowd, people, client):
    for lesson in crowd.lessons[1:]:
        CompletionFactory(learner=people[0], lesson=lesson, course=crowd.page)
    LessonFactory(parent=fresh(crowd.modules[1]))
    client.force_login(people[0])
    html = text(client.get(crowd.page.url))
    assert "1 new lesson since you finished" in html
    assert Enrolment.objects.get(learner=people[0]).finished_at


# Questions that were answered


def answer(lesson, person, number=0):
    block = [block for block in lesson.body if block.block_type == "question"][number]
    question = question_of(block_key(block), block.value)
    return models.Attempt.objects.create(
        learner=person,
        lesson_key=lesson.translation_key,
        question_key=question.key,
        asked=question.as_asked(),
        given={"chosen": str(question.options[0].key)},
        is_right=True,
        made_at=timezone.now(),
        language="en-gb",
    )


def test_the_edit_page_says_how_many_answered_each_question(made, people, admin_client):
    lesson = made.lessons[0]
    for person in people[:11]:
        answer(lesson, person)
        answer(lesson, person)
    html = edit_page(admin_client, lesson)
    assert "“Question 1?”: answered as it was by 11 people" in html


def test_editing_a_question_changes_nothing_for_those_who_answered(made, people, admin_client):
    lesson = fresh(made.lessons[0])
    kept = answer(lesson, people[0])
    block = next(block for block in lesson.body if block.block_type == "question")
    block.value["question"] = "Another question?"
    block.value["options"][0]["is_right"] = False
    block.value["options"][1]["is_right"] = True
    lesson.save_revision().publish()
    again = models.Attempt.objects.get()
    assert (again.asked, again.given, again.is_right) == (kept.asked, kept.given, True)
    assert "“Another question?”: answered as it was by fewer than 10 people" in edit_page(
        admin_client, lesson
    )


def test_a_question_taken_away_is_still_spoken_of(made, people, admin_client):
    lesson = fresh(made.lessons[0])
    answer(lesson, people[0])
    lesson.body = []
    lesson.save_revision().publish()
    assert "A question that is no longer here was answered too." in edit_page(admin_client, lesson)
    assert models.Attempt.objects.count() == 1


# Looking again


def look_again(client, lesson, **form):
    address = reverse("page_look_again", args=[lesson.pk])
    return client.post(address, {"form_key": str(uuid.uuid4()), **form}, follow=True)


def test_an_editor_asks_people_to_look_again(crowd, admin_client):
    form = {"what_changed": "The numbers are new.", "form_key": str(uuid.uuid4())}
    assert "People who finished this lesson now read what changed." in text(
        look_again(admin_client, crowd.lessons[0], **form)
    )
    look_again(admin_client, crowd.lessons[0], **form)
    asked = LookAgain.objects.get()
    assert (asked.lesson_key, asked.what_changed) == (
        crowd.lessons[0].translation_key,
        "The numbers are new.",
    )
    assert AuditEvent.objects.filter(action="asked to look again", object_id=str(asked.pk)).count() == 1
    assert Completion.objects.filter(undone_at=None).count() == 12


@pytest.mark.parametrize(
    ("words", "said"),
    [("", "Say in one line what changed."), ("It is NHS approved now", "Take out “NHS approved”")],
)
def test_a_poor_line_is_refused(crowd, admin_client, words, said):
    page = text(look_again(admin_client, crowd.lessons[0], what_changed=words))
    assert said in page
    assert not LookAgain.objects.exists()


def test_nobody_can_look_again_at_what_is_not_published(crowd, admin_client):
    lesson = fresh(crowd.lessons[0])
    lesson.unpublish()
    page = text(look_again(admin_client, lesson, what_changed="Something"))
    assert "Publish the lesson first." in page
    assert not LookAgain.objects.exists()
    with pytest.raises(editing.NotOpen):
        editing.ask_to_look_again(
            lesson=fresh(lesson), what_changed="x", form_key=uuid.uuid4(), by=None, at=timezone.now()
        )


def test_notes_alone_keep_a_page(made, people):
    now = timezone.now()
    LessonNote.objects.create(
        learner=people[0],
        lesson_key=made.lessons[2].translation_key,
        text="Mine",
        created_at=now,
        updated_at=now,
    )
    assert pages_in_use(pages=[*made.lessons, *made.modules, made.page]) == [
        made.lessons[2],
        made.modules[1],
        made.page,
    ]
    assert LessonVisit.objects.count() == 0
    assert Lesson.objects.count() == 4


def test_the_page_where_a_translation_is_written_says_it_too(
    crowd, site_tree, admin_client, django_capture_on_commit_callbacks
):
    cy = Locale.objects.create(language_code="cy")
    with django_capture_on_commit_callbacks(execute=True):
        TranslationCreator(user=None, target_locales=[cy]).create_translations(fresh(crowd.lessons[0]))
    html = edit_page(admin_client, fresh(crowd.lessons[0]).get_translation(cy))
    assert "js-translation-editor" in html
    assert "12 people finished this lesson, fewer than 10 people are half-way." in html


def test_what_an_act_means_is_said_in_the_language_of_who_reads_it():
    with translation.override("cy"):
        in_welsh = {act: str(words) for act, words in MEANING.items()}
    assert not set(in_welsh.values()) & {str(words) for words in MEANING.values()}
