"""What looking at other weights costs a web worker: memory before, with the solver loaded, at most, after.

A module of its own that loads no NumPy, as a web worker has not until somebody opens that page.
"""

import os
import resource
import sys
import time
from dataclasses import replace

from mentoring.matching import Weights, solve
from mentoring.synthetic import make_cohort


def main(mentees: int, mentors: int) -> None:
    """Prints one row: cohort; resident memory three times and the highest in between; seconds."""
    cohort = make_cohort(mentees=mentees, mentors=mentors, seed=1)
    before = resident()
    import scipy.sparse.csgraph  # noqa: F401 - what `solve` loads

    loaded = resident()
    started = time.perf_counter()
    solve(cohort)
    solve(replace(cohort, weights=Weights(place=20)))
    seconds = time.perf_counter() - started
    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    memory = (f"{each:,.0f} MiB" for each in (before, loaded, highest, resident()))
    print(f"{mentees:,} mentees, {mentors:,} mentors", *memory, f"{seconds:.2f} s", sep=";", end="")


def resident() -> float:
    """MiB in memory now (Linux)."""
    with open("/proc/self/statm") as numbers:
        return int(numbers.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:]))
