"""Somebody who has a keyboard and nothing else."""

import re
from pathlib import Path

from playwright.sync_api import Page

FOCUSED = (Path(__file__).parent / "checks" / "focused.js").read_text()


def go_to(page: Page, words: str) -> None:
    """Press Tab until the focus is on what has these words; every stop on the way can be seen."""
    page.wait_for_load_state()
    for _ in range(120):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        assert focused["shows"], f"the focus cannot be seen on {focused['words']!r}"
        if re.search(words, focused["words"]):
            return
    raise AssertionError(f"no stop of the Tab key is called {words!r}")


def press(page: Page, words: str) -> None:
    """Go to the link or button with these words and press Enter; the next page comes."""
    go_to(page, words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page: Page, label: str, text: str) -> None:
    """Go to the box with this label and type."""
    go_to(page, label)
    page.keyboard.type(text)


def tick(page: Page, words: str) -> None:
    """Go to the radio button or the box with these words and choose it."""
    go_to(page, words)
    page.keyboard.press("Space")
