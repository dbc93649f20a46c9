"""A course goes out as one file and comes in again, whole or not at all."""

import hashlib
import io
import json
import struct
import zipfile

import pytest
import yaml
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale, Page, PageViewRestriction

from accounts.models import AuditEvent
from accounts.starter import ensure_roles
from courses import operations, queries
from courses.models import BankQuestion, Course, Lesson, Module
from courses.operations import editing
from courses.package import BadPackage, archive, export_course, import_course
from courses.package.fields import SAID_OTHERWISE, WORDS
from home.models import Aim, Capability, GlossaryTerm, Rung, Source
from tests.factories.accounts import UserFactory
from tests.factories.courses import block, items, make_course, question_block
from tests.factories.home import GlossaryTermFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def fresh(page):
    return type(page).objects.get(pk=page.pk)


def stream(field, blocks):
    return field.to_python(json.dumps(blocks))


def asking(kind, **value):
    words = {"question": f"A {kind}?", "hint": "", "feedback_right": "Yes.", "feedback_wrong": "Look again."}
    return block(kind, {**words, **value})


def everything_a_lesson_can_hold(page, document, image):
    """A block of each kind, with links to a page, a file and another site."""
    return [
        block("part", {"title": "Look"}),
        block(
            "text",
            f'<p data-block-key="a1b2c">Read <a linktype="page" id="{page.pk}">this</a>, '
            f'<a linktype="document" id="{document.pk}">that</a> and '
            '<a href="https://example.org/?a=1&amp;b=2">more</a> &amp; it\'s <b>good</b>.</p>',
        ),
        block("key_points", {"heading": "", "points": items(["One", "Two"])}),
        block("do_dont", {"heading": "", "do": items(["ask"]), "dont": items(["tell"])}),
        block("steps", {"heading": "", "steps": items(["First", "Then"])}),
        block("quote", {"quote": "Ask me.", "who": "A carer", "year": "2025"}),
        block(
            "picture",
            {"picture": {"image": image.pk, "decorative": False, "alt_text": "A group"}, "caption": ""},
        ),
        block(
            "resources",
            {
                "heading": "",
                "links": items(
                    [
                        {"text": "Here", "page": page.pk, "url": "", "document": None},
                        {"text": "There", "page": None, "url": "https://example.org/", "document": None},
                        {"text": "File", "page": None, "url": "", "document": document.pk},
                    ]
                ),
            },
        ),
        block("activity", {"title": "Try", "text": "Do it.", "model_answer": ""}),
        question_block(),
        asking(
            "question_several",
            options=items(
                [{"text": "A", "is_right": True, "feedback": ""}, *also({"text": "B"}, {"text": "C"})]
            ),
        ),
        asking("question_true_false", answer="true"),
        asking("question_order", lines=items(["a", "b"])),
        asking("question_match", pairs=items([{"text": "a", "partner": "x"}, {"text": "b", "partner": "y"}])),
        asking("question_text", accepted=items(["PPG"])),
        block("confidence", {"capability": "P1", "moment": "before"}),
        block("quiz", {"title": "Check", "capabilities": ["P1"], "number": 2, "pass_mark": 70}),
        block("reflection", {"prompt": "Think"}),
    ]


def also(*options):
    return [{"is_right": False, "feedback": "", **option} for option in options]


@pytest.fixture
def rich(site_tree):
    """A course with everything a course can have."""
    made = make_course(parent=site_tree.learn, modules=2, lessons=2, code="C1", slug="rich")
    english = {"locale": site_tree.locale}
    labels = {
        "P1": Capability.objects.create(code="P1", name="Listen", order=1, **english),
        "P2": Capability.objects.create(code="P2", name="Speak", order=2, **english),
    }
    aim = Aim.objects.create(code="1", name="Better health", **english)
    rung = Rung.objects.create(code="R2", name="Involve", **english)
    source = Source.objects.create(code="S1", title="A report", checked_on_date="2026-01-02")
    term = GlossaryTermFactory(parent=site_tree.glossary, title="Carer", meaning="Somebody who cares.")
    document = Document.objects.create(title="The form", file=ContentFile(b"words", "form.txt"))
    image = Image.objects.create(title="A group", file=get_test_image_file())
    for row in (document, image):
        row.get_file_hash()
    BankQuestion.objects.create(
        locale=site_tree.locale,
        capability=labels["P1"],
        question=stream(BankQuestion.question.field, [question_block("From the bank?")]),
    )
    first, second, third, last = (fresh(lesson) for lesson in made.lessons)
    first.body = stream(Lesson.body.field, everything_a_lesson_can_hold(second, document, image))
    first.rule_questions = True
    first.capabilities.add(labels["P1"], labels["P2"])
    first.sources.add(source)
    first.terms.add(term)
    first.aims.add(aim)
    first.rung = rung
    first.save()
    first.save_revision().publish()
    second.prerequisites.create(needed=first)
    second.save_revision().publish()
    editing.retire(page=third, by=None, at=timezone.now())
    last.unpublish()
    course = fresh(made.page)
    course.capabilities.add(labels["P2"])
    course.save_revision().publish()
    return fresh(made.page)


def empty_the_site():
    """Nothing is left of the course or of anything it points at. What learners did stays."""
    for page in (*Course.objects.all(), *GlossaryTerm.objects.all()):
        page.delete()
    for model in (BankQuestion, Capability, Aim, Rung, Source, Document, Image):
        model.objects.all().delete()


def take_in(content, **options):
    return import_course(file=io.BytesIO(content), by=None, at=timezone.now(), **options)


def unpacked(content):
    archive_file = zipfile.ZipFile(io.BytesIO(content))
    return yaml.safe_load(archive_file.read("course.yaml")), archive_file


def repacked(content, **changes):
    """The same zip with the data of the course changed."""
    data, old = unpacked(content)
    data.update(changes)
    files = {name: old.read(name) for name in old.namelist() if name != "course.yaml"}
    return archive.write_zip({"course.yaml": archive.as_yaml(data).encode(), **files})


def same(one, other):
    """Two zips are the same, byte by byte. The data come first: they say what differs."""
    assert unpacked(one)[0] == unpacked(other)[0]
    assert hashlib.sha256(one).hexdigest() == hashlib.sha256(other).hexdigest()


# Out and in again


def test_out_in_and_out_again_gives_the_same_bytes(rich):
    first = export_course(course=rich)
    same(export_course(course=rich), first)
    empty_the_site()
    imported = take_in(first)
    assert (imported.is_copy, imported.left_out) == (False, 0)
    same(export_course(course=imported.course), first)


def test_every_kind_of_block_comes_through(rich):
    content = export_course(course=rich)
    lesson = unpacked(content)[0]["course"]["modules"][0]["lessons"][0]
    kinds = {each["type"] for each in lesson["body"]}
    assert set(Lesson.body.field.stream_block.child_blocks) - kinds == {"video", "audio", "other_video"}


def test_what_a_page_says_comes_through(rich):
    before = {page.title: page.specific for page in Page.objects.descendant_of(rich, inclusive=True)}
    content = export_course(course=rich)
    empty_the_site()
    course = take_in(content).course
    lessons = {lesson.title: lesson for lesson in Lesson.objects.descendant_of(course)}
    for title, lesson in lessons.items():
        old = before[title]
        assert (lesson.live, lesson.is_retired, lesson.rules) == (old.live, old.is_retired, old.rules)
        assert (lesson.translation_key, lesson.slug) == (old.translation_key, old.slug)
        assert [each.id for each in lesson.body] == [each.id for each in old.body]
    first, second = list(lessons.values())[:2]
    assert [label.code for label in first.capabilities.order_by("code")] == ["P1", "P2"]
    assert (first.rung.code, first.aims.get().code, first.sources.get().code) == ("R2", "1", "S1")
    assert first.terms.get().title == "Carer"
    assert second.prerequisites.get().needed == first
    assert BankQuestion.objects.get().question[0].value["question"] == "From the bank?"
    html = str(first.body[1].value)
    assert second.url in html
    assert Document.objects.get().url in html
    assert 'href="https://example.org/?a=1&amp;b=2"' in html


def test_each_field_of_a_page_is_in_the_file_or_left_out_on_purpose():
    tables = {field.name for field in Page._meta.get_fields()} | {"page_ptr", "locale"}
    for model in (Course, Module, Lesson):
        own = {field.name for field in (*model._meta.fields, *model._meta.many_to_many)} - tables
        assert own - set(WORDS[model]) - SAID_OTHERWISE == set()


def test_what_learners_did_finds_its_course_again(rich):
    ted = UserFactory()
    first = Lesson.objects.descendant_of(rich).live().first()
    operations.enrol(learner=ted, course=rich, by=ted, at=timezone.now())
    operations.see_part(learner=ted, lesson=first, part=1, at=timezone.now())
    content = export_course(course=rich)
    empty_the_site()
    take_in(content)
    progress = queries.progress_for(learner=ted, course_key=rich.translation_key)
    assert progress.carry_on.lesson.key == first.translation_key


def test_a_course_that_is_here_already_becomes_a_copy(rich):
    content = export_course(course=rich)
    imported = take_in(content)
    assert imported.is_copy
    assert "so this is a copy" in " ".join(imported.sentences())
    assert imported.course.slug == "rich-2"
    old, new = (
        {page.translation_key for page in Page.objects.descendant_of(course, inclusive=True)}
        for course in (rich, imported.course)
    )
    assert not old & new
    first, copied = (Lesson.objects.descendant_of(course).first() for course in (rich, imported.course))
    assert not {each.id for each in first.body} & {each.id for each in copied.body}
    second = Lesson.objects.descendant_of(imported.course)[1]
    assert second.prerequisites.get().needed == copied
    assert (Source.objects.count(), Document.objects.count(), Image.objects.count()) == (1, 1, 1)
    assert take_in(content).course.slug == "rich-3"


def test_one_key_that_is_here_makes_all_keys_new(rich, site_tree):
    content = export_course(course=rich)
    kept = Lesson.objects.descendant_of(rich).first()
    kept.move(make_course(parent=fresh(site_tree.learn)).modules[0], pos="last-child")
    fresh(rich).delete()
    imported = take_in(content)
    assert imported.is_copy
    assert imported.course.translation_key != rich.translation_key


def test_the_same_course_in_welsh_is_a_translation(rich, site_tree):
    content = repacked(export_course(course=rich), language="cy")
    cy = Locale.objects.create(language_code="cy")
    with pytest.raises(BadPackage, match="no list of courses in the language"):
        take_in(content)
    for page in (site_tree.home, site_tree.learn):
        fresh(page).copy_for_translation(cy).save_revision().publish()
    imported = take_in(content)
    assert not imported.is_copy
    assert fresh(rich).get_translation(cy) == imported.course


def test_everything_can_come_in_as_a_draft(rich):
    content = export_course(course=rich)
    empty_the_site()
    course = take_in(content, as_draft=True).course
    assert not Page.objects.descendant_of(course, inclusive=True).live().exists()


def test_what_only_some_may_read_goes_out_as_a_draft(rich):
    lesson = Lesson.objects.descendant_of(rich).first()
    PageViewRestriction.objects.create(page=lesson, restriction_type=PageViewRestriction.LOGIN)
    data, _zip = unpacked(export_course(course=rich))
    states = [lesson["state"] for module in data["course"]["modules"] for lesson in module["lessons"]]
    assert states == ["draft", "open", "retired", "draft"]


def test_what_is_not_on_the_other_site_is_left_out_and_said(rich, site_tree):
    other = make_course(parent=fresh(site_tree.learn))
    rich = fresh(rich)
    rich.prerequisites.create(needed=other.page)
    rich.save_revision().publish()
    content = export_course(course=fresh(rich))
    empty_the_site()
    imported = take_in(content)
    assert imported.left_out == 1
    assert "1 thing it points at is not on this site" in " ".join(imported.sentences())


def test_a_page_outside_the_course_becomes_its_address(rich, site_tree):
    lesson = Lesson.objects.descendant_of(rich).live()[1]
    link = {"text": "Words", "page": site_tree.glossary.pk, "url": "", "document": None}
    lesson.body = stream(
        Lesson.body.field,
        [
            block("resources", {"heading": "", "links": items([link])}),
            block("text", f'<p><a linktype="page" id="{site_tree.glossary.pk}">Words</a></p>'),
        ],
    )
    lesson.save_revision().publish()
    data, _zip = unpacked(export_course(course=rich))
    body = data["course"]["modules"][0]["lessons"][1]["body"]
    assert body[0]["value"]["links"][0]["value"]["url"] == site_tree.glossary.full_url
    assert f'href="{site_tree.glossary.full_url}"' in body[1]["value"]


def test_no_learner_is_in_the_file(rich):
    ted = UserFactory(email="ted-the-learner@example.org", preferred_name="Ted Marker")
    first = Lesson.objects.descendant_of(rich).first()
    operations.enrol(learner=ted, course=rich, by=ted, at=timezone.now())
    operations.save_note(learner=ted, lesson=first, text="Marker note", version=0, by=ted, at=timezone.now())
    content = export_course(course=rich)
    assert b"Marker" not in content
    assert b"ted-the-learner" not in content


# What is refused


def refused(content, words):
    """The file is refused with these words, and nothing of it is left behind."""
    before = counts()
    with pytest.raises(BadPackage, match=words):
        take_in(content)
    assert counts() == before


def counts():
    models = (Page, BankQuestion, Capability, Source, Document, Image, AuditEvent)
    from django.core.files.storage import default_storage

    stored = [
        set(default_storage.listdir(folder)[1]) if default_storage.exists(folder) else set()
        for folder in ("documents", "original_images")
    ]
    return [model.objects.count() for model in models], stored


def zipped(files, compression=zipfile.ZIP_DEFLATED):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as made:
        for name, content in files:
            made.writestr(name, content)
    return packed.getvalue()


@pytest.fixture(scope="module")
def kept_package():
    """What the first test of this file exported, for those that come after it."""
    return {}


@pytest.fixture
def packed(site_tree, kept_package, request):
    """The course in a file, and a site without it."""
    if not kept_package:
        kept_package["content"] = export_course(course=request.getfixturevalue("rich"))
        empty_the_site()
    return kept_package["content"]


def test_a_file_that_is_no_zip(packed):
    refused(b"", "damaged")
    refused(b"not a zip at all", "damaged")
    refused(packed[: len(packed) // 2], "damaged")


def test_a_byte_that_changed_on_the_way(packed):
    place = packed.index(b"Lesson about listening")
    refused(packed[:place] + b"X" + packed[place + 1 :], "damaged")


def test_media_that_are_not_what_their_name_says(packed):
    data, old = unpacked(packed)
    names = [name for name in old.namelist() if name != "course.yaml"]
    files = {"course.yaml": old.read("course.yaml"), **dict.fromkeys(names, b"other")}
    refused(archive.write_zip(files), "damaged")


@pytest.mark.parametrize("name", ["../../evil.txt", "/etc/passwd", "media/../x.png", "media\\x.png", "x.py"])
def test_a_path_that_leads_out(packed, name):
    _data, old = unpacked(packed)
    refused(zipped([("course.yaml", old.read("course.yaml")), (name, b"x")]), "do not belong")


def test_the_same_name_twice(packed):
    _data, old = unpacked(packed)
    with pytest.warns(UserWarning, match="Duplicate"):
        content = zipped([("course.yaml", old.read("course.yaml"))] * 2)
    refused(content, "more files")


def test_a_zip_bomb():
    refused(zipped([("course.yaml", b"a" * 4_000_000)]), "far too big")
    refused(
        zipped([("course.yaml", b"format: x"), (f"media/{'a' * 32}.png", b"0" * 9_000_000)]), "far too big"
    )


def test_a_zip_that_lies_about_its_size(packed):
    """The sizes it states are small; what comes out is not."""
    content = bytearray(zipped([("course.yaml", b"a" * 4_000_000)]))
    for signature, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = content.index(signature) + place
        content[at : at + 4] = struct.pack("<I", 100)
    refused(bytes(content), "damaged")


def test_a_huge_file(packed, monkeypatch):
    monkeypatch.setattr(archive, "LARGEST_FILE", 1_000)
    refused(packed, "too big")


def test_a_locked_zip(packed):
    content = bytearray(packed)
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + place] |= 1
    refused(bytes(content), "password")


def test_another_version(packed):
    refused(repacked(packed, version=2), "of version 2 of the course format. This site reads version 1")


@pytest.mark.parametrize("text", ["", "- a list", "format: other", "a: [", "\x00", "format: [a, b"])
def test_words_that_are_no_course(packed, text):
    refused(zipped([("course.yaml", text)]), "no course|damaged")


def test_no_course_at_all():
    refused(zipped([(f"media/{'a' * 32}.png", b"x")]), "holds no course")


def test_words_that_grow_when_they_are_read():
    lines = ["format: patient-leaders-course", "version: 1", "a: &a [x, x, x, x, x, x]"]
    lines += [
        f"{new}: &{new} [{', '.join(['*' + old] * 6)}]" for old, new in zip("abcdefg", "bcdefgh", strict=True)
    ]
    stored = zipfile.ZIP_STORED
    refused(zipped([("course.yaml", "\n".join(lines))], stored), "damaged")
    refused(zipped([("course.yaml", "[" * 3_000 + "]" * 3_000)], stored), "damaged")


@pytest.mark.parametrize(
    "name", ["course", "language", "media", "sources", "terms", "questions", "capabilities"]
)
def test_any_part_of_another_shape(packed, name):
    for value in (None, "x", [1], {"a": 1}, 3):
        refused(repacked(packed, **{name: value}), "damaged|no list of courses")


def changed(packed, change):
    data, _old = unpacked(packed)
    change(data)
    return repacked(packed, **data)


def first_lesson(data):
    return data["course"]["modules"][0]["lessons"][0]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: first_lesson(data).update(key="no key"), "damaged"),
        (lambda data: first_lesson(data).pop("body"), "damaged"),
        (lambda data: first_lesson(data)["body"].append({"type": "unheard"}), "kind of block"),
        (lambda data: first_lesson(data).update(body=["x"]), "damaged"),
        (lambda data: first_lesson(data).update(terms=["x"]), "damaged"),
        (lambda data: first_lesson(data).update(minutes="many"), "not as it must be"),
        (lambda data: first_lesson(data).update(slug="../x"), "not as it must be"),
        (lambda data: first_lesson(data).update(slug="finished"), "not as it must be"),
        (lambda data: first_lesson(data).update(title="x" * 300), "not as it must be"),
        (lambda data: first_lesson(data).update(rules=[]), "not as it must be"),
        (lambda data: first_lesson(data).update(outcome="An NHS approved lesson"), "Take out “NHS approved”"),
        (lambda data: first_lesson(data).update(key=data["course"]["key"]), "damaged"),
        (lambda data: data["media"].clear(), "damaged"),
    ],
)
def test_a_lesson_that_is_not_as_it_must_be(packed, change, words):
    refused(changed(packed, change), words)


def test_a_question_without_a_right_answer_is_not_published(packed):
    def spoil(data):
        question = next(each for each in first_lesson(data)["body"] if each["type"] == "question")
        for option in question["value"]["options"]:
            option["value"]["is_right"] = False

    refused(changed(packed, spoil), "not as it must be")


def test_code_in_the_words_does_not_come_in(packed):
    def spoil(data):
        text = next(each for each in first_lesson(data)["body"] if each["type"] == "text")
        text["value"] = (
            '<p onclick="x()">Fine <script>alert(1)</script><img src=x onerror=x()>'
            '<a href="javascript:x()">words</a><iframe src="//evil.example"></iframe></p>'
        )

    course = take_in(changed(packed, spoil)).course
    text = next(
        each for each in Lesson.objects.descendant_of(course).first().body if each.block_type == "text"
    )
    html = str(text.value)
    assert "Fine" in html
    for bad in ("script", "onclick", "onerror", "javascript", "iframe", "<img"):
        assert bad not in html


def test_an_address_that_is_none_does_not_come_in_even_as_a_draft(packed):
    def spoil(data):
        links = next(each for each in first_lesson(data)["body"] if each["type"] == "resources")
        links["value"]["links"][1]["value"]["url"] = "javascript:alert(1)"

    content = changed(packed, spoil)
    refused(content, "not as it must be")
    with pytest.raises(BadPackage):
        take_in(content, as_draft=True)


@pytest.mark.parametrize("ending", ["png", "txt"])
def test_a_file_that_is_not_what_it_says(packed, ending):
    """A picture that is none, and a kind of file that this site does not take."""
    data, old = unpacked(packed)
    files = {name: old.read(name) for name in old.namelist()}
    name = next(name for name in files if name.endswith(ending))
    content = b"<script>alert(1)</script>"
    wanted = archive.media_name(content, f"x.{'png' if ending == 'png' else 'html'}")
    files[wanted] = content
    files["course.yaml"] = files["course.yaml"].replace(name.encode(), wanted.encode())
    del files[name]
    refused(archive.write_zip(files), "not as it must be")


# Commands and pages


def test_by_command(rich, tmp_path, capsys):
    file = tmp_path / "c1.zip"
    call_command("export_course", "C1", file)
    same(file.read_bytes(), export_course(course=rich))
    empty_the_site()
    call_command("import_course", file, "--as-draft")
    assert "is here now" in capsys.readouterr().out
    assert not Course.objects.get().live
    with pytest.raises(CommandError, match="no course C9"):
        call_command("export_course", "C9", file)
    file.write_bytes(b"x")
    with pytest.raises(CommandError, match="damaged"):
        call_command("import_course", file)


@pytest.fixture
def editor(client, rich):
    ensure_roles()
    person = UserFactory(editor=True)
    client.force_login(person)
    return person


def test_by_button(rich, editor, client, site_tree):
    answer = client.get(reverse("course_export", args=[rich.pk]))
    content = b"".join(answer.streaming_content)
    same(content, export_course(course=rich))
    assert answer["Content-Disposition"] == 'attachment; filename="rich.zip"'
    empty_the_site()
    address = reverse("course_import")
    assert client.get(address).status_code == 200
    answer = client.post(address, {"file": ContentFile(content, "rich.zip"), "as_draft": "on"}, follow=True)
    assert f"“{rich.title}” is here now." in answer.content.decode()
    assert not Course.objects.get().live
    assert AuditEvent.objects.get(action="course imported").actor_id == editor.pk


@pytest.mark.parametrize(("sent", "words"), [(b"x", "This file is damaged."), (None, "Choose a file")])
def test_a_bad_file_is_refused_on_the_page(editor, client, sent, words):
    form = {"file": ContentFile(sent, "x.zip")} if sent else {}
    answer = client.post(reverse("course_import"), form)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert Course.objects.count() == 1


def test_buttons_are_where_editors_look(rich, editor, client, site_tree):
    html = client.get(reverse("wagtailadmin_pages:edit", args=[rich.pk])).content.decode()
    assert reverse("course_export", args=[rich.pk]) in html
    assert reverse("course_scorm", args=[rich.pk]) in html
    html = client.get(reverse("wagtailadmin_explore", args=[site_tree.learn.pk])).content.decode()
    assert reverse("course_import") in html


def test_nobody_else_takes_courses_out_or_in(rich, client, site_tree):
    ensure_roles()
    addresses = [
        reverse("course_export", args=[rich.pk]),
        reverse("course_scorm", args=[rich.pk]),
        reverse("course_import"),
    ]
    for role in ("coach", "coordinator", "organisation_lead"):
        client.force_login(UserFactory(**{role: True}))
        for address in addresses:
            assert client.get(address).status_code in (302, 403)
            assert client.post(address).status_code in (302, 403)
    client.force_login(UserFactory(reviewer=True))
    assert client.get(reverse("course_import")).status_code in (302, 403)
    client.force_login(UserFactory(editor=True))
    assert client.get(reverse("course_export", args=[site_tree.learn.pk])).status_code == 404
