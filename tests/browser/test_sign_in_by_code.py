"""Somebody without a password gets in with a code from an e-mail, and out again."""

from playwright.sync_api import expect

from tests.browser.people import WITH_AND_WITHOUT_JAVASCRIPT, choose, join


@WITH_AND_WITHOUT_JAVASCRIPT
def test_a_member_signs_in_with_the_code_from_an_email(desk, site, javascript):
    email = f"code-{javascript}@people.example".lower()
    join(desk.open(site, javascript=javascript), site, email, "Priya")

    page = desk.open(site, javascript=javascript)
    page.goto("/me/")
    expect(page).to_have_url(f"{site.url}/sign-in/?next=/me/")
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter your code")
    code = site.wait_for_code(email, count=2)

    page.get_by_label("Your code").fill("111 111" if code != "111111" else "222 222")
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_title("Error: Enter your code - Patient Leaders")

    page.get_by_label("Your code").fill(f"{code[:3]} {code[3:]}")
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_url(f"{site.url}/me/")
    expect(page.get_by_role("main")).to_contain_text(email)


@WITH_AND_WITHOUT_JAVASCRIPT
def test_an_unknown_address_sees_the_same_page_as_a_known_one(desk, site, javascript):
    words = []
    for email in ("learner@demo.example", f"nobody-{javascript}@people.example".lower()):
        page = desk.open(site, javascript=javascript)
        page.goto("/sign-in/")
        page.get_by_label("Your e-mail address").fill(email)
        page.get_by_role("button", name="Continue").click()
        words.append(page.get_by_role("main").inner_text().replace(email, "ADDRESS"))
    assert words[0] == words[1]


def test_somebody_under_18_is_told_why_and_nothing_is_stored(desk, site):
    page = desk.open(site)
    page.goto("/join/")
    choose(page, "No")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_count(0)
