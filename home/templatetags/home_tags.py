"""Small pieces that pages of every room share.

* `{% page_breadcrumbs page %}`: where the page is, from its visible ancestors.
* `{% page_dates page %}`: when it was last checked.
* `{% sources_box page %}`: where its facts come from, and when.
* `{% labels_box page %}`: its aims and its rung of the ladder.
* `{% words_box terms %}`: glossary words used here, with their meaning.
* `{% words_you_typed %}`: what was typed into a form that could not be taken.
* `{{ minutes|minutes_in_words }}`: "1 hour 40 minutes".
"""

from django import template
from django.utils.translation import gettext as _

from home import queries
from home.durations import minutes_in_words
from home.models import Aim, Rung
from home.typed_words import is_sent_from, typed_words

register = template.Library()
register.filter(minutes_in_words)


@register.inclusion_tag("components/breadcrumbs.html", takes_context=True)
def page_breadcrumbs(context, page):
    """Home, the pages above, and this page by name. One query and one for restrictions."""
    request = context.get("request")
    crumbs = [(ancestor.title, ancestor.get_url(request)) for ancestor in queries.ancestors_of(page=page)]
    if crumbs:
        crumbs[0] = (_("Home"), crumbs[0][1])
    return {"crumbs": [*crumbs, (page.title, "")]}


@register.inclusion_tag("components/page_dates.html")
def page_dates(page):
    return {"checked_on": page.checked_on_date, "review_by": page.review_by_date}


@register.inclusion_tag("components/sources.html")
def sources_box(page):
    """`page` is any page with `sources`; nothing is shown when it has none."""
    return {"sources": page.sources.all()}


@register.inclusion_tag("components/labels.html")
def labels_box(page):
    """`page` is any page with `aims` and `rung`. One query more for each in the other languages."""
    rungs = queries.in_own_words(labels=[page.rung] if page.rung else [], model=Rung)
    aims = queries.in_own_words(labels=page.aims.all(), model=Aim)
    return {"aims": aims, "rung": rungs[0] if rungs else None}


@register.inclusion_tag("components/words.html", takes_context=True)
def words_box(context, terms):
    """`terms`: GlossaryTerm pages (a list, or `page.terms.all`). Words nobody may see are left out."""
    return {"terms": queries.visible_terms(terms=terms), "request": context.get("request")}


@register.inclusion_tag("components/typed_words.html", takes_context=True)
def words_you_typed(context):
    """On a page that says "we could not take that": what the reader had typed, to be copied."""
    request = context.get("request")
    if request is None or request.method != "POST" or not _is_from_here(request):
        return {"texts": []}
    return {"texts": typed_words(dict(request.POST.lists()))}


def _is_from_here(request) -> bool:
    headers = request.headers
    return is_sent_from(
        request.get_host(), origin=headers.get("Origin", ""), referer=headers.get("Referer", "")
    )
