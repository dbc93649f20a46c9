"""Pieces that editors see in the admin: whom an act on a page touches, in words.

* `{% touched page "edit" %}`: "41 people finished this lesson, fewer than 10 are half-way." and what the
  act means for them. `act`: edit, publish, unpublish, move, delete or retire.
* `{{ number|people }}`: "41 people", "fewer than 10 people" or "nobody".
* `{% in_use items as kept %}`: those of the items of a bulk action that hold what a learner did.
"""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courses.models import Course, Lesson, Module
from courses.queries import touched as asked
from courses.questions import block_key
from home.crowds import SMALLEST_CROWD, is_shown

register = template.Library()


@register.filter
def people(number):
    """How many people, in words, the inside of a sentence. A small number is not said."""
    if not number:
        return _("nobody")
    if not is_shown(number):
        return _("fewer than %(number)s people") % {"number": SMALLEST_CROWD}
    return ngettext("%(number)s person", "%(number)s people", number) % {"number": number}


#: What the act means for the people who are there.
MEANING = {
    "edit": gettext_lazy("Whatever you publish, their ticks, answers and notes stay as they are."),
    "publish": gettext_lazy("Their ticks, answers and notes stay as they are."),
    "unpublish": gettext_lazy(
        "They keep their ticks, answers and notes, and read “Being updated” until you publish again."
    ),
    "move": gettext_lazy("They keep their ticks, answers and notes."),
    "delete": gettext_lazy("What people did is never deleted."),
    "retire": gettext_lazy(
        "They keep their ticks, answers and notes, and read “Withdrawn”. Nobody new sees it."
    ),
}


@register.inclusion_tag("courses/admin/touched.html")
def touched(page, act, name=False):
    """Whom an act on this page touches. Nothing for pages that hold no lessons. `name` says which page."""
    page = page.specific
    if act == "edit" and not isinstance(page, (Course, Module, Lesson)):
        return {}
    found = asked.touched_by(page=page)
    if not found.kind and found.is_nobody:
        return {}
    title = page.get_admin_display_title() if name else ""
    context = {
        "words": touched_in_words(found),
        "page": page,
        "title": title,
        "is_outside": act in ("edit", "move", "delete") and not name,
        "is_edit": act == "edit",
    }
    if not found.is_nobody:
        context["meaning"] = MEANING[act]
    return context | (_beside_the_form(page) if act == "edit" else {})


def touched_in_words(found):
    """ "41 people finished this lesson, fewer than 10 people are half-way.", or that nobody did yet."""
    if found.is_nobody:
        return {
            "lesson": _("Nobody has opened this lesson yet."),
            "module": _("Nobody has opened a lesson of this module yet."),
        }.get(found.kind, _("Nobody has started this course yet."))
    finished = {
        "lesson": _("%(people)s finished this lesson"),
        "module": _("%(people)s finished this module"),
        "course": _("%(people)s finished this course"),
    }.get(found.kind, _("%(people)s finished a course in here"))
    words = _("%(finished)s, %(half_way)s half-way.") % {
        "finished": finished % {"people": people(found.finished)},
        "half_way": _half_way(found.half_way),
    }
    return words[0].upper() + words[1:]


def _half_way(number):
    if is_shown(number):
        return ngettext("%(number)s person is", "%(number)s people are", number) % {"number": number}
    if number:
        return _("fewer than %(number)s people are") % {"number": SMALLEST_CROWD}
    return _("nobody is")


def _beside_the_form(page):
    """What the edit page adds: the questions people answered, and what a new lesson means."""
    if not isinstance(page, Lesson):
        course = page if isinstance(page, Course) else page.get_parent()
        return {"finished_course": asked.finished_course(course_key=course.translation_key)}
    context = {"is_retired": page.is_retired, "is_open": page.live}
    if not page.first_published_at:
        context["finished_course"] = asked.finished_course(course_key=page.course.translation_key)
    answered = asked.answered_questions(lesson_key=page.translation_key)
    texts = {block_key(block): _question_text(block) for block in page.body}
    context["answered"] = [
        {"text": texts.get(key, ""), "people": number} for key, number in answered.items() if texts.get(key)
    ]
    context["answered_gone"] = len(answered) > len(context["answered"])
    return context


def _question_text(block):
    """The words of a question block of any kind; "" for a block that asks nothing."""
    value = block.value
    return str(value.get("question", "")) if hasattr(value, "get") else ""


@register.simple_tag
def in_use(items):
    """Those of the items of a bulk action that hold what a learner did."""
    return asked.pages_in_use(pages=[item["item"] for item in items])
