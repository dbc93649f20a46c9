"""Where a short address printed on paper leads."""

from ..models import Lesson
from ..short_addresses import keys_of
from .outlines import wanted_language, with_privacy


def lesson_with_code(*, code: str, language: str = "") -> Lesson | None:
    """The lesson with this short code: in this language if it is open there, else in another.

    One that was taken back is found too (it is not `live`). None for one that is for some people only, was
    never open, or is gone. One query.
    """
    keys = keys_of(code)
    if keys is None:
        return None
    language = wanted_language(language)
    pages = Lesson.objects.filter(translation_key__range=keys, first_published_at__isnull=False)
    found = [page for page in with_privacy(pages) if not page.is_private]
    if not found:
        return None
    return max(found, key=lambda page: _worth(page, language))


def _worth(page, language):
    """An open page before one taken back, a translation before a copy, the wanted language before another."""
    return page.live, page.alias_of_id is None, page.locale.language_code == language, -page.pk
