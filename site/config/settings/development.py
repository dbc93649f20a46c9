"""One person's own machine: no secrets, mail as files, everything under `var/`."""

from .base import *  # noqa: F403
from .base import DATA_DIR

DEBUG = True
IS_DEVELOPMENT = True
SECRET_KEY = "for-one-machine-only-never-in-production"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
INTERNAL_IPS: list[str] = []
