"""Where an act takes place: a lesson, also one that an editor took away while the person had it open.

Whatever somebody sends from an open tab counts, and they read what happened to the lesson. Where even that
cannot be, they get what they typed back to copy.
"""

from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Locale

from home.permissions import may_read

from .. import operations, queries
from ..questions import is_key
from . import acting

#: What happened to a lesson that has gone.
AWAY, RETIRED, MOVED, DELETED = "away", "retired", "moved", "deleted"
#: The fields in which somebody types words.
WORDS = ("text", "answer", "reason", "email", "people")
#: As much of it as a page shows, in letters.
LONGEST_SHOWN = 100_000


@dataclass(frozen=True)
class Place:
    """Where an act takes place. `is_open` is false when the page has gone since the person opened it.

    `why` it has gone; `now_at` is its address now, if the person may go there.
    """

    lesson: object
    is_open: bool = True
    why: str = ""
    now_at: str = ""

    @property
    def course(self):
        return self.lesson.course

    def url(self, request, part="", anchor="") -> str:
        """Back to the part of the lesson it came from."""
        if not self.is_open:
            return self.now_at or self.course_url(request)
        part = part if part and part != "1" else ""
        return self.lesson.get_url(request) + (f"?part={part}" if part else "") + anchor

    def course_url(self, request) -> str:
        return self.course.get_url() or reverse("wagtail_serve", args=["learn/"])

    def sign_in_url(self, request, part="", anchor="") -> str:
        """Where to go on after signing in, with words that were kept: a lesson that has gone has no boxes."""
        return self.url(request, part, anchor) if self.is_open else reverse("kept_words")


def open_course(request, slug):
    """The course behind an address, or 404."""
    course = queries.course_at(slug=slug)
    if course is None or (course.is_private and not may_read(page=course, request=request)):
        raise Http404
    return course


def place_of_act(request, course, lesson) -> Place:
    """The course and lesson an act belongs to, or 404.

    When an editor took the page away while the person was in it, their act counts all the same.
    """
    course_page = queries.course_at(slug=course)
    page = queries.lesson_at(course=course_page, slug=lesson) if course_page else None
    if page and may_open(request, page):
        return Place(page)
    lesson_key = lesson_key_sent(request)
    if lesson_key is None:
        raise Http404
    page = queries.lesson_with_key(lesson_key=lesson_key)
    visit = visit_sent(request)
    if visit:
        return _gone(request, page, course_page, visit=visit)
    if page is None or not may_open(request, page):
        raise Http404
    return _gone(request, page, page.course)


def may_open(request, page) -> bool:
    return not page.is_private or may_read(page=page, request=request)


def _gone(request, page, course_page, *, visit=None) -> Place:
    """The place of a lesson that is not at its address any more, in the course the person was in."""
    locale = Locale.get_active()
    if visit and (course_page is None or course_page.translation_key != visit.course_key):
        course_page = operations.KeptPlace(visit.course_key, visit.course_title, locale)
    key = visit.lesson_key if visit else page.translation_key
    title = visit.lesson_title if visit else page.title
    why, now_at = AWAY, ""
    if page is None:
        why = DELETED
    elif page.is_retired:
        why = RETIRED
    elif page.live and may_open(request, page):
        why, now_at = MOVED, page.get_url(request)
    lesson = operations.KeptPlace(key, title, locale, course_page)
    return Place(lesson, is_open=False, why=why, now_at=now_at)


def lesson_key_sent(request) -> UUID | None:
    return key_sent(request, "lesson_key")


def key_sent(request, name) -> UUID | None:
    """A key in the form, or None."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        return None


def visit_sent(request):
    """The visit to the lesson that the form names, if this person made one."""
    lesson_key = lesson_key_sent(request)
    if lesson_key is None or not request.user.is_authenticated:
        return None
    return queries.visit_of(learner=acting.learner_of(request), lesson_key=lesson_key)


def what_happened(place) -> str:
    """One sentence on what an editor did to the lesson."""
    return {
        AWAY: _("This lesson is being updated."),
        RETIRED: _("This lesson was withdrawn while you had it open."),
        MOVED: _("This lesson has moved while you had it open."),
        DELETED: _("This lesson was taken away while you had it open."),
    }[place.why]


def say_it_has_gone(request, place, *, is_kept=True):
    """What happened to the lesson, and whether what was sent is kept; then on to where one can go."""
    kept = _("What you sent is kept, and so is all you did in it.")
    if not is_kept:
        kept = _("What you did in it before is kept.")
    if not request.user.is_authenticated:
        kept = _("We keep nothing of people who are not signed in.")
    messages.info(request, f"{what_happened(place)} {kept}")
    return redirect(place.url(request))


@contextmanager
def telling_who_came_back(request, place, learner):
    """Say so when an act ended a break, or took up a course that was left, in another tab perhaps."""
    stopped = queries.has_stopped(learner=learner, course_key=place.course.translation_key)
    yield
    if stopped == "left":
        messages.info(request, _("You had left this course. What you sent is kept, and you are back in it."))
    elif stopped == "paused":
        messages.info(request, _("Your break from this course is over. What you sent is kept."))


def typed_words(request) -> str:
    """What somebody typed into the form that was sent, and nothing that was chosen."""
    return words_in(request.POST)[1]


def words_in(fields) -> tuple[str, str]:
    """The name of the field that holds typed words, and the words; twice "" where nothing was typed."""
    values = ((name, fields.get(name, "")) for name in fields if name.rpartition("-")[2] in WORDS)
    typed = ((name, value) for name, value in values if value.strip() and not is_key(value))
    return next(typed, ("", ""))


def gives_words_back(view):
    """Where a view finds nothing that the words could belong to, its sender gets them back, to copy."""

    @wraps(view)
    def kept(request, *arguments, **named):
        try:
            return view(request, *arguments, **named)
        except Http404:
            typed = typed_words(request) if request.method == "POST" else ""
            if not typed:
                raise
            return render(request, "courses/words_back.html", {"typed": typed}, status=404)

    return kept
