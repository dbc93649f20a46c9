"""The whole course on paper: a page to print, a PDF, and the short address of each lesson."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from .. import pdf, queries
from ..qr import qr_picture
from ..questions import Kind, answer_in_words, block_key, question_of, right_answer
from ..short_addresses import short_code
from . import acting
from .files import pdf_or_page
from .places import open_course


def workbook(request, course):
    """The whole course on paper, with room to write and what this person wrote already."""
    page = open_course(request, course)
    return render(request, "courses/workbook.html", _sheets(request, page))


def workbook_pdf(request, course):
    """The same as a PDF. It may hold a person's own words, so it is made anew each time."""
    page = open_course(request, course)
    size = "?large=1" if _is_large(request) else ""
    return pdf_or_page(
        request,
        lambda: pdf.draw("courses/workbook_pdf.html", _sheets(request, page)),
        name=f"workbook-{short_code(page.translation_key).lower()}{'-large' if size else ''}.pdf",
        page=reverse("course_workbook", args=[page.slug]) + size,
    )


def _is_large(request):
    return request.GET.get("large") == "1"


def _sheets(request, page):
    """Everything the workbook of a course shows to this person."""
    is_own = request.user.is_authenticated and not acting.supporter_of(request)
    written = queries.words_of(learner=request.user) if is_own else []
    pages = queries.lessons_with_bodies(course=page)
    drawn = _quizzes_drawn(request, page, pages)
    return {
        "course": page,
        "course_url": page.get_url(request),
        "language": page.locale.language_code,
        "lessons": [_lesson(lesson, written, drawn) for lesson in pages],
        "capability_names": queries.capability_names(language=page.locale.language_code),
        "is_large": _is_large(request),
        "site_address": _site(),
        "address": _site() + page.get_url(request),
    }


def _site():
    return settings.BASE_URL.rstrip("/")


def _quizzes_drawn(request, page, lessons):
    """The questions of every quiz of the course as this person gets them, by the key of the quiz."""
    quizzes = [
        block.block.as_quiz(block_key(block), block.value)
        for lesson in lessons
        for block in lesson.body
        if block.block_type == "quiz"
    ]
    if not quizzes:
        return {}
    learner = acting.learner_of(request, page) if request.user.is_authenticated else None
    return queries.questions_drawn(
        quizzes=quizzes, learner_id=learner and learner.pk, language=page.locale.language_code
    )


def _lesson(lesson, written, drawn):
    short = _site() + reverse("short_address", args=[short_code(lesson.translation_key)])
    return {
        "page": lesson,
        "blocks": list(_blocks(lesson, written, drawn)),
        "note": _note(lesson, written),
        "short": short,
        "short_words": short.partition("://")[2],
        "qr": qr_picture(short),
    }


def _blocks(lesson, written, drawn):
    """The blocks of a lesson for paper: the block, the questions it asks, own words or ""."""
    texts = {(words.lesson_key, words.prompt_key): words.text for words in written}
    for block in lesson.body:
        key = block_key(block)
        questions = drawn.get(key, [])
        if block.block_type in set(Kind):
            questions = [question_of(key, block.value)]
        yield {
            "block": block,
            "questions": [
                (question, answer_in_words(question, right_answer(question))) for question in questions
            ],
            "own": texts.get((lesson.translation_key, key), ""),
        }


def _note(lesson, written):
    return next(
        (
            words.text
            for words in written
            if words.lesson_key == lesson.translation_key and words.prompt_key is None
        ),
        "",
    )


def short_address(request, short):
    """From the address printed in a workbook to the lesson, wherever it is now; or to its course."""
    lesson = queries.lesson_with_code(code=short)
    if lesson is None or not (lesson.live or lesson.course.live):
        raise Http404
    if not lesson.live:
        messages.info(request, _("This lesson is not open now. Here is its course."))
        return redirect(lesson.course.get_url(request))
    return redirect(lesson.get_url(request))
