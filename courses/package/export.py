"""A course with everything in it, as the bytes of a zip."""

from django.conf import settings
from django.db.models import Q
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, PageViewRestriction

from home.models import Source

from ..models import BankQuestion, Course, Lesson, Module
from ..progress import Rule
from .archive import COURSE_FILE, FORMAT, VERSION, as_yaml, media_name, write_zip
from .bodies import clean_html, is_document, is_page, is_picture, is_rich_text, kept_id, mapped, with_links
from .fields import (
    DRAFT,
    LABEL_WORDS,
    LABELS,
    OPEN,
    RETIRED,
    SOURCE_WORDS,
    TERM,
    TERM_WORDS,
    WORDS,
    words_of,
)


def export_course(*, course: Course) -> bytes:
    """The course as a zip (`docs/course-format.md`). The same course gives the same bytes.

    Open pages go out as they are published, others as last written. What only some people may read goes out
    as a draft. Nothing about learners is in it.
    """
    return _Export(course).as_zip()


class _Export:
    """One course on its way out, with what its pages point at."""

    def __init__(self, course: Course):
        self.course = course
        self.tree = list(
            Page.objects.descendant_of(course, inclusive=True)
            .filter(Q(course__isnull=False) | Q(module__isnull=False) | Q(lesson__isnull=False))
            .order_by("path")
            .specific()
        )
        self.key_of = {page.pk: str(page.translation_key) for page in self.tree}
        self.restricted = list(PageViewRestriction.objects.values_list("page__path", flat=True))
        self.media: dict[str, bytes] = {}
        self.about_media: dict[str, dict] = {}
        self.labels: dict[str, dict] = {name: {} for name in LABELS}
        self.sources: dict[str, Source] = {}
        self.terms: dict[str, TERM] = {}
        self.drawn: set[str] = set()

    def as_zip(self) -> bytes:
        course = self.course_data()
        data = {
            "format": FORMAT,
            "version": VERSION,
            "language": self.course.locale.language_code,
            "course": course,
            "questions": self.bank_questions(),
            **{
                name: [words_of(labels[code], LABEL_WORDS) for code in sorted(labels)]
                for name, labels in self.labels.items()
            },
            "sources": [words_of(self.sources[code], SOURCE_WORDS) for code in sorted(self.sources)],
            "terms": [{"key": key, **words_of(self.terms[key], TERM_WORDS)} for key in sorted(self.terms)],
            "media": [{"file": name, **self.about_media[name]} for name in sorted(self.about_media)],
        }
        return write_zip({COURSE_FILE: as_yaml(data).encode(), **self.media})

    def course_data(self) -> dict:
        course, modules = {}, {}
        for row in self.tree:
            page = row if row.live else row.get_latest_revision_as_object()
            data = self.page_data(page)
            if isinstance(page, Course):
                course = data | {"modules": []}
            elif isinstance(page, Module):
                modules[page.path] = data | {"lessons": []}
                course["modules"].append(modules[page.path])
            else:
                modules[page.path[: -Page.steplen]]["lessons"].append(data | self.lesson_data(page))
        return course

    def page_data(self, page) -> dict:
        data = {
            "key": self.key_of[page.pk],
            "state": self.state_of(page),
            **words_of(page, WORDS[type(page)]),
        }
        if not isinstance(page, Module):
            data["capabilities"] = self.label_codes("capabilities", page.capabilities.all())
            data["aims"] = self.label_codes("aims", page.aims.all())
            data["rung"] = next(iter(self.label_codes("rungs", [page.rung] if page.rung else [])), None)
            data["sources"] = sorted(source.code for source in page.sources.all())
            self.sources.update({source.code: source for source in page.sources.all()})
        data["needs"] = [str(row.needed.translation_key) for row in page.prerequisites.all()]
        return data

    def lesson_data(self, lesson: Lesson) -> dict:
        terms = {str(term.translation_key): term for term in lesson.terms.all() if self.is_open(term)}
        self.terms.update(terms)
        ids = kept_id(lesson.translation_key)
        return {
            "rules": [str(rule) for rule in Rule if rule in lesson.rules],
            "terms": sorted(terms),
            "body": _lifted(mapped(lesson.body.stream_block, list(lesson.body.raw_data), self.leaf, ids)),
        }

    def state_of(self, page) -> str:
        if isinstance(page, Lesson) and page.is_retired:
            return RETIRED
        return OPEN if self.is_open(page) else DRAFT

    def is_open(self, page) -> bool:
        return page.live and not any(page.path.startswith(path) for path in self.restricted)

    def label_codes(self, name, labels) -> list[str]:
        self.labels[name].update({label.code: label for label in labels})
        return sorted(label.code for label in labels)

    def bank_questions(self) -> list[dict]:
        """The questions of the bank that a quiz of the course may draw."""
        questions = BankQuestion.objects.filter(
            capability__code__in=self.drawn, is_open=True, locale=self.course.locale
        ).select_related("capability")
        rows = []
        for question in sorted(questions, key=lambda each: str(each.translation_key)):
            body, ids = question.question, kept_id(question.translation_key)
            rows.append(
                {
                    "key": str(question.translation_key),
                    "capability": self.label_codes("capabilities", [question.capability])[0],
                    "question": mapped(body.stream_block, list(body.raw_data), self.leaf, ids),
                }
            )
        return rows

    def leaf(self, block, raw):
        """One value inside a block, as it goes into the file."""
        if is_rich_text(block):
            return clean_html(with_links(raw or "", self.link_out))
        if is_picture(block):
            return self.picture(raw)
        if is_document(block):
            return self.document(raw)
        if is_page(block):
            return self.page_reference(raw)
        if block.name == "capabilities" and isinstance(raw, list):
            self.drawn.update(raw)
        return raw

    def link_out(self, link: dict) -> dict:
        """A link in rich text: to a page of the course by key, to a file by name, elsewhere by address."""
        pk = int(link["id"]) if link.get("id", "").isdigit() else None
        if link.get("linktype") == "page":
            reference = self.page_reference(pk)
            if reference is None:
                return {}
            return {"href": reference["url"]} if "url" in reference else {"linktype": "page", **reference}
        if link.get("linktype") == "document":
            name = self.document(pk)
            return {"linktype": "document", "file": name} if name else {}
        return {name: value for name, value in link.items() if name == "href"}

    def page_reference(self, pk) -> dict | None:
        """{"key"} of a page of this course, {"url"} of another open page, None for what nobody may read."""
        if pk in self.key_of:
            return {"key": self.key_of[pk]}
        page = Page.objects.filter(pk=pk).first()
        if page is None or not self.is_open(page):
            return None
        return {"url": page.specific.full_url or settings.BASE_URL}

    def picture(self, pk) -> str | None:
        image = get_image_model().objects.filter(pk=pk).first()
        if image is None:
            return None
        focus = (image.focal_point_x, image.focal_point_y, image.focal_point_width, image.focal_point_height)
        about = {"title": image.title, "description": image.description, "focus": list(focus)}
        return self.keep_file(image, about)

    def document(self, pk) -> str | None:
        document = get_document_model().objects.filter(pk=pk).first()
        return self.keep_file(document, {"title": document.title}) if document else None

    def keep_file(self, row, about) -> str:
        with row.file.open("rb") as file:
            content = file.read()
        name = media_name(content, row.file.name)
        self.media[name] = content
        self.about_media.setdefault(name, about)
        return name


def _lifted(value):
    """A link block that leads to a page outside the course leads to that page's address instead."""
    if isinstance(value, list):
        return [_lifted(each) for each in value]
    if not isinstance(value, dict):
        return value
    page = value.get("page")
    if isinstance(page, dict) and "url" in page:
        value = {**value, "page": None, "url": value.get("url") or page["url"]}
    return {name: _lifted(each) for name, each in value.items()}
