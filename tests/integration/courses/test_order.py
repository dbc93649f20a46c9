"""What comes first: locked rows say why, nobody is locked out of what they began, no course is a dead end."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction
from wagtail.test.utils.form_data import nested_form_data, streamfield

from courses import operations, queries
from courses.models import (
    CoursePrerequisite,
    Enrolment,
    Lesson,
    LessonPrerequisite,
    LessonVisit,
    ModulePrerequisite,
)
from courses.operations import editing
from tests.factories.courses import make_course

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def act(ted):
    return {"learner": ted, "by": ted, "at": NOON}


@pytest.fixture
def other(site_tree):
    return make_course(parent=site_tree.learn, lessons=2, title="Before you lead")


def lesson_needs(lesson, needed):
    LessonPrerequisite.objects.create(page=lesson, needed=needed)


def module_needs(module, needed):
    ModulePrerequisite.objects.create(page=module, needed=needed)


def course_needs(course, needed):
    CoursePrerequisite.objects.create(page=course.page, needed=needed.page)


def statuses(ted, made, **values):
    progress = queries.progress_for(learner=ted, course_key=made.key, **values)
    return [str(row.status) for row in progress.rows]


def text_of(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def test_a_lesson_opens_when_the_one_before_it_is_done(made, ted, act):
    lesson_needs(made.lessons[1], made.lessons[0])
    assert statuses(ted, made) == ["todo", "locked", "todo", "todo"]
    progress = operations.complete_lesson(lesson=made.lessons[0], **act)
    assert statuses(ted, made) == ["done", "todo", "todo", "todo"]
    assert progress.neighbours(made.lessons[0].translation_key)[1].key == made.lessons[1].translation_key


def test_a_module_opens_when_every_open_lesson_of_the_other_is_done(made, ted, act):
    module_needs(made.modules[1], made.modules[0])
    assert statuses(ted, made) == ["todo", "todo", "locked", "locked"]
    operations.complete_lesson(lesson=made.lessons[0], **act)
    assert statuses(ted, made)[2:] == ["locked", "locked"]
    made.lessons[1].unpublish()
    assert statuses(ted, made)[-2:] == ["todo", "todo"]


def test_a_course_opens_when_the_other_was_finished_once(made, other, ted, act):
    course_needs(made, other)
    assert statuses(ted, made) == ["locked"] * 4
    for lesson in other.lessons:
        operations.complete_lesson(lesson=lesson, **act)
    assert statuses(ted, made) == ["todo"] * 4
    Enrolment.objects.filter(course_key=other.key).update(finished_at=None)
    assert statuses(ted, made) == ["locked"] * 4


def test_a_locked_row_says_why_and_has_no_link(made, as_ted):
    lesson_needs(made.lessons[1], made.lessons[0])
    page = text_of(as_ted.get(made.page.url))
    assert f'href="{made.lessons[1].url}"' not in page
    assert "Not open yet" in page
    assert f"First finish: <span>{made.lessons[0].title}</span>" in page


def test_a_locked_lesson_says_what_to_do_first_and_leads_there(made, other, as_ted):
    lesson_needs(made.lessons[1], other.lessons[0])
    page = text_of(as_ted.get(made.lessons[1].url))
    assert "Words of part 1." not in page
    assert f'href="{other.lessons[0].url}"' in page
    assert other.lessons[0].title in page
    assert not LessonVisit.objects.exists()
    assert f'href="{other.lessons[0].url}"' in text_of(as_ted.get(f"{made.lessons[1].url}why/"))


def test_a_visitor_reads_everything(made, client):
    lesson_needs(made.lessons[1], made.lessons[0])
    assert "Words of part 1." in text_of(client.get(made.lessons[1].url))
    assert made.lessons[1].url in text_of(client.get(made.page.url))


def test_a_course_that_waits_leads_to_what_comes_first(made, other, as_ted, ted):
    course_needs(made, other)
    page = text_of(as_ted.get(made.page.url))
    assert "Something else comes first" in page
    assert f'href="{other.page.url}"' in page
    assert "This course is being updated" not in page
    assert as_ted.post(f"{made.page.url}start/")["Location"] == made.page.url
    assert queries.carry_on_for(learner=ted) is None
    assert queries.next_course_for(learner=ted).key == other.key


def test_carry_on_skips_what_is_locked(made, ted, act):
    operations.complete_lesson(lesson=made.lessons[0], **act)
    lesson_needs(made.lessons[1], made.lessons[3])
    place = queries.progress_for(learner=ted, course_key=made.key).carry_on
    assert place.lesson.key == made.lessons[2].translation_key


@pytest.mark.parametrize("began", ["opened", "finished"])
def test_nobody_is_locked_out_of_what_they_began(made, other, ted, act, began):
    if began == "opened":
        operations.enrol(course=made.page, **act)
        operations.see_part(learner=ted, lesson=made.lessons[2], part=1, at=NOON)
    else:
        operations.complete_lesson(lesson=made.lessons[2], **act)
    lesson_needs(made.lessons[2], other.lessons[0])
    module_needs(made.modules[1], made.modules[0])
    course_needs(made, other)
    own = "now" if began == "opened" else "done"
    assert statuses(ted, made) == ["todo", "todo", own, "todo"]


def private(page):
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


@pytest.mark.parametrize("gone", ["retired", "unpublished", "private", "deleted", "course unpublished"])
def test_what_nobody_can_do_now_is_not_needed(made, other, ted, gone):
    lesson_needs(made.lessons[1], other.lessons[0])
    assert statuses(ted, made)[1] == "locked"
    needed = Lesson.objects.get(pk=other.lessons[0].pk)
    {
        "retired": lambda: editing.retire(page=needed, by=None, at=NOON),
        "unpublished": needed.unpublish,
        "private": lambda: private(needed),
        "deleted": needed.delete,
        "course unpublished": other.page.unpublish,
    }[gone]()
    assert statuses(ted, made)[1] == "todo"


def test_a_module_or_course_without_an_open_lesson_is_not_needed(made, other, ted):
    module_needs(made.modules[1], made.modules[0])
    course_needs(made, other)
    for lesson in [*made.lessons[:2], *other.lessons]:
        Lesson.objects.get(pk=lesson.pk).unpublish()
    assert statuses(ted, made) == ["todo", "todo"]


def test_circles_lock_nobody(made, other, ted):
    lesson_needs(made.lessons[0], made.lessons[1])
    lesson_needs(made.lessons[1], made.lessons[0])
    module_needs(made.modules[1], made.modules[0])
    lesson_needs(made.lessons[1], made.lessons[2])
    course_needs(made, other)
    course_needs(other, made)
    assert statuses(ted, made) == ["todo"] * 4
    assert statuses(ted, other) == ["todo"] * 2


def test_the_order_holds_in_every_language_and_names_pages_in_it(made, ted, site_tree):
    from wagtail.models import Locale

    cy = Locale.objects.create(language_code="cy")
    for page in (site_tree.home, site_tree.learn, made.page, *made.modules, *made.lessons):
        copy = page.copy_for_translation(cy)
        copy.title = f"{page.title} yn Gymraeg"
        copy.save_revision().publish()
    lesson_needs(made.lessons[1], made.lessons[0])
    progress = queries.progress_for(learner=ted, course_key=made.key, language="cy")
    assert progress.rows[1].is_locked
    assert progress.rows[1].needs[0].title == f"{made.lessons[0].title} yn Gymraeg"
    assert progress.rows[1].needs[0].url.startswith("/cy/")


def test_the_editor_cannot_write_a_circle(made, admin_client):
    lesson_needs(made.lessons[1], made.lessons[0])
    address = reverse("wagtailadmin_pages:edit", args=[made.lessons[0].pk])
    form = admin_client.get(address).context["form"]
    sent = {}
    for name, field in form.fields.items():
        value = form.initial.get(name, field.initial)
        if isinstance(value, str | int) and not isinstance(value, bool):
            sent[name] = value
    sent |= nested_form_data({"body": streamfield([]), "terms": [], "capabilities": [], "rule_learner": "on"})
    for name, formset in form.formsets.items():
        prefix = formset.prefix
        sent |= {f"{prefix}-{key}": 0 for key in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS")}
        sent[f"{prefix}-MAX_NUM_FORMS"] = 1000
        if name == "prerequisites":
            sent |= {
                f"{prefix}-TOTAL_FORMS": 1,
                f"{prefix}-0-needed": made.lessons[1].pk,
                f"{prefix}-0-id": "",
                f"{prefix}-0-ORDER": 1,
                f"{prefix}-0-DELETE": "",
            }
    page = admin_client.post(address, sent)
    assert page.status_code == 200
    assert "has to wait for this page itself" in page.content.decode()
    sent["prerequisites-0-needed"] = made.lessons[2].pk
    assert "has to wait" not in admin_client.post(address, sent).content.decode()
