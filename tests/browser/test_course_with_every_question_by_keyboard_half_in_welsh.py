"""A whole course with every kind of question and rule: no JavaScript, no mouse, half English, half Welsh,
and one certificate at the end."""

import os
import re
import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from tests import databases
from tests.browser.people import join
from tests.browser.test_lesson_by_keyboard_alone import FOCUSED, go_to

COURSE = "/learn/practice/"


@pytest.fixture
def practice_site(fresh_site):
    """A site with the practice course on top."""
    subprocess.run(
        [sys.executable, "-m", "tests.browser.practice_course"],
        cwd=databases.PROJECT_DIR,
        env={
            **os.environ,
            "DATABASE_URL": fresh_site.database_url,
            "DATA_DIR": str(fresh_site.folder),
            "DJANGO_SETTINGS_MODULE": "config.settings.development",
        },
        check=True,
    )
    return fresh_site


def press(page: Page, key: str = "Enter") -> None:
    """Press a key that sends a form or follows a link, and wait for the page that comes."""
    with page.expect_navigation():
        page.keyboard.press(key)


def pick(page: Page, group: str, words: str) -> None:
    """Choose one of several radio buttons: Tab to the group, arrows to the one with these words."""
    go_to(page, group)
    for _ in range(6):
        if re.search(words, page.evaluate(FOCUSED)["words"]):
            page.keyboard.press("Space")
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no choice is called {words!r}")


def check_answer(page: Page) -> None:
    go_to(page, "Check my answer")
    press(page)
    expect(page.locator(":focus")).to_contain_text("Yes, that is it.")


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on what this selector finds: for pages whose words are Welsh."""
    page.wait_for_load_state()
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"no stop of the Tab key is {selector}")


def fill_rows(page: Page, typed: dict[str, str]) -> None:
    """Type into each list of a question, in the order in which Tab reaches them."""
    for _ in typed:
        go_to(page, f"^({'|'.join(typed)})$")
        page.keyboard.type(typed[page.evaluate(FOCUSED)["words"]])


def answer_every_kind(page: Page) -> None:
    pick(page, "^(Anyone|Only staff)$", "^Anyone$")
    check_answer(page)

    go_to(page, "^Large print$")
    page.keyboard.press("Space")
    go_to(page, "Check my answer")
    press(page)
    expect(page.locator(":focus")).to_contain_text("Have another look.")
    page.goto(page.url.partition("#")[0])  # from the top: what was ticked is still ticked
    go_to(page, "^A break$")
    page.keyboard.press("Space")
    check_answer(page)

    pick(page, "^(True|False)$", "^True$")
    check_answer(page)
    fill_rows(page, {"First ask": "1", "Then try": "2", "Last tell": "3"})
    check_answer(page)
    fill_rows(page, {"Patient group": "One", "Healthwatch": "A whole"})
    check_answer(page)
    go_to(page, "What does PPG begin with")
    page.keyboard.type("  patient ")
    go_to(page, "Check my answer")
    press(page)


def test_one_certificate(desk, practice_site):
    page = desk.open(practice_site, javascript=False)
    join(page, practice_site, "every-kind@people.example", "Nia")

    page.goto(f"{COURSE}every-kind/?part=all")
    answer_every_kind(page)
    go_to(page, "Check my answer")
    press(page)
    page.goto(COURSE)
    expect(page.get_by_role("main")).to_contain_text("1 of 4 lessons completed")

    page.goto(f"{COURSE}think-and-hand-in/")
    pick(page, "Not sure at all", "Quite sure")
    go_to(page, "^Save$")
    press(page)
    go_to(page, "What would you change first")
    page.keyboard.type("The phone queue.")
    go_to(page, "^Save$")
    press(page)
    expect(page.get_by_role("main")).to_contain_text("Why isn’t this ticked?")
    tab_to(page, "#work textarea")
    page.keyboard.type("My plan for the phone queue.")
    go_to(page, "^Hand in$")
    press(page)
    page.goto(COURSE)
    expect(page.get_by_role("main")).to_contain_text("2 of 4 lessons completed")

    page.goto(f"/cy{COURSE}a-quiz/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Cwis")
    answer_quiz(page)
    page.goto(COURSE)
    expect(page.get_by_role("main")).to_contain_text("3 of 4 lessons completed")
    page.goto(f"/cy{COURSE}your-word/")
    tab_to(page, "#finished input[value=yes]")
    page.keyboard.press("Space")
    tab_to(page, "#finished button")
    press(page)

    page.wait_for_url(f"**/cy{COURSE}finished/")
    tab_to(page, "input[name=name]")
    page.keyboard.press("Control+A")
    page.keyboard.type("Nia Rees")
    press(page)
    page.wait_for_url("**/certificate/**")
    expect(page.get_by_role("main")).to_contain_text("Nia Rees")

    page.goto("/me/record/")
    expect(page.locator("main a[href*='/certificate/']")).to_have_count(1)


def answer_quiz(page: Page) -> None:
    """Answer the two questions drawn, as somebody does who tries: the first choice of each."""
    form = page.locator("form[action*='/quiz/']")
    for group in form.locator(".field:not(.field .field)").all():
        if group.locator("input[type=radio]").count():
            group.locator("input[type=radio]").first.focus()
            page.keyboard.press("Space")
        elif group.locator("input[type=checkbox]").count():
            group.locator("input[type=checkbox]").first.focus()
            page.keyboard.press("Space")
        elif group.locator("select").count():
            for place, choice in enumerate(group.locator("select").all(), start=1):
                choice.focus()
                for _ in range(place):
                    page.keyboard.press("ArrowDown")
        elif group.locator("input[type=text]").count():
            group.locator("input[type=text]").first.focus()
            page.keyboard.type("patient")
    form.locator("button").last.focus()
    press(page)
