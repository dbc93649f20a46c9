"""Where a short address printed on paper leads."""

from ..models import Lesson
from ..short_addresses import keys_of
from .outlines import wanted_language, with_privacy


def lesson_url_for(*, code: str, language: str = "") -> str | None:
    """The address of the lesson with this short code: in this language if it is there, else in another.

    A lesson that was taken back keeps its address, where the course says what has become of it. None for
    one that is for some people only, was never open, or is gone. At most three queries.
    """
    keys = keys_of(code)
    if keys is None:
        return None
    language = wanted_language(language)
    pages = Lesson.objects.filter(translation_key__range=keys, first_published_at__isnull=False)
    found = [page for page in with_privacy(pages) if not page.is_private]
    if not found:
        return None
    return max(found, key=lambda page: _worth(page, language)).get_url()


def _worth(page, language):
    """An open page before one taken back, a translation before a copy, the wanted language before another."""
    return page.live, page.alias_of_id is None, page.locale.language_code == language, -page.pk
