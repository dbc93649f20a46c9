"""A cache in files that all workers of one machine share, for where there is no Redis."""

from pathlib import Path

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache
from django.core.files import locks


class SharedFileCache(FileBasedCache):
    """Django's file cache with an `add` that only one caller wins.

    Django looks first and writes afterwards: with four processes more than half of all additions were won
    twice. The limits of tries at sign-in take their lock with `add`, so it has to be exclusive.
    """

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        self._createdir()
        with open(Path(self._dir) / "add.lock", "w") as lock_file:
            locks.lock(lock_file, locks.LOCK_EX)
            return super().add(key, value, timeout, version)
