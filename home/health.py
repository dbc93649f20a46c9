"""Can this process do its work? Each room names what it needs; `/readyz` asks all at once.

A check is a function without arguments. It returns nothing when all is well, returns a short sentence when it
is not, or raises. A check that hangs (a database that takes the connection and says nothing) counts as failed
when the time is up. What a check raises is named by its class only: the words may hold secrets.
"""

import time
import uuid
from threading import Lock, Thread

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

#: How long all checks together may take, in seconds.
SECONDS = 4

FINE = "ok"
NO_ANSWER = "no answer in time"

_checks: dict = {}
_running: dict[str, Thread] = {}
_running_lock = Lock()


def register(name, check):
    """Add a check. Each room does so in its `AppConfig.ready`."""
    _checks[name] = check


def run_checks(checks=None, seconds=SECONDS):
    """`{name: FINE or what is wrong}` for every check, at most `seconds` from now."""
    checks = _checks if checks is None else checks
    results: dict[str, str] = dict.fromkeys(checks, NO_ANSWER)
    deadline = time.monotonic() + seconds
    threads = [_start(name, check, results) for name, check in checks.items()]
    for thread in threads:
        thread.join(max(0, deadline - time.monotonic()))
    # A copy: a thread that answers late must not change what is being sent.
    return dict(results)


def _start(name, check, results):
    """Run one check on its own thread; a check that still hangs from last time is not started again."""
    with _running_lock:
        before = _running.get(name)
        if before and before.is_alive() and getattr(before, "check", None) is check:
            return before
        thread = Thread(target=_note, args=(name, check, results), name=f"ready-{name}", daemon=True)
        thread.check = check
        _running[name] = thread
        thread.start()
    return thread


def _note(name, check, results):
    try:
        results[name] = check() or FINE
    except Exception as error:
        results[name] = type(error).__name__
    finally:
        connections.close_all()


def database_answers():
    """A query comes back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


def cache_keeps():
    """What is put into the cache can be taken out."""
    key = f"home.health.{uuid.uuid4()}"
    cache.set(key, "here", 10)
    kept = cache.get(key)
    cache.delete(key)
    return None if kept == "here" else "the cache lost what it was given"


def storage_keeps():
    """A small file can be written, read and removed."""
    name = default_storage.save(f"health/{uuid.uuid4()}.txt", ContentFile(b"here"))
    try:
        with default_storage.open(name) as file:
            return None if file.read() == b"here" else "a file changed on its way"
    finally:
        default_storage.delete(name)


def migrations_are_done():
    """The database has the shape this code needs."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(waiting)} migrations are waiting" if waiting else None
