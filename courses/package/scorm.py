"""A course as a SCORM 1.2 package, for learning systems elsewhere: one plain page for each lesson.

A page needs no learning system: opened by itself it reads the same. With one, a small script says
"incomplete" when the lesson is opened, "completed" when the learner marks it, and how long they stayed.
"""

from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language_info
from wagtail.documents import get_document_model
from wagtail.models import Page

from ..models import BankQuestion, Course, Lesson, Module
from ..questions import Kind, answer_in_words, block_key, mixed, question_of, right_answer
from .archive import media_name, write_zip
from .bodies import clean_html, with_links

ASSETS = Path(__file__).parent / "assets"
SHARED = ("style.css", "scorm.js")
QUESTIONS = frozenset(Kind)
LARGEST_PICTURE = "max-1000x1000"


class NothingToExport(Exception):
    """The course has no open lesson."""


def export_scorm(*, course: Course) -> bytes:
    """The open lessons of a course as a SCORM 1.2 zip, with what their pages show. Raises NothingToExport."""
    with translation.override(course.locale.language_code):
        return _Scorm(course).as_zip()


@dataclass
class _LessonFile:
    lesson: Lesson
    file: str
    files: list[str] = field(default_factory=list)

    @property
    def key(self):
        return self.lesson.translation_key

    @property
    def title(self):
        return self.lesson.title


class _Scorm:
    """One course on its way into a package."""

    def __init__(self, course: Course):
        self.course = course
        lessons = Lesson.objects.live().public().descendant_of(course).order_by("path")
        self.lessons = [
            _LessonFile(lesson, f"lesson-{number:02}.html") for number, lesson in enumerate(lessons, start=1)
        ]
        if not self.lessons:
            raise NothingToExport
        self.file_of = {each.lesson.pk: each.file for each in self.lessons}
        self.files = {name: (ASSETS / name).read_bytes() for name in SHARED}

    def as_zip(self) -> bytes:
        for number, each in enumerate(self.lessons, start=1):
            self.used: list[str] = []
            self.files[each.file] = self.lesson_page(each.lesson, number).encode()
            each.files = [each.file, *SHARED, *dict.fromkeys(self.used)]
        context = {"course": self.course, "modules": self.modules()}
        manifest = render_to_string("courses/package/imsmanifest.xml", context)
        return write_zip({"imsmanifest.xml": manifest.encode(), **self.files})

    def modules(self) -> list[dict]:
        modules = Module.objects.child_of(self.course).order_by("path")
        found = [
            {
                "key": module.translation_key,
                "title": module.title,
                "lessons": [
                    each for each in self.lessons if each.lesson.path[: -Page.steplen] == module.path
                ],
            }
            for module in modules
        ]
        return [module for module in found if module["lessons"]]

    def lesson_page(self, lesson, number) -> str:
        language = self.course.locale.language_code
        context = {
            "course": self.course,
            "lesson": lesson,
            "number": number,
            "total": len(self.lessons),
            "language": language,
            "direction": "rtl" if get_language_info(language)["bidi"] else "ltr",
            "blocks": [self.block(block) for block in lesson.body],
            "sources": lesson.sources.order_by("code"),
        }
        return render_to_string("courses/package/lesson.html", context)

    def block(self, block) -> dict:
        """A block with what its page needs beside its value."""
        kind, value = block.block_type, block.value
        shown = {"kind": kind, "value": value, "html": None}
        if kind == "text":
            return shown | {"html": self.rich_text(value)}
        if kind in QUESTIONS:
            return shown | self.question(question_of(block_key(block), value))
        if kind == "quiz":
            return shown | {"questions": [self.question(each) for each in self.drawn(value)]}
        if kind == "picture":
            return shown | {"picture": self.picture(value["picture"])}
        if kind in ("video", "audio", "other_video"):
            names = [name for name in ("video", "captions", "audio") if value.get(name)]
            files = {name: self.document(value[name]) for name in names}
            return shown | {"files": files, "transcript": self.rich_text(value["transcript"])}
        if kind == "resources":
            return shown | {"links": [self.link(link) for link in value["links"]]}
        return shown | {"text": "\n".join(block.block.get_searchable_content(value))}

    def question(self, question) -> dict:
        shown = {
            "text": question.text,
            "kind": str(question.kind),
            "options": question.options,
            "hint": question.hint,
            "feedback_right": question.feedback_right,
            "mixed_lines": mixed(option.text for option in question.options),
            "mixed_partners": mixed(partner.text for partner in question.partners),
        }
        return {"question": shown, "answer": answer_in_words(question, right_answer(question))}

    def drawn(self, value):
        """The questions of the bank that a quiz shows here: always the same ones."""
        questions = BankQuestion.objects.filter(
            capability__code__in=value["capabilities"] or [], is_open=True, locale=self.course.locale
        )
        in_order = sorted(questions, key=lambda each: str(each.translation_key))[: value["number"]]
        for each in in_order:
            yield question_of(each.translation_key, each.question[0].value)

    def rich_text(self, value) -> str:
        return clean_html(with_links(value.source, self.link_out)) if value else ""

    def link_out(self, link: dict) -> dict:
        pk = int(link["id"]) if link.get("id", "").isdigit() else None
        if link.get("linktype") == "page":
            href = self.page_address(Page.objects.filter(pk=pk).first())
        elif link.get("linktype") == "document":
            document = get_document_model().objects.filter(pk=pk).first()
            href = self.document(document) if document else ""
        else:
            href = link.get("href", "")
        return {"href": href} if href else {}

    def page_address(self, page) -> str:
        """A page of the course beside this one; another open page by its whole address; "" for the rest."""
        if page is None:
            return ""
        if page.pk in self.file_of:
            return self.file_of[page.pk]
        is_open = page.live and not page.get_view_restrictions().exists()
        return (page.specific.full_url or settings.BASE_URL) if is_open else ""

    def link(self, link) -> dict:
        address = link["url"] or (self.document(link["document"]) if link["document"] else "")
        return {"text": link["text"], "url": address or self.page_address(link["page"])}

    def picture(self, image) -> dict | None:
        if image is None:
            return None
        rendition = image.get_rendition(LARGEST_PICTURE)
        alt = "" if getattr(image, "decorative", False) else getattr(image, "contextual_alt_text", "")
        name = self.keep(rendition.file)
        return {"file": name, "width": rendition.width, "height": rendition.height, "alt": alt or ""}

    def document(self, document) -> str:
        return self.keep(document.file)

    def keep(self, file) -> str:
        with file.open("rb") as opened:
            content = opened.read()
        name = media_name(content, file.name)
        self.files[name] = content
        self.used.append(name)
        return name
