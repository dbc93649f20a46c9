"""Work handed in: what is taken, what is refused, and who opens it."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from courses import work_files
from courses.models import Completion, Work
from courses.work_files import FileRefused, checked
from tests.factories.accounts import UserFactory
from tests.factories.courses import LessonFactory, lesson_body
from tests.integration.courses.test_rules import browser_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(made):
    return LessonFactory(
        parent=made.modules[0], body=lesson_body(parts=2), rule_learner=False, rule_work=True
    )


def picture(kind="JPEG", size=(40, 20), **values):
    kept = io.BytesIO()
    Image.new("RGB", size, "red").save(kept, format=kind, **values)
    return kept.getvalue()


def packed(**files):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return kept.getvalue()


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n%%EOF\n"
DOCX = packed(word__document_xml="<w:document/>")
ODT = packed(mimetype="application/vnd.oasis.opendocument.text", content_xml="<x/>")
EXIF = Image.Exif()
EXIF[0x010E] = "Ted lives at 1 High Street"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("plan.pdf", PDF),
        ("Plan 12.3.PDF", PDF),
        ("plan.docx", DOCX),
        ("plan.odt", ODT),
        ("plan.txt", "Grüße an die Ärztin".encode("cp1252")),
        ("photo.jpg", picture()),
        ("photo.jpeg", picture()),
        ("photo.png", picture("PNG")),
    ],
)
def test_what_people_have_is_taken(name, data):
    kept = checked(SimpleUploadedFile(name, data))
    assert kept.name == name
    assert kept.size


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("drawing.svg", b"<svg onload='alert(1)'/>", "Choose a PDF"),
        ("page.html", b"<script>alert(1)</script>", "Choose a PDF"),
        ("no-ending", PDF, "Choose a PDF"),
        ("page.pdf", b"<html><script>alert(1)</script></html>", "not what its name says"),
        ("both.pdf", b"%PDF-1.7\n<script>alert(1)</script>\n%%EOF", "not what its name says"),
        ("drawing.png", b"<svg xmlns='x'/>", "not what its name says"),
        ("program.txt", b"MZ\x00\x01\x02", "not what its name says"),
        ("page.txt", b"<!DOCTYPE html><p>Hello", "not what its name says"),
        ("photo.jpg", b"GIF89a" + b"\x00" * 40, "not what its name says"),
        ("photo.jpg", picture("PNG"), "not what its name says"),
        ("cut.jpg", picture()[:200], "not what its name says"),
        ("plan.docx", packed(other_txt="x"), "not what its name says"),
        ("plan.docx", b"PK\x03\x04 broken", "not what its name says"),
        ("program.docx", packed(word__document_xml="x", word__vbaProject_bin="x"), "a program in it"),
        ("photo.php.jpg", picture(), "two endings"),
        ("page.html.pdf", PDF, "two endings"),
        ("empty.pdf", b"", "empty"),
        ("blank.txt", b" \n ", "empty"),
    ],
)
def test_what_could_do_harm_is_refused_with_a_reason(name, data, words):
    with pytest.raises(FileRefused, match=words):
        checked(SimpleUploadedFile(name, data))


def test_what_is_too_big_is_refused(monkeypatch):
    monkeypatch.setattr(work_files, "MOST_BYTES", 100)
    with pytest.raises(FileRefused, match="10 MB or less"):
        checked(SimpleUploadedFile("plan.txt", b"x" * 101))
    monkeypatch.setattr(work_files, "MOST_BYTES", 10_000_000)
    monkeypatch.setattr(work_files, "MOST_DOTS", 100)
    with pytest.raises(FileRefused, match="picture is too big"):
        checked(SimpleUploadedFile("photo.png", picture("PNG", size=(20, 20))))
    monkeypatch.setattr(work_files, "MOST_UNPACKED_BYTES", 1000)
    with pytest.raises(FileRefused, match="not what its name says"):
        checked(SimpleUploadedFile("plan.docx", packed(word__document_xml="0" * 100_000)))


@pytest.mark.parametrize("name", ["../../etc/passwd.txt", "C:\\plans\\plan.txt", "plan\x00.txt"])
def test_a_path_in_the_name_is_refused(name):
    upload = SimpleUploadedFile("x.txt", b"words")
    upload._name = name
    with pytest.raises(FileRefused, match="cannot be used"):
        checked(upload)


def test_a_photo_loses_everything_but_its_dots():
    data = picture(exif=EXIF) + b"<script>alert(1)</script>"
    assert b"High Street" in data
    kept = checked(SimpleUploadedFile("photo.jpg", data)).read()
    assert b"High Street" not in kept
    assert b"script" not in kept
    assert Image.open(io.BytesIO(kept)).size == (40, 20)


# The form


def sent(text="", file=None, version=0):
    values = {"text": text, "version": version, "part": "2"}
    return values | ({"file": SimpleUploadedFile(*file)} if file else {})


def test_work_completes_the_lesson_and_can_be_changed(lesson, as_ted):
    response = as_ted.post(f"{lesson.url}hand-in/", sent("My plan", ("plan.pdf", PDF)), follow=True)
    page = text_of(response)
    assert "Your work is handed in." in page
    assert "You have completed" in page
    work = Work.objects.get()
    assert (work.text, work.file_name, work.version) == ("My plan", "plan.pdf", 1)
    assert "plan" not in work.file.name
    as_ted.post(f"{lesson.url}hand-in/", sent("A better plan", version=1))
    work.refresh_from_db()
    assert (work.text, work.file_name, work.version) == ("A better plan", "plan.pdf", 2)
    assert Completion.objects.count() == 1


def test_a_refused_file_keeps_the_words(lesson, as_ted):
    page = text_of(as_ted.post(f"{lesson.url}hand-in/", sent("Typed for an hour", ("x.svg", b"<svg/>"))))
    assert "Typed for an hour</textarea>" in page
    assert "Choose a PDF, Word, ODT or text file" in page
    assert "<title>Error: " in page
    assert 'href="#work-file"' in page
    assert not Work.objects.exists()


def test_nothing_is_no_work_and_another_window_is_told(lesson, as_ted):
    assert "Write something, or add a file." in text_of(as_ted.post(f"{lesson.url}hand-in/", sent()))
    as_ted.post(f"{lesson.url}hand-in/", sent("First window"))
    page = text_of(as_ted.post(f"{lesson.url}hand-in/", sent("Second window")))
    assert "You changed this in another window." in page
    assert "First window" in page
    assert "Second window</textarea>" in page


def test_words_sent_while_signed_out_are_kept(lesson, ted):
    browser = Client()
    response = browser.post(f"{lesson.url}hand-in/", sent("Typed for an hour"))
    assert response["Location"].startswith("/sign-in/")
    browser.force_login(ted)
    assert "Typed for an hour</textarea>" in text_of(browser.get(f"{lesson.url}?part=2"))


def test_the_file_goes_to_its_owner_and_their_coach_as_a_download(lesson, as_ted, client, mary):
    as_ted.post(f"{lesson.url}hand-in/", sent(file=("My plan.txt", b"<b>words</b>")))
    address = f"/handed-in/{Work.objects.get().pk}/"
    for browser in (as_ted, browser_of(mary)):
        response = browser.get(address)
        assert b"".join(response.streaming_content) == b"<b>words</b>"
        assert response["Content-Disposition"] == 'attachment; filename="My plan.txt"'
        assert response["Content-Type"] == "application/octet-stream"
        assert response["X-Content-Type-Options"] == "nosniff"
    for person in (UserFactory(), UserFactory(coach=True), UserFactory(administrator=True)):
        assert browser_of(person).get(address).status_code == 404
    assert client.get(address)["Location"].startswith("/sign-in/")
    assert as_ted.get("/handed-in/999999/").status_code == 404


def test_the_coach_reads_the_work_beside_the_lesson(lesson, as_ted, ted, mary):
    as_ted.post(f"{lesson.url}hand-in/", sent("My plan", ("plan.pdf", PDF)))
    page = text_of(browser_of(mary).get(f"{lesson.url}people/{ted.pk}/"))
    assert "My plan" in page
    assert "plan.pdf" in page
