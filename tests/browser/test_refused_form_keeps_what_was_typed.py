"""A form that cannot be sent yet says why, first and in focus, and loses nothing."""

from playwright.sync_api import expect

from tests.browser.people import WITH_AND_WITHOUT_JAVASCRIPT, fill_and_send


@WITH_AND_WITHOUT_JAVASCRIPT
def test_joining_with_a_mistyped_address(desk, site, javascript):
    page = desk.open(site, javascript=javascript)
    page.goto("/join/?asked=1&adult=yes")
    fill_and_send(page, {"Your e-mail address": "grace at home", "What should we call you?": "Grace O."})

    expect(page).to_have_title("Error: Join Patient Leaders - Patient Leaders")
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    assert page.get_by_role("main").locator(":scope > *").first.locator(".error-summary").count() or (
        summary.bounding_box()["y"] < page.get_by_role("heading", level=1).bounding_box()["y"]
    )
    expect(page.get_by_label("Your e-mail address")).to_have_value("grace at home")
    expect(page.get_by_label("What should we call you?")).to_have_value("Grace O.")
    expect(page.get_by_label("Your e-mail address")).to_have_accessible_description(
        "Error: Enter an e-mail address in the right form, like name@example.com"
    )

    summary.get_by_role("link").click()
    expect(page.get_by_label("Your e-mail address")).to_be_focused()
