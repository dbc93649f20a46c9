"""What people do in many journeys."""

import re

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.running_site import RunningSite

PASSWORD = "demo-patient-leaders"

WITH_AND_WITHOUT_JAVASCRIPT = pytest.mark.parametrize("javascript", [True, False], ids=["js", "nojs"])


def full_address(email: str) -> str:
    return email if email.partition("@")[2] else f"{email}demo.example"


def sign_in(page: Page, email: str) -> None:
    """Sign in by password on /sign-in/, as the demonstration people can."""
    page.goto("/sign-in/")
    page.get_by_label("Your e-mail address").fill(full_address(email))
    page.get_by_text("I have set a password").click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def join(page: Page, site: RunningSite, email: str, name: str) -> None:
    """Become a member: say "18 or over", give an address and a name, and type the code from the e-mail."""
    page.goto("/join/")
    choose(page, "Yes")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_label("What should we call you?").fill(name)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Your code").fill(site.wait_for_code(email))
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(lambda url: "/sign-in/" not in url and "/join/" not in url)


def fill_and_send(page: Page, answers: dict[str, str], button: str = "Continue") -> None:
    """Type each answer into the box with that label, then press the button."""
    for label, text in answers.items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name=button).first.click()


def choose(scope: Page | Locator, label: str) -> None:
    """Choose a radio button or tick a box by its words, as a finger does."""
    scope.locator("label").get_by_text(label, exact=True).or_(
        scope.locator("label", has_text=re.compile(f"^\\s*{re.escape(label)}\\s*$"))
    ).first.click()
