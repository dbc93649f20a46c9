"""Which words of a page are in the file, under the names they have in the tables."""

from decimal import Decimal

from home.models import Aim, Capability, GlossaryTerm, Rung

from ..models import Course, Lesson, Module

EVERY_PAGE = (
    "title",
    "slug",
    "seo_title",
    "search_description",
    "summary",
    "checked_on_date",
    "review_by_date",
    "seed_refs",
)
WORDS = {
    Course: (*EVERY_PAGE, "code", "audience", "level", "aim", "length_text", "hours"),
    Module: EVERY_PAGE,
    Lesson: (*EVERY_PAGE, "minutes", "outcome", "care_note"),
}
#: What the file says in another way: labels by code, sources by code, words by address, rules and bodies.
SAID_OTHERWISE = {
    "capabilities",
    "aims",
    "rung",
    "sources",
    "terms",
    "body",
    "is_retired",
    "translation_key",
    "locale",
    *(f"rule_{rule}" for rule in ("learner", "questions", "reflection", "work", "coach")),
}
LABELS = {"capabilities": Capability, "aims": Aim, "rungs": Rung}
LABEL_WORDS = ("code", "name", "description", "order")
SOURCE_WORDS = ("code", "title", "publisher", "url", "checked_on_date", "note")
TERM_WORDS = ("title", "slug", "summary", "also", "meaning", "example", "now_called", "changed_when")
TERM = GlossaryTerm

#: What a page is: read by all, still being written, or withdrawn for good.
OPEN, DRAFT, RETIRED = "open", "draft", "retired"


def words_of(thing, names) -> dict:
    """The named fields of a page or row as plain values: text, whole numbers, lists."""
    return {name: _plain(getattr(thing, name)) for name in names}


def _plain(value):
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def put_words(thing, names, data) -> None:
    """Set the named fields from plain values; a name that is missing keeps its default."""
    for name in names:
        if name in data:
            field = thing._meta.get_field(name)
            value = data[name]
            setattr(thing, name, field.to_python(value) if value is not None else None)
