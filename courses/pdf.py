"""Pages as PDF for keeping and for a copy shop: A4, tagged, with the site's own styles, fonts and pictures.

WeasyPrint draws them (see `drawing`), which needs Pango on the machine.
"""

import json
import logging
import os
import subprocess
import sys
import threading

from django.conf import settings
from django.template.loader import render_to_string

from .drawing import PANGO_IS_MISSING

logger = logging.getLogger(__name__)

#: Drawing a book takes a processor for seconds: one at a time, and the next one waits this long.
SECONDS_TO_WAIT = 20
#: Whatever is not drawn by then is given up.
SECONDS_TO_DRAW = 90
#: What the drawing process gets to know of our settings: no secret is among them.
PASSED_ON = (
    "PATH",
    "HOME",
    "TMPDIR",
    "LANG",
    "LD_LIBRARY_PATH",
    "DYLD_FALLBACK_LIBRARY_PATH",
    "FONTCONFIG_FILE",
)

_turn = threading.BoundedSemaphore(1)


class NoPdf(Exception):
    """No PDF can be made now: Pango is missing, or too many people want one at once."""


def draw(template: str, context: dict) -> bytes:
    """The template (which extends "pdf.html") as a PDF. Raises NoPdf."""
    page = render_to_string(template, context)
    if not _turn.acquire(timeout=SECONDS_TO_WAIT):
        raise NoPdf("Too many PDFs are being made.")
    try:
        return _drawn(json.dumps({"page": page, "folders": _folders()}).encode())
    finally:
        _turn.release()


def _drawn(wanted: bytes) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 (our own module)
            [sys.executable, "-m", "courses.drawing"],
            input=wanted,
            capture_output=True,
            timeout=SECONDS_TO_DRAW,
            cwd=settings.PROJECT_DIR,
            env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
        )
    except subprocess.TimeoutExpired:
        logger.error("A PDF was not drawn in %s seconds.", SECONDS_TO_DRAW)
        raise NoPdf("It took too long.") from None
    if done.returncode == PANGO_IS_MISSING:
        logger.error("No PDF can be made: install Pango (libpango-1.0-0 and libpangoft2-1.0-0).")
        raise NoPdf("Pango is missing.")
    if done.returncode:
        # What it said may quote the page, which holds people's own words: the kind of the problem is enough.
        kind = done.stderr.decode(errors="replace").strip().rpartition("\n")[2].partition(":")[0]
        logger.error("A PDF could not be drawn: %s", kind)
        raise NoPdf("Drawing failed.")
    return done.stdout


def _folders() -> dict[str, list[str]]:
    """Where the files are that a page may show: styles, fonts, and pictures of lessons."""
    static = [*settings.STATICFILES_DIRS, settings.STATIC_ROOT]
    return {
        settings.STATIC_URL: [str(folder) for folder in static],
        f"{settings.MEDIA_URL}images/": [str(settings.MEDIA_ROOT / "images")],
    }
