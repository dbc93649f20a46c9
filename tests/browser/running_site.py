"""The real site for the browser tests: web server and worker as processes, on a database of their own."""

import os
import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email import message_from_string, policy
from email.message import EmailMessage
from pathlib import Path

from tests import databases, servers


@dataclass
class RunningSite:
    """One site on a loopback port, with its own database, mail and files in `folder`."""

    database_url: str
    folder: Path
    port: int = field(default_factory=servers.free_port)
    processes: list[subprocess.Popen] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the server and the worker; wait until pages come."""
        bind = f"127.0.0.1:{self.port}"
        self._run(
            "-m", "gunicorn", "--bind", bind, "--workers=1", "--threads=6", "--worker-tmp-dir", self.folder
        )
        self._run("manage.py", "db_worker", "--interval=0.2", "--no-reload")
        if not servers.wait_until(self._answers, seconds=90):
            raise RuntimeError(f"The site did not start:\n{self.log()}")

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def log(self) -> str:
        """Everything the server and the worker wrote, which should be nothing."""
        path = self.folder / "log"
        return path.read_text() if path.exists() else ""

    def mails(self, to: str) -> list[EmailMessage]:
        """The mails sent to an address so far, oldest first."""
        files = sorted((self.folder / "mail").glob("*"), key=lambda path: path.stat().st_mtime)
        parts = [part for path in files for part in path.read_text().split("\n" + "-" * 79 + "\n")]
        found = [
            message_from_string(part.lstrip("\n"), policy=policy.default) for part in parts if part.strip()
        ]
        return [mail for mail in found if to in mail["To"]]

    def wait_for_mail(self, to: str, count: int = 1) -> EmailMessage:
        """The newest mail to an address, once the worker has sent `count` of them in all."""
        if not servers.wait_until(lambda: len(self.mails(to)) >= count, seconds=30):
            raise AssertionError(f"{len(self.mails(to))} of {count} mails to {to} came.\n{self.log()}")
        return self.mails(to)[-1]

    def wait_for_code(self, to: str, count: int = 1) -> str:
        """The sign-in code in the newest mail to an address."""
        text = self.wait_for_mail(to, count).get_body(("plain",)).get_content()
        return re.search(r"\b\d{3}[ -]?\d{3}\b", text).group()

    def _run(self, *command) -> None:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.development",
            "DATABASE_URL": self.database_url,
            "DATA_DIR": str(self.folder),
            "BASE_URL": self.url,
            "REDIS_URL": "",
        }
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *map(str, command)],
                cwd=databases.PROJECT_DIR,
                env=environment,
                stdout=log,
                stderr=log,
            )
        self.processes.append(process)

    def _answers(self) -> bool:
        dead = [process.args for process in self.processes if process.poll() is not None]
        if dead:
            raise RuntimeError(f"{dead} stopped:\n{self.log()}")
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False


@contextmanager
def running_site(folder: Path) -> Iterator[RunningSite]:
    """A site with starter content and demonstration people, on the kind of database DATABASE_URL names."""
    url = os.environ.get("DATABASE_URL", "sqlite:")
    with ExitStack() as stack:
        if url.startswith("sqlite"):
            database = folder / "site.sqlite3"
            shutil.copyfile(databases.populated_sqlite(), database)
            database_url = f"sqlite:///{database}"
        else:
            template = databases.populated_postgres(url)
            database_url = stack.enter_context(databases.postgres_copy(url, f"pl_{folder.name}", template))
        site = RunningSite(database_url, folder)
        stack.callback(site.stop)
        site.start()
        yield site
