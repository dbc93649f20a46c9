"""What editors do to lessons that people are in. None of it takes anything from anybody."""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page

from accounts.operations import record_audit

from ..models import Lesson, LookAgain
from .settling import settle_course_at


class NotOpen(Exception):
    """The lesson is not published: nobody can look at it again."""


def retire(*, page, by, at) -> int:
    """Withdraw a lesson for good, or a module or course with every lesson in it; as `retire_all`."""
    return retire_all(pages=[page], by=by, at=at)


@transaction.atomic
def retire_all(*, pages, by, at) -> int:
    """Withdraw lessons for good, and modules and courses with every lesson in them.

    The pages stay, unpublished: what people did keeps its place. With an English page go its translations.
    All go at once, so that nobody finishes a course because its lessons went one after the other. Whoever has
    nothing left to do in the course then has finished it. Returns how many lessons were retired now.
    """
    tops = [*pages]
    for page in pages:
        tops += page.get_translations() if page.locale.language_code == settings.LANGUAGE_CODE else []
    below = Q(pk__in=[])
    for top in tops:
        below |= Q(path__startswith=top.path)
    withdrawn = list(Page.objects.filter(below, alias_of=None).order_by("path").specific())
    lessons = [page for page in withdrawn if isinstance(page, Lesson) and not page.is_retired]
    Lesson.objects.filter(pk__in=[lesson.pk for lesson in lessons]).update(is_retired=True)
    Page.objects.filter(pk__in=[page.pk for page in withdrawn]).update(live=False)
    for lesson in lessons:
        lesson.is_retired = True
        record_audit(by=by, action="lesson retired", obj=lesson, at=at)
    for page in withdrawn:
        page.revisions.update(approved_go_live_at=None)
        if page.live:  # as it was read: now Wagtail notes it in the history and takes it out of search
            UnpublishPageAction(page, user=by).execute(skip_permission_checks=True)
    for page in pages:
        settle_course_at(path=page.path, at=at)
    return len(lessons)


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
