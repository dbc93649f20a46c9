"""A course out of a zip into this site: all of it, or nothing."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.fields import WagtailImageField
from wagtail.models import Locale

from accounts.operations import record_audit
from home.content_checks import claims_of_approval
from home.models import GlossaryIndex, Source
from home.page_texts import texts_of

from ..models import BankQuestion, Course, LearnIndex, Lesson, Module
from ..progress import Rule
from .archive import BadPackage, read_zip
from .bodies import (
    UnknownBlock,
    clean_html,
    fresh_id,
    is_address,
    is_document,
    is_page,
    is_picture,
    is_rich_text,
    kept_id,
    mapped,
    with_links,
)
from .fields import (
    LABEL_WORDS,
    LABELS,
    OPEN,
    RETIRED,
    SOURCE_WORDS,
    TERM,
    TERM_WORDS,
    WORDS,
    put_words,
)


@dataclass
class Imported:
    """What came of it. `is_copy`: the course was here already, so everything got new keys.

    `left_out`: how many links and things to do first led to pages that are not on this site.
    """

    course: Course
    is_copy: bool = False
    left_out: int = 0

    def sentences(self) -> list[str]:
        """What to tell who imported it."""
        told = [_("“%(title)s” is here now.") % {"title": self.course.title}]
        if self.is_copy:
            told.append(_("It was here already, so this is a copy: it starts new for everybody."))
        if self.left_out:
            words = ngettext(
                "%(number)s thing it points at is not on this site and was left out.",
                "%(number)s things it points at are not on this site and were left out.",
                self.left_out,
            )
            told.append(words % {"number": self.left_out})
        return told


def import_course(*, file, by, at, as_draft: bool = False) -> Imported:
    """Take in a course from an open zip file. It is published as it was where it came from, or all drafts.

    Keys are kept, so learners' rows find the course again; when one is here already, all are made new.
    Raises BadPackage; then nothing is changed.
    """
    data, media = read_zip(file)
    kept = _Import(data, media, as_draft=as_draft)
    try:
        with transaction.atomic():
            imported = kept.run()
            record_audit(by=by, action="course imported", obj=imported.course, at=at)
    except BaseException as problem:
        kept.remove_files()
        sentence = _sentence(problem)
        if sentence is None:
            raise
        raise BadPackage(sentence) from problem
    return imported


def _sentence(problem) -> str | None:
    """What to say of a file that is not what an export writes; None for what is no fault of the file."""
    if isinstance(problem, BadPackage):
        return str(problem)
    if isinstance(problem, UnknownBlock):
        return _("This course holds a kind of block that this site does not have. Bring the site up to date.")
    if isinstance(problem, ValidationError):
        return _("Nothing was imported. Something in the course is not as it must be: %(problem)s") % {
            "problem": " ".join(problem.messages)[:300]
        }
    if isinstance(problem, (KeyError, TypeError, ValueError, AttributeError, IndexError)):
        return _("This file is damaged. Export the course again and try once more.")
    return None


@dataclass
class _Import:
    """One course on its way in."""

    data: dict
    media: dict[str, bytes]
    as_draft: bool
    pages: dict[str, object] = field(default_factory=dict)
    files: list = field(default_factory=list)
    rows_of_media: dict[str, int] = field(default_factory=dict)
    left_out: int = 0

    def run(self) -> Imported:
        self.locale = Locale.objects.filter(language_code=self.data["language"]).first()
        index = LearnIndex.objects.filter(locale=self.locale).first()
        if index is None:
            raise BadPackage(_("This site has no list of courses in the language of the course."))
        self.about_media = {row["file"]: row for row in self.data["media"]}
        self.is_copy = self.is_here_already()
        self.labels = {name: self.take_labels(name) for name in LABELS}
        self.sources = {row["code"]: self.take_source(row) for row in self.data["sources"]}
        self.terms = {row["key"]: self.take_term(row) for row in self.data["terms"]}
        waiting = list(self.take_pages(index))
        for page, words in waiting:
            self.fill(page, words)
        for row in self.data["questions"]:
            self.take_bank_question(row)
        for page, words in waiting:
            self.publish(page, words)
        course = Course.objects.get(pk=waiting[0][0].pk)
        return Imported(course, is_copy=self.is_copy, left_out=self.left_out)

    # --- Keys

    def all_pages(self):
        course = self.data["course"]
        yield course
        for module in course["modules"]:
            yield module
            yield from module["lessons"]

    def is_here_already(self) -> bool:
        keys = [UUID(words["key"]) for words in self.all_pages()]
        if len(set(keys)) != len(keys):
            raise ValueError
        return any(
            model.objects.filter(translation_key__in=keys, locale=self.locale).exists()
            for model in (Course, Module, Lesson)
        )

    def key_for(self, words) -> UUID:
        return uuid4() if self.is_copy else UUID(words["key"])

    # --- What the pages point at

    def take_labels(self, name) -> dict:
        found = {}
        for words in self.data[name]:
            rows = LABELS[name].objects.filter(code=words["code"]).select_related("locale")
            label = min(rows, key=lambda row: (row.locale != self.locale, row.pk), default=None)
            if label is None:
                label = LABELS[name](locale=self.locale)
                put_words(label, LABEL_WORDS, words)
                label.full_clean()
                label.save()
            found[words["code"]] = label
        return found

    def take_source(self, words) -> Source:
        source = Source.objects.filter(code=words["code"]).first()
        if source is None:
            source = Source()
            put_words(source, SOURCE_WORDS, words)
            source.full_clean()
            source.save()
        return source

    def take_term(self, words):
        """The word of this key or address, added to the glossary when it is not there; None without one."""
        here = TERM.objects.filter(locale=self.locale)
        term = (
            here.filter(translation_key=UUID(words["key"])).first() or here.filter(slug=words["slug"]).first()
        )
        index = GlossaryIndex.objects.filter(locale=self.locale).first()
        if term or index is None:
            self.left_out += term is None
            return term
        term = TERM(locale=self.locale, translation_key=UUID(words["key"]), live=False)
        put_words(term, TERM_WORDS, words)
        refuse_claims(term)
        index.add_child(instance=term)
        self.save(term, is_open=True)
        return term

    def take_bank_question(self, words) -> None:
        key = UUID(words["key"])
        if BankQuestion.objects.filter(translation_key=key, locale=self.locale).exists():
            return
        stream = BankQuestion.question.field.stream_block
        raw = mapped(stream, words["question"], self.leaf, kept_id(key))
        value = stream.to_python(raw)
        stream.clean(value)
        BankQuestion.objects.create(
            translation_key=key,
            locale=self.locale,
            capability=self.labels["capabilities"][words["capability"]],
            question=value,
        )

    # --- Pages

    def take_pages(self, index):
        """Every page, made where it belongs and not filled yet, with its words."""
        words = self.data["course"]
        course = self.add(Course, index, words, slug=self.free_slug(index, words["slug"]))
        yield course, words
        for module_words in words["modules"]:
            module = self.add(Module, course, module_words)
            yield module, module_words
            for lesson_words in module_words["lessons"]:
                yield self.add(Lesson, module, lesson_words, body=[]), lesson_words

    def add(self, model, parent, words, **more):
        page = model(locale=self.locale, translation_key=self.key_for(words), live=False)
        put_words(page, WORDS[model], words)
        for name, value in more.items():
            setattr(page, name, value)
        for rule in Rule if model is Lesson else ():
            setattr(page, f"rule_{rule}", str(rule) in words["rules"])
        page.slug = page._meta.get_field("slug").clean(page.slug, page)
        parent.add_child(instance=page)
        self.pages[words["key"]] = page
        return page

    def free_slug(self, index, slug) -> str:
        taken = set(index.get_children().values_list("slug", flat=True))
        number = 2
        free = slug
        while free in taken:
            free = f"{slug}-{number}"
            number += 1
        return free

    def fill(self, page, words) -> None:
        """What a page points at, now that every page of the course is there."""
        if not isinstance(page, Module):
            page.capabilities.set(self.labels["capabilities"][code] for code in words["capabilities"])
            page.aims.set(self.labels["aims"][code] for code in words["aims"])
            page.rung = self.labels["rungs"][words["rung"]] if words["rung"] else None
            page.sources.set(self.sources[code] for code in words["sources"])
        if isinstance(page, Lesson):
            page.is_retired = words["state"] == RETIRED
            page.terms.set(term for key in words["terms"] if (term := self.terms[key]))
            stream = page.body.stream_block
            new_id = (fresh_id if self.is_copy else kept_id)(page.translation_key)
            page.body = stream.to_python(mapped(stream, words["body"], self.leaf, new_id))
        for order, key in enumerate(words["needs"]):
            here = type(page).objects.filter(translation_key=UUID(key), locale=self.locale)
            needed = self.pages.get(key) or here.first()
            if isinstance(needed, type(page)):
                row = page._meta.get_field("prerequisites").related_model
                page.prerequisites.add(row(needed=needed, sort_order=order))
            else:
                self.left_out += 1

    def publish(self, page, words) -> None:
        is_open = words["state"] == OPEN and not self.as_draft
        if is_open:
            refuse_claims(page)
            if isinstance(page, Lesson):
                page.body.stream_block.clean(page.body)
        self.save(page, is_open=is_open)

    def save(self, page, *, is_open: bool) -> None:
        if is_open:
            page.full_clean()
        page.save()
        revision = page.save_revision(clean=False)
        if is_open:
            revision.publish()

    # --- Inside a body

    def leaf(self, block, raw):
        """One value inside a block, as it is stored here."""
        if is_rich_text(block):
            return with_links(clean_html(raw), self.link_in)
        if is_picture(block):
            return self.picture(raw) if raw else None
        if is_document(block):
            return self.document(raw) if raw else None
        if is_page(block):
            return self.page_of(raw)
        if is_address(block) and raw:
            block.field.run_validators(raw)
        return raw

    def link_in(self, link: dict) -> dict:
        if link.get("linktype") == "page":
            pk = self.page_of({"key": link["key"]})
            return {"linktype": "page", "id": str(pk)} if pk else {}
        if link.get("linktype") == "document":
            return {"linktype": "document", "id": str(self.document(link["file"]))}
        return {name: value for name, value in link.items() if name == "href"}

    def page_of(self, reference) -> int | None:
        page = self.pages.get(reference["key"]) if reference and "key" in reference else None
        self.left_out += bool(reference) and page is None
        return page.pk if page else None

    def picture(self, name) -> int:
        return self.row_for(name, get_image_model(), self.make_picture)

    def document(self, name) -> int:
        return self.row_for(name, get_document_model(), self.make_document)

    def row_for(self, name, model, make) -> int:
        """The row of a file: the one that is here with the same title and content, or a new one."""
        if name not in self.rows_of_media:
            content, about = self.media[name], self.about_media[name]
            made = make(f"{slugify(about['title'])[:40] or 'file'}.{name.rpartition('.')[2]}", content, about)
            same = model.objects.filter(file_hash=made.file_hash, title=made.title).first()
            if same is None:
                made.save()
                self.files.append(made.file)
            self.rows_of_media[name] = (same or made).pk
        return self.rows_of_media[name]

    def make_picture(self, file_name, content, about):
        WagtailImageField().clean(SimpleUploadedFile(file_name, content))
        image = get_image_model()(
            title=about["title"],
            description=about["description"],
            file=ContentFile(content, file_name),
            **dict(
                zip(
                    ("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height"),
                    about["focus"],
                    strict=True,
                )
            ),
        )
        image._set_image_file_metadata()
        return image

    def make_document(self, file_name, content, about):
        document = get_document_model()(title=about["title"], file=ContentFile(content, file_name))
        document.full_clean()
        document._set_document_file_metadata()
        return document

    def remove_files(self) -> None:
        """The database forgot them; the disk must as well."""
        for file in self.files:
            file.storage.delete(file.name)


def refuse_claims(page) -> None:
    """Nothing on this site may read as if the NHS had approved it, from wherever it comes."""
    for text in texts_of(page):
        for phrase in claims_of_approval(text):
            raise BadPackage(
                _("Nothing was imported. Take out “%(phrase)s” on the page “%(title)s” first.")
                % {"phrase": phrase, "title": page.title}
            )
