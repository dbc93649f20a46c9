"""Several people at the same moment: threads that start together, each with a connection of its own."""

import threading
from contextlib import suppress
from functools import partial

from django.db import connections

#: So many windows of one person, where nothing else is said.
TIMES = 10


def at_once(*calls):
    """Run the calls in as many threads that start together; returns the exceptions they ended with."""
    ready, problems = threading.Barrier(len(calls)), []

    def run(call):
        try:
            ready.wait(30)
            call()
        except Exception as problem:  # noqa: BLE001 - whatever it is, the test looks at it
            problems.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return problems


def numbered(work, times=TIMES):
    """`work(number)` so many times at once."""
    return at_once(*(partial(work, number) for number in range(times)))


def meeting_point():
    """A place where each of two threads waits for the other, the first time it comes by."""
    barrier, here = threading.Barrier(2), threading.local()

    def meet():
        if not getattr(here, "was_met", False):
            here.was_met = True
            with suppress(threading.BrokenBarrierError):
                barrier.wait(20)

    return meet
