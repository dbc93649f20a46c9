"""A journal is its writer's alone; one entry can be shown to one person, until the next request."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AuditEvent, OutboxMessage
from courses import operations
from courses.models import Cohort, CohortMember, Reflection
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
SECRET = "What nobody else may read"


def text_of(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def new_entry(client, text=SECRET, **values):
    sent = {"text": text, "version": "0", "entry_key": str(uuid4())} | values
    return client.post("/me/journal/", sent)


@pytest.fixture
def sam(ted):
    """Ted's helper."""
    sam = UserFactory(preferred_name="Sam")
    now = timezone.now()
    supporter = operations.name_helper(learner=ted, email=sam.email, course_keys=[], by=ted, at=now)
    operations.accept_support(supporter=supporter, by=sam, at=now)
    return sam


@pytest.fixture
def coach(ted):
    """A coach of Ted's group."""
    coach = UserFactory(preferred_name="Comfort", coach=True)
    cohort = Cohort.objects.create(
        name="Riverside", start_date="2026-11-01", coordinator=UserFactory(coordinator=True), code="ACDE",
        made_at=timezone.now(),
    )  # fmt: skip
    cohort.coaches.add(coach)
    CohortMember.objects.create(cohort=cohort, learner=ted, joined_at=timezone.now())
    return coach


@pytest.fixture
def entry(as_ted, made):
    new_entry(as_ted)
    return Reflection.objects.get()


def share(client, entry, reader):
    return client.post(f"/me/journal/{entry.pk}/share/", {"reader": reader.pk})


# Writing


def test_free_words_and_reflections_stand_together_the_newest_first(made, as_ted, ted):
    lesson = made.lessons[0]
    operations.save_reflection(
        learner=ted, lesson=lesson, prompt_key=uuid4(), prompt="What moved you?", text="In the lesson",
        version=0, by=ted, at=timezone.now(),
    )  # fmt: skip
    assert new_entry(as_ted, "Free words")["Location"] == "/me/journal/"
    page = text_of(as_ted.get("/me/journal/"))
    assert page.index("Free words") < page.index("What moved you?") < page.index("In the lesson")
    assert lesson.title in page
    assert "Free words" not in text_of(as_ted.get("/me/notes/"))


def test_the_double_click_is_one_entry(made, as_ted):
    key = str(uuid4())
    for _click in range(2):
        assert new_entry(as_ted, entry_key=key).status_code == 302
    assert Reflection.objects.count() == 1


def test_an_entry_is_changed_and_taken_away(entry, as_ted):
    address = f"/me/journal/{entry.pk}/"
    assert as_ted.post(address, {"text": "Better words", "version": "1"})["Location"] == "/me/journal/"
    assert "Better words" in text_of(as_ted.get("/me/journal/"))
    as_ted.post(address, {"text": " ", "version": "2"})
    page = text_of(as_ted.get("/me/journal/"))
    assert "Better words" not in page
    assert "There is nothing here yet" in page


def test_an_entry_changed_in_another_window_shows_both(entry, as_ted):
    address = f"/me/journal/{entry.pk}/"
    as_ted.post(address, {"text": "From the kitchen", "version": "1"})
    page = text_of(as_ted.post(address, {"text": "From the bus", "version": "1"}))
    assert "<title>Error: " in page
    assert "From the kitchen" in page
    assert "From the bus</textarea>" in page
    assert Reflection.objects.get().text == "From the kitchen"


def test_too_many_words_stay_in_the_box(made, as_ted):
    page = text_of(new_entry(as_ted, "word " * 5000))
    assert "Nothing is lost" in page
    assert ("word " * 5000).strip() in page


def test_a_reflection_is_changed_in_its_lesson(made, as_ted, ted):
    operations.save_reflection(
        learner=ted, lesson=made.lessons[0], prompt_key=uuid4(), prompt="Think", text="Mine", version=0,
        by=ted, at=timezone.now(),
    )  # fmt: skip
    address = f"/me/journal/{Reflection.objects.get().pk}/"
    assert "You can change it there." in text_of(as_ted.get(address))
    assert as_ted.post(address, {"text": "Other", "version": "1"}).status_code == 404
    assert Reflection.objects.get().text == "Mine"


def test_scripts_do_not_run(made, as_ted):
    new_entry(as_ted, "<script>alert(1)</script>")
    pk = Reflection.objects.get().pk
    for address in ("/me/journal/", f"/me/journal/{pk}/"):
        assert "<script>alert" not in text_of(as_ted.get(address))


def test_a_sign_in_that_ends_loses_no_entry(made, as_ted, ted):
    import re

    page = text_of(as_ted.get("/me/journal/"))
    sent = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page))
    as_ted.logout()
    response = as_ted.post("/me/journal/", sent | {"text": "An hour of thinking", "version": "0"})
    assert response["Location"].startswith("/sign-in/?next=/me/journal/")
    as_ted.force_login(ted)
    assert "An hour of thinking</textarea>" in text_of(as_ted.get("/me/journal/"))


# Showing


def test_an_entry_is_shown_to_one_person_of_the_list(entry, as_ted, sam, coach):
    page = text_of(as_ted.get(f"/me/journal/{entry.pk}/"))
    assert "Sam, your helper" in page
    assert "Comfort, a coach of your group" in page
    share(as_ted, entry, coach)
    browser = client_of(coach)
    listed = text_of(browser.get("/shared-with-me/"))
    assert "An entry of Ted" in listed
    assert SECRET not in listed
    assert SECRET in text_of(browser.get(f"/shared-with-me/{entry.pk}/"))
    assert "Comfort can read this." in text_of(as_ted.get("/me/journal/"))
    assert client_of(sam).get(f"/shared-with-me/{entry.pk}/").status_code == 404


def test_unsharing_takes_effect_at_the_next_request(entry, as_ted, coach):
    share(as_ted, entry, coach)
    browser = client_of(coach)
    address = f"/shared-with-me/{entry.pk}/"
    assert browser.get(address).status_code == 200
    as_ted.post(f"/me/journal/{entry.pk}/unshare/")
    assert browser.get(address).status_code == 404
    assert "Nobody shows you anything" in text_of(browser.get("/shared-with-me/"))


@pytest.fixture
def in_a_lesson(made, as_ted, ted):
    """What Ted wrote at the question to think about of a lesson: its page, and the row."""
    lesson = made.lessons[0]
    block = next(block for block in lesson.body if block.block_type == "reflection")
    sent = {"block": block.id, "text": SECRET, "version": "0", "part": "2"}
    as_ted.post(f"{lesson.url}reflect/", sent)
    return lesson, Reflection.objects.get()


def test_the_lesson_says_who_reads_what_was_written_in_it(in_a_lesson, as_ted, coach):
    lesson, entry = in_a_lesson
    address = f"{lesson.url}?part=2"
    private = text_of(as_ted.get(address)).count("Only you can see this.")
    share(as_ted, entry, coach)
    page = text_of(as_ted.get(address))
    assert "Comfort can read this." in page
    assert page.count("Only you can see this.") == private - 1
    refused = {"block": str(entry.prompt_key), "text": "x" * 20_001, "version": "1", "part": "2"}
    assert "Comfort can read this." in text_of(as_ted.post(f"{lesson.url}reflect/", refused))
    as_ted.post(f"/me/journal/{entry.pk}/unshare/")
    assert text_of(as_ted.get(address)).count("Only you can see this.") == private


def test_words_that_take_the_place_of_none_are_shown_to_nobody(in_a_lesson, as_ted, ted, coach):
    lesson, entry = in_a_lesson
    share(as_ted, entry, coach)
    for version, text in ((1, ""), (2, "New words, for me alone")):
        sent = {"block": str(entry.prompt_key), "text": text, "version": version, "part": "2"}
        as_ted.post(f"{lesson.url}reflect/", sent)
    entry.refresh_from_db()
    assert (entry.text, entry.shared_with) == ("New words, for me alone", None)
    assert client_of(coach).get(f"/shared-with-me/{entry.pk}/").status_code == 404
    assert AuditEvent.objects.filter(action="entry unshared", actor_id=ted.pk).count() == 1


@pytest.mark.parametrize("how", ["left the group", "lost the role", "closed the account", "emptied"])
def test_who_is_no_longer_one_of_theirs_reads_nothing(entry, as_ted, ted, coach, how):
    share(as_ted, entry, coach)
    browser = client_of(coach)
    assert browser.get(f"/shared-with-me/{entry.pk}/").status_code == 200
    if how == "left the group":
        CohortMember.objects.update(left_at=timezone.now())
    elif how == "lost the role":
        coach.groups.clear()
    elif how == "closed the account":
        ted.is_active = False
        ted.save()
    else:
        as_ted.post(f"/me/journal/{entry.pk}/", {"text": "", "version": "1"})
        assert Reflection.objects.get().shared_with is None
    assert browser.get(f"/shared-with-me/{entry.pk}/").status_code == 404
    assert SECRET not in text_of(browser.get("/shared-with-me/"))


def test_a_helper_who_stopped_reads_nothing(entry, as_ted, sam):
    share(as_ted, entry, sam)
    browser = client_of(sam)
    assert browser.get(f"/shared-with-me/{entry.pk}/").status_code == 200
    browser.post(f"/helping/{sam.supports.get().pk}/end/")
    assert browser.get(f"/shared-with-me/{entry.pk}/").status_code == 404


def test_nobody_outside_the_list_can_be_chosen(entry, as_ted, ted, coach):
    for stranger in (UserFactory(coach=True), UserFactory(coordinator=True), ted):
        page = text_of(share(as_ted, entry, stranger))
        assert page.count("Choose who may read it") == 2
        assert "<title>Error: " in page
    assert Reflection.objects.get().shared_with is None


def test_a_mentor_may_be_chosen_while_the_mentorship_runs(entry, as_ted, ted, site_tree):
    from mentoring.models import Mentorship, Programme

    mentor = UserFactory(preferred_name="Derek", coach=True)
    programme = Programme.objects.create(name="Riverside", slug="riverside")
    mentorship = Mentorship.objects.create(
        learner=ted, coach=mentor, programme=programme, started_at=timezone.now()
    )
    assert "Derek, your mentor" in text_of(as_ted.get(f"/me/journal/{entry.pk}/"))
    share(as_ted, entry, mentor)
    browser = client_of(mentor)
    assert SECRET in text_of(browser.get(f"/shared-with-me/{entry.pk}/"))
    mentorship.ended_at = timezone.now()
    mentorship.save()
    assert browser.get(f"/shared-with-me/{entry.pk}/").status_code == 404


def test_somebody_else_s_entry_is_not_found(entry, coach, sam):
    for person in (coach, sam, UserFactory(administrator=True)):
        browser = client_of(person)
        for address in (f"/me/journal/{entry.pk}/", f"/shared-with-me/{entry.pk}/"):
            assert browser.get(address).status_code == 404
        assert browser.post(f"/me/journal/{entry.pk}/", {"text": "x", "version": "1"}).status_code == 404
        assert share(browser, entry, person).status_code == 404
        assert browser.post(f"/me/journal/{entry.pk}/unshare/").status_code == 404
    assert Reflection.objects.get().text == SECRET


def test_sharing_reading_and_unsharing_are_written_down(entry, as_ted, ted, coach):
    for _click in range(2):
        share(as_ted, entry, coach)
    client_of(coach).get(f"/shared-with-me/{entry.pk}/")
    for _click in range(2):
        as_ted.post(f"/me/journal/{entry.pk}/unshare/")
    rows = AuditEvent.objects.filter(object_type="courses.reflection", object_id=str(entry.pk))
    assert list(rows.values_list("action", "actor_id")) == [
        ("entry shared", ted.pk),
        ("entry read", coach.pk),
        ("entry unshared", ted.pk),
    ]
    assert SECRET not in str(list(rows.values()))


def test_the_mail_holds_no_word_of_it_and_goes_back_with_the_entry(entry, as_ted, coach):
    share(as_ted, entry, coach)
    mail = OutboxMessage.objects.get(event="entry_shared")
    assert mail.to == coach
    assert SECRET not in str(mail.context)
    as_ted.post(f"/me/journal/{entry.pk}/unshare/")
    assert not OutboxMessage.objects.filter(event="entry_shared").exists()


# Nobody else, anywhere


def test_no_page_of_the_admin_shows_what_learners_wrote(entry, made, ted):
    """Every page of the admin that opens by itself, as an administrator; no model of learners is in it."""
    from django.urls import URLPattern, get_resolver
    from wagtail.admin.viewsets import viewsets
    from wagtail.snippets.models import get_snippet_models

    from courses.models import Attempt, Confidence, LessonNote, QuizTry, Work

    lesson = made.lessons[0]
    act = {"learner": ted, "lesson": lesson, "by": ted, "at": timezone.now(), "version": 0}
    operations.save_note(text=f"Note: {SECRET}", **act)
    operations.save_reflection(prompt_key=uuid4(), prompt="Think", text=f"Thought: {SECRET}", **act)
    private = {Attempt, Confidence, LessonNote, QuizTry, Reflection, Work}
    assert private.isdisjoint(get_snippet_models())
    assert private.isdisjoint(getattr(viewset, "model", None) for viewset in viewsets.viewsets)

    boss = UserFactory(is_staff=True)
    boss.is_superuser = True
    boss.save()
    browser = client_of(boss)
    browser.raise_request_exception = False

    def addresses(resolver, before=""):
        for one in resolver.url_patterns:
            route = before + str(one.pattern)
            if isinstance(one, URLPattern):
                yield route
            else:
                yield from addresses(one, route)

    opened = 0
    for route in sorted(set(addresses(get_resolver()))):
        if route.startswith("admin/") and not set("<(^") & set(route) and "failwhale" not in route:
            for address in (f"/{route}", f"/{route}?q=nobody"):
                browser.force_login(boss)
                response = browser.get(address)
                opened += response.status_code == 200
                if not response.streaming:
                    assert SECRET not in response.content.decode(errors="ignore"), address
    assert opened > 40
    browser.force_login(boss)
    for address in ("/search/?q=nobody", "/admin/pages/search/?q=nobody", lesson.url, made.page.url):
        assert SECRET not in text_of(browser.get(address))


def test_pages_cost_the_same_with_many_entries_and_people(made, as_ted, ted, coach):
    costs = []
    for number in (1, 20):
        for _entry in range(number):
            new_entry(as_ted)
        for entry in Reflection.objects.filter(shared_with=None):
            share(as_ted, entry, coach)
        browser = client_of(coach)
        browser.get("/shared-with-me/")
        cost = []
        for client, address in (
            (as_ted, "/me/journal/"),
            (as_ted, f"/me/journal/{Reflection.objects.first().pk}/"),
            (browser, "/shared-with-me/"),
        ):
            with CaptureQueriesContext(connection) as made_queries:
                text_of(client.get(address))
            cost.append(len(made_queries))
        costs.append(cost)
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 16
