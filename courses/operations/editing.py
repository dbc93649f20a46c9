"""What editors do to lessons that people are in. None of it takes anything from anybody."""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from wagtail.actions.unpublish_page import UnpublishPageAction

from accounts.operations import record_audit

from ..models import Lesson, LookAgain
from .settling import settle_course_at


class NotOpen(Exception):
    """The lesson is not published: nobody can look at it again."""


@transaction.atomic
def retire(*, page, by, at) -> int:
    """Withdraw a lesson for good, or a module or course with every lesson in it.

    The pages stay, unpublished: what people did keeps its place. With an English page go its translations.
    Whoever has nothing left to do in the course has finished it. Returns how many lessons were retired now;
    twice is once.
    """
    is_english = page.locale.language_code == settings.LANGUAGE_CODE
    pages = [page, *(page.get_translations() if is_english else [])]
    number = 0
    for top in pages:
        below = top.get_descendants(inclusive=True).filter(alias_of=None).specific()
        for each in below.order_by("-depth", "path"):
            number += _withdraw(each, by=by, at=at)
    settle_course_at(path=page.path, at=at)
    return number


def _withdraw(page, *, by, at) -> bool:
    """Unpublish one page, and mark a lesson as retired. Returns whether it was a lesson that was not yet."""
    is_new = isinstance(page, Lesson) and not page.is_retired
    if is_new:
        page.is_retired = True
        Lesson.objects.filter(pk=page.pk).update(is_retired=True)
        record_audit(by=by, action="lesson retired", obj=page, at=at)
    page.revisions.update(approved_go_live_at=None)
    if page.live:
        UnpublishPageAction(page, user=by).execute(skip_permission_checks=True)
    return is_new


@transaction.atomic
def bring_back(*, lesson: Lesson, at, by=None) -> None:
    """A retired lesson was published again: it is a lesson like any other."""
    if Lesson.objects.filter(pk=lesson.pk, is_retired=True).update(is_retired=False):
        lesson.is_retired = False
        record_audit(by=by, action="lesson brought back", obj=lesson, at=at)


@transaction.atomic
def ask_to_look_again(*, lesson: Lesson, what_changed: str, form_key: UUID, by, at) -> LookAgain:
    """Tell those who finished a lesson what changed in it. Their tick stays. One form asks once.

    Raises NotOpen.
    """
    if not lesson.live:
        raise NotOpen
    asked, is_new = LookAgain.objects.get_or_create(
        form_key=form_key,
        defaults={
            "lesson_key": lesson.translation_key,
            "what_changed": what_changed,
            "asked_at": at,
            "asked_by": by,
        },
    )
    if is_new:
        record_audit(by=by, action="asked to look again", obj=asked, at=at)
    return asked
