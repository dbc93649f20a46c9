"""How the house is kept: names, sizes, words and addresses that no file may break."""

import fnmatch
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
ROOMS = ("home", "accounts", "courses", "guides", "mentoring")
NOT_OURS = {".git", ".venv", "var", "vendor", "__pycache__", ".pytest_cache", ".ruff_cache", ".hypothesis"}
LONGEST_FILE = 400


def files(*patterns: str, below: tuple[str, ...] = (".",)) -> list[Path]:
    """Our own files that match, as paths from the top of the house."""
    found = set()
    for top in below:
        for folder, inner, names in os.walk(HOUSE / top):
            inner[:] = [name for name in inner if name not in NOT_OURS]
            found.update(
                Path(folder, name).relative_to(HOUSE)
                for pattern in patterns
                for name in fnmatch.filter(names, pattern)
            )
    return sorted(found)


def offences(paths: list[Path], pattern: str) -> list[str]:
    """`file:line: text` of each line that matches the pattern."""
    compiled = re.compile(pattern, re.IGNORECASE)
    return [
        f"{path}:{number}: {line.strip()[:120]}"
        for path in paths
        for number, line in enumerate((HOUSE / path).read_text(errors="ignore").splitlines(), 1)
        if compiled.search(line)
    ]


def test_import_site_is_pythons_own():
    code = "import sys; sys.path.insert(0, '.'); import site; print(site.__file__)"
    where = subprocess.run(
        [sys.executable, "-c", code], cwd=HOUSE, capture_output=True, text=True, check=True
    )
    assert str(HOUSE) not in where.stdout
    assert not (HOUSE / "site" / "__init__.py").exists()


def test_every_name_says_what_is_in_it():
    nameless = {"utils", "util", "helpers", "helper", "services", "core", "common", "misc"}
    assert [
        path for path in files("*.py", "*.html", "*.css", "*.js") if nameless & {*path.parts, path.stem}
    ] == []


def test_no_file_in_a_room_is_too_long():
    long = {
        str(path): lines
        for path in files("*.py", "*.html", "*.css", below=(*ROOMS, "site", "templates", "static"))
        if "migrations" not in path.parts
        and (lines := len((HOUSE / path).read_text().splitlines())) > LONGEST_FILE
    }
    assert long == {}, "turn it into a package of the same name"


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_a_readme(room):
    readme = (HOUSE / room / "README.md").read_text()
    assert len(readme.splitlines()) >= 10


def test_nothing_claims_a_blessing_of_the_nhs():
    claims = r"NHS[\s-]+(approved|endorsed|certified|accredited)|(approved|endorsed|certified) by the NHS"
    denied = re.compile(r"\b(not|never|isn't|no)\b", re.IGNORECASE)
    found = offences(files("*.html", "*.txt", "*.yaml", below=("templates", "content")), claims)
    assert [line for line in found if not denied.search(line.partition(": ")[2])] == []


def test_nothing_unfinished_is_shipped():
    assert (
        offences(
            files("*.html", "*.yaml", below=("templates", "content")), r"lorem ipsum|(?-i:\b(TODO|TBC)\b)"
        )
        == []
    )


def test_no_file_names_a_package_host_or_somebodys_machine():
    hosts = "|".join(["pypi" r"\.org", "python" r"hosted\.org", "registry" r"\.npmjs"])
    machine = "|".join([r"(?<![\w.])/ro" "ot/", r"(?<![\w.])/wo" "rk/", r"(?<![\w.])/tm" "p/pl"])
    everything = files("*.py", "*.md", "*.txt", "*.toml", "*.yaml", "*.html", "*.css", "*.js", "*.in", "run")
    assert offences(everything, f"{hosts}|{machine}") == []


def test_templates_need_no_inline_script_or_style():
    """The Content-Security-Policy would drop them without a word."""
    pages = [
        path
        for path in files("*.html", below=("templates",))
        if "email" not in path.parts and path.name != "500.html"
    ]
    assert offences(pages, r"\sstyle=|<style|\son[a-z]+=\"|javascript:") == []
    scripts = re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE)
    assert [path for path in pages if scripts.search((HOUSE / path).read_text())] == []


def test_templates_ask_no_other_host():
    """Nothing a page loads comes from elsewhere: no font, picture, script or style."""
    pages = files("*.html", "*.css", "*.js", below=("templates", "static"))
    assert (
        offences(pages, r"(src|srcset)=[\"'](https?:)?//|url\([\"']?(https?:)?//|@import [\"']?(https?:)?//")
        == []
    )
