"""Somebody who cannot use a mouse reads a lesson, answers a question and finishes it."""

import re

from playwright.sync_api import expect

from tests.browser.keyboard import FOCUSED, go_to
from tests.browser.people import join

LESSON = "/learn/stepping-up/what-a-patient-leader-is/"


def test_a_lesson_from_the_first_line_to_finished(desk, site):
    page = desk.open(site)
    join(page, site, "keyboard@people.example", "Kit")
    page.goto(LESSON)

    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["words"] == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "main"

    go_to(page, "Start this course")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    go_to(page, "Show the whole lesson on one page")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?part=all")

    go_to(page, "works with others to improve care|speaks on behalf|manages complaints")
    page.keyboard.press("Space")
    go_to(page, "Check my answer")
    with page.expect_navigation(url=re.compile("#answer-")):
        page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id").startswith("answer-")

    go_to(page, "Yes, I have finished it")
    page.keyboard.press("Space")
    go_to(page, "^Continue$")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text(
        "You have completed “What a patient leader is, and is not”"
    )
