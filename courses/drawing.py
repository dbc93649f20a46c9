"""Draws one page as a PDF, in a process of its own: `python -m courses.drawing`.

WeasyPrint takes memory and seconds that a web worker should not spend, and a process can be stopped. It gets
JSON on its standard input, {"page": HTML, "folders": {start of an address: [folders]}}, and writes the PDF,
tagged for screen readers (PDF/UA-1), to its standard output. It reads files in those folders and nothing
else: no address of any site is ever asked. This module knows nothing of Django, so it starts quickly.
"""

import json
import logging
import mimetypes
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

#: What addresses in the page are completed with. No such host exists.
HERE = "http://this-site.invalid"
#: The process ends with this when Pango, or WeasyPrint, is missing.
PANGO_IS_MISSING = 3


def own_file(url: str, folders: dict[str, list[str]]) -> Path:
    """The file behind an address of this site. Raises LookupError for any other address."""
    parts = urlsplit(url)
    path = unquote(parts.path)
    if f"{parts.scheme}://{parts.netloc}" == HERE:
        for start, places in folders.items():
            for folder in map(Path, places):
                file = (folder / path.removeprefix(start).lstrip("/")).resolve()
                if path.startswith(start) and file.is_relative_to(folder.resolve()) and file.is_file():
                    return file
    raise LookupError("Not a file of this site.")


def draw(page: str, folders: dict[str, list[str]]) -> bytes:
    """The page as a PDF."""
    import weasyprint
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    # Its warnings quote the words it draws, and those are people's own.
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)

    class OwnFiles(URLFetcher):
        """Hands out this site's files by their address, and pictures that stand in the page itself."""

        def fetch(self, url, headers=None):
            if url.startswith("data:image/"):
                return super().fetch(url, headers)
            kind = mimetypes.guess_type(url)[0] or "application/octet-stream"
            return URLFetcherResponse(url, own_file(url, folders).read_bytes(), {"Content-Type": kind})

    fetcher = OwnFiles(allowed_protocols={"data"}, allow_redirects=False)
    document = weasyprint.HTML(string=page, base_url=f"{HERE}/", url_fetcher=fetcher)
    return document.write_pdf(pdf_variant="pdf/ua-1")


def main() -> int:
    """Read, draw, write. Returns the code to end with."""
    wanted = json.load(sys.stdin.buffer)
    try:
        drawn = draw(wanted["page"], wanted["folders"])
    except (ImportError, OSError):
        return PANGO_IS_MISSING
    sys.stdout.buffer.write(drawn)
    return 0


if __name__ == "__main__":
    sys.exit(main())
