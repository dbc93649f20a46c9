"""The pages that exist only while a matching round runs, looked at like every other page."""

import re

import pytest

from tests import servers
from tests.browser import looking

pytestmark = pytest.mark.looks


def test_the_pages_of_a_round_keep_the_rules(desk, fresh_site):
    coordinator = desk.open_as("coordinator@", fresh_site)
    faults = []

    def look_at(page, what):
        with desk.looking_away():
            faults.extend(f"{what}: {fault}" for fault in looking.faults_of(page))

    coordinator.goto("/rounds/")
    with coordinator.expect_navigation():
        coordinator.get_by_role("link", name="Winter round").click()
    overview = coordinator.url
    look_at(coordinator, "round, collecting")
    with coordinator.expect_navigation():
        coordinator.get_by_role("button", name="Work out matches").click()

    def is_ready():
        coordinator.goto(overview)
        return coordinator.get_by_role("link", name="Check and confirm").count() > 0

    assert servers.wait_until(is_ready, seconds=60)
    look_at(coordinator, "round, reviewing")
    coordinator.goto(f"{overview}weights/")
    look_at(coordinator, "what counts in a match")
    for number, what in (("0", "who would be matched otherwise"), ("", "numbers that are refused")):
        coordinator.get_by_label("Times and ways to talk").fill(number)
        with coordinator.expect_navigation():
            coordinator.get_by_role("button", name="See what would change").click()
        look_at(coordinator, what)
    for group in ("", "?show=matched", "?show=left"):
        coordinator.goto(f"{overview}people/{group}")
        look_at(coordinator, f"people {group}")
    coordinator.goto(overview)
    with coordinator.expect_navigation():
        coordinator.get_by_role("link", name="Look at each person").click()
    look_at(coordinator, "find a mentor")
    coordinator.goto(f"{coordinator.url}?show=all")
    look_at(coordinator, "find a mentor, all of them")
    coordinator.goto(f"{overview}check/")
    look_at(coordinator, "check and confirm")
    with coordinator.expect_navigation():
        coordinator.get_by_role("button", name=re.compile("^Confirm")).click()
    look_at(coordinator, "round, confirmed")
    coordinator.goto(f"{overview}check/")
    look_at(coordinator, "check, confirmed")

    for person, start in (("coach2@", "/coach/"), ("learner2@", "/mentoring/")):
        page = desk.open_as(person, fresh_site)
        page.goto(start)
        look_at(page, f"{person} with a suggestion")
        suggestion = page.get_by_role("main").locator("a[href*='/suggestion/']").first
        if suggestion.count():
            with page.expect_navigation():
                suggestion.click()
            look_at(page, f"the suggestion to {person}")

    learner = desk.open_as("learner@", fresh_site)
    learner.goto("/mentoring/")
    mentor = learner.url
    for ending in ("help/", "change/"):
        learner.goto(mentor + ending)
        look_at(learner, ending)
    coach = desk.open_as("coach@", fresh_site)
    coach.goto("/coach/")
    with coach.expect_navigation():
        coach.get_by_role("rowheader", name="Ted W.").get_by_role("link").click()
    look_at(coach, "one person")
    assert not faults, "\n".join(faults)
