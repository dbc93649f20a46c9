"""Pieces of this room that its own pages, and pages of other rooms, show.

* `{% learning_panel %}`: the card that leads back into the course, for the home page of who is signed in.
* `{% helping_banner %}`: on every page while somebody helps a learner; `{% helping_mark %}`: in each form
  they send for the learner.
* `{% keeps_words box %}`: in each form of learning, so that nothing typed is lost when a sign-in runs out.
* `{% learning_breadcrumbs course=… current=… %}`: Home, Learn, the course, and the page itself.
* `{% course_status progress %}`, `{% new_since_finished progress %}`: how far somebody is, in words.
* `{% about_minutes n %}`, `{% minutes_left n %}`: time in words.
* `{% language_name code %}`, `{% no_translation code %}`: for words in another language than the page's.
* `{% sureness 3 %}`, `{% sure_finding picture %}`: how sure somebody feels, and what changed.
* `{% lesson_number state %}`: "Lesson 3".
"""

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import kept_words
from courses import queries
from courses.capability_blocks import CONFIDENCE_STEPS
from courses.views import acting
from home.durations import minutes_in_words

register = template.Library()


@register.inclusion_tag("courses/learning_panel.html", takes_context=True)
def learning_panel(context):
    """Where this person left off; for a new person, the first lesson of the first course."""
    learner = context["request"].user
    carry_on = queries.carry_on_for(learner=learner)
    return {
        "carry_on": carry_on,
        "first_step": None if carry_on else queries.first_step_for(learner=learner),
    }


@register.inclusion_tag("courses/people/banner.html", takes_context=True)
def helping_banner(context):
    """For whom this session acts, or that the help has ended. No query for people who help nobody."""
    request = context.get("request")
    if request is None or not hasattr(request, "user") or not acting.is_helping(request):
        return {"is_helping": False}
    return {
        "is_helping": True,
        "supporter": acting.supporter_noted(request),
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag(takes_context=True)
def keeps_words(context, box, page="", lesson_key=None, anchor=""):
    """The hidden field by which a form finds its way back with all that was typed: `accounts.kept_words`.

    `box` names the form, together with the `lesson_key` where one stands in a lesson. `page` is where it
    stands, if not at the address of this request.
    """
    request = context["request"]
    name = acting.name_in_lesson(request, lesson_key, box) if lesson_key else box
    page = (page or request.get_full_path()) + (f"#{anchor}" if anchor else "")
    return kept_words.hidden_field(request, name, page)


@register.simple_tag
def sureness(value):
    """How sure somebody feels, 1 to 5, as dots with the words beside them; a dash where nothing was said."""
    if not value:
        return format_html('<span aria-hidden="true">–</span> <span class="soft">{}</span>', _("Not said"))
    dots = "●" * value + "○" * (5 - value)
    return format_html('<span aria-hidden="true">{}</span> {}', dots, dict(CONFIDENCE_STEPS)[value])


@register.simple_tag
def sure_finding(picture):
    """What a picture of sureness shows, as a sentence."""
    change = picture.change
    if not change.compared:
        return _("When you have said how sure you feel after the course too, you see here what changed.")
    if not change.surer and not change.less:
        return _("You feel as sure as before.")
    words = ngettext(
        "You feel surer than before about %(surer)s skill of %(compared)s.",
        "You feel surer than before about %(surer)s skills of %(compared)s.",
        change.surer,
    ) % {"surer": change.surer, "compared": change.compared}
    if change.biggest:
        words += " " + _("Your biggest step: %(name)s.") % {"name": picture.biggest}
    if change.less:
        words += " " + ngettext(
            "You feel less sure about %(less)s. That is common: we see how much there is to know.",
            "You feel less sure about %(less)s. That is common: we see how much there is to know.",
            change.less,
        ) % {"less": change.less}
    return words


@register.simple_tag(takes_context=True)
def helping_mark(context):
    """The hidden field by which a form acts for the learner who is being helped, or nothing."""
    supporter = acting.supporter_of(context["request"])
    if supporter is None:
        return ""
    return format_html('<input type="hidden" name="{}" value="{}">', acting.FIELD, supporter.pk)


@register.inclusion_tag("components/breadcrumbs.html")
def learning_breadcrumbs(course=None, current=""):
    """No queries: the addresses of the home page and the list of courses are fixed."""
    crumbs = [(_("Home"), reverse("wagtail_serve", args=[""]))]
    if course is None:
        return {"crumbs": [*crumbs, (_("Learn"), "")]}
    crumbs.append((_("Learn"), reverse("wagtail_serve", args=["learn/"])))
    crumbs.append((course.title, course.get_url() if current else ""))
    return {"crumbs": [*crumbs, (current, "")] if current else crumbs}


@register.simple_tag
def course_status(progress):
    """ "Not started", "Completed", or "2 of 6 lessons completed"."""
    if progress.is_over:
        return _("Completed")
    if not progress.is_enrolled and not progress.done:
        return _("Not started")
    return counted(progress)


def counted(progress):
    """ "2 of 6 lessons completed"."""
    words = ngettext(
        "%(done)s of %(total)s lesson completed", "%(done)s of %(total)s lessons completed", progress.total
    )
    return words % {"done": progress.done, "total": progress.total}


@register.simple_tag
def new_since_finished(progress):
    """ "1 new lesson since you finished.", or nothing."""
    number = progress.total - progress.done
    if not number:
        return ""
    words = ngettext(
        "There is %(number)s new lesson since you finished.",
        "There are %(number)s new lessons since you finished.",
        number,
    )
    return " " + words % {"number": number}


@register.simple_tag
def about_minutes(minutes):
    """ "About 20 minutes"."""
    return _("About %(time)s") % {"time": minutes_in_words(minutes)}


@register.simple_tag
def minutes_left(minutes):
    """ "About 8 minutes left."."""
    return _("About %(time)s left.") % {"time": minutes_in_words(minutes)}


@register.simple_tag
def language_name(code):
    """The language's name in the language of the page, as people say it: "English", not "British English"."""
    return str(dict(settings.LANGUAGES)[code])


@register.simple_tag
def no_translation(code):
    """ "In English only."."""
    return _("In %(language)s only.") % {"language": language_name(code)}


@register.simple_tag
def lesson_number(state):
    """ "Lesson 3", for the lesson of a LessonState; "Lesson" when it has no number."""
    if state is None or state.number is None:
        return _("Lesson")
    return _("Lesson %(number)s") % {"number": state.number}
