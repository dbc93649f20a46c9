"""Certificates: private until shared, taken back with a reason, alive when course and person are gone."""

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.operations import deliver_waiting
from courses import operations, pdf
from courses.models import Certificate, Course, LearnerKey
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(certificate):
    return f"/certificate/{certificate.code}/"


@pytest.fixture
def as_admin(db):
    client = Client()
    client.force_login(UserFactory(administrator=True))
    return client


def share(certificate, ted):
    operations.share_certificate(certificate=certificate, is_public=True, by=ted, at=timezone.now())


def take_back(certificate, reason="It was made by mistake."):
    operations.revoke_certificate(certificate=certificate, reason=reason, by=None, at=timezone.now())


def text(response, status=200):
    assert response.status_code == status
    return response.content.decode()


# What is on it


def test_it_keeps_what_the_course_promised_on_that_day(certificate, finished, as_ted, address):
    Course.objects.filter(pk=finished.page.pk).update(aim="Something else.", hours=9)
    page = text(as_ted.get(address))
    assert certificate.outcomes == ["Lead a small change."]
    assert "Lead a small change." in page
    assert "About 2 hours of learning" in page
    assert 'src="data:image/png;base64,' in page


@pytest.mark.parametrize("typed", ["{}", " {} ", "lower", "without dashes"])
def test_a_code_is_found_however_it_is_typed(certificate, ted, client, typed):
    share(certificate, ted)
    code = certificate.code
    code = {"lower": code.lower(), "without dashes": code.replace("-", "")}.get(typed, typed.format(code))
    assert "Edward Ŵyn" in text(client.get(f"/certificate/{code.strip()}/"))


def test_the_public_page_shows_name_course_and_date_alone(certificate, ted, client, address):
    share(certificate, ted)
    page = text(client.get(address))
    assert "This certificate is genuine." in page
    for hidden in ("Lead a small change.", "hours of learning", "data:image", "badge.jwt", ted.email):
        assert hidden not in page


# Taking back


def test_the_page_of_one_taken_back_says_so_and_why(certificate, ted, as_ted, client, address):
    share(certificate, ted)
    take_back(certificate, " It was made\nby mistake. ")
    for browser in (client, as_ted):
        page = text(browser.get(address))
        assert "It does not count any more." in page
        assert "It was made by mistake." in page
        assert "This certificate is genuine." not in page
    audit = AuditEvent.objects.get(action="certificate taken back")
    assert audit.detail == {}


def test_its_owner_is_told_once(certificate, ted):
    take_back(certificate)
    take_back(certificate, "Another reason.")
    deliver_waiting(at=timezone.now())
    told = [one for one in mail.outbox if "certificate was taken back" in one.subject]
    assert len(told) == 1
    assert f"/certificate/{certificate.code}/" in told[0].body
    certificate.refresh_from_db()
    assert certificate.revoked_because == "It was made by mistake."


def test_one_taken_back_is_not_made_again(certificate, finished, ted, as_ted):
    take_back(certificate)
    with pytest.raises(operations.TakenBack):
        operations.issue_certificate(learner=ted, course=finished.page, name="Ted", by=ted, at=timezone.now())
    page = text(as_ted.post(f"{finished.page.url}finished/", {"name": "Ted"}, follow=True))
    assert "Your certificate was taken back." in page
    assert Certificate.objects.get().name == "Edward Ŵyn"


def test_a_reason_is_needed(certificate, as_admin, address):
    with pytest.raises(operations.NoReason):
        take_back(certificate, "  ")
    page = text(as_admin.post(f"{address}take-back/", {"reason": " "}))
    assert "<title>Error: " in page
    assert "Say why the certificate is taken back" in page
    assert Certificate.objects.get().revoked_at is None


def test_administrators_alone_take_back(certificate, as_ted, as_admin, client, address):
    reason = {"reason": "Made by mistake"}
    for role in ("coach", "coordinator", "editor"):
        other = Client()
        other.force_login(UserFactory(**{role: True}))
        assert other.post(f"{address}take-back/", reason).status_code == 404
    assert as_ted.post(f"{address}take-back/", reason).status_code == 404
    assert client.post(f"{address}take-back/", reason)["Location"].startswith("/sign-in/")
    assert Certificate.objects.get().revoked_at is None
    page = text(as_admin.post(f"{address}take-back/", reason, follow=True))
    assert "Made by mistake" in page
    assert Certificate.objects.get().revoked_at
    assert as_admin.get("/certificate/ACDE-FHJK-M3NP/take-back/").status_code == 404


# When the course or the person goes


def test_it_outlives_its_course(certificate, finished, ted, as_ted, client, address):
    share(certificate, ted)
    Course.objects.get(pk=finished.page.pk).delete()
    for browser in (client, as_ted):
        assert finished.page.title in text(browser.get(address))


def test_after_erasing_the_person_it_shows_no_name(certificate, ted, client, address):
    share(certificate, ted)
    operations.learner_key(learner=ted)
    assert operations.erase_name(learner=ted, by=ted, at=timezone.now()) == 1
    ted.delete()
    page = text(client.get(address))
    assert "Edward" not in page
    assert "a person who asked us to remove their name" in page
    assert certificate.course_title in page
    assert not LearnerKey.objects.exists()


def test_an_account_that_goes_in_any_other_way_leaves_no_name_either(certificate, ted, client, address):
    share(certificate, ted)
    type(ted).objects.filter(pk=ted.pk).delete()
    assert "Edward" not in text(client.get(address))
    assert Certificate.objects.get().name == ""
    assert AuditEvent.objects.filter(action="certificate without name").count() == 1


def test_erasing_one_person_leaves_others(certificate, ted):
    assert operations.erase_name(learner=UserFactory(), by=None, at=timezone.now()) == 0
    assert Certificate.objects.get().name == "Edward Ŵyn"


# The PDF


def test_the_pdf_is_for_its_owner_alone(certificate, ted, client, address, monkeypatch):
    monkeypatch.setattr(
        pdf, "draw", lambda template, context: b"%PDF-" + context["certificate"].name.encode()
    )
    share(certificate, ted)
    other = Client()
    other.force_login(UserFactory(administrator=True))
    assert other.get(f"{address}pdf/").status_code == 404
    assert client.get(f"{address}pdf/")["Location"].startswith("/sign-in/")


def test_the_pdf_is_a_file_that_nobody_keeps_on_the_way(certificate, as_ted, address, monkeypatch):
    monkeypatch.setattr(pdf, "draw", lambda template, context: b"%PDF-")
    response = as_ted.get(f"{address}pdf/")
    assert response["Content-Type"] == "application/pdf"
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Disposition"] == f'attachment; filename="certificate-{certificate.code}.pdf"'


def test_without_pango_the_page_is_there_instead(certificate, as_ted, address, monkeypatch):
    def missing(template, context):
        raise pdf.NoPdf

    monkeypatch.setattr(pdf, "draw", missing)
    page = as_ted.get(f"{address}pdf/", follow=True)
    assert page.redirect_chain == [(address, 302)]
    assert "We cannot make the PDF just now. Print this page instead." in text(page)
