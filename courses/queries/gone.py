"""Lessons and blocks taken away while somebody had them open: where they are, and their words."""

from collections.abc import Iterator
from uuid import UUID

from django.conf import settings

from ..models import Attempt, Lesson
from ..questions import Question, find_block, find_question, question_asked, question_of
from .outlines import wanted_language, with_privacy

#: How many earlier versions of a page are looked through.
VERSIONS_LOOKED_AT = 20


def lesson_with_key(*, lesson_key: UUID, language: str = "") -> Lesson | None:
    """The page of a lesson that was public once, wherever it is now and live or not. One query.

    A live one first, then one in the wanted language, then the English one.
    """
    wanted = [wanted_language(language), settings.LANGUAGE_CODE]
    pages = with_privacy(Lesson.objects.filter(first_published_at__isnull=False)).filter(
        translation_key=lesson_key, locale__language_code__in=wanted
    )
    in_turn = sorted(pages, key=lambda page: (not page.live, wanted.index(page.locale.language_code)))
    return in_turn[0] if in_turn else None


def block_as_it_was(*, lesson_key: UUID, kind: str, key: UUID):
    """A block that a lesson holds or held, in its newest version that has it; None where nobody knows it."""
    found = (find_block(body, kind=kind, key=key) for body in _bodies(lesson_key))
    return next((block for block in found if block is not None), None)


def question_as_it_was(*, lesson_key: UUID, key: UUID, wording: str = "") -> Question | None:
    """A check question that a lesson holds or held: as it was worded for who answers it, else the newest.

    Where no version of the page has it, as it was asked before. None where nobody knows it.
    """
    blocks = (find_question(body, key=key) for body in _bodies(lesson_key))
    newest = None
    for block in blocks:
        question = question_of(key, block.value) if block else None
        if question and wording in ("", question.wording):
            return question
        newest = newest or question
    if newest:
        return newest
    asked = Attempt.objects.filter(lesson_key=lesson_key, question_key=key).order_by("-made_at", "-id")
    before = asked.values_list("asked", flat=True).first()
    return question_asked(key, before) if before else None


def _bodies(lesson_key: UUID) -> Iterator:
    """The bodies of a lesson, the one of now first, then the newest."""
    pages = list(Lesson.objects.filter(translation_key=lesson_key, first_published_at__isnull=False))
    for page in pages:
        yield page.body
    for page in pages:
        versions = page.revisions.order_by("-created_at", "-id").values_list("content", flat=True)
        for content in versions[:VERSIONS_LOOKED_AT]:
            yield Lesson.body.field.to_python(content["body"])
