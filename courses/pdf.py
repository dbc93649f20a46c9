"""Pages as PDF for keeping and for a copy shop: tagged (PDF/UA-1), A4, with the site's own fonts.

WeasyPrint draws them, which needs Pango on the machine. It reads this site's styles, fonts and pictures, and
nothing else: no address of another site is ever asked.
"""

import logging
import mimetypes
import threading
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import default_storage
from django.template.loader import render_to_string

#: What addresses in a page are completed with. No such host exists.
HERE = "http://this-site.invalid"
#: A page that is drawn takes a processor for seconds: one at a time, and the next waits this long.
SECONDS_TO_WAIT = 20

_turn = threading.BoundedSemaphore(1)


class NoPdf(Exception):
    """No PDF can be made: Pango is missing, or too many people want one at once."""


def draw(template: str, context: dict) -> bytes:
    """The template (which extends "pdf.html") as a PDF. Raises NoPdf."""
    weasyprint = _weasyprint()
    page = render_to_string(template, context)
    if not _turn.acquire(timeout=SECONDS_TO_WAIT):
        raise NoPdf("Too many PDFs are being made.")
    try:
        document = weasyprint.HTML(string=page, base_url=HERE, url_fetcher=_fetcher(weasyprint))
        return document.write_pdf(pdf_variant="pdf/ua-1")
    finally:
        _turn.release()


def _weasyprint():
    """Loaded when the first PDF is wanted: it needs Pango, memory and a second."""
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        raise NoPdf("Pango is missing.") from error
    # Its warnings quote the words it draws, and those are people's own.
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    return weasyprint


def _fetcher(weasyprint):
    class OwnFiles(weasyprint.urls.URLFetcher):
        """Hands out this site's files by their address, and data that stands in the page itself."""

        def fetch(self, url, headers=None):
            if url.startswith("data:image/"):
                return super().fetch(url, headers)
            return weasyprint.urls.URLFetcherResponse(
                url, _own_file(url), {"Content-Type": mimetypes.guess_type(url)[0] or ""}
            )

    return OwnFiles(allowed_protocols={"data"}, allow_redirects=False)


def _own_file(url: str) -> bytes:
    """The file behind an address of ours: a style, a font, or a picture of a lesson. Raises LookupError."""
    parts = urlsplit(url)
    path = unquote(parts.path)
    pictures = f"{settings.MEDIA_URL}images/"
    if f"{parts.scheme}://{parts.netloc}" == HERE and path.startswith(settings.STATIC_URL):
        name = path.removeprefix(settings.STATIC_URL)
        # As it lies in its folder; with a hash in its name, as it was collected.
        found = finders.find(name)
        with open(found, "rb") if found else staticfiles_storage.open(name) as file:
            return file.read()
    if f"{parts.scheme}://{parts.netloc}" == HERE and path.startswith(pictures) and ".." not in path:
        with default_storage.open(path.removeprefix(settings.MEDIA_URL)) as file:
            return file.read()
    raise LookupError("Not a file of this site.")
