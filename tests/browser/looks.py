"""One page to look at: who opens which address and does what first, and all that is wrong with it."""

from dataclasses import dataclass

from tests.browser import looking

VISITOR = ""


@dataclass(frozen=True)
class Look:
    """One page to look at: where, as whom, and what to do there first."""

    address: str
    person: str = VISITOR
    then: object = None
    status: int = 200

    def __str__(self):
        doing = f" {self.then.__name__}" if self.then else ""
        return f"{self.person or 'visitor'} {self.address}{doing}"


def open_everything(page):
    """Unfold what is folded."""
    page.evaluate("() => document.querySelectorAll('details').forEach(details => { details.open = true; })")


def send_it_empty(page):
    """Send the page's own form without an answer."""
    page.get_by_role("main").locator(
        "form[method=post] button[type=submit], form[method=post] button"
    ).first.click()
    page.locator(".error-summary").wait_for()


def faults_at(desk, site, look) -> list[str]:
    """Everything wrong with the page of `look`."""
    page = desk.open_as(look.person, site) if look.person else desk.open(site)
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.emulate_media(reduced_motion="reduce")
    response = page.goto(look.address)
    assert response.status == look.status
    direction = "rtl" if look.address.startswith("/ur/") else "ltr"
    assert page.locator("html").get_attribute("dir") == direction
    faults = looking.weight_faults(answers)
    if look.then:
        look.then(page)
        page.wait_for_load_state()
    faults += looking.html_faults(answers)
    with desk.looking_away():  # axe writes styles into the page, which the policy rightly refuses
        faults += looking.faults_of(page)
        page.context.close()
    return faults
