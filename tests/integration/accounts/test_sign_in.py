"""Getting in: the code, the password, joining, and what a stranger can learn by trying."""

import re
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts.models import OutboxMessage, User
from accounts.operations import deliver_waiting
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "three-words-together"
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def ask_for_code(client, email, **more):
    return client.post("/sign-in/", {"login": email, "password": "", **more})


def mailed_code():
    """The code in the newest mail, as the person would read it."""
    deliver_waiting(at=timezone.now())
    return re.search(r"^(\d{6})$", mail.outbox[-1].body, re.MULTILINE).group(1)


def signed_in_as(client):
    person_id = client.session.get("_auth_user_id")
    return User.objects.filter(pk=person_id).first() if person_id else None


class TestCode:
    def test_lets_a_person_in_and_back_to_the_page_they_came_from(self, client):
        person = UserFactory()
        response = ask_for_code(client, person.email, next="/me/")
        assert response["Location"] == "/sign-in/sent/?next=%2Fme%2F"
        response = client.post("/sign-in/sent/?next=/me/", {"code": mailed_code(), "next": "/me/"})
        assert (response.status_code, response["Location"]) == (302, "/me/")
        assert signed_in_as(client) == person

    def test_may_be_pasted_with_spaces_and_dashes(self, client):
        ask_for_code(client, UserFactory(email="ted@example.org").email)
        code = mailed_code()
        client.post("/sign-in/sent/", {"code": f"  {code[:3]}-{code[3:]} "})
        assert signed_in_as(client).email == "ted@example.org"

    def test_any_case_of_the_address(self, client):
        UserFactory(email="ted@example.org")
        ask_for_code(client, "Ted@Example.org ")
        client.post("/sign-in/sent/", {"code": mailed_code()})
        assert signed_in_as(client).email == "ted@example.org"

    def test_works_for_a_quarter_of_an_hour_and_not_for_ever(self, client, time_machine):
        time_machine.move_to(NOON)
        ask_for_code(client, UserFactory().email)
        code = mailed_code()
        time_machine.shift(15 * 60)
        assert client.get("/sign-in/sent/").status_code == 200
        time_machine.shift(16 * 60)
        assert client.post("/sign-in/sent/", {"code": code}).status_code == 302
        assert signed_in_as(client) is None

    def test_sent_again_lives_as_long_as_the_first(self, client, time_machine):
        time_machine.move_to(NOON)
        ask_for_code(client, UserFactory().email)
        old = mailed_code()
        time_machine.shift(25 * 60)
        client.post("/sign-in/sent/", {"action": "resend"})
        new = mailed_code()
        time_machine.shift(20 * 60)
        assert client.post("/sign-in/sent/", {"code": old}).status_code == (200 if old != new else 302)
        client.post("/sign-in/sent/", {"code": new})
        assert signed_in_as(client)

    def test_wrong_code_is_an_error_with_the_page_kept(self, client):
        ask_for_code(client, UserFactory().email)
        response = client.post("/sign-in/sent/", {"code": "12"})
        assert "<title>Error:" in response.content.decode()
        assert 'href="#id_code"' in response.content.decode()

    def test_a_mistyped_address_can_be_put_right(self, client):
        ask_for_code(client, "tedd@example.org")
        assert client.get("/sign-in/").status_code == 200


class TestPassword:
    def test_lets_in_whoever_set_one(self, client):
        person = UserFactory(password=PASSWORD)
        client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
        assert signed_in_as(client) == person

    def test_wrong_one_keeps_the_address(self, client):
        response = client.post("/sign-in/", {"login": "ted@example.org", "password": "wrong"})
        page = response.content.decode()
        assert "<title>Error:" in page
        assert 'value="ted@example.org"' in page
        assert "wrong" not in page.replace("What went wrong", "")

    def test_can_be_set_by_somebody_who_came_in_with_a_code(self, client):
        person = UserFactory(password=PASSWORD)
        ask_for_code(client, person.email)
        client.post("/sign-in/sent/", {"code": mailed_code()})
        client.post("/me/password/", {"password1": "quite-another-one", "password2": "quite-another-one"})
        person.refresh_from_db()
        assert person.check_password("quite-another-one")

    def test_needs_the_old_one_from_somebody_who_came_in_with_it(self, client):
        person = UserFactory(password=PASSWORD)
        client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
        client.post("/me/password/", {"password1": "quite-another-one", "password2": "quite-another-one"})
        person.refresh_from_db()
        assert person.check_password(PASSWORD)

    def test_change_is_told_by_mail(self, client):
        person = UserFactory(password=PASSWORD)
        client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
        new = {"oldpassword": PASSWORD, "password1": "quite-another-one", "password2": "quite-another-one"}
        client.post("/me/password/", new)
        assert OutboxMessage.objects.get().event == "account_changed"

    @pytest.mark.parametrize("path", ["/accounts/password/reset/", "/password/reset/", "/accounts/login/"])
    def test_reset_and_other_ways_in_do_not_exist(self, client, path):
        assert client.get(path).status_code == 404
        with pytest.raises(NoReverseMatch):
            reverse("account_reset_password")


class TestStrangersLearnNothing:
    def test_code_page_is_the_same_for_known_and_unknown(self, client, django_assert_num_queries):
        known, unknown = UserFactory(email="known@example.org").email, "other@example.org"
        pages = {}
        for email in (known, unknown):
            client.cookies.clear()
            response = ask_for_code(client, email)
            assert (response.status_code, response["Location"]) == (302, "/sign-in/sent/")
            page = client.get("/sign-in/sent/").content.decode()
            pages[email] = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page).replace(email, "EMAIL")
        assert pages[known] == pages[unknown]

    def test_each_address_gets_one_mail_that_nobody_waits_for(self, client):
        ask_for_code(client, UserFactory(email="known@example.org").email)
        client.cookies.clear()
        ask_for_code(client, "other@example.org")
        assert mail.outbox == []
        assert list(OutboxMessage.objects.values_list("to_address", "event")) == [
            ("known@example.org", "sign_in_code"),
            ("other@example.org", "no_account"),
        ]

    def test_wrong_password_reads_the_same(self, client):
        UserFactory(email="known@example.org", password=PASSWORD)
        pages = []
        for email in ("known@example.org", "other@example.org"):
            page = client.post("/sign-in/", {"login": email, "password": "no"}).content.decode()
            pages.append(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page).replace(email, "EMAIL"))
        assert pages[0] == pages[1]

    def test_joining_twice_looks_like_joining_once(self, client):
        UserFactory(email="known@example.org", preferred_name="Comfort")
        pages = []
        for email in ("known@example.org", "other@example.org"):
            client.cookies.clear()
            form = {"adult": "yes", "email": email, "preferred_name": "Ted"}
            assert client.post("/join/", form)["Location"] == "/sign-in/sent/"
            page = client.get("/sign-in/sent/").content.decode()
            pages.append(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page).replace(email, "EMAIL"))
        assert pages[0] == pages[1]
        assert User.objects.get(email="known@example.org").preferred_name == "Comfort"

    def test_closed_account_gets_no_code(self, client):
        ask_for_code(client, UserFactory(is_active=False).email)
        assert OutboxMessage.objects.get().event == "no_account"


class TestJoining:
    def test_no_stores_nothing_and_points_to_what_is_open(self, client):
        response = client.get("/join/", {"asked": "1", "adult": "no"})
        assert "stored nothing" in response.content.decode()
        assert 'href="/learn/"' in response.content.decode()
        assert not User.objects.exists()
        assert not client.session.keys()

    def test_no_cannot_be_walked_past(self, client):
        client.post("/join/", {"adult": "no", "email": "t@example.org", "preferred_name": "T"})
        client.post("/join/", {"email": "t@example.org", "preferred_name": "T"})
        assert not User.objects.exists()
        assert not OutboxMessage.objects.exists()

    def test_no_answer_is_an_error(self, client):
        page = client.get("/join/", {"asked": "1"}).content.decode()
        assert "<title>Error:" in page
        assert "Choose yes or no" in page

    def test_yes_leads_to_a_code_and_in(self, client):
        assert client.get("/join/", {"asked": "1", "adult": "yes"}).status_code == 200
        client.post("/join/", {"adult": "yes", "email": "New@example.org", "preferred_name": "Ted W."})
        assert signed_in_as(client) is None
        client.post("/sign-in/sent/", {"code": mailed_code()})
        person = signed_in_as(client)
        assert (person.email, person.preferred_name) == ("new@example.org", "Ted W.")
        assert person.adult_confirmed_at
        assert not person.has_usable_password()

    def test_mistake_keeps_what_was_typed(self, client):
        page = client.post("/join/", {"adult": "yes", "email": "nonsense", "preferred_name": "Ted W."})
        assert 'value="Ted W."' in page.content.decode()
        assert 'value="nonsense"' in page.content.decode()


class TestOneDoor:
    @pytest.mark.parametrize("path", ["/admin/login/", "/admin/password_reset/"])
    def test_the_admin_has_no_login_of_its_own(self, client, path):
        UserFactory(administrator=True, email="admin@example.org", password=PASSWORD)
        assert client.get(path, {"next": "/admin/"})["Location"] == "/sign-in/?next=%2Fadmin%2F"
        client.post(path, {"username": "admin@example.org", "password": PASSWORD})
        assert signed_in_as(client) is None

    def test_the_admin_sends_visitors_to_sign_in(self, client):
        assert client.get("/admin/")["Location"].startswith("/sign-in/?next=/admin/")

    def test_demonstration_people_are_shown_in_development_only(self, client, settings):
        assert "demo-patient-leaders" not in client.get("/sign-in/").content.decode()
        settings.IS_DEVELOPMENT = True
        page = client.get("/sign-in/").content.decode()
        assert "demo-patient-leaders" in page
        assert "coach@demo.example" in page

    def test_phone_is_there_for_whoever_cannot_use_email(self, client, settings):
        for path in ("/sign-in/", "/join/?asked=1&adult=yes"):
            page = client.get(path).content.decode()
            assert "I cannot use e-mail" in page
            assert settings.SUPPORT_PHONE in page

    def test_signing_out_asks_first_and_works_by_form(self, client):
        client.force_login(UserFactory())
        assert client.get("/sign-out/").status_code == 200
        assert signed_in_as(client)
        client.post("/sign-out/")
        assert signed_in_as(client) is None
