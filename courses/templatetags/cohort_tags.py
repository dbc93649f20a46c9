"""Pieces about groups and enrolments.

* `{% enrolment_box course %}`: beside a course, what its learner decides about it, and their groups.
* `{% standing_words row %}`: where a member stands, in words.
* `{% grid_cells row %}`: the cells of one person, written at once: there may be 45,500 on a page.
"""

from django import template
from django.utils.safestring import mark_safe

from accounts import kept_words
from courses import queries
from courses.cohort_forms import TargetForm
from courses.cohort_words import STANDINGS
from courses.progress import Status
from courses.standing import Standing
from courses.views.enrolment import aim_box

register = template.Library()

#: How urgent a standing is, as the flag component draws it.
LEVELS = {Standing.STUCK: "high", Standing.NOT_STARTED: "medium"}
#: As short as can be, for the page to stay small: signs that are read aloud, explained above the grid.
CELLS = {
    Status.DONE: "<td>✓",
    Status.NOW: "<td class=now>½",
    Status.TODO: "<td>",
    None: "<td class=left>–",
}


@register.inclusion_tag("courses/_enrolment.html", takes_context=True)
def enrolment_box(context, course):
    """One query for who is signed in, none for a visitor."""
    person = context["request"].user
    if not person.is_authenticated:
        return {}
    enrolment = queries.enrolment_of(learner=person, course_key=course.translation_key)
    if enrolment is None:
        return {}
    if enrolment.finished_at and not enrolment.left_at and not enrolment.group_id:
        return {}
    form = TargetForm(initial={"target_date": enrolment.target_date}, label_suffix="")
    box = aim_box(enrolment)
    return {
        "enrolment": enrolment,
        "form": form,
        "box": box,
        "is_restored": kept_words.put_back(context["request"], form, box),
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag
def standing_words(row):
    return STANDINGS[row.standing]


@register.filter
def standing_level(row) -> str:
    """The level of the flag, or "" where words are enough."""
    return LEVELS.get(row.standing, "")


@register.simple_tag
def grid_cells(row):
    """`<td>` after `<td>`, each with its sign; the style sheet draws it. An empty one is "not yet"."""
    return mark_safe("".join(CELLS[cell] for cell in row.cells))
