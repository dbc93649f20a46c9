"""One person's own machine: no secrets, mail as files, everything under `var/`."""

from .base import *  # noqa: F403
from .base import DATA_DIR, env

#: Off, so that a demonstration shows the error pages people meet. DEBUG=1 shows Django's own, and reloads.
DEBUG = env.bool("DEBUG", default=False)
IS_DEVELOPMENT = True
#: Styles and scripts straight from their folders: nothing to collect first.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True  # a style changed while the site runs is shown, and never half sent
SECRET_KEY = "for-one-machine-only-never-in-production"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
INTERNAL_IPS: list[str] = []
