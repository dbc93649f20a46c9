"""Every address of the site, room by room. Wagtail's pages come last because they catch everything."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

sign_in_instead = RedirectView.as_view(pattern_name="account_login", query_string=True)

urlpatterns = [
    path("", include("home.plain_urls")),
    path("credentials/", include("courses.credential_urls")),
    # Wagtail would answer these itself, without the rate limit and second factor of the one sign-in.
    path("admin/login/", sign_in_instead),
    path("admin/password_reset/", sign_in_instead),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
]

if settings.IS_DEVELOPMENT:
    from django.views.static import serve

    urlpatterns += [
        path("dev/", include("accounts.dev_urls")),
        path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}),
    ]

urlpatterns += i18n_patterns(
    path("", include("accounts.urls")),
    path("", include("home.urls")),
    path("", include("courses.urls")),
    path("", include("guides.urls")),
    path("", include("mentoring.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)

handler500 = "config.views.server_error"
