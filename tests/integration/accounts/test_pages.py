"""My account, and what every answer carries: no-store and a content security policy."""

import pytest
from django.core import mail

from accounts.models import AuditEvent
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


class TestMyAccount:
    @pytest.mark.parametrize("path", ["/me/", "/me/details/", "/me/password/", "/me/security/"])
    def test_asks_visitors_to_sign_in(self, client, path):
        assert client.get(path)["Location"].startswith("/sign-in/?next=")

    def test_shows_what_we_hold_and_how_to_leave(self, client, settings):
        client.force_login(
            UserFactory(preferred_name="Ted W.", email="ted@example.org", phone="01632 960 001")
        )
        page = client.get("/me/").content.decode()
        for words in ("Ted W.", "ted@example.org", "01632 960 001", "delete your account"):
            assert words in page
        assert settings.SUPPORT_PHONE in page

    def test_details_are_saved_and_noted_without_the_words(self, client):
        person = UserFactory()
        client.force_login(person)
        form = {"preferred_name": "Comfort A.", "phone": "01632 960 002", "language": "cy"}
        assert client.post("/me/details/", form)["Location"] == "/me/"
        person.refresh_from_db()
        assert (person.preferred_name, person.phone, person.language) == tuple(form.values())
        event = AuditEvent.objects.get(action="details_changed")
        assert event.detail == {}

    def test_mistake_keeps_what_was_typed_and_says_so(self, client):
        client.force_login(UserFactory())
        page = client.post("/me/details/", {"preferred_name": "", "phone": "12", "language": "cy"})
        assert "<title>Error:" in page.content.decode()
        assert 'value="12"' in page.content.decode()
        assert 'href="#id_preferred_name"' in page.content.decode()

    def test_mistake_does_not_change_the_name_in_the_page(self, client):
        person = UserFactory(preferred_name="Ted W.")
        client.force_login(person)
        client.post("/me/details/", {"preferred_name": "", "phone": "", "language": "cy"})
        person.refresh_from_db()
        assert person.preferred_name == "Ted W."

    def test_costs_few_queries(self, client, django_assert_max_num_queries):
        client.force_login(UserFactory())
        with django_assert_max_num_queries(8):
            client.get("/me/")


class TestEveryAnswer:
    def test_signed_in_pages_are_kept_by_nobody(self, client, site_tree):
        assert "no-store" not in client.get("/nothing-here/").get("Cache-Control", "")
        client.force_login(UserFactory())
        for path in ("/me/", "/me/details/", "/sign-out/", "/nothing-here/"):
            assert "no-store" in client.get(path)["Cache-Control"], path

    def test_the_site_runs_no_inline_script_and_is_framed_by_itself_only(self, client, site_tree):
        policy = client.get("/sign-in/")["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'self'" in policy

    def test_the_admin_has_a_policy_of_its_own(self, client, site_tree):
        client.force_login(UserFactory(administrator=True))
        policy = client.get("/admin/", follow=False)["Content-Security-Policy"]
        assert "script-src 'self' 'unsafe-inline';" in policy + ";"
        assert "frame-ancestors 'self'" in policy
        assert "http" not in policy


class TestDevelopmentMail:
    @pytest.fixture
    def page(self, settings, tmp_path, rf):
        from accounts.dev_views import sent_mail

        settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
        settings.EMAIL_FILE_PATH = tmp_path
        connection = mail.get_connection()
        messages = [
            mail.EmailMultiAlternatives(f"Subject {number}", f"Code {number}\n\nbye", to=["ted@example.org"])
            for number in (1, 2)
        ]
        for message in messages:
            message.attach_alternative("<p>html</p>", "text/html")
        connection.send_messages(messages)
        request = rf.get("/dev/mail/")
        from django.contrib.auth.models import AnonymousUser

        request.user = AnonymousUser()
        request._messages = []
        return sent_mail(request).content.decode()

    def test_lists_the_newest_first_with_its_text(self, page):
        assert page.index("Code 2") < page.index("Code 1")
        assert "Subject 1" in page

    def test_is_not_there_elsewhere(self, client):
        assert client.get("/dev/mail/").status_code == 404
