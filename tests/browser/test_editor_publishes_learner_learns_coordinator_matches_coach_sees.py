"""The whole line: an editor publishes a course, somebody new joins, learns and asks for a mentor,
a coordinator runs a matching round, both say yes, and the coach sees how far the learner is.
"""

import re

from playwright.sync_api import Page, expect

from tests import servers
from tests.browser.people import WITH_AND_WITHOUT_JAVASCRIPT, choose, fill_and_send, join

COURSE, MODULE, LESSON = "Asking good questions", "Begin", "One open question"
LEARNER, EMAIL = "Hope A.", "hope@people.example"
COACH = "Derek L."


@WITH_AND_WITHOUT_JAVASCRIPT
def test_the_whole_line_from_editor_to_coach(desk, fresh_site, javascript):
    publish_a_course(desk.open_as("editor@", fresh_site))

    learner = desk.open(fresh_site, javascript=javascript)
    join(learner, fresh_site, EMAIL, LEARNER)
    take_the_course(learner)
    ask_for_a_mentor(learner)

    coordinator = desk.open_as("coordinator@", fresh_site, javascript=javascript)
    work_out_matches(coordinator)
    review_and_choose(coordinator)
    confirm(coordinator, fresh_site)

    coach = desk.open_as("coach2@", fresh_site, javascript=javascript)
    learner.goto("/mentoring/")
    learner.get_by_role("link", name="See your mentor and answer").click()
    say_yes(learner)
    coach.goto("/coach/")
    coach.get_by_role("row", name=LEARNER).get_by_role("link", name="Answer").click()
    say_yes(coach)
    fresh_site.wait_for_mail("coach2@demo.example", count=2)

    coach.goto("/coach/")
    coach.get_by_role("rowheader", name=LEARNER).get_by_role("link").click()
    expect(coach.get_by_role("heading", level=1)).to_have_text(LEARNER)
    expect(coach.get_by_role("main")).not_to_contain_text("1 of 1 lesson completed")

    share_progress(learner)
    coach.reload()
    expect(coach.get_by_role("main")).to_contain_text(COURSE)
    expect(coach.get_by_role("main")).to_contain_text("1 of 1 lesson completed")
    expect(coach.get_by_role("main")).not_to_contain_text("My neighbour")

    other = desk.open_as("coach@", fresh_site, javascript=javascript)
    assert other.goto(coach.url).status == 404


def publish_a_course(editor: Page) -> None:
    """In the Wagtail admin, without code: a course, its module and a lesson with a text and a question."""
    index = page_id(editor, "/admin/pages/search/?q=Learn", "Learn")
    editor.goto(f"/admin/pages/add/courses/course/{index}/")
    give_title(editor, COURSE)
    editor.locator("[name=audience]").fill("Anybody.")
    editor.locator("[name=aim]").fill("Ask one open question.")
    course = publish(editor)

    editor.goto(f"/admin/pages/add/courses/module/{course}/")
    give_title(editor, MODULE)
    module = publish(editor)

    editor.goto(f"/admin/pages/add/courses/lesson/{module}/")
    give_title(editor, LESSON)
    editor.locator("[name=outcome]").fill("Ask one open question, and wait.")
    editor.locator(".public-DraftEditor-content").first.click()
    editor.keyboard.type("An open question has no yes and no no.")
    for name, text in {
        "body-2-value-points-0-value": "Ask, then wait.",
        "body-4-value-question": "Which question is open?",
        "body-4-value-options-0-value-text": "Did it hurt?",
        "body-4-value-options-1-value-text": "How was it for you?",
        "body-4-value-feedback_right": "Yes. It leaves room for an answer.",
        "body-4-value-feedback_wrong": "Look again: one of them leaves room for an answer.",
        "body-6-value-prompt": "Who could you ask this week?",
    }.items():
        editor.locator(f"[name={name}]").fill(text)
    editor.locator("[name=body-4-value-options-1-value-is_right]").check()
    publish(editor)


def page_id(editor: Page, address: str, title: str) -> str:
    editor.goto(address)
    link = editor.get_by_role("link", name=title, exact=True).first
    return re.search(r"/pages/(\d+)/", link.get_attribute("href")).group(1)


def give_title(editor: Page, title: str) -> None:
    """Type the title; the admin's own script makes the address from it, once it is awake."""
    box, address = editor.get_by_role("textbox", name="Title*"), editor.locator("[name=slug]")

    def address_is_made():
        box.fill("")
        box.fill(title)
        box.blur()
        return servers.wait_until(lambda: address.input_value() != "", seconds=2)

    assert servers.wait_until(address_is_made, seconds=30)


def publish(editor: Page) -> str:
    """Publish the page in the form; returns its id."""
    editor.get_by_role("button", name="More actions").click()
    editor.get_by_role("button", name="Publish", exact=True).click()
    edit = editor.locator(".messages").get_by_role("link", name="Edit")
    assert editor.locator(".error-message").all_inner_texts() == []
    expect(editor.locator(".messages")).to_contain_text("published")
    return re.search(r"/pages/(\d+)/", edit.get_attribute("href")).group(1)


def take_the_course(learner: Page) -> None:
    learner.goto("/learn/")
    learner.get_by_role("link", name=COURSE).first.click()
    learner.get_by_role("button", name="Start").first.click()
    expect(learner.get_by_role("heading", level=1)).to_have_text(LESSON)
    expect(learner.get_by_role("main")).to_contain_text("An open question has no yes and no no.")

    learner.get_by_role("link", name="Part 2: Check what you have learned").click()
    choose(learner, "Did it hurt?")
    learner.get_by_role("button", name="Check my answer").click()
    expect(learner.get_by_role("main")).to_contain_text("Look again: one of them leaves room for an answer.")
    choose(learner, "How was it for you?")
    learner.get_by_role("button", name="Check my answer").click()
    expect(learner.get_by_role("main")).to_contain_text("Yes. It leaves room for an answer.")

    learner.get_by_role("link", name="Part 3: Think about it").click()
    fill_and_send(learner, {"Who could you ask this week?": "My neighbour, about her clinic."}, button="Save")
    expect(learner.get_by_label("Who could you ask this week?")).to_have_value(
        "My neighbour, about her clinic."
    )

    choose(learner, "Yes, I have finished it")
    learner.get_by_role("button", name="Continue").click()
    learner.goto("/learn/asking-good-questions/")
    expect(learner.get_by_role("main")).to_contain_text("1 of 1 lesson completed")


def ask_for_a_mentor(learner: Page) -> None:
    """One question a page; two of them cannot be skipped."""
    learner.goto("/mentoring/")
    learner.get_by_role("link", name="Ask for a mentor").click()
    choose(learner, "Riverside")
    learner.get_by_role("button", name="Start now").click()
    choose(learner, "Sit on a board, committee or panel")
    choose(learner, "Help to redesign a service")
    next_question(learner)
    choose(learner, "Weekday evenings")
    next_question(learner)
    choose(learner, "Video call")
    next_question(learner)
    next_question(learner)
    next_question(learner)
    expect(learner.get_by_role("heading", level=1)).to_have_text("Check your answers")
    expect(learner.get_by_role("main")).to_contain_text("Help to redesign a service")
    learner.get_by_role("button", name="Send my request").click()
    expect(learner).to_have_url(re.compile("/mentoring/ask/sent/"))


def next_question(learner: Page) -> None:
    learner.get_by_role("button", name="Save and continue").click()


def work_out_matches(coordinator: Page) -> None:
    """The real worker does it; the page says so until it is ready."""
    coordinator.goto("/rounds/")
    coordinator.get_by_role("link", name="Winter round").click()
    coordinator.get_by_role("button", name="Work out matches").click()
    wait_for_the_worker(coordinator)


def wait_for_the_worker(coordinator: Page) -> None:
    overview = re.search(r"/rounds/\d+/", coordinator.url).group()

    def ready():
        coordinator.goto(overview)
        return coordinator.get_by_role("link", name="Check and confirm").count() > 0

    assert servers.wait_until(ready, seconds=60)


def review_and_choose(coordinator: Page) -> None:
    """One person at a time, with reasons. A choice may take a place that was meant for another."""
    coordinator.get_by_role("link", name="Look at each person").click()
    expect(coordinator.get_by_role("heading", level=1)).to_contain_text("Find a mentor for")
    while LEARNER not in coordinator.get_by_role("heading", level=1).inner_text():
        coordinator.get_by_role("link", name="Next person").click()
    name = coordinator.get_by_role("heading", name=COACH)
    candidate = coordinator.locator(".candidate").filter(has=name)
    expect(candidate).to_contain_text("Covers 2 of 2 goals")
    expect(candidate.locator(".reason--for").first).to_be_visible()
    candidate.get_by_role("button", name=f"Choose {COACH}").click()
    again = coordinator.get_by_role("button", name=f"Choose {COACH} and work it out again")
    if again.count():
        again.click()
    wait_for_the_worker(coordinator)


def confirm(coordinator: Page, site) -> None:
    """Nothing is sent before the round is confirmed."""
    assert not site.mails("coach2@demo.example")
    coordinator.get_by_role("link", name="Check and confirm").click()
    expect(coordinator.get_by_role("row", name=LEARNER)).to_contain_text(COACH)
    coordinator.get_by_role("button", name=re.compile("^Confirm")).click()
    site.wait_for_mail("coach2@demo.example")


def say_yes(person: Page) -> None:
    choose(person, "Yes, I would like to")
    person.get_by_role("button", name="Send my answer").click()


def share_progress(learner: Page) -> None:
    learner.goto("/mentoring/")
    learner.get_by_role("button", name=re.compile("^I agree")).click()
    expect(learner.get_by_role("main")).to_contain_text("can see how far you are")
