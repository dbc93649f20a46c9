"""The test databases: made once, then copied, because migrating takes twenty seconds and copying none.

There are two to copy: `migrated` is empty but for what migrations put in; `populated` also holds the starter
content and the demonstration people, for the browser tests. On SQLite they are files kept under `var/test/`,
named after what they were made from; on PostgreSQL they are template databases. DATABASE_URL says which of
the two this process uses. `migrate` runs on each copy as well: what is copied is only ever a head start.
"""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
from filelock import FileLock

PROJECT_DIR = Path(__file__).resolve().parents[1]
STORE = PROJECT_DIR / "var" / "test"

MIGRATED_FROM = ("*/migrations/*.py", "requirements.txt")
ROOMS = ("home", "accounts", "courses", "guides", "mentoring", "site/config")
POPULATED_FROM = (
    *MIGRATED_FROM,
    "content/**/*.yaml",
    "tests/browser/urdu_pages.py",
    "tests/databases.py",
    *(
        f"{room}/**/{name}"
        for room in ROOMS
        for name in (
            "models*.py",
            "models/*.py",
            "*starter*.py",
            "starter/*.py",
            "blocks.py",
            "demo*.py",
            "operations*.py",
            "operations/*.py",
        )
    ),
)


def fingerprint(patterns: tuple[str, ...]) -> str:
    """A short name for the present content of the files that match the glob patterns."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in PROJECT_DIR.glob(pattern)}):
        digest.update(str(path.relative_to(PROJECT_DIR)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def manage(*arguments: str, database_url: str, settings: str, **environment: str) -> None:
    """Run one management command in a process of its own on the database given."""
    variables = {
        **os.environ,
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": f"config.settings.{settings}",
    }
    variables.update(environment)
    _python("manage.py", *arguments, environment=variables)


def _python(*arguments: str, environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=PROJECT_DIR, env=environment, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")


def migrate(database_url: str) -> None:
    manage("migrate", "--verbosity=0", database_url=database_url, settings="test")


def populate(database_url: str) -> None:
    """Fill a migrated database as the first `./run` does, and add a few pages in Urdu."""
    # The last stands for the worker, which nobody starts here: a site whose mail waits is not ready.
    for command in ("load_starter_content", "create_demo_people", "send_outbox"):
        manage(command, database_url=database_url, settings="development", DATA_DIR=str(STORE / "files"))
    _python("-m", "tests.browser.urdu_pages", environment={**os.environ, "DATABASE_URL": database_url})


# --- SQLite: files ----------------------------------------------------------------------------------------


def migrated_sqlite() -> Path:
    """The migrated file to copy, made when it is missing."""
    return _made_once(f"migrated-{fingerprint(MIGRATED_FROM)}.sqlite3", migrate)


def populated_sqlite() -> Path:
    """The populated file to copy, made when it is missing."""
    start_from = migrated_sqlite()
    return _made_once(f"populated-{fingerprint(POPULATED_FROM)}.sqlite3", populate, start_from)


def _made_once(name: str, make: Callable[[str], None], start_from: Path | None = None) -> Path:
    STORE.mkdir(parents=True, exist_ok=True)
    path = STORE / name
    with FileLock(f"{path}.lock"):
        if not path.exists():
            unfinished = path.with_suffix(".unfinished")
            for left_over in STORE.glob(f"{unfinished.name}*"):
                left_over.unlink()
            if start_from:
                shutil.copyfile(start_from, unfinished)
            make(f"sqlite:///{unfinished}")
            unfinished.rename(path)
            _forget_older(f"{name.partition('-')[0]}-*")
    return path


def _forget_older(pattern: str) -> None:
    """Remove what was made more than a day ago: nobody copies it any more."""
    for path in STORE.glob(pattern):
        if time.time() - path.stat().st_mtime > 24 * 60 * 60:
            path.unlink(missing_ok=True)


# --- PostgreSQL: template databases -----------------------------------------------------------------------


def postgres_database(url: str, name: str) -> str:
    """The URL of another database on the same server."""
    return urlsplit(url)._replace(path=f"/{name}").geturl()


@contextlib.contextmanager
def postgres_copy(url: str, name: str, template: str) -> Iterator[str]:
    """A database `name` copied from `template` on the server of `url`; gone afterwards. Yields its URL."""
    _on_server(url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    _on_server(url, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield postgres_database(url, name)
    finally:
        _on_server(url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def migrated_postgres(url: str) -> str:
    """The name of the migrated template database on the server of `url`, made when it is missing."""
    return _template_once(url, f"pl_migrated_{fingerprint(MIGRATED_FROM)}", "template0", migrate)


def populated_postgres(url: str) -> str:
    """The name of the populated template database on the server of `url`, made when it is missing."""
    start_from = migrated_postgres(url)
    return _template_once(url, f"pl_populated_{fingerprint(POPULATED_FROM)}", start_from, populate)


def _template_once(url: str, name: str, start_from: str, make: Callable[[str], None]) -> str:
    STORE.mkdir(parents=True, exist_ok=True)
    with FileLock(STORE / f"{name}.lock"):
        if not _on_server(url, "SELECT 1 FROM pg_database WHERE datname = %s", name):
            unfinished = f"{name}_unfinished"
            _on_server(url, f'DROP DATABASE IF EXISTS "{unfinished}" WITH (FORCE)')
            _on_server(url, f'CREATE DATABASE "{unfinished}" TEMPLATE "{start_from}"')
            make(postgres_database(url, unfinished))
            _on_server(url, f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')
    return name


def _on_server(url: str, statement: str, *values: str) -> list:
    """Run one statement on the database that `url` names; its rows, if it has any."""
    parts = urlsplit(url)
    connection = psycopg2.connect(
        host=parts.hostname,
        port=parts.port,
        user=parts.username,
        password=parts.password,
        dbname=parts.path.lstrip("/"),
    )
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


# --- For Django's own tests -------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, worker_id, tmp_path_factory):
    """Takes the place of pytest-django's own: settings pointed at a copy of the migrated database."""
    from django.core.management import call_command
    from django.db import connection

    with contextlib.ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        if connection.vendor == "sqlite":
            name = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
            shutil.copyfile(migrated_sqlite(), name)
        else:
            url, name = os.environ["DATABASE_URL"], f"pl_test_{worker_id}"
            stack.enter_context(postgres_copy(url, name, migrated_postgres(url)))
        stack.callback(connection.close)
        connection.close()
        connection.settings_dict["NAME"] = name
        call_command("migrate", verbosity=0)
        yield


@pytest.fixture(scope="module")
def populated_database(django_db_setup, django_db_blocker, worker_id, tmp_path_factory):
    """For the tests of one module: the database with starter content and demonstration people."""
    from django.db import connection

    with contextlib.ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        empty = connection.settings_dict["NAME"]
        if connection.vendor == "sqlite":
            name = str(tmp_path_factory.mktemp("populated") / "test.sqlite3")
            shutil.copyfile(populated_sqlite(), name)
        else:
            url, name = os.environ["DATABASE_URL"], f"pl_test_populated_{worker_id}"
            stack.enter_context(postgres_copy(url, name, populated_postgres(url)))
        connection.close()
        connection.settings_dict["NAME"] = name
        yield
        connection.close()
        connection.settings_dict["NAME"] = empty
