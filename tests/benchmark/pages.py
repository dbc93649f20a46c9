"""What each page costs on the demonstration: queries, milliseconds and bytes.

Milliseconds are for information; nothing here passes or fails. The limits on queries are tested in each room.
"""

import gzip
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


#: People and lessons of a group.
GRIDS = [(35, 26), (350, 130)]
#: Lessons of a course in which one is completed.
LENGTHS = (10, 130)


def main(_options: list[str] = ()) -> None:
    """Prints one table."""
    with tempfile.TemporaryDirectory() as folder:
        _set_up(Path(folder))
        print("\nWhat a page costs, on SQLite with the demonstration\n")
        print(f"{'page':<28}{'queries':>9}{'ms':>8}{'kB':>8}")
        for name, address, person in PAGES:
            queries, milliseconds, size = _measure(address, person)
            print(f"{name:<28}{queries:>9}{milliseconds:>8.1f}{size / 1000:>8.1f}")
        _print_completing()
        _print_grids()


def _print_completing() -> None:
    """Completing a lesson in a short and in a long course, each time by a new person."""
    from courses.models import LearnIndex
    from tests.factories.accounts import UserFactory
    from tests.factories.courses import make_course

    print("\nCompleting a lesson\n")
    print(f"{'lessons of the course':<28}{'queries':>9}{'ms':>8}")
    learn = LearnIndex.objects.get(locale__language_code="en-gb")
    for lessons in LENGTHS:
        made = make_course(parent=learn, modules=5, lessons=lessons // 5)
        tries = [_complete(made, UserFactory()) for _time in range(TIMES)]
        took = statistics.median(milliseconds for _queries, milliseconds in tries)
        print(f"{lessons:<28}{tries[-1][0]:>9}{took:>8.1f}")


def _complete(made, person) -> tuple[int, float]:
    """Queries and milliseconds of one person's first "Yes, I have finished it"."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from courses import operations

    operations.enrol(learner=person, course=made.page, by=person, at=timezone.now())
    client, address = Client(), f"{made.lessons[3].url}complete/"
    client.force_login(person)
    client.get("/")
    start = time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        response = client.post(address, {"finished": "yes"})
    if response.status_code != 302:
        raise RuntimeError(f"{address} answers {response.status_code}")
    return len(queries), 1000 * (time.perf_counter() - start)


def _print_grids() -> None:
    """The grid of a group at two sizes. `packed`: as a web server in front would send it."""
    print("\nPeople of a group by lessons\n")
    print(f"{'people x lessons':<28}{'queries':>9}{'ms':>8}{'kB':>8}{'packed':>8}")
    for people, lessons in GRIDS:
        group = _make_group(people, lessons)
        address = f"/groups/{group.pk}/lessons/"
        queries, milliseconds, page = _measure_for(address, group.coordinator, times=3)
        size, packed = len(page) / 1000, len(gzip.compress(page)) / 1000
        words = f"{people} x {lessons}"
        print(f"{words:<28}{queries:>9}{milliseconds:>8.1f}{size:>8.1f}{packed:>8.1f}")


def _make_group(people: int, lessons: int):
    """A group that takes two courses with so many lessons in all; everybody is half-way through."""
    from courses.models import LearnIndex
    from tests.factories.cohorts import fill_group, make_group
    from tests.factories.courses import make_course

    learn = LearnIndex.objects.get(locale__language_code="en-gb")
    courses = [make_course(parent=learn, lessons=lessons // 2, parts=1) for _course in range(2)]
    group = make_group(courses=courses)
    fill_group(group, courses, people)
    return group


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
    """Queries, median milliseconds and bytes of one page, for the person of the demonstration."""
    from accounts.models import User

    someone = User.objects.get(email=f"{person}@demo.example") if person else None
    queries, milliseconds, content = _measure_for(address, someone)
    return queries, milliseconds, len(content)


def _measure_for(address: str, person, times: int = TIMES) -> tuple[int, float, bytes]:
    """Queries, median milliseconds and what is sent of one page, asked for again and again."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    if person:
        client.force_login(person)
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    asked = len(queries)  # now: the next request empties the log it is read from
    if response.status_code != 200:
        raise RuntimeError(f"{address} answers {response.status_code}")
    took = []
    for _ in range(times):
        start = time.perf_counter()
        client.get(address)
        took.append(1000 * (time.perf_counter() - start))
    return asked, statistics.median(took), response.content
