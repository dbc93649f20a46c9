"""The few words every page needs."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from .models import SiteWords
from .queries import translations_of


def site_words(request):
    """Phone, hours, footer, and the page's translations. Only a template that asks for them costs a query."""
    words = SimpleLazyObject(_words)
    page = getattr(request, "served_page", None)
    return {
        "SUPPORT_PHONE": settings.SUPPORT_PHONE,
        "site_words": words,
        "support_hours": SimpleLazyObject(lambda: words.support_hours),
        "translations": SimpleLazyObject(lambda: translations_of(page=page) if page else []),
        "is_development": settings.IS_DEVELOPMENT,
    }


def _words():
    return SiteWords.objects.first() or SiteWords()
