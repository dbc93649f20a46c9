"""The pages of this room that editors write: the list of courses, a course, a lesson."""

from django.http import Http404
from django.shortcuts import redirect, render

from accounts import kept_words

from .. import queries
from ..cohort_permissions import may_make_groups
from ..confidence import BEFORE
from . import acting
from .lesson_page import lesson_context


def show_course_list(request, page):
    """Every course with how far this person is; the topic filter is in the address."""
    language = page.locale.language_code
    cards = queries.course_list_for(learner=acting.learner_of(request), language=language)
    if supporter := acting.supporter_of(request):
        cards = [card for card in cards if queries.allows(supporter=supporter, course_key=card.key)]
    topics = queries.topics_of(cards=cards, language=language)
    topic = request.GET.get("topic", "")
    shown = [card for card in cards if not topic or topic in card.capability_codes]
    context = {"page": page, "cards": shown, "topics": topics, "topic": topic}
    return render(request, "courses/learn_index.html", context)


def show_course(request, page):
    """A course with its lessons, and where this person is in it."""
    if page.withdrawn_lesson and kept_words.waiting(request, request.path):
        return redirect("kept_words")
    progress = queries.progress_around(learner=acting.learner_of(request, page), course=page)
    context = {
        "page": page,
        "progress": progress,
        "course_url": page.get_url(request),
        "may_invite": bool(may_make_groups(request.user)),
        "helped_by": acting.supporter_of(request),
        "is_own": request.user.is_authenticated and not acting.supporter_of(request),
    }
    context |= _asks(request, page, progress) if context["is_own"] and progress.is_enrolled else {}
    if page.withdrawn_lesson is None:
        return render(request, "courses/course.html", context)
    row = next((row for row in progress.rows if row.key == page.withdrawn_lesson.translation_key), None)
    if row is None:
        raise Http404
    return render(request, "courses/lesson_withdrawn.html", {**context, "row": row})


def _asks(request, page, progress) -> dict:
    """What a person who takes the course is asked on its page: reminders once, and how sure they feel."""
    person, is_over = request.user, progress.is_over
    return {
        "ask_reminders": not is_over and not queries.has_chosen_reminders(learner=person),
        "ask_how_sure": not progress.is_started
        and queries.asks_how_sure(learner=person, course=page, moment=BEFORE),
    }


def show_lesson(request, page):
    """One part of a lesson; where others come first, which ones."""
    learner = acting.learner_of(request, page.course) if request.user.is_authenticated else None
    progress = queries.progress_around(learner=learner, course=page.course)
    state = progress.row(page.translation_key)
    if state and state.is_locked and not getattr(request, "is_preview", False):
        context = {"page": page, "course": page.course, "state": state, "course_url": progress.outline.url}
        return render(request, "courses/lesson_locked.html", context)
    return render(request, "courses/lesson.html", lesson_context(request, page, progress=progress))
