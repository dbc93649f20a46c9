"""This room's panels on other rooms' pages, and small helps for its own templates."""

from datetime import date

from django import template
from django.utils import timezone
from django.utils.dateparse import parse_date

from accounts import kept_words
from accounts.roles import Role

from .. import queries
from ..matching import strength
from ..permissions import is_coordinator

register = template.Library()


@register.inclusion_tag("mentoring/panel.html", takes_context=True)
def mentoring_panel(context):
    """For the signed-in home page: my mentor and our next talk, or the wait; for a coach, what waits."""
    person = context["request"].user
    if not person.is_authenticated:
        return {}
    standing = queries.standing_of(person=person)
    pair = standing.mentorship
    has_asked = standing.request or pair
    meets = pair and not (pair.paused_at or pair.suspended_at)
    return {
        "standing": standing,
        "meeting": queries.arranged_meeting(mentorship=pair, now=timezone.now()) if meets else None,
        "place": queries.circle_place_of(learner=person) if has_asked else None,
        "led": queries.circles_led_by(coach=person) if person.has_role(Role.COACH) else [],
        "to_answer": queries.suggestions_for_coach(coach=person)[:3],
    }


@register.inclusion_tag("mentoring/coordinating_panel.html", takes_context=True)
def coordinating_panel(context):
    """For the signed-in home page of a coordinator: the rounds that are open, and how many people wait."""
    person = context["request"].user
    if not is_coordinator(person):
        return {}
    programmes = list(queries.programmes_today(person=person))
    return {"programmes": programmes, "waiting": sum(each.waiting for each in programmes)}


@register.inclusion_tag("mentoring/course_card.html", takes_context=True)
def course_mentor_card(context):
    """For the side of a course page: who mentors me, or how to ask."""
    person = context["request"].user
    if not person.is_authenticated:
        return {}
    return {"standing": queries.standing_of(person=person)}


@register.inclusion_tag("mentoring/concerns/_link.html", takes_context=True)
def worried_link(context):
    """For the end of every page of this room: "I am worried", about the pair of the page where it has one."""
    match = getattr(context.get("request"), "resolver_match", None)
    is_ours = bool(match) and match.func.__module__.startswith("mentoring.views")
    return {
        "is_shown": is_ours and match.url_name not in ("worried", "worried_sent"),
        "mentorship": context.get("mentorship"),
        "circle": context.get("circle"),
    }


@register.simple_tag(takes_context=True)
def keeps_words(context):
    """The hidden field by which a form of this page finds its way back with all that was typed in it.

    `views.sent.sent_by` fills the form in again.
    """
    request = context["request"]
    return kept_words.hidden_field(request, box=request.path)


@register.simple_tag
def crumbs(*labels_and_urls):
    """Breadcrumbs from label, url, label, url … (the last url may be empty)."""
    return list(zip(labels_and_urls[::2], labels_and_urls[1::2], strict=True))


@register.filter
def iso_date(value: str) -> date | None:
    """The day that a mail's context holds as text, so that it is written in the reader's language."""
    return parse_date(value)


@register.filter
def strength_key(total: int) -> str:
    """A score as "strong", "good", "possible" or "weak"."""
    return strength(total)


@register.filter
def called(person) -> str:
    """What we call somebody: never an e-mail address."""
    return queries.called(person=person)


@register.filter
def called_short(person) -> str:
    """The first word of what we call somebody."""
    return queries.called_short(person=person)
