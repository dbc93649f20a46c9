"""A sign-in that runs out while somebody types loses nothing, and shows nothing to the next person."""

import re
from uuid import uuid4

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from courses import operations
from courses.models import Attempt, Completion, LessonNote, Reflection
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
KEPT = "We kept what you typed."


def text_of(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def form_on(page, action):
    """The hidden fields of the first form that goes to this address, as a browser would send them."""
    inside = re.search(rf'<form[^>]*action="{re.escape(action)}[^"]*"[^>]*>(.*?)</form>', page, re.DOTALL)[1]
    fields = {}
    for tag in re.findall(r'<input type="hidden"[^>]*>', inside):
        fields[re.search(r'name="([^"]*)"', tag)[1]] = re.search(r'value="([^"]*)"', tag)[1]
    return fields


def block_of(lesson, kind):
    return next(block for block in lesson.body if block.block_type == kind)


def right_answer(lesson):
    rows = block_of(lesson, "question").value["options"].bound_blocks
    return next(row.id for row in rows if row.value["is_right"])


@pytest.fixture
def lesson(made):
    return made.lessons[0]


@pytest.fixture
def opened(lesson, as_ted, enrolled):
    """The second part of the lesson, as Ted has it open."""
    return text_of(as_ted.get(f"{lesson.url}?part=2"))


def test_the_session_ends_and_the_note_is_found_again(opened, lesson, ted, as_ted):
    sent = form_on(opened, f"{lesson.url}note/") | {"text": "Typed for an hour"}
    Session.objects.all().delete()
    response = as_ted.post(f"{lesson.url}note/", sent)
    assert response["Location"] == f"/sign-in/?next={lesson.url}%3Fpart%3D2%23note"
    assert not LessonNote.objects.exists()
    as_ted.force_login(ted)
    back = text_of(as_ted.get(f"{lesson.url}?part=2"))
    assert "Typed for an hour</textarea>" in back
    assert KEPT in back
    sent = form_on(back, f"{lesson.url}note/") | {"text": "Typed for an hour"}
    as_ted.post(f"{lesson.url}note/", sent)
    assert LessonNote.objects.get().text == "Typed for an hour"
    assert KEPT not in text_of(as_ted.get(f"{lesson.url}?part=2"))


def test_two_boxes_at_once_do_not_overwrite_each_other(opened, lesson, ted, as_ted):
    note = form_on(opened, f"{lesson.url}note/") | {"text": "A note"}
    thought = form_on(opened, f"{lesson.url}reflect/") | {"text": "A thought"}
    answer = form_on(opened, f"{lesson.url}check/") | {"answer": right_answer(lesson)}
    yes = form_on(opened, f"{lesson.url}complete/") | {"finished": "yes"}
    as_ted.logout()
    for act, sent in (("note", note), ("reflect", thought), ("check", answer), ("complete", yes)):
        response = as_ted.post(f"{lesson.url}{act}/", sent)
        assert response["Location"].startswith("/sign-in/?next=")
    assert not Reflection.objects.exists()
    assert not Attempt.objects.exists()
    assert not Completion.objects.exists()
    as_ted.force_login(ted)
    back = text_of(as_ted.get(f"{lesson.url}?part=2"))
    assert "A note</textarea>" in back
    assert "A thought</textarea>" in back
    assert re.search(rf'value="{right_answer(lesson)}"[^>]* checked', back)
    assert re.search(r'name="finished" value="yes"[^>]* checked', back)
    for act, sent in (("check", answer), ("reflect", thought), ("complete", yes)):
        as_ted.post(f"{lesson.url}{act}/", sent)
    assert Attempt.objects.get().is_right
    assert Reflection.objects.get().text == "A thought"
    assert Completion.objects.get().learner == ted
    assert "A note</textarea>" in text_of(as_ted.get(f"{lesson.url}?part=2"))


def test_the_name_on_the_certificate(made, ted, as_ted):
    for lesson in made.lessons:
        operations.complete_lesson(learner=ted, lesson=lesson, by=ted, at=timezone.now())
    address = f"{made.page.url}finished/"
    sent = form_on(text_of(as_ted.get(address)), address) | {"name": "Edward Hughes"}
    as_ted.logout()
    assert as_ted.post(address, sent)["Location"].startswith("/sign-in/")
    as_ted.force_login(ted)
    back = text_of(as_ted.get(address))
    assert 'value="Edward Hughes"' in back
    assert KEPT in back


def test_a_token_of_an_earlier_sign_in_loses_nothing(lesson, ted, enrolled):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ted)
    page = text_of(browser.get(f"{lesson.url}?part=2"))
    sent = form_on(page, f"{lesson.url}note/") | {"text": "From the old tab"}
    sent["csrfmiddlewaretoken"] = "x" * 64
    response = browser.post(f"{lesson.url}note/", sent)
    assert response["Location"] == f"{lesson.url}?part=2#note"
    assert not LessonNote.objects.exists()
    back = text_of(browser.get(f"{lesson.url}?part=2"))
    assert "From the old tab</textarea>" in back
    browser.post(f"{lesson.url}note/", form_on(back, f"{lesson.url}note/") | {"text": "From the old tab"})
    assert LessonNote.objects.get().text == "From the old tab"


def test_the_token_and_the_sign_in_gone_at_once(opened, lesson, ted):
    browser = Client(enforce_csrf_checks=True)
    sent = form_on(opened, f"{lesson.url}note/") | {"text": "All at once"}
    assert browser.post(f"{lesson.url}note/", sent)["Location"].startswith("/sign-in/")
    browser.force_login(ted)
    assert "All at once</textarea>" in text_of(browser.get(f"{lesson.url}?part=2"))


@pytest.mark.parametrize("mark", [None, "", "made up", "WzEsIm5vdGUiLCIvIl0:1abc:xyz"])
def test_a_form_from_elsewhere_is_refused_as_ever(lesson, ted, mark, enrolled):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ted)
    sent = {"text": "From elsewhere", "version": "0"} | ({} if mark is None else {"kept_as": mark})
    assert browser.post(f"{lesson.url}note/", sent).status_code == 403
    assert "From elsewhere" not in text_of(browser.get(lesson.url))


def test_the_next_person_at_a_shared_computer_finds_nothing(opened, lesson, ted, as_ted):
    sent = form_on(opened, f"{lesson.url}note/") | {"text": "Ted's own words"}
    as_ted.logout()
    as_ted.post(f"{lesson.url}note/", sent)
    assert "own words" not in text_of(as_ted.get(lesson.url))
    as_ted.force_login(UserFactory())
    assert "own words" not in text_of(as_ted.get(lesson.url))
    assert "own words" not in str(as_ted.session.get("kept_words"))


def test_a_form_of_another_person_is_not_kept_for_who_is_signed_in_now(opened, lesson):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(UserFactory())
    sent = form_on(opened, f"{lesson.url}note/") | {"text": "Ted's own words"}
    assert browser.post(f"{lesson.url}note/", sent).status_code == 403
    assert "own words" not in text_of(browser.get(lesson.url))


def test_after_two_hours_they_are_gone(opened, lesson, ted, as_ted):
    sent = form_on(opened, f"{lesson.url}note/") | {"text": "At the library"}
    with time_machine.travel("2026-11-21 12:00Z", tick=False):
        as_ted.logout()
        as_ted.post(f"{lesson.url}note/", sent)
        assert as_ted.session.get_expiry_age() == 2 * 60 * 60
    for moment, is_there in (("2026-11-21 13:59Z", True), ("2026-11-21 14:01Z", False)):
        with time_machine.travel(moment, tick=False):
            if is_there:
                as_ted.force_login(ted)
            assert ("At the library" in text_of(as_ted.get(lesson.url))) == is_there


def test_what_a_visitor_typed_goes_to_the_first_who_signs_in_soon(lesson, ted):
    for minutes, is_there in ((29, True), (31, False)):
        browser = Client()
        with time_machine.travel("2026-11-21 12:00Z", tick=False):
            page = text_of(browser.get(lesson.url))
            sent = form_on(page, f"{lesson.url}note/") | {"text": "Before I joined"}
            assert browser.post(f"{lesson.url}note/", sent)["Location"].startswith("/sign-in/")
            assert "Before I joined" not in text_of(browser.get(lesson.url))
        with time_machine.travel(f"2026-11-21 12:{minutes}Z", tick=False):
            browser.force_login(ted)
            assert ("Before I joined" in text_of(browser.get(lesson.url))) == is_there


def test_words_changed_meanwhile_are_not_overwritten(opened, lesson, ted, as_ted):
    sent = form_on(opened, f"{lesson.url}note/") | {"text": "From the old window"}
    operations.save_note(
        learner=ted, lesson=lesson, text="Saved elsewhere", version=0, by=ted, at=timezone.now()
    )
    as_ted.logout()
    as_ted.post(f"{lesson.url}note/", sent)
    as_ted.force_login(ted)
    back = text_of(as_ted.get(f"{lesson.url}?part=2"))
    sent = form_on(back, f"{lesson.url}note/") | {"text": "From the old window"}
    both = text_of(as_ted.post(f"{lesson.url}note/", sent))
    assert "Saved elsewhere" in both
    assert "From the old window</textarea>" in both


def test_a_session_is_not_filled_without_end(opened, lesson, ted, as_ted, made):
    sent = form_on(opened, f"{lesson.url}note/")
    as_ted.logout()
    as_ted.post(f"{lesson.url}note/", sent | {"text": "small"})
    as_ted.post(f"{lesson.url}reflect/", form_on(opened, f"{lesson.url}reflect/") | {"text": "x" * 300_000})
    assert len(str(as_ted.session["kept_words"])) < 200_000


def test_every_form_that_takes_words_has_the_mark(opened, lesson):
    forms = re.findall(r'<form method="post" action="(/learn/[^"]*)"[^>]*>(.*?)</form>', opened, re.DOTALL)
    typed = [action for action, inside in forms if re.search('<textarea|type="(radio|text)"', inside)]
    assert len(typed) == 4
    for action, inside in forms:
        if action in typed:
            assert 'name="kept_as"' in inside, action


def test_what_a_helper_typed_is_not_their_own(lesson, ted, enrolled):
    sam = UserFactory(preferred_name="Sam")
    now = timezone.now()
    supporter = operations.name_helper(learner=ted, email=sam.email, course_keys=[], by=ted, at=now)
    operations.accept_support(supporter=supporter, by=sam, at=now)
    browser = Client()
    browser.force_login(sam)
    browser.post(f"/helping/{supporter.pk}/start/")
    page = text_of(browser.get(f"{lesson.url}?part=2"))
    sent = form_on(page, f"{lesson.url}check/") | {"answer": right_answer(lesson), "form_key": str(uuid4())}
    browser.logout()
    browser.post(f"{lesson.url}check/", sent)
    browser.force_login(sam)
    chosen = re.compile(rf'value="{right_answer(lesson)}"[^>]* checked')
    assert not chosen.search(text_of(browser.get(f"{lesson.url}?part=2")))
    browser.post(f"/helping/{supporter.pk}/start/")
    assert chosen.search(text_of(browser.get(f"{lesson.url}?part=2")))
