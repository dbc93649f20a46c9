"""The very block is kept and opened again on any device; whoever only looks into a course leaves no trace."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from courses import operations, queries
from courses.models import Enrolment, LessonVisit
from tests.factories.accounts import UserFactory
from tests.factories.courses import LessonFactory, lesson_body

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def blocks_of(lesson):
    return [block for block in lesson.body if block.block_type != "part"]


@pytest.fixture
def lesson(made):
    return made.lessons[0]


@pytest.fixture
def reading(lesson, ted, enrolled):
    """Ted opened part 1 at noon."""
    operations.see_part(learner=ted, lesson=lesson, part=1, at=NOON)
    return lesson


def send(client, lesson, block_id, *, seconds):
    with time_machine.travel(NOON + timedelta(seconds=seconds), tick=False):
        return client.post(f"{lesson.url}place/", {"block": block_id})


def test_the_block_is_kept_and_offered_on_any_device(reading, as_ted, ted):
    block = blocks_of(reading)[1]  # in part 2
    assert send(as_ted, reading, block.id, seconds=20).status_code == 204
    visit = LessonVisit.objects.get()
    assert (visit.part, visit.anchor) == (2, f"block-{block.id}")
    other_device = Client()
    other_device.force_login(ted)
    for address in ("/", reading.course.url):
        page = other_device.get(address).content.decode()
        assert f'href="{reading.url}?part=2#block-{block.id}"' in page
    assert f'id="block-{block.id}"' in other_device.get(f"{reading.url}?part=2").content.decode()


def test_at_most_one_write_in_ten_seconds(reading, as_ted):
    first, second = blocks_of(reading)[:2]
    assert send(as_ted, reading, first.id, seconds=9).status_code == 204
    assert LessonVisit.objects.get().anchor == ""
    send(as_ted, reading, first.id, seconds=10)
    send(as_ted, reading, second.id, seconds=19)
    assert LessonVisit.objects.get().anchor == f"block-{first.id}"
    send(as_ted, reading, second.id, seconds=20)
    assert LessonVisit.objects.get().anchor == f"block-{second.id}"


def test_nothing_is_kept_of_who_only_looks(lesson, as_ted, client):
    block = blocks_of(lesson)[0]
    for browser in (as_ted, client):
        browser.get(lesson.url)
        assert send(browser, lesson, block.id, seconds=60).status_code == 204
    assert not LessonVisit.objects.exists()
    assert "data-place" not in as_ted.get(lesson.url).content.decode()


def test_nothing_is_kept_after_leaving_the_course(reading, as_ted):
    Enrolment.objects.update(left_at=NOON)
    send(as_ted, reading, blocks_of(reading)[0].id, seconds=60)
    assert LessonVisit.objects.get().anchor == ""


@pytest.mark.parametrize("block_id", ["", "x", "00000000-0000-4000-8000-000000000000", "\0", "x" * 500])
def test_a_block_that_is_not_there_is_left_alone(reading, as_ted, block_id):
    assert send(as_ted, reading, block_id, seconds=60).status_code == 204
    assert LessonVisit.objects.get().anchor == ""


def test_a_place_of_another_person_is_not_touched(reading, as_ted):
    other = Client()
    other.force_login(UserFactory())
    send(other, reading, blocks_of(reading)[0].id, seconds=60)
    assert LessonVisit.objects.get().anchor == ""


def test_another_part_starts_at_its_top_and_the_same_part_keeps_its_block(reading, as_ted, ted):
    send(as_ted, reading, blocks_of(reading)[0].id, seconds=30)
    operations.see_part(learner=ted, lesson=reading, part=1, at=NOON + timedelta(hours=1))
    assert LessonVisit.objects.get().anchor
    operations.see_part(learner=ted, lesson=reading, part=2, at=NOON + timedelta(hours=2))
    assert LessonVisit.objects.get().anchor == ""


@pytest.mark.parametrize("look", ["?part=all", ""])
def test_a_look_at_the_whole_lesson_loses_nobody_s_place(reading, made, as_ted, look):
    as_ted.get(f"{reading.url}?part=2")
    block = blocks_of(reading)[1]
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=1), tick=False):
        as_ted.post(f"{reading.url}place/", {"block": block.id})
    as_ted.get(made.lessons[1].url)
    as_ted.get(reading.url + look)
    visit = LessonVisit.objects.get(lesson_key=reading.translation_key)
    assert (visit.part, visit.parts, visit.anchor) == (2, 2, f"block-{block.id}")
    as_ted.get(f"{reading.url}?part=1")
    visit.refresh_from_db()
    assert (visit.part, visit.anchor) == (1, "")


def test_the_list_of_lessons_leads_back_to_each_place(reading, made, as_ted):
    as_ted.get(f"{reading.url}?part=2")
    as_ted.get(made.lessons[1].url)
    page = as_ted.get(made.page.url).content.decode()
    assert f'<a href="{reading.url}?part=2" aria-describedby' in page
    assert f'<a href="{made.lessons[2].url}" aria-describedby' in page
    why = as_ted.get(f"{reading.url}why/").content.decode()
    assert f'href="{reading.url}?part=2">Go to the lesson' in why


def test_without_a_script_the_last_thing_done_is_the_place(reading, as_ted, ted):
    question = next(block for block in reading.body if block.block_type == "question")
    reflection = next(block for block in reading.body if block.block_type == "reflection")
    chosen = question.value["options"].bound_blocks[0].id
    sent = {"block": question.id, "answer": chosen, "form_key": question.id, "part": "2"}
    as_ted.post(f"{reading.url}check/", sent)
    visit = LessonVisit.objects.get()
    assert (visit.part, visit.anchor) == (2, f"block-{question.id}")
    as_ted.post(
        f"{reading.url}reflect/", {"block": reflection.id, "text": "Mine", "version": "0", "part": "2"}
    )
    assert LessonVisit.objects.get().anchor == f"block-{reflection.id}"
    place = queries.carry_on_for(learner=ted).place
    assert place.url == f"{reading.url}?part=2#block-{reflection.id}"


def test_a_block_that_an_editor_took_away_harms_nothing(reading, as_ted, ted):
    send(as_ted, reading, blocks_of(reading)[1].id, seconds=30)
    reading.body = LessonFactory.build(body=lesson_body(parts=1)).body
    reading.save_revision().publish()
    place = queries.carry_on_for(learner=ted).place
    assert as_ted.get(place.url.partition("#")[0]).status_code == 200


def test_every_block_of_a_lesson_has_its_own_id_on_the_page(reading, as_ted):
    page = as_ted.get(f"{reading.url}?part=all").content.decode()
    ids = re.findall(r'id="(block-[^"]*)"', page)
    assert ids == [f"block-{block.id}" for block in blocks_of(reading)]


def test_the_script_is_small_and_loads_for_who_takes_the_course(reading, as_ted, client):
    from pathlib import Path

    from django.conf import settings

    assert (Path(settings.PROJECT_DIR) / "static/js/place.js").stat().st_size <= 1024
    assert "js/place" in as_ted.get(reading.url).content.decode()
    assert "js/place" not in client.get(reading.url).content.decode()


def test_a_lesson_leads_to_paper_and_to_help_with_listening(lesson, client):
    page = client.get(lesson.url).content.decode()
    assert 'href="?part=all">Show the whole lesson to print it' in page
    assert 'href="/help/">How to have a page read aloud' in page
