"""Every page that learners, their helpers and those who run groups see, in every state, looked at as in
test_every_page_is_accessible.py. `learning_states.py` brings people into these states.

A new page or state of theirs gets a line in `PAGES`; for `{name}` in an address stands what that file prints.
"""

import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from tests import databases
from tests.browser.looks import Look, faults_at, open_everything, send_it_empty
from tests.browser.running_site import running_site
from tests.browser.test_every_page_is_accessible import (
    ADMINISTRATOR,
    COACH,
    COORDINATOR,
    FINISHER,
    LEARNER,
    NEW_LEARNER,
    OTHER_COORDINATOR,
)

pytestmark = pytest.mark.looks

#: Answers all right; had a certificate taken back; helps learner@; left a course; asked the group for help;
#: has a break. See learning_states.py.
RIGHT, REVOKED, HELPER, LEFT, ASKING, RESTING = "noor@", "iris@", "marek@", "lowri@", "owen@", "vera@"

COURSE = "/learn/practice/"
BIG, SMALL, EMPTY = "/groups/{big}/", "/groups/{small}/", "/groups/{empty}/"
LESSONS = ("every-kind", "think-and-hand-in", "a-quiz", "to-pass", "your-word", "seen-by-a-coach")


def press(words):
    """Press the button with these words, whatever comes then."""

    def act(page):
        page.get_by_role("main").get_by_role("button", name=words).first.click()
        page.wait_for_load_state()

    act.__name__ = f"press {words}"
    return act


def send_empty(number):
    """Send the question with this number, counted from 0, without an answer."""

    def act(page):
        page.get_by_role("button", name="Check my answer").nth(number).click()
        page.locator(".error-summary").wait_for()

    act.__name__ = f"send question {number} empty"
    return act


def hand_in_nothing(page):
    page.get_by_role("button", name="Hand in").first.click()
    page.locator(".error-summary").wait_for()


def try_the_quiz_again(page):
    page.get_by_role("link", name="Try the quiz again").click()
    page.get_by_role("button", name="Send my answers").wait_for()


def help_with_a_course(page):
    page.get_by_role("main").get_by_role("button", name="Help Ted with this course").first.click()
    page.wait_for_load_state()


def help_in_a_lesson(page):
    help_with_a_course(page)
    page.get_by_role("main").get_by_role("link", name="Every kind of question").click()
    page.wait_for_load_state()


def write_too_much(page):
    page.get_by_role("main").locator("textarea").first.fill("Long. " * 4000)
    page.get_by_role("main").get_by_role("button", name="Save").first.click()
    page.locator(".error-summary").wait_for()


def share_with_nobody(page):
    page.get_by_role("button", name="Show them this entry").click()
    page.locator(".error-summary").wait_for()


PAGES = [
    # Lessons and their questions
    *(Look(f"{COURSE}{lesson}/", then=open_everything) for lesson in LESSONS),
    *(Look(f"{COURSE}{lesson}/", LEARNER, then=open_everything) for lesson in LESSONS),
    *(Look(f"{COURSE}{lesson}/", RIGHT, then=open_everything) for lesson in LESSONS),
    *(Look(f"{COURSE}every-kind/", then=send_empty(number)) for number in range(6)),
    Look(f"{COURSE}a-quiz/", then=press("Send my answers")),
    Look(f"{COURSE}a-quiz/", LEARNER, then=press("Send my answers")),
    Look(f"{COURSE}to-pass/", LEARNER, then=try_the_quiz_again),
    Look(f"{COURSE}think-and-hand-in/", LEARNER, then=hand_in_nothing),
    Look(f"{COURSE}think-and-hand-in/why/", LEARNER),
    Look(f"{COURSE}every-kind/why/", LEARNER),
    Look(f"{COURSE}every-kind/why/", RIGHT),
    Look(f"{COURSE}your-word/why/", RIGHT),
    Look(f"{COURSE}seen-by-a-coach/why/", RIGHT),
    Look(f"{COURSE}after-the-others/why/", LEARNER),
    Look(f"{COURSE}after-the-others/", LEARNER),
    Look(f"{COURSE}not-needed/", LEARNER),
    Look(f"{COURSE}being-changed/", LEARNER),
    Look(f"{COURSE}being-changed/", status=404),
    Look(f"{COURSE}nothing/", LEARNER, status=404),
    # Courses
    Look(COURSE, then=open_everything),
    Look(COURSE, LEARNER, then=open_everything),
    Look(COURSE, RIGHT, then=open_everything),
    Look(COURSE, LEFT, then=open_everything),
    Look("/learn/stepping-up/", LEFT, then=open_everything),
    Look("/learn/stepping-up/", RESTING, then=open_everything),
    Look("/learn/", RIGHT),
    Look("/learn/", LEFT),
    Look("/", RESTING),
    Look("/me/learning/{aimed}/", LEFT),
    Look("/me/learning/{left}/", LEFT),
    Look("/me/learning/{paused}/", RESTING),
    # On paper
    Look(f"{COURSE}workbook/"),
    Look(f"{COURSE}workbook/", LEARNER),
    Look(f"{COURSE}workbook/?large=1", RIGHT),
    Look("/l/{short}/"),
    Look("/l/{short_of_updated}/"),
    Look("/l/zzzzzzz/", status=404),
    # Certificates
    Look("/learn/stepping-up/finished/", HELPER, then=open_everything),
    Look("/learn/stepping-up/finished/", REVOKED),
    Look("/certificate/{learner3_code}/"),
    Look("/certificate/{learner3_code}/", FINISHER),
    Look("/certificate/{marek_code}/", status=404),
    Look("/certificate/{marek_code}/", HELPER),
    Look("/certificate/{iris_code}/"),
    Look("/certificate/{iris_code}/", REVOKED),
    Look("/certificate/{learner3_code}/take-back/", ADMINISTRATOR, then=send_it_empty),
    Look("/certificate/{iris_code}/take-back/", ADMINISTRATOR),
    # My account
    Look("/me/record/", RIGHT, then=open_everything),
    Look("/me/record/", LEFT),
    Look("/me/notes/", NEW_LEARNER),
    Look("/me/confidence/", LEARNER),
    Look("/me/confidence/", FINISHER),
    Look("/me/confidence/", NEW_LEARNER),
    Look("/me/confidence/{c1}/", FINISHER),
    Look("/me/confidence/{practice}/", LEARNER),
    Look("/me/reminders/", NEW_LEARNER),
    Look("/me/reminders/", FINISHER),
    Look("/reminders/stop/{stop}/"),
    Look("/reminders/stop/{stop}/", then=press("Stop all reminders")),
    Look("/reminders/stop/nonsense/", status=404),
    Look("/me/journal/", LEARNER),
    Look("/me/journal/", NEW_LEARNER),
    Look("/me/journal/", NEW_LEARNER, then=write_too_much),
    Look("/me/journal/{entry}/", LEARNER),
    Look("/me/journal/{entry}/", LEARNER, then=share_with_nobody),
    Look("/me/journal/{shown_entry}/", LEARNER),
    Look("/me/journal/{lesson_entry}/", LEARNER),
    Look("/shared-with-me/", COACH),
    Look("/shared-with-me/", NEW_LEARNER),
    Look("/shared-with-me/{shown_entry}/", COACH),
    # Helpers
    Look("/me/helper/", LEARNER),
    Look("/me/helper/", LEARNER, then=press("Ask them")),
    Look("/me/helper/", LEFT),
    Look("/me/helper/", NEW_LEARNER),
    Look("/helping/", HELPER),
    Look("/helping/", RIGHT),
    Look("/helping/", NEW_LEARNER),
    Look("/helping/asked/{asked}/", RIGHT),
    Look("/helping/{helping}/", HELPER),
    Look("/helping/{helping}/", HELPER, then=help_with_a_course),
    Look("/helping/{helping}/", HELPER, then=help_in_a_lesson),
    # Groups, for their members
    Look("/groups/join/", NEW_LEARNER),
    Look("/groups/join/?code=", NEW_LEARNER),
    Look("/groups/join/?code={big_code}", NEW_LEARNER),
    Look("/groups/invitation/{invited}/"),
    Look("/groups/invitation/{invited_noor}/", RIGHT),
    Look("/groups/invitation/{invited_noor}/", LEARNER),
    Look("/groups/invitation/{over}/", status=410),
    Look("/groups/invitation/nothing/", status=404),
    Look("/groups/mine/", LEARNER),
    Look("/groups/mine/", NEW_LEARNER),
    Look("/groups/mine/", COACH),
    Look("/groups/mine/{big}/", LEARNER),
    Look("/groups/mine/{big}/", ASKING),
    Look("/groups/mine/{big}/help/", LEARNER),
    Look("/groups/mine/{big}/leave/", LEARNER),
    # Groups, for those who run and coach them
    Look("/groups/", COORDINATOR),
    Look("/groups/", OTHER_COORDINATOR),
    Look("/groups/new/", COORDINATOR, then=open_everything),
    Look("/groups/new/", COORDINATOR, then=send_it_empty),
    Look(BIG, COORDINATOR, then=open_everything),
    Look(BIG, COACH, then=open_everything),
    Look(SMALL, COORDINATOR),
    Look(EMPTY, COORDINATOR),
    Look(f"{BIG}change/", COORDINATOR),
    Look(f"{BIG}lessons/", COORDINATOR),
    Look(f"{SMALL}lessons/", COACH),
    Look(f"{BIG}people/", COORDINATOR),
    Look(f"{BIG}people/", COACH),
    Look(f"{EMPTY}people/", COORDINATOR),
    Look(f"{BIG}add/", COORDINATOR),
    Look(f"{BIG}add/", COORDINATOR, then=send_it_empty),
    Look(f"{BIG}add/{{small}}/", COORDINATOR),
    Look(f"{SMALL}add/{{big}}/", COORDINATOR, then=send_it_empty),
    Look(f"{BIG}lists/{{list}}/", COORDINATOR),
    # One lesson of one learner
    Look(f"{COURSE}think-and-hand-in/people/{{noor_id}}/", COACH),
    Look(f"{COURSE}seen-by-a-coach/people/{{noor_id}}/", COACH),
    Look(f"{COURSE}your-word/people/{{learner_id}}/", COORDINATOR),
    Look(f"{COURSE}seen-by-a-coach/people/{{learner_id}}/", COORDINATOR, then=press("Count as done")),
    # From right to left
    Look("/ur/learn/practice/every-kind/", LEARNER, then=open_everything),
    Look("/ur/learn/practice/to-pass/", RIGHT),
    Look("/ur/learn/practice/think-and-hand-in/", RIGHT, then=open_everything),
    Look("/ur/learn/practice/think-and-hand-in/why/", LEARNER),
    Look("/ur/learn/practice/after-the-others/", LEARNER),
    Look("/ur/learn/practice/", LEARNER, then=open_everything),
    Look("/ur/learn/practice/workbook/", LEARNER),
    Look("/ur/learn/stepping-up/finished/", HELPER, then=open_everything),
    Look("/ur/certificate/{learner3_code}/", FINISHER),
    Look("/ur/certificate/{learner3_code}/take-back/", ADMINISTRATOR),
    Look("/ur/me/", LEARNER),
    Look("/ur/me/learning/{paused}/", RESTING),
    Look("/ur/me/record/", RIGHT, then=open_everything),
    Look("/ur/me/notes/", LEARNER),
    Look("/ur/me/confidence/", FINISHER),
    Look("/ur/me/confidence/{c1}/", FINISHER),
    Look("/ur/me/reminders/", FINISHER),
    Look("/ur/reminders/stop/{stop}/"),
    Look("/ur/me/journal/", LEARNER),
    Look("/ur/me/journal/{entry}/", LEARNER),
    Look("/ur/shared-with-me/", COACH),
    Look("/ur/shared-with-me/{shown_entry}/", COACH),
    Look("/ur/me/helper/", LEARNER),
    Look("/ur/helping/", HELPER),
    Look("/ur/helping/asked/{asked}/", RIGHT),
    Look("/ur/helping/{helping}/", HELPER),
    Look("/ur/groups/join/?code={big_code}", NEW_LEARNER),
    Look("/ur/groups/invitation/{invited_noor}/", LEARNER),
    Look("/ur/groups/mine/", LEARNER),
    Look("/ur/groups/mine/{big}/", LEARNER),
    Look("/ur/groups/mine/{big}/leave/", LEARNER),
    Look("/ur/groups/", COORDINATOR),
    Look("/ur/groups/new/", COORDINATOR, then=send_it_empty),
    Look(f"/ur{BIG}", COORDINATOR, then=open_everything),
    Look(f"/ur{BIG}lessons/", COORDINATOR),
    Look(f"/ur{BIG}people/", COORDINATOR),
    Look(f"/ur{BIG}add/", COORDINATOR),
    Look(f"/ur{BIG}lists/{{list}}/", COORDINATOR),
    Look("/ur/learn/practice/think-and-hand-in/people/{noor_id}/", COACH),
]


@pytest.fixture(scope="module")
def learning_site(tmp_path_factory):
    """A site on which people are in every state, and what the addresses of their pages are made of."""
    with running_site(tmp_path_factory.mktemp("learning_site")) as site:
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "--verbosity=0", "--command=" + MAKE_STATES],
            cwd=databases.PROJECT_DIR,
            env={
                **os.environ,
                "DATABASE_URL": site.database_url,
                "DATA_DIR": str(site.folder),
                "DJANGO_SETTINGS_MODULE": "config.settings.development",
            },
            capture_output=True,
            text=True,
            check=True,
        )
        yield site, json.loads(done.stdout.splitlines()[-1])


MAKE_STATES = "from tests.browser.learning_states import main; main()"


@pytest.mark.parametrize("look", PAGES, ids=str)
def test_the_page_keeps_the_rules(desk, learning_site, look):
    site, addresses = learning_site
    faults = faults_at(desk, site, replace(look, address=look.address.format(**addresses)))
    assert not faults, "\n".join(faults)
