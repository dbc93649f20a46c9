"""What a PDF may read: files of this site, and no address of any site."""

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from courses.drawing import HERE, own_file
from tests.pdf_reading import is_tagged

PROJECT_DIR = Path(__file__).resolve().parents[3]


@pytest.fixture
def folders(tmp_path):
    """A folder of styles, and a secret beside it."""
    static = tmp_path / "static"
    static.mkdir()
    (static / "a.css").write_text("p { color: red }")
    (tmp_path / "secret.txt").write_text("secret")
    (static / "way-out").symlink_to(tmp_path / "secret.txt")
    return {"/static/": [str(tmp_path / "none"), str(static)]}


def test_a_file_of_ours_is_found(folders):
    assert own_file(f"{HERE}/static/a.css", folders).read_text() == "p { color: red }"


@pytest.mark.parametrize(
    "url",
    [
        f"{HERE}/static/../secret.txt",
        f"{HERE}/static/%2e%2e/secret.txt",
        f"{HERE}/static//etc/passwd",
        f"{HERE}/static/way-out",
        f"{HERE}/secret.txt",
        f"{HERE}/static/",
        "file:///etc/passwd",
        "http://127.0.0.1/static/a.css",
        "https://this-site.invalid/static/a.css",
    ],
)
def test_nothing_else_is(folders, url):
    with pytest.raises(LookupError):
        own_file(url, folders)


def test_a_page_is_drawn_and_nobody_else_is_asked(folders):
    asked = []

    class Spy(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Spy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    elsewhere = f"http://127.0.0.1:{server.server_port}"
    page = (
        f'<html lang="en"><title>T</title><link rel="stylesheet" href="{elsewhere}/a.css">'
        f'<link rel="stylesheet" href="/static/a.css"><h1>T</h1><p>Words<img alt="x" src="{elsewhere}/a.png">'
        '<img alt="y" src="file:///etc/passwd"></p>'
        f"<style>p {{ background: url({elsewhere}/b.png) }}</style></html>"
    )
    try:
        done = subprocess.run(
            [sys.executable, "-m", "courses.drawing"],
            input=json.dumps({"page": page, "folders": folders}).encode(),
            capture_output=True,
            cwd=PROJECT_DIR,
        )
    finally:
        server.shutdown()
        server.server_close()
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.startswith(b"%PDF-")
    assert is_tagged(done.stdout)
    assert asked == []
