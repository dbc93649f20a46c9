"""Throw-away PostgreSQL and Redis for one run of the tests, and the Chromium to use.

Nothing here touches a server that was there before: each gets a folder of its own that goes when it stops.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


class Missing(Exception):
    """What this machine lacks, as one sentence."""


def free_port() -> int:
    """A loopback port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(ready: Callable[[], bool], seconds: float) -> bool:
    """Whether `ready()` came true within the time given."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if ready():
            return True
        time.sleep(0.05)
    return False


def _postgres_program(name: str) -> str | None:
    versions = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[4])
    )
    return shutil.which(name) or (str(versions[-1]) if versions else None)


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL with a folder and a loopback port of its own, careless of power cuts. Yields its URL."""
    initdb, pg_ctl = _postgres_program("initdb"), _postgres_program("pg_ctl")
    if not initdb or not pg_ctl:
        raise Missing("PostgreSQL is not installed (packages: postgresql), and TEST_DATABASE_URL is not set.")
    account: dict = {}
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        try:
            owner = pwd.getpwnam("postgres")
        except KeyError:
            raise Missing(
                "PostgreSQL does not run as root, and there is no account named postgres."
            ) from None
        account = {"user": owner.pw_uid, "group": owner.pw_gid}
    folder = Path(tempfile.mkdtemp(prefix="pl-postgres-"))
    if account:
        os.chown(folder, account["user"], account["group"])

    def run(*command: str) -> None:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, **account)
        if done.returncode:
            raise Missing(f"PostgreSQL did not start: {(done.stderr or done.stdout).strip()}")

    cluster = str(folder / "data")
    port = free_port()
    options = f"-k {folder} -p {port} -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off"
    try:
        run(initdb, "-D", cluster, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        run(pg_ctl, "-D", cluster, "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgres://postgres@127.0.0.1:{port}/postgres"
        finally:
            run(pg_ctl, "-D", cluster, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def redis() -> Iterator[str]:
    """A Redis in memory only, on a port of its own. Yields its URL without a database number."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if not program:
        raise Missing("Redis is not installed (package: redis-server), and TEST_REDIS_URL is not set.")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="pl-redis-") as folder:
        server = subprocess.Popen(
            [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder],
            stdout=subprocess.DEVNULL,
        )
        try:
            if not wait_until(lambda: _answers(port), seconds=10):
                raise Missing("Redis did not start.")
            yield f"redis://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def chromium() -> str:
    """The path of a Chromium: the one CHROMIUM names, the system's, Playwright's, or one installed now."""
    return _find_chromium() or _install_chromium()


def _find_chromium() -> str | None:
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    return next(filter(None, (shutil.which(name) for name in names if name)), None) or _own_chromium()


def _own_chromium() -> str | None:
    """Playwright's own, where `playwright install chromium` has put it."""
    ask = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
    )
    path = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True).stdout.strip()
    return path if path and Path(path).exists() else None


def _install_chromium() -> str:
    print("No Chromium here: trying to install one for the browser tests.", flush=True)
    if os.geteuid() == 0 and shutil.which("apt-get"):
        ways = [["apt-get", "update", "-qq"], ["apt-get", "install", "-qq", "-y", "chromium"]]
    else:
        ways = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    for way in ways:
        try:
            subprocess.run(way, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=600)
        except (OSError, subprocess.TimeoutExpired):
            break
    found = _find_chromium()
    if not found:
        raise Missing("There is no Chromium, and none could be installed: CHROMIUM=/path names one.")
    return found
