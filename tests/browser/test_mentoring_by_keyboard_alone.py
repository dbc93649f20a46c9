"""Two people who cannot use a mouse, and have no JavaScript, do all that mentoring asks of a learner."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser import mentoring_states as states
from tests.browser.keyboard import go_to, press, tick, write
from tests.browser.people import PASSWORD, full_address


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with states.running_site_with_states(tmp_path_factory.mktemp("keyboard")) as site:
        yield site


def sign_in(page: Page, email: str) -> None:
    """By password, without touching the mouse."""
    page.goto("/sign-in/")
    write(page, "^Your e-mail address$", full_address(email))
    go_to(page, "I have set a password")
    page.keyboard.press("Enter")
    write(page, "^Password$", PASSWORD)
    press(page, "^Continue$")


def main_of(page: Page):
    return expect(page.get_by_role("main"))


def day_that_reads_both_ways(today: date) -> date:
    """The next day such as 12 December: a box for a date may want the day or the month first."""
    days = (today + timedelta(days=number) for number in range(2, 40))
    return next(each for each in days if each.day == each.month)


def sign(page: Page, address: str, name: str) -> None:
    page.goto(address)
    tick(page, "I have read the agreement, and I agree")
    write(page, "Type your name to sign", name)
    press(page, "^Sign the agreement$")


def test_from_the_suggestion_to_a_message(desk, site):
    lou = desk.open(site, javascript=False)
    sign_in(lou, "lou@")
    lou.goto("/mentoring/")
    press(lou, "See your mentor and answer")
    tick(lou, "Yes, I would like to")
    press(lou, "^Send my answer$")
    main_of(lou).to_contain_text("You both said yes.")
    press(lou, "^See your mentor$")
    mentor = lou.url

    press(lou, "^Read the agreement$")
    sign(lou, lou.url, "Lou S.")
    main_of(lou).to_contain_text("You have signed.")
    ned = desk.open(site, javascript=False)
    sign_in(ned, "ned@")
    sign(ned, f"{mentor}agreement/", "Ned O.")
    main_of(ned).to_contain_text("You have both signed.")

    lou.goto(mentor)
    press(lou, "^Suggest times$")
    write(lou, "^Day$", f"{day_that_reads_both_ways(date.today()):%d%m%Y}")
    write(lou, "^Time$", "1130a")  # with a clock of 24 hours the last letter says nothing
    tick(lou, "^Phone$")
    write(lou, "Phone number, link or place", "Ned rings me")
    press(lou, "^Send the times$")
    expect(lou.locator(".error-summary")).to_have_count(0)
    main_of(lou).to_contain_text("Sent. We tell you when a time is chosen.")

    lou.goto(f"{mentor}messages/")
    write(lou, "^Your message$", "I look forward to it.")
    press(lou, "^Send$")
    main_of(lou).to_contain_text("I look forward to it.")


def test_a_check_in_and_a_worry(desk, site):
    fay = desk.open(site, javascript=False)
    sign_in(fay, "fay@")
    fay.goto("/mentoring/check-ins/")
    press(fay, "^Answer: After your first talk")
    tick(fay, "^Yes$")
    tick(fay, "^Yes$")
    press(fay, "^Send$")
    main_of(fay).to_contain_text("Thank you. Your answers are saved.")

    press(fay, "^I am worried$")
    tick(fay, "^Yes$")
    fay.keyboard.press("ArrowDown")  # nobody is in danger now
    write(fay, "What happened, or what was said", "She has not eaten for two days.")
    press(fay, "^Send to the safeguarding lead$")
    expect(fay.get_by_role("heading", level=1)).to_have_text("Thank you for telling us")


@pytest.mark.parametrize(("language", "person"), [("cy", "wyn@"), ("ur", "zia@")])
def test_asking_for_a_mentor_in_another_language(desk, site, language, person):
    """Whatever the words are: every question is found by its place on the page."""
    page = desk.open_as(person, site, javascript=False)
    page.goto(f"/{language}/mentoring/ask/")
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ur" else "ltr")
    choose_first(page, "programme")
    send(page)
    for question in ("goals", "times", "modes"):
        choose_first(page, question)
        send(page)
    send(page)  # nothing else to say
    send(page)  # nobody to leave out
    expect(page).to_have_url(f"{site.url}/{language}/mentoring/ask/check/")
    send(page)
    expect(page).to_have_url(f"{site.url}/{language}/mentoring/ask/sent/")
    expect(page.locator("main .notice--success h1")).to_be_visible()
    page.goto(f"/{language}/mentoring/waiting/")
    expect(page.locator("main h1")).to_be_visible()


def choose_first(page: Page, name: str) -> None:
    page.locator(f"main [name={name}]").first.focus()
    page.keyboard.press("Space")


def send(page: Page) -> None:
    page.locator("main form[method=post] button[type=submit]").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
