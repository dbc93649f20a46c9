"""A course for other learning systems: whole, plain, and asking nothing of any other place."""

import hashlib
import io
import re
import zipfile
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from courses.models import Lesson
from courses.package import NothingToExport, export_scorm
from tests.factories.courses import make_course

from .test_packages import _own_media, editor, fresh, rich  # noqa: F401 (fixtures)

pytestmark = pytest.mark.django_db

CP = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}"
ADLCP = "{http://www.adlnet.org/xsd/adlcp_rootv1p2}"


@pytest.fixture
def package(rich):  # noqa: F811
    return zipfile.ZipFile(io.BytesIO(export_scorm(course=rich)))


@pytest.fixture
def manifest(package):
    return ElementTree.fromstring(package.read("imsmanifest.xml"))  # noqa: S314 (our own)


class Loaded(HTMLParser):
    """What a browser would load for a page, where its links lead, and its ids."""

    def __init__(self, html):
        super().__init__()
        self.loads, self.links, self.tags, self.handlers = [], [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        for name, value in attrs:
            self.handlers += [name] if name.startswith("on") or name == "style" else []
            if name in ("src", "srcset", "poster", "data", "background") or (
                tag == "link" and name == "href"
            ):
                self.loads.append(value)
            elif name in ("href", "action"):
                self.links.append(value)


def pages(package):
    return {
        name: Loaded(package.read(name).decode()) for name in package.namelist() if name.endswith(".html")
    }


def test_the_manifest_has_what_the_standard_asks_for(manifest, rich):  # noqa: F811
    assert manifest.tag == f"{CP}manifest"
    assert manifest.attrib["identifier"]
    assert manifest.find(f"{CP}metadata/{CP}schema").text == "ADL SCORM"
    assert manifest.find(f"{CP}metadata/{CP}schemaversion").text == "1.2"
    organizations = manifest.find(f"{CP}organizations")
    organization = organizations.find(f"{CP}organization")
    assert organizations.attrib["default"] == organization.attrib["identifier"]
    assert organization.find(f"{CP}title").text == rich.title
    order = [child.tag for child in manifest]
    assert order == [f"{CP}metadata", f"{CP}organizations", f"{CP}resources"]


def test_each_open_lesson_is_one_sco(manifest, rich):  # noqa: F811
    resources = {each.attrib["identifier"]: each for each in manifest.iter(f"{CP}resource")}
    items = [each for each in manifest.iter(f"{CP}item") if "identifierref" in each.attrib]
    lessons = Lesson.objects.descendant_of(rich).live().order_by("path")
    assert [item.find(f"{CP}title").text for item in items] == [lesson.title for lesson in lessons]
    assert len(resources) == len(items) == 2
    for item in items:
        resource = resources[item.attrib["identifierref"]]
        assert resource.attrib["type"] == "webcontent"
        assert resource.attrib[f"{ADLCP}scormtype"] == "sco"
        files = [file.attrib["href"] for file in resource.iter(f"{CP}file")]
        assert resource.attrib["href"] in files
    ids = [each.attrib["identifier"] for each in manifest.iter() if "identifier" in each.attrib]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", each) for each in ids)


def test_every_file_named_is_there_and_every_file_there_is_named(package, manifest):
    named = {file.attrib["href"] for file in manifest.iter(f"{CP}file")}
    assert named | {"imsmanifest.xml"} == set(package.namelist())


def test_a_page_loads_only_what_is_beside_it(package, manifest):
    for name, page in pages(package).items():
        listed = next(
            {file.attrib["href"] for file in resource.iter(f"{CP}file")}
            for resource in manifest.iter(f"{CP}resource")
            if resource.attrib["href"] == name
        )
        assert set(page.loads) <= listed
        assert page.handlers == []
        assert not {"iframe", "object", "embed", "base"} & set(page.tags)
        inside = [link for link in page.links if not re.match("https?://", link)]
        assert set(inside) <= set(package.namelist())
    for name in ("style.css", "scorm.js"):
        words = package.read(name).decode()
        assert not re.search(r"https?://|url\(|@import|fetch\(|XMLHttpRequest|sendBeacon", words)


def test_a_page_says_what_the_lesson_says(package, rich):  # noqa: F811
    html = package.read("lesson-01.html").decode()
    for words in (
        rich.title,
        "Lesson 1 of 2",
        "Ask me.",
        "Who can lead?",
        "A question_several?",
        "A question_match?",
        "From the bank?",
        "Think",
    ):
        assert words in html, words
    assert html.count("Show the answer") == 7
    assert 'alt="A group"' in html
    assert 'href="lesson-02.html"' in html
    assert 'href="https://example.org/?a=1&amp;b=2"' in html
    assert 'lang="en-gb" dir="ltr"' in html
    assert "Not part of the NHS" in html


def test_the_script_speaks_to_the_system_and_without_one_says_nothing(package):
    script = package.read("scorm.js").decode()
    for call in (
        "LMSInitialize",
        "LMSGetValue",
        "LMSSetValue",
        "LMSCommit",
        "LMSFinish",
        "cmi.core.lesson_status",
        "incomplete",
        "completed",
    ):
        assert call in script
    assert "lesson_status" not in package.read("lesson-01.html").decode()


def test_what_is_not_open_is_not_there(package, rich):  # noqa: F811
    hidden = Lesson.objects.descendant_of(rich).filter(live=False)
    everything = "".join(package.read(name).decode(errors="ignore") for name in package.namelist())
    assert hidden.count() == 2
    assert not [lesson.title for lesson in hidden if lesson.title in everything]


def test_the_same_course_gives_the_same_bytes(rich):  # noqa: F811
    one, other = export_scorm(course=rich), export_scorm(course=fresh(rich))
    assert hashlib.sha256(one).digest() == hashlib.sha256(other).digest()


def test_by_command_and_by_button(rich, editor, client, tmp_path, site_tree):  # noqa: F811
    file = tmp_path / "scorm.zip"
    call_command("export_course", "C1", file, "--scorm")
    answer = client.get(reverse("course_scorm", args=[rich.pk]))
    is_same = b"".join(answer.streaming_content) == file.read_bytes() == export_scorm(course=rich)
    assert is_same
    assert answer["Content-Disposition"] == 'attachment; filename="rich-scorm.zip"'


def test_a_course_without_lessons_says_so(editor, client, tmp_path, site_tree):  # noqa: F811
    made = make_course(parent=fresh(site_tree.learn), modules=0, code="C8")
    with pytest.raises(NothingToExport):
        export_scorm(course=made.page)
    with pytest.raises(CommandError, match="no lesson that is open"):
        call_command("export_course", "C8", tmp_path / "x.zip", "--scorm")
    answer = client.get(reverse("course_scorm", args=[made.page.pk]), follow=True)
    assert "This course has no open lesson yet." in answer.content.decode()
