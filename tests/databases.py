"""The test database: migrated once, then copied, because migrating takes twenty seconds and copying none.

The first process that needs one migrates it and keeps it under `var/test/`, named after the migrations and
the locked packages; every later one copies it. `migrate` runs on the copy as well, so what is copied is
only ever a head start. DATABASE_URL says which database: SQLite (the default) or PostgreSQL.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

PROJECT_DIR = Path(__file__).resolve().parents[1]
STORE = PROJECT_DIR / "var" / "test"


def fingerprint(*patterns: str) -> str:
    """A short name for the present content of the files that match the glob patterns."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in PROJECT_DIR.glob(pattern)}):
        digest.update(str(path.relative_to(PROJECT_DIR)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def manage(*arguments: str, database_url: str, **environment: str) -> None:
    """Run one management command in a process of its own on the database given."""
    subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=PROJECT_DIR,
        env={**os.environ, **environment, "DATABASE_URL": database_url},
        check=True,
    )


def migrated_sqlite() -> Path:
    """The migrated SQLite file to copy, made when it is missing."""
    STORE.mkdir(parents=True, exist_ok=True)
    path = STORE / f"migrated-{fingerprint('*/migrations/*.py', 'requirements.txt')}.sqlite3"
    with FileLock(f"{path}.lock"):
        if not path.exists():
            unfinished = path.with_suffix(".unfinished")
            unfinished.unlink(missing_ok=True)
            manage(
                "migrate",
                "--verbosity=0",
                database_url=f"sqlite:///{unfinished}",
                DJANGO_SETTINGS_MODULE="config.settings.test",
            )
            unfinished.rename(path)
    return path


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment, django_db_blocker, django_db_modify_db_settings, tmp_path_factory
):
    """Replaces pytest-django's own: a copy of the migrated database instead of twenty seconds of migrations."""
    from django.core.management import call_command
    from django.db import connection

    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            name = tmp_path_factory.mktemp("database") / "test.sqlite3"
            shutil.copyfile(migrated_sqlite(), name)
            connection.close()
            connection.settings_dict["NAME"] = str(name)
            call_command("migrate", verbosity=0)
            yield
            connection.close()
        else:
            name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            yield
            connection.creation.destroy_test_db(name, verbosity=0)
