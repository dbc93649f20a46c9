"""This room's panel on the home page of somebody who is signed in."""

from django import template
from wagtail.models import Locale

from guides import queries

register = template.Library()


@register.inclusion_tag("guides/panel.html", takes_context=True)
def guides_panel(context):
    """The guide somebody is in the middle of; otherwise one guide they have not begun."""
    person = context["request"].user
    locale_id = Locale.get_active().pk
    begun = queries.guides_in_progress(person=person, locale_id=locale_id)
    unfinished = next((progress for progress in begun if not progress.is_finished), None)
    suggestion = None
    if unfinished is None:
        suggestion = queries.first_guide(
            locale_id=locale_id, but_not=[progress.guide.translation_key for progress in begun]
        )
    return {"progress": unfinished, "suggestion": suggestion, "request": context["request"]}
