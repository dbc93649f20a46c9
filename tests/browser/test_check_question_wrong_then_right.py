"""Practising without fear: a first try that misses, a kind word, a second try that hits."""

from playwright.sync_api import Page, expect

from tests.browser.people import WITH_AND_WITHOUT_JAVASCRIPT, choose, join

LESSON = "/learn/stepping-up/what-a-patient-leader-is/?part=all"
MISSES = "A member of staff who manages complaints"
HITS = "Someone with lived experience who works with others to improve care"


def question(page: Page):
    return page.locator("form").filter(has_text="Which of these best describes a patient leader?")


def try_both(page: Page) -> None:
    page.goto(LESSON)
    question(page).get_by_role("button", name="Check my answer").click()
    expect(page).to_have_title("Error: What a patient leader is, and is not - Patient Leaders")
    expect(page.locator(".error-summary")).to_be_focused()

    choose(question(page), MISSES)
    question(page).get_by_role("button", name="Check my answer").click()
    feedback = question(page).get_by_role("status")
    expect(feedback).to_contain_text("Not quite.")
    expect(feedback).to_be_focused()
    assert "wrong" not in question(page).inner_text().lower()
    assert "incorrect" not in question(page).inner_text().lower()
    expect(question(page).get_by_label(MISSES)).to_be_checked()

    choose(question(page), HITS)
    question(page).get_by_role("button", name="Check my answer").click()
    expect(question(page).get_by_role("status")).to_contain_text("Yes. Lived experience")


@WITH_AND_WITHOUT_JAVASCRIPT
def test_a_visitor_tries_as_often_as_they_like(desk, site, javascript):
    try_both(desk.open(site, javascript=javascript))


@WITH_AND_WITHOUT_JAVASCRIPT
def test_a_learner_sees_their_last_answer_and_the_same_order_again(desk, site, javascript):
    page = desk.open(site, javascript=javascript)
    join(page, site, f"tries-{javascript}@people.example".lower(), "Tam")
    try_both(page)
    order = question(page).get_by_role("radio").evaluate_all("all => all.map(one => one.value)")
    page.goto(LESSON)
    assert question(page).get_by_role("radio").evaluate_all("all => all.map(one => one.value)") == order
    expect(question(page).get_by_label(HITS)).to_be_checked()
