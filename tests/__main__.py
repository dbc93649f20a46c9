"""Every test, on every database this machine can offer: `./run test`, or `python -m tests`.

With PostgreSQL at hand, two processes run side by side, one on SQLite and one on PostgreSQL with Redis, and
each runs the tests. Without, two processes share the files on SQLite. What could not be run is said first,
and again before the closing line; with CI=true it is a failure.
"""

import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from tests import servers

IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is stopped
    with ExitStack() as stack:
        environment = dict(os.environ)
        not_run = []

        def offer(name: str, start) -> None:
            """Sets one environment setting from whatever `start()` gives, unless it is set already."""
            if environment.get(name):
                return
            try:
                environment[name] = start()
            except servers.Missing as missing:
                not_run.append(str(missing))

        offer("TEST_DATABASE_URL", lambda: stack.enter_context(servers.postgres()))
        offer("TEST_REDIS_URL", lambda: stack.enter_context(servers.redis()))
        if wants_browser(arguments):
            offer("TEST_CHROMIUM", servers.chromium)
        environment["TEST_NOT_RUN"] = "\n".join(not_run)
        for sentence in not_run:
            print(f"NOT RUN: {sentence}", flush=True)
        if not_run and IN_CI:
            print("With CI=true nothing may be left out.")
            return 1
        return subprocess.run(
            [sys.executable, "-m", "pytest", "--numprocesses", "2", "--dist", "each", *arguments],
            env=environment,
        ).returncode


def wants_browser(arguments: list[str]) -> bool:
    """Whether the paths named (none means all) hold browser tests."""
    paths = [argument for argument in arguments if Path(argument.split("::")[0]).exists()]
    return not paths or any("browser" in path or path.rstrip("/") == "tests" for path in paths)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
