"""Running checks: each is named, none can hold up the answer."""

import threading
import time

from home import health


def test_a_check_that_returns_nothing_is_fine_and_one_that_speaks_is_not():
    results = health.run_checks({"good": lambda: None, "bad": lambda: "the disk is full"}, seconds=2)
    assert results == {"good": health.FINE, "bad": "the disk is full"}


def test_what_a_check_raises_is_named_without_its_words():
    def broken():
        raise RuntimeError("password=secret")

    assert health.run_checks({"broken": broken}, seconds=2) == {"broken": "RuntimeError"}


def test_a_check_that_hangs_is_given_up_and_not_started_twice():
    release = threading.Event()
    starts = []

    def hangs():
        starts.append(1)
        release.wait(10)

    began = time.monotonic()
    try:
        first = health.run_checks({"hangs": hangs, "good": lambda: None}, seconds=0.2)
        second = health.run_checks({"hangs": hangs, "good": lambda: None}, seconds=0.2)
    finally:
        release.set()
    assert first == second == {"hangs": health.NO_ANSWER, "good": health.FINE}
    assert len(starts) == 1
    assert time.monotonic() - began < 5
