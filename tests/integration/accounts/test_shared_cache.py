"""The limits of tries need a cache where `add` is won once, over all workers of a machine."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.cache.backends.filebased import FileBasedCache

from config.cache import SharedFileCache

WORKERS, KEYS = 4, 150


def doubles(cache_class, folder) -> int:
    """How many of the keys were won by more than one of four workers that add them at the same moment."""
    together = Barrier(WORKERS)

    def wins(_worker):
        cache = cache_class(str(folder), {})
        won = []
        for number in range(KEYS):
            together.wait()
            won += [number] if cache.add(f"key{number}", 1) else []
        return won

    with ThreadPoolExecutor(WORKERS) as pool:
        won = [number for wins_of_one in pool.map(wins, range(WORKERS)) for number in wins_of_one]
    assert set(won) == set(range(KEYS))
    return len(won) - KEYS


@pytest.mark.parametrize(("cache_class", "is_safe"), [(SharedFileCache, True), (FileBasedCache, False)])
def test_an_addition_is_won_once(cache_class, is_safe, tmp_path):
    """Django's own file cache is the negative control: it lets several win."""
    assert (doubles(cache_class, tmp_path) == 0) is is_safe
