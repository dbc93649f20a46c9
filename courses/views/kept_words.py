"""Words that somebody typed while signed out, kept in their own session until they have signed in.

A sign-in can run out while a person writes. What they sent is put into the form again when they are back;
nothing is saved until they save it.
"""

from django.utils import timezone
from django.utils.dateparse import parse_datetime

SESSION_KEY = "kept_words"
#: Then they are dropped: the next person at a shared computer must not find them.
KEPT_FOR_SECONDS = 2 * 60 * 60


def keep(request, *, lesson_key, box: str, text: str) -> None:
    """Keep the words of one box ("note", or "reflection-" and its key) of one lesson."""
    request.session[SESSION_KEY] = {
        "lesson_key": str(lesson_key),
        "box": box,
        "text": text,
        "at": timezone.now().isoformat(),
    }


def kept_for(request, *, lesson_key) -> dict[str, str]:
    """The words kept for boxes of this lesson, by box."""
    kept = request.session.get(SESSION_KEY)
    if not kept or kept["lesson_key"] != str(lesson_key):
        return {}
    age = timezone.now() - parse_datetime(kept["at"])
    return {kept["box"]: kept["text"]} if age.total_seconds() < KEPT_FOR_SECONDS else {}


def drop(request, *, lesson_key, box: str) -> None:
    """Forget the words of this box: they are saved."""
    if box in kept_for(request, lesson_key=lesson_key):
        del request.session[SESSION_KEY]
