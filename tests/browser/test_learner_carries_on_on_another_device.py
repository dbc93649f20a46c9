"""Somebody stops in the middle of a lesson at the library and carries on at home, at the exact part."""

from playwright.sync_api import expect

from tests.browser.people import WITH_AND_WITHOUT_JAVASCRIPT, fill_and_send, join

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@WITH_AND_WITHOUT_JAVASCRIPT
def test_the_place_is_kept_from_one_device_to_the_next(desk, site, javascript):
    email = f"device-{javascript}@people.example".lower()
    library = desk.open(site, javascript=javascript)
    join(library, site, email, "Olu")
    library.goto("/")
    first_link = library.get_by_role("main").get_by_role("link").first
    expect(first_link).to_have_text("Start with Lesson 1")
    first_link.click()
    library.get_by_role("button", name="Start this course").click()
    library.get_by_role("link", name="Skip this").first.click()  # how sure Olu feels
    library.get_by_role("navigation", name="Lessons").get_by_role("link").last.click()
    expect(library.get_by_role("main")).to_contain_text("Part 2 of")
    part = library.get_by_role("main").get_by_role("heading", level=2).first.inner_text()

    phone = desk.open(site, javascript=javascript, **PHONE)
    phone.goto("/sign-in/")
    fill_and_send(phone, {"Your e-mail address": email})
    fill_and_send(phone, {"Your code": site.wait_for_code(email, count=2)})
    carry_on = phone.get_by_role("main").get_by_role("link").first
    expect(carry_on).to_have_text("Carry on with lesson 1")
    carry_on.click()
    expect(phone.get_by_role("main")).to_contain_text("Part 2 of")
    expect(phone.get_by_role("main").get_by_role("heading", level=2).first).to_have_text(part)
