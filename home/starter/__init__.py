"""How starter content gets from `content/*.yaml` onto the site, and this room's share of it.

Every shipped thing has a key, such as `lesson:1.1`. From the key follow its translation key and the ids of
its blocks, so they are the same on every site. `StarterItem` remembers what was loaded. The rule:

* never loaded before: add it;
* loaded before and still exactly as we left it: bring it up to date with the file;
* changed or removed by an editor since: leave it alone.
"""

from .loader import Loader, do_dont, items, key_uuid, read, stream
from .pages import (
    by_code,
    checked,
    load_glossary,
    load_labels,
    load_site,
    load_standard_pages,
    sourced,
    terms_by_slug,
)

__all__ = [
    "Loader",
    "by_code",
    "checked",
    "do_dont",
    "items",
    "key_uuid",
    "load_glossary",
    "load_labels",
    "load_site",
    "load_standard_pages",
    "read",
    "sourced",
    "stream",
    "terms_by_slug",
]
