"""Every page of mentoring for everybody who may open it, empty, full and refused, looked at like the others.

The people and the numbers in the addresses are those of `mentoring_states.py`. A new page of mentoring gets a
line in `PAGES`; `test_no_page_of_mentoring_is_left_out` says which one is missing.
"""

import re

import pytest
from django.urls import resolve

from mentoring import urls as mentoring_urls
from tests.browser import mentoring_states as states
from tests.browser import test_every_page_is_accessible as every_page
from tests.browser.looks import Look, faults_at, open_everything, send_it_empty
from tests.browser.people import choose

COORDINATOR, OTHER_COORDINATOR, LEAD = "coordinator@", "coordinator2@", "safeguarding@"
COACH, FORMER_COACH = "megan@", "megan@"  # of some she still is, of others she was

UNSIGNED, PAUSED, STOPPED, ENDED, TOLD, BUSY = (
    f"/mentoring/match/{number}/"
    for number in (
        *(states.UNSIGNED, states.PAUSED, states.STOPPED),
        *(states.ENDED, states.TOLD, states.BUSY),
    )
)
AFTER, AFTER_TOLD = f"/mentoring/ended/{states.ENDED}/", f"/mentoring/ended/{states.TOLD}/"
OFFER = f"/coordinate/people/mentors/{states.OFFER}/"
BY_PHONE = f"/coordinate/phone/{states.VIC}/with/{states.WITH_VIC}/"
ANSWERS = f"/coordinate/phone/{states.RAE}/answers/asking/"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site of `conftest.py` with people in every state."""
    with states.running_site_with_states(tmp_path_factory.mktemp("mentoring")) as site:
        yield site


def tell_of_a_worry(page):
    """Fill in what is needed and send it."""
    choose(page, "No")
    page.get_by_label("What happened, or what was said?").fill("She has not eaten for two days.")
    page.get_by_role("button", name="Send to the safeguarding lead").click()


def send_no_number(page):
    """Send the numbers of the flags with one left out."""
    page.get_by_label("Days without signing in").fill("")
    page.get_by_role("button", name="Save these numbers").click()
    page.locator(".error-summary").wait_for()


def tell_too_often(page):
    """Send the form until this connection has sent too many in an hour."""
    for _ in range(30):
        tell_of_a_worry(page)
        page.wait_for_load_state()
        if page.get_by_text("We could not take this").count():
            return
        page.goto("/worried/")
    raise AssertionError("30 worries were taken")


def say_it_is_the_mentor_and_not_which(page):
    page.get_by_label("It is about something the mentor did or said").check(force=True)
    tell_of_a_worry(page)
    page.locator(".error-summary").wait_for()


def search_for_nothing(page):
    page.get_by_label("Words, or a number").fill("zzzz")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    page.get_by_text("0 concerns found").wait_for()


def search_for_words(page):
    page.get_by_label("Words, or a number").fill("meeting")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    page.get_by_text("1 concern found").wait_for()


def decide_without_a_reason(page):
    page.get_by_role("button", name="Decide", exact=True).click()
    page.locator(".error-summary").wait_for()


def name_somebody(page):
    """A note for supervision with a name in it is refused."""
    page.get_by_role("main").locator("textarea").first.fill("I talked with Fay about it.")
    page.get_by_role("main").get_by_role("button", name="Save").first.click()
    page.locator(".error-summary").wait_for()


def record_no_signature(page):
    """Send a signature without a name."""
    page.get_by_role("button", name="Save the signature").click()
    page.locator(".error-summary").wait_for()


def unfold_and_send_it_empty(page):
    open_everything(page)
    send_it_empty(page)


def untick_and_send(page):
    """Send the first question with nothing chosen."""
    page.evaluate(
        "() => document.querySelectorAll('main input:checked').forEach(box => { box.checked = false; })"
    )
    unfold_and_send_it_empty(page)


def sign_without_agreeing(page):
    page.get_by_role("button", name="Sign the agreement").click()
    page.locator(".error-summary").wait_for()


def choose_how_much(page):
    """The page on which a learner says how much of a course the mentor sees."""
    page.get_by_role("link", name="Choose how much, and until when").first.click()
    page.get_by_role("heading", level=1, name=re.compile("^Show my progress")).wait_for()


def kinds(person, *steps, start="/mentoring/ask/"):
    return [Look(f"{start}{step}/", person, then=open_everything) for step in steps]


PAGES = [
    # Asking, with everything that nobody has to answer
    Look("/mentoring/", "ivy@"),
    Look("/mentoring/ask/", "ivy@"),
    Look("/mentoring/ask/check/", "ivy@", then=send_it_empty),
    Look("/mentoring/ask/help/", "ivy@", then=send_it_empty),
    Look("/mentoring/ask/check/", "jan@"),
    Look("/mentoring/ask/sent/", "jan@"),
    *kinds(
        "jan@",
        *("rhythm", "easier", "needs", "mentors", "matters", "group", "employers", "conditions", "about-me"),
    ),
    Look("/mentoring/ask/withdraw/", "jan@"),
    Look("/mentoring/waiting/", "jan@"),
    Look("/mentoring/waiting/", "learner2@"),
    Look("/mentoring/lived-experience/", "jan@"),
    Look("/mentoring/lived-experience/", "kit@"),
    Look("/mentoring/lived-experience/", "kit@", then=send_it_empty),
    Look("/mentoring/lived-experience/take-back/", "jan@"),
    Look("/mentoring/interests/", "jan@"),
    Look("/mentoring/talks/", "fay@"),
    Look("/mentoring/interests/", "ivy@", then=send_it_empty),
    # Offering
    Look("/mentoring/offer/", "kit@"),
    Look("/mentoring/offer/check/", COACH),
    Look("/mentoring/offer/sent/", COACH),
    Look("/mentoring/offer/withdraw/", COACH),
    *kinds(
        COACH,
        *("more", "not-with", "places", "profile", "rhythm", "easier", "employers", "conditions", "about-me"),
        start="/mentoring/offer/",
    ),
    # A suggestion in every state, for either side
    *(
        Look(f"/mentoring/suggestion/{number}/", person)
        for number, person in (
            *((states.TO_ANSWER, "gil@"), (states.LEARNER_SAID_YES, "hal@"), (states.COACH_SAID_YES, "lou@")),
            *((states.DECLINED, "max@"), (states.EXPIRED, "nia@"), (states.FULL, "olive@")),
            (states.ACCEPTED, "ann@"),
        )
    ),
    *(
        Look(f"/coach/suggestion/{number}/", "ned@")
        for number in (states.TO_ANSWER, states.LEARNER_SAID_YES, states.COACH_SAID_YES, states.DECLINED)
    ),
    Look(f"/coach/suggestion/{states.ACCEPTED}/", COACH),
    Look(f"/mentoring/suggestion/{states.TO_ANSWER}/", "gil@", then=send_it_empty),
    Look("/mentoring/", "gil@"),
    Look("/mentoring/", "hal@"),
    Look("/coach/?show=answer", "ned@"),
    # Two people: nobody has signed, a break, stopped, and everything at once
    Look(UNSIGNED, "ann@"),
    Look(f"{UNSIGNED}agreement/", "ann@", then=sign_without_agreeing),
    Look(f"{UNSIGNED}agreement/?large=1", COACH),
    Look(f"{UNSIGNED}agreement/fill/", "ann@"),
    Look(f"{UNSIGNED}meetings/", "ann@"),
    Look(f"{UNSIGNED}messages/", "ann@"),
    Look(PAUSED, "bea@"),
    Look(f"{PAUSED}pause/", "bea@"),
    Look(f"{PAUSED}messages/", "bea@"),
    Look(STOPPED, "cal@"),
    Look(f"{STOPPED}end/", "cal@"),
    Look(BUSY, "fay@"),
    Look(f"{BUSY}agreement/", "fay@"),
    Look(f"{BUSY}meetings/", "fay@", then=open_everything),
    Look(f"{BUSY}meetings/met/", "fay@", then=send_it_empty),
    Look(f"{BUSY}goals/", "fay@", then=open_everything),
    Look(f"{BUSY}messages/", "fay@"),
    Look(f"{BUSY}messages/", COACH),
    Look(f"{BUSY}notes/", "fay@"),
    Look(f"{BUSY}help/", "fay@"),
    Look(f"{BUSY}change/", "fay@"),
    Look(f"{BUSY}pause/", COACH),
    Look(f"{BUSY}end/", COACH),
    Look(f"{BUSY}meetings/{states.SUGGESTED}/", "fay@", then=open_everything),
    Look(f"{BUSY}meetings/{states.SUGGESTED}/times/", "fay@", then=send_it_empty),
    Look("/mentoring/match/1/", "learner@", then=choose_how_much),
    # After the end
    Look(AFTER, "dan@", then=open_everything),
    Look(AFTER, FORMER_COACH, then=open_everything),
    Look(f"{AFTER}kept/", "dan@"),
    Look(AFTER_TOLD, "eve@", then=open_everything),
    Look(AFTER_TOLD, FORMER_COACH),
    Look(f"{AFTER_TOLD}kept/", "eve@"),
    Look("/mentoring/", "dan@"),
    # Questions
    Look("/mentoring/check-ins/", "fay@"),
    Look("/mentoring/check-ins/", "gil@"),
    *(
        Look(f"/mentoring/check-ins/{number}/", person, then=then)
        for number, person, then in (
            (states.REGULAR, "fay@", None),
            (states.REGULAR, "fay@", send_it_empty),
            (states.FIRST, "fay@", send_it_empty),
            (states.MONTHLY, COACH, None),
            (states.MONTHLY, COACH, send_it_empty),
            (states.AFTERWARDS, "eve@", None),
            (states.ANSWERED, "fay@", None),
        )
    ),
    # Coaches
    Look("/coach/", COACH),
    Look(f"/coach/{states.UNSIGNED}/", COACH),
    Look(f"/coach/{states.PAUSED}/", COACH),
    Look(f"/coach/{states.STOPPED}/", COACH),
    Look(f"/coach/{states.BUSY}/", COACH),
    Look("/coach/places/", COACH),
    Look("/coach/supervision/", COACH),
    Look("/coach/supervision/", "ned@", then=send_it_empty),
    Look("/coach/thank-you/", COACH),
    Look("/coach/thank-you/", "ned@"),
    Look("/coach/notes/", COACH),
    Look("/coach/notes/", COACH, then=name_somebody),
    Look(f"/coach/notes/{states.NOTE}/", COACH),
    Look("/coach/notes/", COORDINATOR),
    Look(f"/coach/notes/{states.NOTE}/", COORDINATOR),
    Look("/coach/notes/", OTHER_COORDINATOR),
    # Coordinators
    Look("/", COORDINATOR),
    Look("/", OTHER_COORDINATOR),
    Look("/coordinate/people/?show=mentors", COORDINATOR),
    Look(OFFER, COORDINATOR),
    Look(f"{OFFER}checks/", COORDINATOR),
    Look(f"{OFFER}checks/", COORDINATOR, then=send_it_empty),
    Look(f"{OFFER}wishes/", COORDINATOR),
    Look("/coordinate/asked/", COORDINATOR),
    Look("/coordinate/asked/", OTHER_COORDINATOR),
    Look("/coordinate/paper/asking/", COORDINATOR, then=open_everything),
    Look("/coordinate/paper/asking/", COORDINATOR, then=send_it_empty),
    Look("/coordinate/paper/offering/", COORDINATOR, then=send_it_empty),
    Look("/coordinate/paper/asking/print/", COORDINATOR),
    Look("/coordinate/paper/asking/print/?large=1", COORDINATOR),
    Look("/coordinate/paper/offering/print/", COORDINATOR),
    Look("/coordinate/paper/offering/print/", OTHER_COORDINATOR),
    Look("/coordinate/agreements/", COORDINATOR),
    Look("/coordinate/agreements/", OTHER_COORDINATOR),
    Look(f"/coordinate/agreements/{states.UNSIGNED}/", COORDINATOR, then=record_no_signature),
    Look("/coordinate/reports/", COORDINATOR),
    Look(f"/coordinate/reports/{states.MESSAGE}/", COORDINATOR),
    Look("/coordinate/support/", COORDINATOR),
    Look("/coordinate/support/?show=all", COORDINATOR),
    Look("/coordinate/support/", OTHER_COORDINATOR),
    Look("/coordinate/support/rules/riverside/", COORDINATOR),
    Look("/coordinate/support/rules/riverside/", COORDINATOR, then=send_no_number),
    *(
        Look(f"/coordinate/support/{number}/", COORDINATOR)
        for number in (states.BUSY, states.STOPPED, states.TOLD, states.UNSIGNED)
    ),
    # By phone, small groups, a move, numbers
    Look(f"/coordinate/phone/{states.RAE}/", COORDINATOR, then=open_everything),
    Look(f"/coordinate/phone/{states.RAE}/", COORDINATOR, then=unfold_and_send_it_empty),
    Look(BY_PHONE, COORDINATOR, then=open_everything),
    Look(BY_PHONE, COORDINATOR, then=unfold_and_send_it_empty),
    Look(ANSWERS, COORDINATOR, then=open_everything),
    Look(ANSWERS, COORDINATOR, then=untick_and_send),
    Look(f"/coordinate/phone/{states.VIC}/answers/offering/", COORDINATOR, then=open_everything),
    Look(f"/mentoring/circles/{states.CIRCLE}/", "quin@"),
    Look(f"/mentoring/circles/{states.CIRCLE}/", "quin@", then=send_it_empty),
    Look(f"/mentoring/circles/{states.CIRCLE}/", "roy@", then=open_everything),
    Look("/mentoring/waiting/", "roy@"),
    Look(f"/coach/circles/{states.CIRCLE}/", COACH, then=open_everything),
    Look(f"/coach/circles/{states.TO_LEAD}/", "ned@"),
    Look(f"/coach/circles/{states.CIRCLE}/new/", COACH, then=send_it_empty),
    Look(f"/coach/circles/{states.CIRCLE}/{states.TALK_AHEAD}/", COACH, then=open_everything),
    Look(f"/coach/circles/{states.CIRCLE}/{states.TALK_PAST}/", COACH),
    Look("/coordinate/circles/", COORDINATOR),
    Look("/coordinate/circles/", OTHER_COORDINATOR),
    Look("/coordinate/circles/new/", COORDINATOR, then=send_it_empty),
    Look(f"/coordinate/circles/{states.CIRCLE}/", COORDINATOR, then=open_everything),
    *(Look(f"/mentoring/move/{states.MOVE}/", person) for person in ("quin@", "fay@", COACH, "ned@")),
    Look(f"/mentoring/move/{states.MOVE}/", "fay@", then=send_it_empty),
    Look("/coordinate/numbers/", COORDINATOR, then=open_everything),
    Look("/coordinate/numbers/?period=year", OTHER_COORDINATOR),
    Look("/coordinate/numbers/people/waiting/", COORDINATOR),
    *(
        Look(f"/coordinate/numbers/standards/{slug}/", COORDINATOR)
        for slug in ("purpose", "training", "matching", "review", "ethics", "support")
    ),
    # Being worried
    Look("/worried/", then=send_it_empty),
    Look("/worried/", then=tell_of_a_worry),
    Look(f"/worried/?match={states.BUSY}", "fay@"),
    Look("/worried/", "fay@", then=say_it_is_the_mentor_and_not_which),
    Look("/worried/", "max@", then=tell_too_often),
    Look("/worried/sent/"),
    Look("/concerns/", LEAD),
    Look("/concerns/", LEAD, then=search_for_nothing),
    Look("/concerns/", LEAD, then=search_for_words),
    Look(f"/concerns/{states.ALLEGATION}/", LEAD),
    Look(f"/concerns/{states.ALLEGATION}/", LEAD, then=decide_without_a_reason),
    Look(f"/concerns/{states.CLOSED_CONCERN}/", LEAD),
    # From right to left
    *(
        Look(f"/ur{address}", person, then=open_everything)
        for address, person in (
            ("/mentoring/", "gil@"),
            ("/mentoring/ask/check/", "jan@"),
            ("/mentoring/ask/mentors/", "jan@"),
            ("/mentoring/waiting/", "jan@"),
            ("/mentoring/lived-experience/", "jan@"),
            ("/mentoring/interests/", "jan@"),
            (f"/mentoring/suggestion/{states.TO_ANSWER}/", "gil@"),
            (BUSY, "fay@"),
            (f"{UNSIGNED}agreement/", "ann@"),
            (f"{BUSY}meetings/", "fay@"),
            (f"{BUSY}goals/", "fay@"),
            (f"{BUSY}messages/", "fay@"),
            (f"{BUSY}notes/", "fay@"),
            (f"{AFTER}kept/", "dan@"),
            (AFTER_TOLD, "eve@"),
            (f"/mentoring/check-ins/{states.FIRST}/", "fay@"),
            ("/coach/", COACH),
            (f"/coach/{states.BUSY}/", COACH),
            ("/coach/supervision/", COACH),
            ("/coach/thank-you/", COACH),
            (f"/coach/notes/{states.NOTE}/", COORDINATOR),
            (f"{OFFER}checks/", COORDINATOR),
            ("/coordinate/asked/", COORDINATOR),
            ("/coordinate/paper/asking/", COORDINATOR),
            ("/coordinate/paper/asking/print/", COORDINATOR),
            ("/", COORDINATOR),
            (f"/coordinate/agreements/{states.UNSIGNED}/", COORDINATOR),
            (f"/coordinate/reports/{states.MESSAGE}/", COORDINATOR),
            ("/coordinate/support/", COORDINATOR),
            ("/coordinate/support/rules/riverside/", COORDINATOR),
            (f"/coordinate/support/{states.BUSY}/", COORDINATOR),
            ("/rounds/", COORDINATOR),
            (f"/coordinate/phone/{states.RAE}/", COORDINATOR),
            (BY_PHONE, COORDINATOR),
            (f"/mentoring/circles/{states.CIRCLE}/", "roy@"),
            (f"/mentoring/move/{states.MOVE}/", "fay@"),
            ("/coordinate/numbers/", COORDINATOR),
            ("/coordinate/numbers/standards/purpose/", COORDINATOR),
            ("/worried/", ""),
            ("/concerns/", LEAD),
            (f"/concerns/{states.ALLEGATION}/", LEAD),
        )
    ),
]


@pytest.mark.looks
@pytest.mark.parametrize("look", PAGES, ids=str)
def test_the_page_keeps_the_rules(desk, site, look):
    faults = faults_at(desk, site, look)
    assert not faults, "\n".join(faults)


#: Pages whose numbers only a running round knows: `test_pages_of_a_round_are_accessible.py` looks at them.
OF_A_ROUND = {
    *("round_overview", "round_people", "round_check", "round_weights", "round_find"),
    "mentoring_share",  # reached by a link: its address holds the course
}
#: Addresses that only take a form, and files.
NO_PAGES = {
    *("action_tick", "supervision_remove", "coach_helped", "round_propose", "round_undo", "round_decide"),
    *("concerns_export", "coordinate_another", "coordinate_settle_check_in", "coordinate_condition"),
    *("coordinate_declaration", "coordinate_settle", "meeting_calendar", "circle_calendar", "group_wish"),
    *("coordinate_numbers_download", "round_swap"),
}


def test_no_page_of_mentoring_is_left_out():
    looked_at = {
        resolve(re.sub(r"^/(cy|ur)/", "/", look.address).partition("?")[0]).url_name
        for look in [*PAGES, *every_page.PAGES]
    }
    assert {each.name for each in mentoring_urls.urlpatterns} - looked_at - OF_A_ROUND - NO_PAGES == set()
