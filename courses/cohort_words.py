"""What the numbers of a group say, in words: the standing of a person, and the tables to download."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.crowds import is_shown

from .progress import Status
from .standing import Standing

STANDINGS = {
    Standing.NOT_STARTED: gettext_lazy("Not started"),
    Standing.GOING: gettext_lazy("Going on"),
    Standing.STUCK: gettext_lazy("Stuck"),
    Standing.RESTING: gettext_lazy("Having a break"),
    Standing.FINISHED: gettext_lazy("Finished"),
}
#: Short, because they stand in narrow cells; None is a course that the person left.
CELLS = {
    Status.DONE: gettext_lazy("Done"),
    Status.NOW: gettext_lazy("Started"),
    Status.TODO: gettext_lazy("Not yet"),
    None: gettext_lazy("Left"),
}


def grid_table(grid) -> list[list]:
    """One row for each person, headings first: where they stand, then each lesson."""
    cell_words = {status: str(words) for status, words in CELLS.items()}
    headings = [_("Name"), _("Where they stand"), _("Stuck on"), _("Asked for help"), _("Lessons done")]
    headings += [f"{lesson.number}. {lesson.title}" for lesson in grid.lessons]
    rows = [
        [
            row.name,
            str(STANDINGS[row.standing]),
            row.stuck_on,
            _("Yes") if row.member.asked_for_help_at else "",
            row.done,
            *(cell_words[cell] for cell in row.cells),
        ]
        for row in grid.rows
    ]
    return [headings, *rows]


def totals_table(grid) -> list[list]:
    """How many finished each lesson, headings first. A small group shows no totals."""
    headings = [_("Course"), _("Lesson"), _("Finished by"), _("Of")]
    shown = is_shown(len(grid.rows))
    counts = iter(grid.finished_by if shown else [_("Too few to show")] * len(grid.lessons))
    of = len(grid.rows) if shown else ""
    return [
        headings,
        *(
            [course.title, lesson.title, next(counts), of]
            for course in grid.courses
            for lesson in course.lessons
        ),
    ]
