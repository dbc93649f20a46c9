"""What coordinators, coaches and members of groups see and send, and what nobody else may."""

import csv
import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import AuditEvent, OutboxMessage
from courses import operations
from courses.models import Cohort, CohortMember, Completion, Invitation, LessonNote, PeopleList, Reflection
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import InvitationFactory, add_member, make_group
from tests.factories.courses import CompletionFactory, LessonVisitFactory, make_course

pytestmark = pytest.mark.django_db


def browser(person):
    client = Client()
    client.force_login(person)
    return client


def text_of(response, status=200):
    assert response.status_code == status, response
    return response.content.decode()


@pytest.fixture
def nasreen(db):
    return UserFactory(coordinator=True, preferred_name="Nasreen K.", email="nasreen@example.org")


@pytest.fixture
def as_nasreen(nasreen):
    return browser(nasreen)


@pytest.fixture
def coach(db):
    return UserFactory(coach=True, preferred_name="Comfort A.")


@pytest.fixture
def group(made, nasreen, coach):
    found = make_group(courses=[made], coordinator=nasreen, name="Riverside group", code="ACDE-FHJK")
    found.coaches.add(coach)
    return found


@pytest.fixture
def address(group):
    return f"/groups/{group.pk}/"


def group_form(made, nasreen, **changes):
    return {
        "name": "Harbour group",
        "courses": [str(made.key)],
        "start_date": "2027-03-01",
        "organisation": "",
        "coordinator": nasreen.pk,
        "form_key": str(uuid4()),
        **changes,
    }


# Who gets in

READ = ("", "people/", "lessons/", "download/csv/", "download/xlsx/")
RUN = ("change/", "add/")


def test_the_group_exists_for_its_people_alone(group, address, nasreen, coach, ted):
    member = UserFactory()
    add_member(group, member)
    other_coordinator, other_coach = UserFactory(coordinator=True), UserFactory(coach=True)
    administrator = UserFactory(administrator=True)
    may_read, may_run = {nasreen, coach, administrator}, {nasreen, administrator}
    for person in (nasreen, coach, administrator, member, other_coordinator, other_coach, ted):
        client = browser(person)
        got = {page: client.get(address + page).status_code for page in (*READ, *RUN)}
        expected = dict.fromkeys(READ, 200 if person in may_read else 404)
        expected |= dict.fromkeys(RUN, 200 if person in may_run else 404)
        assert got == expected


def test_losing_the_role_shuts_the_door_at_once(group, address, nasreen, coach):
    for person in (nasreen, coach):
        client = browser(person)
        assert client.get(address).status_code == 200
        person.groups.clear()
        assert client.get(address).status_code == 404


def test_a_coach_changes_nothing(group, address, coach, ted):
    member = add_member(group, ted)
    kept = PeopleList.objects.create(cohort=group, made_at=timezone.now())
    invitation = InvitationFactory(cohort=group, token="x")
    client = browser(coach)
    for page, form in (
        ("open/", {"do": "close"}),
        (f"people/{member.pk}/", {"do": "out"}),
        (f"lists/{kept.pk}/", {"do": "add"}),
        (f"invitations/{invitation.pk}/", {"do": "cancel"}),
        ("add/", {"pasted": "a@example.org"}),
        ("change/", {}),
    ):
        assert client.post(address + page, form).status_code == 404, page
    words = text_of(client.get(f"{address}people/"))
    assert ted.email not in words
    assert "Take out" not in words


def test_things_of_another_group_are_not_there(made, group, address, as_nasreen, nasreen):
    other = make_group(courses=[made], people=1)
    member = other.members.get()
    kept = PeopleList.objects.create(cohort=other, made_at=timezone.now())
    invitation = InvitationFactory(cohort=other, token="x")
    for page in (
        f"people/{member.pk}/",
        f"lists/{kept.pk}/",
        f"invitations/{invitation.pk}/",
        f"add/{other.pk}/",
    ):
        assert as_nasreen.post(address + page, {"do": "out"}).status_code == 404, page


def test_the_list_shows_ones_own_groups_and_an_administrator_all(made, group, as_nasreen, ted):
    make_group(courses=[made], name="Hillside group")
    words = text_of(as_nasreen.get("/groups/"))
    assert "Riverside group" in words
    assert "Hillside group" not in words
    assert "Hillside group" in text_of(browser(UserFactory(administrator=True)).get("/groups/"))
    assert browser(ted).get("/groups/").status_code == 404


# Making and changing


def test_a_group_is_made_once_by_two_clicks(made, nasreen, as_nasreen):
    form = group_form(made, nasreen)
    first, again = as_nasreen.post("/groups/new/", form), as_nasreen.post("/groups/new/", form)
    made_group = Cohort.objects.get()
    assert first["Location"] == again["Location"] == f"/groups/{made_group.pk}/"
    assert made_group.code in text_of(as_nasreen.get(first["Location"]))


def test_a_refused_form_keeps_what_was_typed(made, nasreen, as_nasreen):
    words = text_of(as_nasreen.post("/groups/new/", group_form(made, nasreen, courses=[], start_date="soon")))
    assert "<title>Error:" in words
    assert "Choose at least one course" in words
    assert 'value="Harbour group"' in words
    assert 'value="soon"' in words
    assert not Cohort.objects.exists()


def test_who_hands_a_group_on_is_led_to_their_list(made, group, address, nasreen, as_nasreen):
    other = UserFactory(coordinator=True)
    response = as_nasreen.post(f"{address}change/", group_form(made, nasreen, coordinator=other.pk))
    assert response["Location"] == "/groups/"
    assert as_nasreen.get(address).status_code == 404
    assert Cohort.objects.get().code == "ACDE-FHJK"


def test_nobody_without_the_role_becomes_coordinator_or_coach(made, nasreen, as_nasreen, ted):
    words = text_of(
        as_nasreen.post("/groups/new/", group_form(made, nasreen, coordinator=ted.pk, coaches=[ted.pk]))
    )
    assert "Choose a coordinator" in words
    assert "not a coach any more" in words
    assert not Cohort.objects.exists()


def test_opening_and_closing_is_said_in_words(group, address, as_nasreen):
    words = text_of(as_nasreen.post(f"{address}open/", {"do": "close"}, follow=True))
    assert "Closed: nobody new can join" in words
    assert group.code not in words
    assert "Open: people with the code can join" in text_of(
        as_nasreen.post(f"{address}open/", {"do": "open"}, follow=True)
    )


# Joining by code


def test_a_visitor_signs_in_first_and_comes_back_to_the_code(client, group):
    response = client.get("/groups/join/?code=acde-fhjk")
    assert response["Location"] == "/sign-in/?next=/groups/join/%3Fcode%3Dacde-fhjk"


@pytest.mark.parametrize("typed", ["ACDE-FHJK", "acde fhjk", "acdefhjk", " A-C-D-E F H J K "])
def test_joining_shows_the_group_and_who_sees_what_before_the_yes(group, made, as_ted, ted, typed):
    words = text_of(as_ted.get("/groups/join/", {"code": typed}))
    for shown in ("Riverside group", made.page.title, "Nasreen K.", "Comfort A.", "opened and finished"):
        assert shown in words
    assert not CohortMember.objects.exists()
    for _click in range(2):
        response = as_ted.post("/groups/join/", {"code": typed})
        assert response["Location"] == f"/groups/mine/{group.pk}/"
    assert CohortMember.objects.get().learner == ted


def test_every_wrong_code_gets_the_same_sentence(group, as_ted):
    sentences = set()
    for typed in ("ACDE-FHJA", "nonsense", "ACDE", "0000-0000"):
        words = text_of(as_ted.get("/groups/join/", {"code": typed}))
        assert "<title>Error:" in words
        assert f'value="{typed}"' in words
        sentences.add(re.search(r'<li><a href="#id_code">([^<]+)', words)[1])
    assert len(sentences) == 1


def test_a_closed_group_says_so(group, as_ted):
    Cohort.objects.update(is_open=False)
    words = text_of(as_ted.post("/groups/join/", {"code": group.code}))
    assert "This group is closed" in words
    assert not CohortMember.objects.exists()


def test_the_eleventh_wrong_code_is_not_looked_at_even_when_right(group, as_ted):
    for _number in range(10):
        assert as_ted.get("/groups/join/", {"code": "ACDE-FHJA"}).status_code == 200
    assert as_ted.post("/groups/join/", {"code": group.code}).status_code == 429
    assert not CohortMember.objects.exists()


def test_right_codes_do_not_count(group, as_ted):
    for _number in range(12):
        assert as_ted.get("/groups/join/", {"code": group.code}).status_code == 200


# Invitations


@pytest.fixture
def invited(group):
    return InvitationFactory(cohort=group, token="a-token", email="joan@example.org")


LINK = "/groups/invitation/a-token/"


def test_a_person_without_account_reads_the_invitation_and_is_led_back(client, invited):
    response = client.get(LINK)
    words = text_of(response)
    assert "Riverside group" in words
    assert "/join/?next=/groups/invitation/a-token/" in words
    assert "/sign-in/?next=/groups/invitation/a-token/" in words
    assert "joan@example.org" not in words
    assert "no-store" in response["Cache-Control"]
    client.post(LINK)
    assert not CohortMember.objects.exists()


def test_the_right_person_joins_with_one_yes(invited, group):
    joan = UserFactory(email="joan@example.org")
    client = browser(joan)
    assert "went to another address" not in text_of(client.get(LINK))
    for _click in range(2):
        assert client.post(LINK)["Location"] == f"/groups/mine/{group.pk}/"
    assert CohortMember.objects.get().learner == joan
    assert client.get(LINK)["Location"] == "/groups/mine/"


def test_another_address_is_told_plainly_and_not_the_address_itself(invited, as_ted, ted):
    words = text_of(as_ted.get(LINK))
    assert "This invitation went to another address" in words
    assert "j…@example.org" in words
    assert "joan@example.org" not in words
    assert ted.email in words


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"cancelled_at": timezone.now()}, 410, "It was taken back."),
        ({"expires_at": timezone.now() - timedelta(days=1)}, 410, "good for 30 days"),
        ({"accepted_at": timezone.now()}, 410, "Somebody has used it."),
        ({"fingerprint": "another"}, 404, "Perhaps a part of the address is missing."),
    ],
)
def test_a_link_that_is_over_says_why(invited, as_ted, client, change, status, words):
    Invitation.objects.update(**change)
    assert words in text_of(client.get(LINK), status)
    assert words in text_of(as_ted.post(LINK), status)
    assert not CohortMember.objects.exists()


def test_the_mail_leads_to_the_page(group, client, nasreen):
    operations.invite(cohort=group, people=[("Joan M.", "joan@example.org")], by=nasreen, at=timezone.now())
    from accounts.mail import render

    message = OutboxMessage.objects.get()
    mail = render(event=message.event, context=message.context, address="joan@example.org")
    assert "Hello Joan M.," in mail.body
    assert "Joan" not in mail.subject
    link = re.search(r"https?://[^/]+(/groups/invitation/\S+)", mail.body)[1]
    assert "Riverside group" in text_of(client.get(link))


def test_a_coordinator_sends_again_and_cancels(group, address, invited, as_nasreen):
    page = f"{address}invitations/{invited.pk}/"
    assert "A new e-mail is on its way." in text_of(as_nasreen.post(page, {"do": "again"}, follow=True))
    assert OutboxMessage.objects.count() == 1
    assert "The invitation is cancelled." in text_of(as_nasreen.post(page, {"do": "cancel"}, follow=True))
    assert not OutboxMessage.objects.exists()
    assert as_nasreen.post(page, {"do": "cancel"}).status_code == 404


# Lists


def upload(client, address, content, name="people.csv"):
    return client.post(f"{address}add/", {"file": SimpleUploadedFile(name, content)}, follow=True)


def test_a_list_is_looked_at_before_anything_is_sent(group, address, as_nasreen, ted):
    add_member(group, ted)
    content = f"Name;E-mail\r\nZoë;zoe@example.org\r\nTed;{ted.email}\r\n=1+1;joan@\r\n;zoe@example.org\r\n"
    words = text_of(upload(as_nasreen, address, content.encode("cp1252")))
    for shown in (
        "1 person will be invited",
        "Zoë",
        "in the group already",
        "not an e-mail address",
        "twice",
    ):
        assert shown in words
    assert not Invitation.objects.exists()
    page = f"{address}lists/{PeopleList.objects.get().pk}/"
    assert "1 person is invited" in text_of(as_nasreen.post(page, {"do": "add"}, follow=True))
    assert "was invited before" in text_of(as_nasreen.post(page, {"do": "add"}, follow=True))
    assert Invitation.objects.get().name == "Zoë"
    assert OutboxMessage.objects.count() == 1
    assert "1 invitation is taken back." in text_of(as_nasreen.post(page, {"do": "undo"}, follow=True))
    assert not OutboxMessage.objects.exists()


def test_the_pages_say_the_same_of_known_and_unknown_addresses(group, address, as_nasreen):
    """Nothing a coordinator sees tells who has an account."""
    UserFactory(email="known@example.org", preferred_name="Somebody Known")
    seen = []
    for email in ("known@example.org", "ohers@example.org"):
        words = [text_of(as_nasreen.post(f"{address}add/", {"pasted": email}, follow=True))]
        page = f"{address}lists/{PeopleList.objects.latest('pk').pk}/"
        words.append(text_of(as_nasreen.post(page, {"do": "add"}, follow=True)))
        words.append(text_of(as_nasreen.get(address)))
        as_nasreen.post(page, {"do": "undo"}, follow=True)
        PeopleList.objects.all().delete()
        Invitation.objects.all().delete()
        seen.append([_without_what_changes(text.replace(email, "E")) for text in words])
    assert seen[0] == seen[1]
    assert "Somebody Known" not in str(seen)


def _without_what_changes(words):
    words = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", words)
    words = re.sub(r"/(lists|invitations)/\d+/", "", words)
    return re.sub(r"\d\d:\d\d", "", words)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04 a spreadsheet", "save it as CSV first"),
        (b"\x00\x01\x02", "save it as CSV and try again"),
        (b"Joan\nTed\n", "Give one column the heading"),
        (b"email\n" + b"a@example.org\n" * 301, "lists of up to 300 people"),
        (b"x" * 300_000, "too big"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(group, address, as_nasreen, content, sentence):
    words = text_of(upload(as_nasreen, address, content))
    assert "<title>Error:" in words
    assert sentence in words
    assert not PeopleList.objects.exists()


def test_a_refused_box_keeps_what_was_typed(group, address, as_nasreen):
    words = text_of(as_nasreen.post(f"{address}add/", {"pasted": "Joan at home"}))
    assert "Joan at home" in words
    assert "<title>Error:" in words


def test_what_was_typed_runs_nowhere(group, address, as_nasreen):
    words = text_of(
        as_nasreen.post(f"{address}add/", {"pasted": '"<script>x</script>",a@example.org'}, follow=True)
    )
    assert "<script>x" not in words


def test_people_of_another_group_are_picked_by_name(made, group, address, nasreen, as_nasreen, ted):
    other = make_group(courses=[made], coordinator=nasreen, name="Autumn group")
    add_member(other, ted)
    assert "Autumn group" in text_of(as_nasreen.get(f"{address}add/"))
    page = f"{address}add/{other.pk}/"
    words = text_of(as_nasreen.get(page))
    assert "Ted" in words
    assert "Choose at least one person" in text_of(as_nasreen.post(page, {}))
    assert "1 person is in the group now" in text_of(as_nasreen.post(page, {"people": [ted.pk]}, follow=True))
    assert group.members.get().learner == ted


# What is seen of members


@pytest.fixture
def busy(made, group):
    """Ada finished the first lesson, Ben is stuck in it, Cyd has not started."""
    long_ago = timezone.now() - timedelta(days=22)
    people = {name: UserFactory(preferred_name=name) for name in ("Ada", "Ben", "Cyd")}
    for person in people.values():
        add_member(group, person)
    CompletionFactory(learner=people["Ada"], lesson=made.lessons[0], course=made.page)
    LessonVisitFactory(learner=people["Ben"], lesson=made.lessons[0], course=made.page, last_at=long_ago)
    return people


SIGNS = {"✓": "Done", "½": "Started", "": "Not yet", "–": "Left"}


def cells_of(words, name):
    """What the signs of one person's row mean, as the page explains them above the grid."""
    row = re.search(rf'<th scope="row">{name}</th>(.*?)</tr>', words, re.DOTALL)[1]
    return [SIGNS[sign] for sign in re.findall(r"<td(?: class=\w+)?>([^<]*)", row)]


def test_the_grid_says_done_started_or_not_yet(busy, address, as_nasreen):
    words = text_of(as_nasreen.get(f"{address}lessons/"))
    assert cells_of(words, "Ada") == ["Done", "Not yet", "Not yet", "Not yet"]
    assert cells_of(words, "Ben") == ["Started", "Not yet", "Not yet", "Not yet"]
    assert cells_of(words, "Cyd") == ["Not yet"] * 4
    assert re.search(r'role="region"[^>]*tabindex="0"', words)
    assert "Too few to show" in words


def test_the_grid_of_one_course(site_tree, made, busy, group, address, as_nasreen):
    second = make_course(parent=site_tree.learn, lessons=2)
    group.courses.create(course_key=second.key, course_title=second.page.title, order=1)
    assert len(cells_of(text_of(as_nasreen.get(f"{address}lessons/")), "Ada")) == 6
    only = text_of(as_nasreen.get(f"{address}lessons/?course={second.key}"))
    assert cells_of(only, "Ada") == ["Not yet", "Not yet"]
    assert len(cells_of(text_of(as_nasreen.get(f"{address}lessons/?course=x")), "Ada")) == 6


def test_answers_notes_and_addresses_are_nowhere(made, busy, group, address, as_nasreen, coach):
    ada = busy["Ada"]
    now = timezone.now()
    words = {
        "learner": ada,
        "lesson_key": made.lessons[0].translation_key,
        "created_at": now,
        "updated_at": now,
    }
    LessonNote.objects.create(text="SECRET-NOTE", **words)
    Reflection.objects.create(text="SECRET-REFLECTION", prompt="?", prompt_key=uuid4(), **words)
    for client in (as_nasreen, browser(coach)):
        for page in READ:
            response = client.get(address + page)
            assert b"SECRET" not in response.content
    assert ada.email not in text_of(browser(coach).get(f"{address}people/"))


def test_stuck_not_started_and_help_are_listed_with_their_counts(busy, made, group, address, as_nasreen):
    member = group.members.get(learner=busy["Cyd"])
    operations.ask_group_for_help(member=member, by=busy["Cyd"], at=timezone.now())
    words = text_of(as_nasreen.get(address))
    assert re.search(r"<b>1</b> asked for help", words)
    assert re.search(r"<b>1</b> are stuck", words)
    assert re.search(r"<b>1</b> have not started", words)
    assert made.lessons[0].title in words
    for show, name in (("stuck", "Ben"), ("not_started", "Cyd"), ("help", "Cyd")):
        page = text_of(as_nasreen.get(f"{address}people/?show={show}"))
        assert name in page
        assert "Ada" not in page
    done = as_nasreen.post(f"{address}people/{member.pk}/", {"do": "helped"}, follow=True)
    assert "It is off the list." in text_of(done)


def test_leaving_hides_everything_at_the_next_request(busy, group, address, as_nasreen):
    ada = browser(busy["Ada"])
    assert "Leave the group?" in text_of(ada.get(f"/groups/mine/{group.pk}/leave/"))
    assert "You have left the group" in text_of(ada.post(f"/groups/mine/{group.pk}/leave/", follow=True))
    for page in READ:
        assert b"Ada" not in as_nasreen.get(address + page).content
    assert Completion.objects.filter(learner=busy["Ada"]).exists()
    assert ada.get(f"/groups/mine/{group.pk}/").status_code == 404


def test_a_left_course_shows_nothing_of_it(busy, group, address, as_nasreen):
    ada = busy["Ada"]
    operations.leave_course(enrolment=ada.enrolments.get(), by=ada, at=timezone.now())
    assert cells_of(text_of(as_nasreen.get(f"{address}lessons/")), "Ada") == ["Left"] * 4


def test_numbers_of_lessons_are_shown_from_ten_people(busy, group, address, as_nasreen):
    assert "Too few to show" in text_of(as_nasreen.get(address))
    for _number in range(7):
        add_member(group, UserFactory())
    words = text_of(as_nasreen.get(address))
    assert "Too few to show" not in words
    assert "1 of 10" in words
    assert "Finished by" in text_of(as_nasreen.get(f"{address}lessons/"))


def test_files_hold_the_grid_and_no_formula(busy, made, group, address, as_nasreen):
    made.lessons[0].title = "=HYPERLINK(1)"
    made.lessons[0].save_revision().publish()
    busy["Ada"].preferred_name = "=1+1"
    busy["Ada"].save()
    response = as_nasreen.get(f"{address}download/csv/")
    assert "attachment" in response["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0][5] == "1. =HYPERLINK(1)"
    assert ["'=1+1", "Going on", "", "", "1", "Done"] in [row[:6] for row in rows]
    assert ["Ben", "Stuck"] in [row[:2] for row in rows]
    book = load_workbook(io.BytesIO(as_nasreen.get(f"{address}download/xlsx/").content))
    assert book.sheetnames == ["People", "In total"]
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    assert {row[2].value for row in list(book["In total"].iter_rows())[1:]} == {"Too few to show"}
    assert AuditEvent.objects.filter(action="group downloaded").count() == 2
    assert as_nasreen.get(f"{address}download/pdf/").status_code == 404


# A member's own page


def test_a_member_sees_the_group_and_nobody_else_in_it(busy, made, group):
    words = text_of(browser(busy["Ada"]).get(f"/groups/mine/{group.pk}/"))
    for shown in (
        "Riverside group",
        made.page.title,
        "1 March 2027",
        "Nasreen K.",
        "Comfort A.",
        "I need help",
    ):
        assert shown in words
    for hidden in ("Ben", "Cyd", "nasreen@example.org", group.code, busy["Ben"].email):
        assert hidden not in words


def test_help_is_asked_in_two_clicks_and_the_page_says_so(busy, group):
    ada = browser(busy["Ada"])
    page = f"/groups/mine/{group.pk}/help/"
    assert "Yes, tell them" in text_of(ada.get(page))
    for _click in range(2):
        ada.post(page)
    assert OutboxMessage.objects.filter(event="group_help_asked").count() == 2
    assert "You asked for help on" in text_of(ada.get(f"/groups/mine/{group.pk}/"))


def test_another_persons_group_is_not_there(group, as_ted):
    for page in ("", "help/", "leave/"):
        assert as_ted.get(f"/groups/mine/{group.pk}/{page}").status_code == 404


def test_my_groups_leads_everybody_to_theirs(busy, group, coach, as_ted):
    assert "Riverside group" in text_of(browser(busy["Ada"]).get("/groups/mine/"))
    assert f'href="/groups/{group.pk}/"' in text_of(browser(coach).get("/groups/mine/"))
    words = text_of(as_ted.get("/groups/mine/"))
    assert "Riverside group" not in words
    assert "/groups/join/" in words
