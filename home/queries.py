"""What this room knows. Lists hold only pages that anybody may see: live and without a view restriction."""

from itertools import groupby

from django.apps import apps
from django.conf import settings
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import Lower
from django.utils.translation import get_language
from wagtail.models import Page, PageViewRestriction

from .models import BasePage, GlossaryTerm


def visible_pages(*, model=Page, locale_id=None):
    """Live pages of `model` that anybody may see, in one language or in all."""
    pages = model.objects.live().public()
    return pages if locale_id is None else pages.filter(locale_id=locale_id)


def translations_of(*, page):
    """`[{language_code, url}]` of this page and its live translations; empty when there is only this one.

    A copy that Wagtail keeps for a language until somebody translates it (an alias) is not a translation.
    """
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    restricted = PageViewRestriction.objects.annotate(below=path).filter(below__startswith=F("page__path"))
    others = page.get_translations().live().filter(~Exists(restricted), alias_of=None)
    others = others.select_related("locale").specific()
    pages = sorted([*others, page], key=lambda each: each.locale_id)
    if len(pages) == 1:
        return []
    return [{"language_code": each.locale.language_code, "url": each.url} for each in pages]


def ancestors_of(*, page):
    """The visible pages above this one, from the home page down."""
    return list(page.get_ancestors().filter(depth__gt=1).live().public())


def visible_terms(*, terms):
    """Those of the given glossary terms that anybody may see, A to Z."""
    wanted = [term.pk for term in terms]
    if not wanted:
        return []
    return list(visible_pages(model=GlossaryTerm).filter(pk__in=wanted).order_by(Lower("title")))


def neighbours_of(*, term):
    """`(the word it is called today or None, words to see also, its old names)`, of words anybody may see."""
    see_also, old_names = list(term.see.all()), list(term.old_names.all() if term.pk else [])
    today = [term.replaced_by] if term.replaced_by else []
    visible = visible_terms(terms=[*today, *see_also, *old_names])
    return (
        next((each for each in visible if each in today), None),
        [each for each in visible if each in see_also and each not in (*today, *old_names)],
        [each for each in visible if each in old_names],
    )


def terms_by_letter(*, locale_id, words=""):
    """`[(letter, [term, …])]`, A to Z, of the words that match. A digit stands under "0–9".

    `words` is looked for in the word itself, its other names, its name today and its meaning.
    """
    terms = visible_pages(model=GlossaryTerm, locale_id=locale_id).select_related("replaced_by")
    for word in words.split():
        terms = terms.filter(
            Q(title__icontains=word)
            | Q(also__icontains=word)
            | Q(now_called__icontains=word)
            | Q(meaning__icontains=word)
        )
    in_order = sorted(terms, key=lambda term: (letter_of(term.title), term.title.casefold()))
    return [(letter, list(group)) for letter, group in groupby(in_order, lambda term: letter_of(term.title))]


def letter_of(word):
    """The letter a word stands under in an A to Z."""
    first = next((character for character in word if character.isalnum()), "")
    return first.upper() if first.isalpha() else "0–9"


def where_used(*, term):
    """Visible pages that name this word among their words, in order of title.

    A page type of any room joins in by a many-to-many to `home.GlossaryTerm` whose `related_name` starts
    with `used_in_`.
    """
    visible = visible_pages(locale_id=term.locale_id).values("pk")
    pages = []
    for relation in term._meta.related_objects:
        if relation.name.startswith("used_in_"):
            wanted = {relation.field.name: term.pk, "pk__in": visible}
            pages += relation.related_model.objects.filter(**wanted)
    return sorted(pages, key=lambda page: page.title)


def labels_in(*, model, language="", codes=None):
    """Every label of one kind, or those of these codes, once and in order: in this language where somebody
    translated it, else in the site's first.

    Its code is that of the first language, whatever a translator made of it: answers hang on it. One query.
    """
    language = language or get_language() or settings.LANGUAGE_CODE
    rows = model.objects.filter(locale__language_code__in={language, settings.LANGUAGE_CODE})
    rows = sorted(rows.select_related("locale"), key=lambda row: row.locale.language_code == language)
    first = {row.translation_key: row for row in rows if row.locale.language_code == settings.LANGUAGE_CODE}
    best = {}
    for row in rows:
        leading = first.get(row.translation_key, row)
        row.code, row.order = leading.code, leading.order
        best[row.code] = row
    in_order = sorted(best.values(), key=lambda row: (row.order, row.code))
    return [row for row in in_order if codes is None or row.code in codes]


def in_own_words(*, labels, model):
    """Labels as the reader's language says them, in their own order. No query where that is the first."""
    labels = list(labels)
    if not labels or get_language() in (None, settings.LANGUAGE_CODE):
        return labels
    said = {row.translation_key: row for row in labels_in(model=model)}
    return [said.get(label.translation_key, label) for label in labels]


def pages_for_sitemap(*, request):
    """Visible pages with an address of their own, without the copies Wagtail keeps for other languages."""
    pages = visible_pages().filter(depth__gt=1, alias_of=None).order_by("path").specific()
    addresses = {}
    for page in pages:
        addresses.setdefault(page.get_url(request), page)
    addresses.pop(None, None)
    return [{"url": url, "changed_at": page.last_published_at} for url, page in addresses.items()]


def kinds_of_page():
    """Every page class of the site, of all rooms."""
    return [model for model in apps.get_models() if issubclass(model, BasePage)]


def pages_to_check(*, day):
    """Live pages whose "check again by" is before `day`."""
    overdue = Q()
    for kind in kinds_of_page():
        overdue |= Q(**{f"{kind._meta.model_name}__review_by_date__lt": day})
    return Page.objects.live().filter(overdue)
