"""The few words every page needs."""

from django.conf import settings


def site_words(request):
    return {"SUPPORT_PHONE": settings.SUPPORT_PHONE, "is_development": settings.IS_DEVELOPMENT}
