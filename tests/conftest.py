"""What every test may lean on: a migrated database in a second, and a small site to put pages in."""

import os
from dataclasses import dataclass
from zlib import crc32

import pytest
from django.core.cache import cache

from tests.databases import django_db_setup, populated_database  # noqa: F401 (fixtures)

#: Of the files, where there is no PostgreSQL.
HALVES = ("first half", "second half")
IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}


# --- Which database each process uses, and what could not be run ------------------------------------------


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config, specs):
    """With `--dist each` the first process runs everything on SQLite, the second on PostgreSQL and Redis.

    Without PostgreSQL both run on SQLite, half of the files each. (Not with `--dist loadfile`: what empties
    the database has to come after everything else in a process, as pytest-django orders it.)
    """
    if config.getoption("dist") != "each":
        return
    on_sqlite, on_postgres = specs
    on_sqlite.env = {
        "TEST_SIDE": "sqlite",
        "DATABASE_URL": "sqlite:///var/test/unused.sqlite3",
        "REDIS_URL": "",
    }
    if not os.environ.get("TEST_DATABASE_URL"):
        on_postgres.env = {**on_sqlite.env, "TEST_SIDE": "second half"}
        on_sqlite.env["TEST_SIDE"] = "first half"
        return
    redis_url = os.environ.get("TEST_REDIS_URL", "")
    on_postgres.env = {
        "TEST_SIDE": "postgres",
        "DATABASE_URL": os.environ["TEST_DATABASE_URL"],
        "REDIS_URL": f"{redis_url}/1" if redis_url else "",
    }


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Browser tests come last: while a browser is open, Django's database refuses to work in the process.

    Where two processes run the tests, each does a part of what no database changes: one the rules alone
    (`tests/unit`), each every other of the pages marked `looks`. What is marked `row_locks` needs PostgreSQL:
    SQLite lets one writer in at a time, whatever we do.
    """
    items.sort(key=lambda item: "tests/browser/" in item.nodeid)
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        for item in items:
            if item.get_closest_marker("row_locks"):
                item.add_marker(pytest.mark.skip(reason="needs the row locks of PostgreSQL"))
    side = os.environ.get("TEST_SIDE")
    if side is None:
        return

    def is_mine(item):
        if side in HALVES:
            return side == HALVES[crc32(str(item.path).encode()) % 2]
        if item.get_closest_marker("looks"):
            return side == ("sqlite", "postgres")[crc32(item.nodeid.encode()) % 2]
        if item.get_closest_marker("row_locks"):
            return side == "postgres"
        if "tests/unit/" in item.nodeid:
            return side == "postgres"
        return True

    config.hook.pytest_deselected(items=[item for item in items if not is_mine(item)])
    items[:] = [item for item in items if is_mine(item)]


def pytest_report_header(config):
    """Says on which database the tests run, beside pytest's own first lines."""
    if config.getoption("dist", "no") == "each" and os.environ.get("TEST_DATABASE_URL"):
        return "databases: gw0 on SQLite, gw1 on PostgreSQL" + (
            " and Redis" if os.environ.get("TEST_REDIS_URL") else ", without Redis"
        )
    return f"database: {os.environ.get('DATABASE_URL', 'SQLite').split(':')[0]}"


def pytest_terminal_summary(terminalreporter):
    """Repeats what this machine could not run, just above the closing line."""
    for sentence in filter(None, os.environ.get("TEST_NOT_RUN", "").splitlines()):
        terminalreporter.write_line(f"NOT RUN: {sentence}", yellow=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """With CI=true a skipped test is a failed one: nothing may be left out unseen."""
    report = yield
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"Skipped, and with CI=true nothing may be skipped: {report.longrepr}"
    return report


# --- Fixtures for all -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SiteTree:
    """The pages every site has, in English, live and empty."""

    locale: object
    root: object
    site: object
    home: object
    learn: object
    guides: object
    glossary: object
    case_studies: object


@pytest.fixture(autouse=True)
def _empty_cache():
    """Wagtail remembers site roots, and sign-in counts tries, in the cache: start each test without."""
    cache.clear()


@pytest.fixture
def site_tree(db) -> SiteTree:
    """The default site with its home page and the four lists below it.

    Works after a `transaction=True` test too, which leaves no locale and no root page behind.
    """
    from wagtail.models import Locale, Page, Site

    from courses.models import LearnIndex
    from guides.models import CaseStudyIndex, GuideIndex
    from home.models import GlossaryIndex, HomePage

    locale, _ = Locale.objects.get_or_create(language_code="en-gb")
    root = Page.get_first_root_node() or Page.add_root(
        instance=Page(title="Root", slug="root", locale=locale)
    )
    for left_over in root.get_children():
        left_over.specific.delete()
    root.refresh_from_db()
    home = root.add_child(
        instance=HomePage(title="Patient Leaders", slug="home", lede="Learn to lead.", locale=locale)
    )
    Site.objects.all().delete()
    site = Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)

    def below_home(model, title, slug):
        return home.add_child(instance=model(title=title, slug=slug, locale=locale))

    return SiteTree(
        locale=locale,
        root=root,
        site=site,
        home=home,
        learn=below_home(LearnIndex, "Learn", "learn"),
        guides=below_home(GuideIndex, "Guides", "guides"),
        glossary=below_home(GlossaryIndex, "Words", "glossary"),
        case_studies=below_home(CaseStudyIndex, "Case studies", "case-studies"),
    )
