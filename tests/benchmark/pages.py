"""What each page costs on the demonstration: queries, milliseconds and bytes.

Milliseconds are for information; nothing here passes or fails. The limits on queries are tested in each room.
"""

import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.databases import PROJECT_DIR, populated_sqlite

TIMES = 15

#: What it is, its address, and who asks for it.
PAGES = [
    ("home, signed out", "/", ""),
    ("home, a learner", "/", "learner"),
    ("list of courses", "/learn/", ""),
    ("list of courses, a learner", "/learn/", "learner"),
    ("a course", "/learn/stepping-up/", "learner"),
    ("a lesson, signed out", "/learn/stepping-up/what-a-patient-leader-is/", ""),
    ("a lesson, a learner", "/learn/stepping-up/what-a-patient-leader-is/", "learner"),
    ("a whole workbook", "/learn/stepping-up/workbook/", ""),
    ("a guide", "/guides/take-part-in-your-own-care/", "learner"),
    ("the glossary", "/glossary/", ""),
    ("search", "/search/?q=committee", ""),
    ("search with spelling help", "/search/?q=comitee", ""),
    ("people you mentor", "/coach/", "coach"),
    ("matching rounds", "/rounds/", "coordinator"),
    ("everyone in a programme", "/coordinate/people/", "coordinator"),
]


def main(_options: list[str] = ()) -> None:
    """Prints one table."""
    with tempfile.TemporaryDirectory() as folder:
        _set_up(Path(folder))
        print("\nWhat a page costs, on SQLite with the demonstration\n")
        print(f"{'page':<28}{'queries':>9}{'ms':>8}{'kB':>8}")
        for name, address, person in PAGES:
            queries, milliseconds, size = _measure(address, person)
            print(f"{name:<28}{queries:>9}{milliseconds:>8.1f}{size / 1000:>8.1f}")


def _set_up(folder: Path) -> None:
    database = folder / "site.sqlite3"
    shutil.copyfile(populated_sqlite(), database)
    sys.path[:0] = [str(PROJECT_DIR / "site")]
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": f"sqlite:///{database}",
        "DATA_DIR": str(folder),
    }
    (folder / "static").mkdir()
    import django

    django.setup()


def _measure(address: str, person: str) -> tuple[int, float, int]:
    """Queries, median milliseconds and bytes of one page, asked for again and again."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from accounts.models import User

    client = Client()
    if person:
        client.force_login(User.objects.get(email=f"{person}@demo.example"))
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    asked = len(queries)  # now: the next request empties the log it is read from
    if response.status_code != 200:
        raise RuntimeError(f"{address} answers {response.status_code}")
    took = []
    for _ in range(TIMES):
        start = time.perf_counter()
        client.get(address)
        took.append(1000 * (time.perf_counter() - start))
    return asked, statistics.median(took), len(response.content)
