"""Every form of this room: the sign-in runs out while somebody fills it in, and they find all of it again.

The test walks the addresses of the room. A new one that takes a form has to be put into one of the tables.
"""

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from courses import operations
from courses.models import Enrolment, Reflection, Work
from home.models import Capability
from tests.factories.accounts import UserFactory
from tests.factories.courses import (
    LessonFactory,
    block,
    confidence_block,
    every_kind_of_question,
    make_bank,
    quiz_block,
)
from tests.typed_forms import filled, forms_on, sign_out_half_way

pytestmark = pytest.mark.django_db

#: Buttons, choices of one click and files to fetch: there is nothing to lose but the click.
NOTHING_TYPED = {
    *("course_start", "lesson_place", "lesson_undo", "lesson_paper", "certificate_share", "stop_reminders"),
    *("my_reminders", "journal_unshare", "helping_stop", "helper_asked", "helping_start", "helping_end"),
    *("helping_person", "group_open", "group_member", "group_people_list", "group_invitation_act"),
    *(
        "group_invitation",
        "my_group_help",
        "my_group_leave",
        "group_pick",
        "kept_words",
        "course_invitation_act",
        "course_invitation",
    ),
}
#: Only read. (`group_join` is found by an address, which the sign-in leads back to.)
READ = {
    *("course_workbook", "course_workbook_pdf", "short_address", "lesson_why", "work_file", "certificate"),
    *("certificate_pdf", "certificate_badge", "my_confidence", "my_record", "my_record_file"),
    *("my_statements", "my_notes", "shared_with_me", "shared_entry", "helping", "group_join", "my_groups"),
    *("my_group", "group_list", "group", "group_lessons", "group_download", "group_people"),
}
#: Where each form stands, and who fills it in. `{…}` is filled in by the fixture `here`.
FORMS = {
    "lesson_check": ("{lesson}?part=all", "ted"),
    "lesson_quiz": ("{lesson}?part=all", "ted"),
    "lesson_confidence": ("{lesson}?part=all", "ted"),
    "lesson_reflect": ("{lesson}?part=all", "ted"),
    "lesson_note": ("{lesson}?part=all", "ted"),
    "lesson_complete": ("{lesson}?part=all", "ted"),
    "lesson_work": ("{lesson}?part=all", "ted"),
    "course_finished": ("{course}finished/", "ann"),
    "say_confidence": ("/me/confidence/{course_key}/", "ted"),
    "journal": ("/me/journal/", "ted"),
    "journal_entry": ("/me/journal/{entry}/", "ted"),
    "journal_share": ("/me/journal/{entry}/", "ted"),
    "my_helpers": ("/me/helper/", "ted"),
    "my_enrolment": ("{course}", "ted"),
    "lesson_of": ("{lesson}people/{ted}/", "grace"),
    "course_invite": ("{course}invite/", "grace"),
    "certificate_take_back": ("/certificate/{certificate}/take-back/", "admin"),
    "group_new": ("/groups/new/", "grace"),
    "group_change": ("/groups/{group}/change/", "grace"),
    "group_add": ("/groups/{group}/add/", "grace"),
}


def test_every_address_of_the_room_is_in_one_of_the_tables():
    room = get_resolver("courses.urls")
    names = {name for name in room.reverse_dict if isinstance(name, str)}
    assert names == NOTHING_TYPED | READ | set(FORMS)
    assert len(names) == len(NOTHING_TYPED) + len(READ) + len(FORMS)


@pytest.fixture
def here(made, ted, mary, teds_group, site_tree):
    """Everything that the forms need, by the names in FORMS, and the people by theirs."""
    Capability.objects.create(code="P1", name="Listening", locale=site_tree.locale)
    made.page.capabilities = Capability.objects.filter(code="P1")
    made.page.save()
    make_bank(locale=site_tree.locale, number=2)
    body = [*every_kind_of_question(), block("reflection", {"prompt": "Think"}), confidence_block()]
    body.append(quiz_block(number=2))
    lesson = LessonFactory(parent=made.modules[0], body=body, rule_work=True)
    now = timezone.now()
    operations.enrol(learner=ted, course=made.page, by=ted, at=now)
    ann = UserFactory(preferred_name="Ann")
    operations.enrol(learner=ann, course=made.page, by=ann, at=now)
    Enrolment.objects.filter(learner=ann).update(finished_at=now)
    certificate = operations.issue_certificate(learner=ann, course=made.page, name="Ann", by=ann, at=now)
    bob = UserFactory(preferred_name="Bob")
    operations.enrol(learner=bob, course=made.page, by=bob, at=now)
    Enrolment.objects.filter(learner=bob).update(finished_at=now)
    key = lesson.translation_key
    operations.save_entry(learner=ted, entry_key=key, text="Mine", version=0, by=ted, at=now)
    return {
        "lesson": lesson.url,
        "course": made.page.url,
        "course_key": made.key,
        "entry": Reflection.objects.get().pk,
        "certificate": certificate.code,
        "group": teds_group.pk,
        "ted": ted.pk,
        "people": {
            "ted": ted,
            "ann": bob,
            "mary": mary,
            "grace": teds_group.coordinator,
            "admin": UserFactory(administrator=True),
        },
    }


@pytest.mark.parametrize("name", FORMS)
def test_signed_out_while_filling_it_in(here, name):
    where, who = FORMS[name]
    sign_out_half_way(where.format(**here), here["people"][who], name)


def test_a_file_has_to_be_chosen_again_and_its_words_are_kept(here, ted):
    browser = Client()
    browser.force_login(ted)
    address = f"{here['lesson']}?part=all"
    for action, inside in forms_on(browser.get(address).content.decode(), address):
        if action.endswith("/hand-in/"):
            sent = {**filled(inside)[0], "file": SimpleUploadedFile("plan.txt", b"A plan")}
            Session.objects.all().delete()
            assert browser.post(action, sent)["Location"].startswith("/sign-in/")
    browser.force_login(ted)
    page = browser.get(address).content.decode()
    assert "Typed for an hour</textarea>" in page
    assert "A file has to be chosen again." in page
    assert not Work.objects.exists()
