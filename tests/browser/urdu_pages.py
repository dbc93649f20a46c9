"""Publishes a few pages in Urdu, so that the browser tests meet a site that reads from right to left.

Run as `python -m tests.browser.urdu_pages` on a populated database. The words are for looking at, not for
reading: a title and a first sentence in Urdu, the rest as in English, as half-translated pages are.
"""

import os
import sys
from pathlib import Path

PROJECT_DIR = Path(__file__).resolve().parents[2]

#: English address of the page: its title in Urdu.
TITLES = {
    "/": "مریض رہنما",
    "/learn/": "سیکھیں",
    "/learn/stepping-up/": "آگے بڑھنا: مستقبل کے مریض رہنماؤں کے لیے بنیادیں",
    "/learn/stepping-up/what-a-patient-leader-is/": "مریض رہنما کون ہوتا ہے، اور کون نہیں",
    "/guides/": "رہنما کتابچے",
    "/guides/take-part-in-your-own-care/": "اپنی دیکھ بھال میں حصہ لیں",
    "/glossary/": "الفاظ",
    "/case-studies/": "مثالیں",
    "/help/": "مدد",
}
SENTENCE = "یہ صفحہ آزاد ہے اور این ایچ ایس کا حصہ نہیں ہے۔"


def main() -> None:
    import django

    django.setup()
    from wagtail.models import Locale, Page, Site

    urdu, _ = Locale.objects.get_or_create(language_code="ur")
    Site.clear_site_root_paths_cache()
    english = {}
    for page in Page.objects.live().filter(locale__language_code="en-gb").order_by("path").specific():
        english.setdefault(page.get_url(), page)  # a module has the address of its course, which comes first
    for address, title in TITLES.items():
        page = english[address]
        copy = page.get_translation_or_none(urdu) or page.copy_for_translation(urdu, copy_parents=True)
        copy = copy.specific
        copy.title = title
        for field in ("summary", "lede", "outcome"):
            if hasattr(copy, field):
                setattr(copy, field, SENTENCE)
        copy.save_revision().publish()


if __name__ == "__main__":
    sys.path[:0] = [str(PROJECT_DIR), str(PROJECT_DIR / "site")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    main()
