"""The real site. Every secret comes from the environment; a missing one stops the start with its name."""

import environ
from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import STORAGES, TRUSTED_PROXY_COUNT, database, env


def required(name: str) -> str:
    """The value of an environment setting, or one sentence that names what is missing."""
    try:
        value = env(name)
    except environ.ImproperlyConfigured:
        value = ""
    if not value:
        raise ImproperlyConfigured(f"Set {name}: the site cannot start without it (see README, Settings).")
    return value


DEBUG = False
IS_DEVELOPMENT = False
SECRET_KEY = required("SECRET_KEY")
ALLOWED_HOSTS = [host.strip() for host in required("ALLOWED_HOSTS").split(",")]
BASE_URL = WAGTAILADMIN_BASE_URL = required("BASE_URL")
DATABASES = {"default": database(required("DATABASE_URL"))}
REDIS_URL = required("REDIS_URL")
DEFAULT_FROM_EMAIL = required("DEFAULT_FROM_EMAIL")
SUPPORT_PHONE = required("SUPPORT_PHONE")
SAFEGUARDING_EMAIL = required("SAFEGUARDING_EMAIL")
CREDENTIAL_SIGNING_KEY = required("CREDENTIAL_SIGNING_KEY")
REQUIRE_STAFF_MFA = env.bool("REQUIRE_STAFF_MFA", default=True)
CSRF_TRUSTED_ORIGINS = [BASE_URL]

vars().update(env.email_url_config(required("EMAIL_URL")))

CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "config.request_ids.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Django's own handlers would write the same lines a second time, and mail them.
    "loggers": {"django": {"handlers": [], "propagate": True}},
}
