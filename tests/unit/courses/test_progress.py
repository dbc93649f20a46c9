"""The rules of progress, without a database. The worked example in the module is run too."""

import doctest
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses import progress as rules
from courses.parts import nearest_part, split_into_parts
from courses.progress import (
    CourseOutline,
    Finished,
    OutlineLesson,
    OutlineModule,
    Status,
    Visit,
    fold,
    minutes_left,
    option_order,
)

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
KEYS = [UUID(int=number) for number in range(1, 13)]


def lesson(number, **values):
    key = KEYS[number]
    return OutlineLesson(key=key, title=f"Lesson {key.int}", url=f"/learn/c/{key.int}/", **values)


def outline(*modules):
    rows = [OutlineModule(UUID(int=100 + n), f"Module {n}", tuple(row)) for n, row in enumerate(modules)]
    return CourseOutline(key=UUID(int=99), title="Course", url="/learn/c/", modules=tuple(rows))


def visit(number, minute=0, **values):
    return Visit(lesson_key=KEYS[number], at=NOON + timedelta(minutes=minute), title="As seen", **values)


def done(number, **values):
    return Finished(lesson_key=KEYS[number], title="As finished", at=NOON, **values)


def test_the_worked_example_holds():
    assert doctest.testmod(rules).failed == 0
    assert doctest.testmod(rules).attempted > 5


def test_done_now_and_todo_are_told_apart():
    ted = fold(outline([lesson(0), lesson(1), lesson(2)]), [visit(1)], [done(0)])
    assert [row.status for row in ted.rows] == [Status.DONE, Status.NOW, Status.TODO]
    assert [row.number for row in ted.rows] == [1, 2, 3]


def test_a_withdrawn_lesson_shows_only_to_who_opened_it_and_nobody_must_finish_it():
    closed = replace(lesson(1), is_open=False, title="", url="")
    course = outline([lesson(0), closed, lesson(2)])
    opened = fold(course, [visit(1)], [done(0)])
    assert [(row.title, row.status) for row in opened.rows][1] == ("As seen", Status.WITHDRAWN)
    assert opened.rows[1].url == ""
    assert (opened.done, opened.total) == (1, 2)
    never_opened = fold(course, [], [])
    assert [row.title for row in never_opened.rows] == ["Lesson 1", "Lesson 3"]


def test_a_finished_lesson_that_left_the_course_still_counts():
    ted = fold(outline([lesson(0)]), [], [done(0), done(5)])
    assert (ted.done, ted.total) == (2, 2)
    assert [row.title for row in ted.left] == ["As finished"]


def test_a_lesson_finished_in_another_course_counts_only_where_it_is():
    ted = fold(outline([lesson(0)]), [], [done(5, in_course=False)])
    assert ted.rows == fold(outline([lesson(0)]), [], []).rows


def test_a_course_is_complete_when_nothing_open_is_left():
    closed = replace(lesson(1), is_open=False)
    assert fold(outline([lesson(0), closed]), [], [done(0)]).is_complete
    assert not fold(outline([lesson(0), lesson(1)]), [], [done(0)]).is_complete


def test_a_course_without_open_lessons_is_not_complete():
    assert not fold(outline(), [], [done(0)]).is_complete
    assert not fold(outline(), [], []).is_complete


def test_carry_on_is_the_place_last_seen():
    visits = [visit(0, minute=1), visit(2, minute=3, part=2, parts=4), visit(1, minute=2)]
    place = fold(outline([lesson(0), lesson(1), lesson(2)]), visits, []).carry_on
    assert (place.lesson.title, place.part, place.parts) == ("Lesson 3", 2, 4)
    assert place.url == "/learn/c/3/?part=2"


def test_carry_on_after_a_finished_lesson_is_the_next_unfinished_one():
    course = outline([lesson(0), lesson(1)], [lesson(2)])
    assert fold(course, [visit(1)], [done(1)]).carry_on.lesson.title == "Lesson 3"
    assert fold(course, [visit(2)], [done(1), done(2)]).carry_on.lesson.title == "Lesson 1"


def test_a_place_seen_in_another_course_is_not_carried_on():
    course = outline([lesson(0), lesson(1)])
    assert fold(course, [visit(1, in_course=False)], []).carry_on.lesson.title == "Lesson 1"


def test_a_lesson_that_lost_parts_is_carried_on_at_its_last_part():
    place = fold(outline([lesson(0)]), [visit(0, part=5, parts=3)], []).carry_on
    assert place.part == 3


def test_neighbours_pass_over_lessons_that_are_not_open():
    closed = replace(lesson(1), is_open=False)
    ted = fold(outline([lesson(0), closed], [lesson(2)]), [visit(1)], [])
    before, after = ted.neighbours(KEYS[1])
    assert (before.title, after.title) == ("Lesson 1", "Lesson 3")
    assert ted.neighbours(KEYS[0]) == (None, after)
    assert ted.neighbours(KEYS[2]) == (before, None)


@pytest.mark.parametrize(
    ("part", "parts", "left"), [(1, 1, 20), (1, 4, 20), (2, 4, 15), (4, 4, 5), (3, 3, 7)]
)
def test_minutes_left_is_the_share_of_the_parts_to_come(part, parts, left):
    assert minutes_left(20, part=part, parts=parts) == left


@pytest.mark.parametrize(
    ("asked", "part"), [("2", 2), ("0", 1), ("-4", 1), ("99", 3), ("", 1), ("two", 1), (None, 1), ("2.5", 1)]
)
def test_a_bad_part_number_is_taken_for_the_nearest(asked, part):
    assert nearest_part(asked, 3) == part


class Block:
    def __init__(self, block_type, value=None):
        self.block_type, self.value = block_type, value


def test_a_body_is_split_where_parts_start():
    first, text, second, more = (
        Block("text"),
        Block("part", {"title": "Try it"}),
        Block("text"),
        Block("quote"),
    )
    parts = split_into_parts([first, text, second, more])
    assert [(part.number, part.title, len(part.blocks)) for part in parts] == [(1, "", 1), (2, "Try it", 2)]


def test_an_empty_body_is_one_empty_part():
    assert [(part.number, part.title, part.blocks) for part in split_into_parts([])] == [(1, "", ())]


# Properties: whatever editors do to a course, and in whatever order


@st.composite
def courses(draw):
    """Any course from the twelve lessons: some left out, any order, any modules, some withdrawn."""
    keys = draw(st.lists(st.sampled_from(range(12)), unique=True, max_size=12))
    modules, row = [], []
    for number in keys:
        row.append(replace(lesson(number), is_open=draw(st.booleans())))
        if draw(st.booleans()):
            modules.append(row)
            row = []
    return outline(*modules, row)


visits = st.lists(
    st.builds(
        visit, st.integers(0, 11), minute=st.integers(0, 99), part=st.integers(1, 6), parts=st.integers(1, 6)
    ),
    max_size=15,
)
finished = st.lists(st.builds(done, st.integers(0, 11)), max_size=12)


@given(before=courses(), after=courses(), visits=visits, finished=finished)
def test_done_never_falls_whatever_an_editor_does(before, after, visits, finished):
    assert fold(after, visits, finished).done == fold(before, visits, finished).done
    assert fold(after, visits, finished).done == len({one.lesson_key for one in finished})


@given(course=courses(), visits=visits, finished=finished)
def test_the_count_in_words_is_the_rows_marked_completed(course, visits, finished):
    ted = fold(course, visits, finished)
    assert ted.done == sum(row.is_done for row in ted.rows)
    assert ted.done <= ted.total == len(ted.segments)
    assert len({row.key for row in ted.rows}) == len(ted.rows)


@given(course=courses(), visits=visits, finished=finished)
def test_carry_on_leads_to_an_open_lesson_if_there_is_one(course, visits, finished):
    place = fold(course, visits, finished).carry_on
    open_keys = {one.key for one in course.open_lessons}
    assert (place is None) == (not open_keys)
    if place:
        assert place.lesson.key in open_keys
        assert 1 <= place.part <= place.parts
        unfinished = open_keys - {one.lesson_key for one in finished}
        assert not unfinished or place.lesson.key in unfinished


@given(course=courses(), visits=visits, finished=finished)
def test_no_course_is_a_dead_end(course, visits, finished):
    """Finishing what is open, one after the other from "carry on", always completes the course."""
    finished = list(finished)
    for _step in course.open_lessons:
        ted = fold(course, visits, finished)
        if ted.is_complete:
            break
        finished.append(Finished(lesson_key=ted.carry_on.lesson.key))
    assert fold(course, visits, finished).is_complete == bool(course.open_lessons)


keys = st.lists(st.uuids(), min_size=2, max_size=6, unique=True)


@given(options=keys, question=st.uuids(), learner=st.integers(1, 10**9), data=st.data())
def test_the_order_of_answers_is_a_permutation_that_stays(options, question, learner, data):
    order = option_order(options, question_key=question, learner_id=learner)
    assert sorted(order) == sorted(options)
    shuffled = data.draw(st.permutations(options))
    assert option_order(shuffled, question_key=question, learner_id=learner) == order


@given(question=st.uuids())
def test_different_learners_get_different_orders(question):
    orders = {tuple(option_order(KEYS[:4], question_key=question, learner_id=one)) for one in range(50)}
    assert len(orders) > 5
