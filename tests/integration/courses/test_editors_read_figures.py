"""Reports for editors: what is hard, where people stop. Never a small crowd, never a person."""

import csv
import io
import uuid
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.starter import ensure_roles
from courses.models import Attempt, Completion
from courses.queries.analysis import course_figures, hardest_question, lesson_figures, question_figures
from courses.questions import Kind, Option, Question, block_key, question_of
from tests.factories.accounts import UserFactory
from tests.factories.courses import CompletionFactory, EnrolmentFactory, LessonVisitFactory, make_course

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db):
    return UserFactory.create_batch(32)


def asked_in(lesson, number=0):
    block = [block for block in lesson.body if block.block_type == "question"][number]
    return question_of(block_key(block), block.value)


def attempt(person, lesson, question, given, *, is_right, days=0):
    return Attempt.objects.create(
        learner=person,
        lesson_key=lesson.translation_key,
        question_key=question.key,
        asked=question.as_asked(),
        given=given,
        is_right=is_right,
        made_at=timezone.now() + timedelta(days=days),
        language="en-gb",
    )


def choose(person, lesson, place=0, **more):
    question = asked_in(lesson)
    option = question.options[place]
    return attempt(person, lesson, question, {"chosen": str(option.key)}, is_right=option.is_right, **more)


@pytest.fixture
def busy(made, people):
    """32 people opened the first lesson, 18 finished it, the others stopped in part 1 (3) or part 2 (11)."""
    for number, person in enumerate(people):
        EnrolmentFactory(learner=person, course=made.page, finished=number < 12)
        part = 1 if number >= 29 else 2
        LessonVisitFactory(learner=person, lesson=made.lessons[0], course=made.page, part=part, parts=2)
        if number < 18:
            CompletionFactory(learner=person, lesson=made.lessons[0], course=made.page)
    return made


# Lessons


def test_a_lesson_says_how_many_started_finished_and_where_they_stop(busy):
    first, *others = lesson_figures(course=busy.page)
    assert (first.title, first.module) == (busy.lessons[0].title, busy.modules[0].title)
    assert (first.started, first.finished, first.finished_share) == (30, 20, 60)
    assert (first.stopped_part, first.stopped) == (2, 10)
    assert [(row.started, row.finished, row.stopped) for row in others] == [(None, None, None)] * 3


def test_who_did_it_on_paper_started_too(made, people):
    for person in people[:12]:
        CompletionFactory(learner=person, lesson=made.lessons[0], course=made.page)
    first = lesson_figures(course=made.page)[0]
    assert (first.started, first.finished, first.finished_share) == (10, 10, 100)


def test_what_was_taken_back_is_not_finished(busy):
    Completion.objects.update(undone_at=timezone.now())
    first = lesson_figures(course=busy.page)[0]
    assert (first.started, first.finished) == (30, None)


def test_a_course_says_how_many_started_and_finished(busy, site_tree):
    empty = make_course(parent=site_tree.learn)
    rows = course_figures(courses=[busy.page, empty.page])
    assert [(row.started, row.finished) for row in rows] == [(30, 10), (None, None)]


# Questions


def test_a_question_says_how_hard_it_is(made, people):
    lesson = made.lessons[0]
    for number, person in enumerate(people[:20]):
        if number < 12:
            choose(person, lesson, 1, days=-2)  # not right
        choose(person, lesson, 0)
    row = question_figures(course=made.page)[0]
    assert (row.text, row.lesson) == ("Question 1?", lesson.title)
    assert (row.people, row.right_at_first, row.tries) == (20, 40, 1.5)
    assert (row.not_right, row.not_right_people) == ("Only doctors", 10)


def test_the_first_try_counts_not_the_last(made, people):
    for person in people[:10]:
        choose(person, made.lessons[0], 0, days=-1)
        choose(person, made.lessons[0], 1)
    assert question_figures(course=made.page)[0].right_at_first == 100


def test_the_hardest_comes_first_and_small_crowds_last(made, people):
    for person in people[:10]:
        choose(person, made.lessons[0], 0)
        choose(person, made.lessons[1], 1)
    choose(people[0], made.lessons[2], 1)
    rows = question_figures(course=made.page)
    assert [row.lesson for row in rows] == [made.lessons[place].title for place in (1, 0, 2)]
    assert [row.right_at_first for row in rows] == [0, 100, None]


def test_an_edited_question_shows_the_answer_as_it_was_asked(made, people):
    lesson = made.lessons[0]
    for person in people[:10]:
        choose(person, lesson, 1)
    block = next(block for block in lesson.body if block.block_type == "question")
    block.value["options"][1]["text"] = "Something new"
    lesson.save_revision().publish()
    assert question_figures(course=made.page)[0].not_right == "Only doctors"


def of_kind(kind):
    rows = tuple(
        Option(uuid.uuid4(), f"Row {number}", number == 1, partner=f"P{number}") for number in (1, 2, 3)
    )
    return Question(uuid.uuid4(), "Which?", rows, "Yes", "No", kind)


def keys(question, *places):
    return [str(question.options[place].key) for place in places]


def wrong_answer(question):
    """A not-right answer of the kind of the question, and its words."""
    partners = dict(zip(keys(question, 0, 1, 2), keys(question, 1, 0, 2), strict=True))
    return {
        Kind.ONE: ({"chosen": keys(question, 1)[0]}, "Row 2"),
        Kind.TRUE_FALSE: ({"chosen": keys(question, 1)[0]}, "Row 2"),
        Kind.SEVERAL: ({"chosen": keys(question, 1, 2)}, "Row 2; Row 3"),
        Kind.ORDER: ({"order": keys(question, 2, 1, 0)}, "Row 3; Row 2; Row 1"),
        Kind.MATCH: ({"pairs": partners}, "Row 1: P2; Row 2: P1; Row 3: P3"),
        Kind.TEXT: ({"text": "the council"}, "the council"),
    }[question.kind]


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_question_is_read(made, people, kind):
    question = of_kind(kind)
    given, words = wrong_answer(question)
    for person in people[:10]:
        attempt(person, made.lessons[0], question, given, is_right=False)
    row = question_figures(course=made.page)[0]
    assert (row.text, row.not_right, row.not_right_people) == ("Which?", words, 10)


def test_ticks_in_another_order_are_the_same_answer(made, people):
    question = of_kind(Kind.SEVERAL)
    for number, person in enumerate(people[:12]):
        places = (1, 2) if number % 2 else (2, 1)
        attempt(person, made.lessons[0], question, {"chosen": keys(question, *places)}, is_right=False)
    assert question_figures(course=made.page)[0].not_right_people == 10


@pytest.mark.parametrize("broken", [{}, [], "x", {"chosen": "no key"}, {"chosen": None}, {"pairs": 3}])
def test_an_answer_nobody_can_read_breaks_nothing(made, people, broken):
    question = asked_in(made.lessons[0])
    for person in people[:10]:
        attempt(person, made.lessons[0], question, broken, is_right=False)
    row = question_figures(course=made.page)[0]
    assert (row.not_right, row.people) == ("", 10)


# Small crowds


def test_fewer_than_ten_are_shown_nowhere(made, people, admin_client):
    for person in people[:9]:
        LessonVisitFactory(learner=person, lesson=made.lessons[0], course=made.page)
        EnrolmentFactory(learner=person, course=made.page, finished=True)
        CompletionFactory(learner=person, lesson=made.lessons[1], course=made.page)
        attempt(person, made.lessons[0], of_kind(Kind.TEXT), {"text": "my own secret"}, is_right=False)
    for name in ("course_figures", "lesson_figures", "question_figures"):
        for table in (page(admin_client, name, made), *exports(admin_client, name, made)):
            assert "Too few to show" in str(table)
            assert "9" not in [cell for row in rows_of(table) for cell in row]
            assert "secret" not in str(table)
    assert hardest_question(courses=[made.page]) is None


def test_words_that_fewer_than_ten_people_typed_are_never_shown(made, people):
    question = of_kind(Kind.TEXT)
    for number, person in enumerate(people):
        said = f"Person {number}" if number < 20 else "my neighbour Ted" if number < 29 else "the council"
        attempt(person, made.lessons[0], question, {"text": said}, is_right=False)
    row = question_figures(course=made.page)[0]
    assert (row.people, row.not_right, row.not_right_people) == (30, "", None)


@pytest.mark.parametrize("number", [10, 12, 13, 17, 22])
def test_two_exports_cannot_be_subtracted(made, people, number):
    """One person more moves a number by nothing or by five, never by one."""

    def table():
        rows = [*lesson_figures(course=made.page), *question_figures(course=made.page)]
        return [value for row in rows for value in vars(row).values() if isinstance(value, int)]

    for person in people[:number]:
        CompletionFactory(learner=person, lesson=made.lessons[0], course=made.page)
        choose(person, made.lessons[0])
    before = table()
    CompletionFactory(learner=people[number], lesson=made.lessons[0], course=made.page)
    choose(people[number], made.lessons[0])
    changes = {abs(new - old) for old, new in zip(before, table(), strict=True)}
    assert changes <= {0, 5}


def test_nobody_is_named(busy, people, admin_client):
    for person in people[:12]:
        choose(person, busy.lessons[0], 1)
    for name in ("course_figures", "lesson_figures", "question_figures"):
        for table in (page(admin_client, name, busy), *exports(admin_client, name, busy)):
            assert not [person for person in people if person.email in str(table)]


# Pages and files


def address(name, made):
    return reverse(name) if name == "course_figures" else reverse(name, args=[made.page.pk])


def page(client, name, made):
    return client.get(address(name, made)).content.decode()


def exports(client, name, made):
    """The two files of a report as rows of text."""
    csv_file = b"".join(client.get(f"{address(name, made)}?export=csv").streaming_content).decode()
    xlsx = b"".join(client.get(f"{address(name, made)}?export=xlsx").streaming_content)
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx)).active
    return (
        list(csv.reader(io.StringIO(csv_file))),
        [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)],
    )


def rows_of(table):
    return table if isinstance(table, list) else []


def test_the_pages_and_their_files_say_the_same(busy, people, admin_client):
    for person in people[:12]:
        choose(person, busy.lessons[0], 1)
    assert busy.page.title in page(admin_client, "course_figures", busy)
    assert address("lesson_figures", busy) in page(admin_client, "course_figures", busy)
    html = page(admin_client, "lesson_figures", busy)
    assert "Most stop in part" in html
    assert "rounded to the nearest five" in html
    for rows in exports(admin_client, "lesson_figures", busy):
        assert rows[0][:4] == ["Lesson", "Module", "Started", "Finished"]
        assert rows[1][2:] == ["30", "20", "60", "2", "10"]
        assert rows[2][2:] == ["Too few to show"] * 5
    for rows in exports(admin_client, "question_figures", busy):
        tries = rows[1].pop(4)
        assert rows[1] == ["Question 1?", busy.lessons[0].title, "10", "0", "Only doctors", "10"]
        assert float(tries) == 1
    assert exports(admin_client, "course_figures", busy)[0][1] == [busy.page.title, "30", "10"]


def test_no_cell_of_a_file_is_a_formula(busy, people, admin_client):
    from courses import reports

    evil = "=HYPERLINK(1)"
    type(busy.page).objects.filter(pk=busy.page.pk).update(title=evil)
    type(busy.lessons[0]).objects.filter(pk=busy.lessons[0].pk).update(title=evil)
    for person in people[:12]:
        choose(person, busy.lessons[0], 1)
    for name in ("course_figures", "lesson_figures", "question_figures"):
        for rows in exports(admin_client, name, busy):
            assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))] == []
            assert any(evil in cell for row in rows for cell in row)
    view = reports.LessonsView()
    view.export_headings = {"title": "=1+1"}
    assert view.get_heading(None, "title") == "'=1+1"


def test_the_cost_does_not_grow(site_tree, people):
    costs = []
    for lessons, number in ((2, 2), (12, 20)):
        made = make_course(parent=site_tree.learn, lessons=lessons)
        for lesson in made.lessons:
            for person in people[:number]:
                LessonVisitFactory(learner=person, lesson=lesson, course=made.page)
                choose(person, lesson, 1)
        with CaptureQueriesContext(connection) as asked:
            lesson_figures(course=made.page)
            question_figures(course=made.page)
            hardest_question(courses=[made.page])
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 20


def test_editors_read_them_and_nobody_else(made, client):
    ensure_roles()
    for name in ("course_figures", "lesson_figures", "question_figures"):
        client.force_login(UserFactory(editor=True))
        assert client.get(address(name, made)).status_code == 200
        for role in ("coach", "coordinator", "organisation_lead"):
            client.force_login(UserFactory(**{role: True}))
            assert client.get(address(name, made)).status_code in (302, 403)
    client.force_login(UserFactory(editor=True))
    assert client.get(reverse("lesson_figures", args=[10_000])).status_code == 404


def test_the_dashboard_names_the_hardest_question(made, people, admin_client):
    words = f"“Question 1?” in “{made.page.title}” is hard: about 0 in 100 people are right at first."
    for person in people[:10]:
        assert words not in admin_client.get(reverse("wagtailadmin_home")).content.decode()
        choose(person, made.lessons[0], 1)
    html = admin_client.get(reverse("wagtailadmin_home")).content.decode()
    assert words in html
    assert address("question_figures", made) in html


def test_a_question_that_most_have_right_needs_nobody(made, people, admin_client):
    for person in people[:10]:
        choose(person, made.lessons[0], 0)
    assert "is hard" not in admin_client.get(reverse("wagtailadmin_home")).content.decode()
