"""Work that a learner hands in for a lesson: words, a file, or both."""

from django.db import transaction

from ..models import Work
from ..progress import CourseProgress
from .completing import complete_if_met
from .learning import StaleWords, tidy
from .starting import locked_enrolment, note_opened


class NothingHandedIn(Exception):
    """Neither words nor a file."""


@transaction.atomic
def hand_in_work(*, learner, lesson, text: str, version: int, by, at, file=None) -> CourseProgress | None:
    """Keep the work for one lesson; handing in again takes its place. `version` 0 means nothing was kept yet.

    `file` is what `work_files.checked` gave, or None to keep the file that is there. Returns where the person
    now is in the course when this completed the lesson, else None. Raises NothingHandedIn, TooLong and
    StaleWords; all save nothing.
    """
    text = tidy(text)
    enrolment = locked_enrolment(learner=learner, course=lesson.course, by=by, at=at)
    note_opened(learner=learner, lesson=lesson, at=at)
    place = {"learner": learner, "lesson_key": lesson.translation_key}
    work = Work.objects.select_for_update().filter(**place).first()
    if not text and not file and not (work and work.file):
        raise NothingHandedIn
    if work is None:
        work = Work(**place, version=0, created_at=at)
    elif work.text == text and not file:
        return None
    elif work.version != version:
        raise StaleWords(mine=text, saved=work.text, version=work.version)
    old_file = work.file.name if file and work.file else ""
    work.text, work.version, work.updated_at = text, work.version + 1, at
    if file:
        work.file, work.file_name = file, file.name
    work.save()
    if old_file:
        transaction.on_commit(lambda: work.file.storage.delete(old_file))
    return complete_if_met(enrolment, lesson=lesson, by=by, at=at)
