"""Search over the pages that anybody may see, in one language, by Wagtail's own index in the database.

Nothing about who searched, or for what, is kept.
"""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby

from django.core.cache import cache
from django.db.models import CharField, Count, Max, TextField
from django.db.models.functions import Cast
from django.utils.html import strip_tags
from wagtail.fields import StreamField
from wagtail.models import Page, PageViewRestriction

from .models import BasePage
from .queries import kinds_of_page, visible_pages
from .spelling import correct, vocabulary_of, words_in

#: More than a person reads; the rest is found by a second word.
MOST_RESULTS = 60

#: Longer searches are cut: nobody means the ninth word.
MOST_WORDS = 8

#: Words that say nothing about what somebody looks for.
SMALL_WORDS = frozenset(
    words_in(
        "a about an and are can do does for from how i in is it me my of on or the to we what when where "
        "which who why with you your"
    )
)

VOCABULARY_SECONDS = 60 * 60


@dataclass(frozen=True)
class Found:
    """What a search found. `looked_for` differs from `words` when the spelling was corrected."""

    words: str
    looked_for: str
    groups: list[tuple[str, list[Page]]] = field(default_factory=list)

    @property
    def number(self):
        return sum(len(pages) for _name, pages in self.groups)

    @property
    def was_corrected(self):
        return self.looked_for != self.words


def search(*, words, locale):
    """Find visible pages of `locale` for what a person typed. Returns `Found`, by kind, best first."""
    terms = words_in(words)[:MOST_WORDS]
    pages = _best(terms, locale)
    if pages:
        return Found(words=words, looked_for=words, groups=_grouped(pages))
    corrected = correct(" ".join(terms), _vocabulary(locale))
    if corrected is None:
        return Found(words=words, looked_for=words)
    pages = _best(words_in(corrected), locale)
    return Found(words=words, looked_for=corrected if pages else words, groups=_grouped(pages))


def _best(terms, locale):
    """Pages with all of the terms; if there are none, pages with any of the telling ones."""
    telling = [term for term in terms if term not in SMALL_WORDS] or terms
    if not telling:
        return []
    pages = visible_pages(locale_id=locale.pk)
    for operator in ("and", "or") if len(telling) > 1 else ("and",):
        found = pages.search(" ".join(telling), operator=operator)[:MOST_RESULTS]
        in_order = [page.pk for page in found]
        if in_order:
            return _whole(in_order)
    return []


def _whole(in_order):
    """The pages of these ids as what they are, in this order, without those that search does not list."""
    pages = {page.pk: page for page in Page.objects.filter(pk__in=in_order).specific()}
    return [pages[pk] for pk in in_order if isinstance(pages[pk], BasePage) and pages[pk].is_listed_in_search]


def _grouped(pages):
    """`[(kind, [page, …])]`; the kind of the best page comes first."""
    kinds = list(dict.fromkeys(page.search_group() for page in pages))
    by_kind = sorted(pages, key=lambda page: kinds.index(page.search_group()))
    return [(kind, list(group)) for kind, group in groupby(by_kind, lambda page: page.search_group())]


def _vocabulary(locale):
    """The words that visible pages are made of.

    The key holds a fingerprint of what is visible, so that a page hidden a moment ago lends no word.
    """
    state = visible_pages(locale_id=locale.pk).aggregate(Count("pk"), Max("last_published_at"), Max("pk"))
    restrictions = PageViewRestriction.objects.aggregate(Count("pk"), Max("pk"))
    fingerprint = sha256(repr((sorted(state.items()), sorted(restrictions.items()))).encode()).hexdigest()
    key = f"home.search.vocabulary.{locale.pk}.{fingerprint}"
    return cache.get_or_set(key, lambda: vocabulary_of(_texts(locale)), VOCABULARY_SECONDS)


def _texts(locale):
    """Every text of the visible pages, in two queries however many kinds of page there are."""
    visible = visible_pages(locale_id=locale.pk)
    plain, bodies = [_column(visible, "title")], []
    for kind in kinds_of_page():
        pages = kind.objects.filter(pk__in=visible.values("pk"))
        for own in kind._meta.local_fields:
            if isinstance(own, StreamField):
                bodies.append(_column(pages, own.name))
            elif isinstance(own, CharField | TextField):
                plain.append(_column(pages, own.name))
    bodies = (json.loads(body) for body in _all(bodies))
    return [*_all(plain), *(text for body in bodies for text in _strings_in(body))]


def _column(pages, name):
    return pages.order_by().annotate(words=Cast(name, TextField())).values_list("words", flat=True)


def _all(columns):
    return columns[0].union(*columns[1:], all=True)


def _strings_in(body):
    """The texts in a body as it is stored, without its ids and the names of its blocks."""
    if isinstance(body, str):
        yield strip_tags(body)
    elif isinstance(body, list):
        for each in body:
            yield from _strings_in(each)
    elif isinstance(body, dict):
        is_block = body.keys() >= {"type", "value"}
        for each in [body["value"]] if is_block else body.values():
            yield from _strings_in(each)
