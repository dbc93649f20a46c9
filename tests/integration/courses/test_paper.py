"""Learning on paper: the workbook, its PDF, and the short addresses printed in it."""

import re
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import Client
from django.utils import timezone

from courses import operations, pdf
from courses.models import Lesson
from courses.short_addresses import short_code
from tests.factories.accounts import UserFactory
from tests.factories.courses import block, make_course
from tests.pdf_reading import is_tagged, pages_in

pytestmark = pytest.mark.django_db


def text(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def note(ted, made, words="MY-OWN-WORDS"):
    operations.save_note(
        learner=ted, lesson=made.lessons[0], text=words, version=0, by=ted, at=timezone.now()
    )


@pytest.fixture
def drawn(monkeypatch):
    """What would have been drawn, as (template, context), instead of seconds of drawing."""
    pages = []

    def draw(template, context):
        pages.append((template, context))
        return b"%PDF-"

    monkeypatch.setattr(pdf, "draw", draw)
    return pages


# Short addresses


def test_a_short_address_leads_to_its_lesson_and_follows_it(made, client):
    lesson = made.lessons[0]
    address = f"/l/{short_code(lesson.translation_key)}/"
    assert client.get(address)["Location"] == lesson.url
    assert client.get(address.lower())["Location"] == lesson.url
    elsewhere = make_course(parent=made.page.get_parent(), lessons=1)
    Lesson.objects.get(pk=lesson.pk).move(elsewhere.modules[0], pos="last-child")
    moved = Lesson.objects.get(pk=lesson.pk)
    moved.slug = "another-name"
    moved.save()
    assert client.get(address)["Location"] == f"{elsewhere.page.url}another-name/"
    assert client.get(address, follow=True).status_code == 200


def test_a_lesson_taken_back_leads_to_its_course(made, client):
    lesson = made.lessons[0]
    Lesson.objects.get(pk=lesson.pk).unpublish()
    address = f"/l/{short_code(lesson.translation_key)}/"
    page = client.get(address, follow=True)
    assert page.redirect_chain == [(made.page.url, 302)]
    assert "This lesson is not open now. Here is its course." in text(page)
    made.page.unpublish()
    assert client.get(address).status_code == 404


def test_a_lesson_nobody_may_see_has_no_short_address(made, client):
    lesson = made.lessons[0]
    Lesson.objects.filter(pk=lesson.pk).update(live=False, first_published_at=None)
    assert client.get(f"/l/{short_code(lesson.translation_key)}/").status_code == 404
    made.page.view_restrictions.create(restriction_type="login")
    address = f"/l/{short_code(made.lessons[1].translation_key)}/"
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("code", ["ACDEFHJ", "x", "a" * 255, "ü", "9999999"])
def test_an_unknown_code_is_not_there(client, site_tree, code):
    assert client.get(f"/l/{code}/").status_code == 404


# The workbook


def test_each_lesson_has_its_short_address_and_code(made, client):
    page = text(client.get(f"{made.page.url}workbook/"))
    for lesson in made.lessons:
        assert f"/l/{short_code(lesson.translation_key)}/" in page
    assert page.count('src="data:image/png;base64,') == len(made.lessons)


def test_links_are_printed_whole(made, client):
    lesson = Lesson.objects.get(pk=made.lessons[0].pk)
    rich = '<p><a href="/guides/">a guide</a> <a href="https://other.example/x">there</a></p>'
    lesson.body = lesson.body.stream_block.to_python([block("text", rich)])
    lesson.save_revision().publish()
    page = text(client.get(f"{made.page.url}workbook/"))
    assert 'href="http://127.0.0.1:8000/guides/">a guide' in page
    assert 'href="https://other.example/x">there' in page


def test_one_s_own_words_are_in_one_s_own_workbook_alone(made, ted, as_ted, client, drawn):
    note(ted, made)
    other = Client()
    other.force_login(UserFactory(coach=True, administrator=True))
    for browser, is_there in ((as_ted, True), (client, False), (other, False)):
        assert ("MY-OWN-WORDS" in text(browser.get(f"{made.page.url}workbook/"))) is is_there
        browser.get(f"{made.page.url}workbook/pdf/")
        _template, context = drawn[-1]
        assert (context["lessons"][0]["note"] == "MY-OWN-WORDS") is is_there


def test_no_workbook_file_is_kept_by_anybody(made, as_ted, client, drawn):
    for browser in (as_ted, client):
        response = browser.get(f"{made.page.url}workbook/pdf/?large=1")
        assert response["Content-Type"] == "application/pdf"
        assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))
        assert re.search(
            r'^attachment; filename="workbook-\w{7}-large\.pdf"$', response["Content-Disposition"]
        )
        assert drawn[-1][1]["is_large"]


def test_without_pango_the_print_page_is_there_instead(made, client, monkeypatch):
    monkeypatch.setattr(pdf, "_drawn", lambda wanted: (_ for _ in ()).throw(pdf.NoPdf))
    page = client.get(f"{made.page.url}workbook/pdf/?large=1", follow=True)
    assert page.redirect_chain == [(f"{made.page.url}workbook/?large=1", 302)]
    assert "We cannot make the PDF just now. Print this page instead." in text(page)


def test_the_workbook_of_a_private_course_is_not_for_visitors(made, client, drawn):
    made.page.view_restrictions.create(restriction_type="login")
    assert client.get(f"{made.page.url}workbook/pdf/").status_code == 404
    assert drawn == []


# Drawing, for real


@pytest.mark.parametrize("size", ["", "?large=1"])
def test_a_workbook_is_drawn(made, ted, as_ted, size):
    note(ted, made)
    drawn = as_ted.get(f"{made.page.url}workbook/pdf/{size}")
    assert drawn["Content-Type"] == "application/pdf"
    assert drawn.content.startswith(b"%PDF-")
    assert is_tagged(drawn.content)
    assert pages_in(drawn.content) > len(made.lessons)


def test_a_certificate_is_one_sheet(certificate, as_ted):
    drawn = as_ted.get(f"/certificate/{certificate.code}/pdf/").content
    assert is_tagged(drawn)
    assert pages_in(drawn) == 1


def failing(monkeypatch, *, code=0, error=b"", slow=False):
    def run(*_arguments, **_named):
        if slow:
            raise subprocess.TimeoutExpired("python", 1)
        return subprocess.CompletedProcess([], code, b"", error)

    monkeypatch.setattr(pdf.subprocess, "run", run)


def test_what_goes_wrong_is_logged_without_anybody_s_words(monkeypatch, caplog):
    for how in ({"code": 3}, {"code": 1, "error": b"Traceback\nValueError: MY-OWN-WORDS"}, {"slow": True}):
        failing(monkeypatch, **how)
        with pytest.raises(pdf.NoPdf):
            pdf.draw("courses/certificate_not_found.html", {})
    assert "install Pango" in caplog.text
    assert "ValueError" in caplog.text
    assert "MY-OWN-WORDS" not in caplog.text


def test_one_at_a_time_and_nobody_waits_for_ever(monkeypatch):
    monkeypatch.setattr(pdf, "SECONDS_TO_WAIT", 0.01)
    monkeypatch.setattr(pdf, "render_to_string", lambda template, context: "")
    inside = pdf.threading.Event(), pdf.threading.Event()

    def slowly(wanted):
        inside[0].set()
        inside[1].wait(10)
        return b"%PDF-"

    monkeypatch.setattr(pdf, "_drawn", slowly)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(pdf.draw, "a.html", {})
        inside[0].wait(10)
        with pytest.raises(pdf.NoPdf):
            pdf.draw("b.html", {})
        inside[1].set()
        assert first.result() == b"%PDF-"
    assert pdf.draw("c.html", {}) == b"%PDF-"


def test_the_drawing_process_is_told_no_secret(monkeypatch):
    told = {}

    def run(*_arguments, **named):
        told.update(named["env"])
        return subprocess.CompletedProcess([], 0, b"%PDF-", b"")

    monkeypatch.setenv("CREDENTIAL_SIGNING_KEY", "secret")
    monkeypatch.setattr(pdf.subprocess, "run", run)
    pdf.draw("courses/certificate_not_found.html", {})
    assert "PATH" in told
    assert "secret" not in told.values()
