"""Mail: written with what it tells about, sent once, never lost, and nobody waits for the mail server."""

import smtplib
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as project
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from accounts import mail as rendering
from accounts.models import OutboxMessage
from accounts.operations import deliver_waiting, send_later
from accounts.tasks import deliver_mail
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
PROJECT_DIR = project.PROJECT_DIR
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


class SilentServer(EmailBackend):
    """A mail server that nobody reaches."""

    tries = 0

    def open(self):
        type(self).tries += 1
        raise ConnectionRefusedError


class PickyServer(EmailBackend):
    """A mail server that refuses one address."""

    def send_messages(self, messages):
        if messages[0].to == ["refused@example.org"]:
            raise smtplib.SMTPRecipientsRefused({"refused@example.org": (550, b"no such person")})
        return super().send_messages(messages)


@pytest.fixture
def server(settings):
    """Choose the mail server: `server(SilentServer)`."""

    def choose(backend):
        settings.EMAIL_BACKEND = f"{__name__}.{backend.__name__}"
        backend.tries = 0

    return choose


def write(key="k", **fields):
    return send_later(
        **{"event": "sign_in_code", "to": None, "to_address": "ted@example.org", "at": NOW, "key": key}
        | {"context": {"code": "123456", "minutes": 30}}
        | fields
    )


class TestWriting:
    def test_the_same_key_is_one_mail(self):
        assert write() == write()
        deliver_waiting(at=NOW)
        deliver_waiting(at=NOW)
        assert len(mail.outbox) == 1

    def test_mail_and_task_vanish_with_what_they_tell_about(self):
        @transaction.atomic
        def something_that_fails():
            write()
            assert DBTaskResult.objects.count() == 1
            raise LookupError

        with pytest.raises(LookupError):
            something_that_fails()
        assert not OutboxMessage.objects.exists()
        assert not DBTaskResult.objects.exists()

    def test_the_worker_is_asked_to_send(self):
        write()
        assert DBTaskResult.objects.get().task_path == "accounts.tasks.deliver_mail"


class TestSending:
    def test_what_was_said_is_not_kept(self):
        write()
        assert deliver_waiting(at=NOW, clock=lambda: NOW) == 1
        assert "123456" in mail.outbox[0].body
        message = OutboxMessage.objects.get()
        assert (message.context, message.to_address, message.sent_at) == ({}, "", NOW)

    def test_goes_to_the_address_of_today_in_the_language_of_then(self):
        person = UserFactory(email="old@example.org", language="cy")
        message = write(to=person, to_address="", language=None)
        assert message.language == "cy"
        person.email = "new@example.org"
        person.save()
        deliver_waiting(at=NOW)
        assert mail.outbox[0].to == ["new@example.org"]

    def test_in_the_order_written(self):
        for number in (2, 1, 3):
            write(key=str(number), to_address=f"p{number}@example.org", at=NOW + timedelta(minutes=number))
        deliver_waiting(at=NOW + timedelta(hours=1))
        assert [sent.to[0][:2] for sent in mail.outbox] == ["p1", "p2", "p3"]

    def test_one_bad_mail_stops_no_other(self, server):
        server(PickyServer)
        write(key="a", to_address="refused@example.org")
        write(key="b", event="no_such_event")
        write(key="c")
        assert deliver_waiting(at=NOW) == 1
        assert OutboxMessage.objects.waiting().count() == 2

    def test_no_address_reaches_the_log(self, server, caplog):
        server(PickyServer)
        write(to_address="refused@example.org")
        deliver_waiting(at=NOW)
        assert "failed at try 1: SMTPRecipientsRefused" in caplog.text
        assert "@example.org" not in caplog.text

    def test_an_expired_code_is_dropped(self):
        write(expires_at=NOW + timedelta(minutes=30))
        assert deliver_waiting(at=NOW + timedelta(minutes=31)) == 0
        assert not OutboxMessage.objects.exists()

    def test_each_try_has_the_same_message_id(self, server):
        message = write()
        server(SilentServer)
        deliver_waiting(at=NOW)
        server(PickyServer)
        deliver_waiting(at=NOW + timedelta(hours=1))
        assert mail.outbox[0].extra_headers["Message-ID"] == f"<outbox-{message.pk}@127.0.0.1>"


class TestDeadServer:
    def test_loses_nothing_doubles_nothing_and_is_asked_once_a_sweep(self, server):
        server(SilentServer)
        for number in range(5):
            write(key=str(number))
        assert deliver_waiting(at=NOW) == 0
        assert SilentServer.tries == 1
        assert OutboxMessage.objects.waiting().count() == 5
        server(PickyServer)
        deliver_waiting(at=NOW + timedelta(minutes=1))
        deliver_waiting(at=NOW + timedelta(minutes=2))
        assert len(mail.outbox) == 5

    def test_pauses_grow_to_four_hours(self, server):
        server(SilentServer)
        message, at, pauses = write(), NOW, []
        for _try in range(12):
            deliver_waiting(at=at)
            message.refresh_from_db()
            pauses.append(int((message.next_try_at - at).total_seconds() / 60))
            at = message.next_try_at
        assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 240, 240, 240, 240]

    def test_no_try_before_the_pause_is_over(self, server):
        server(SilentServer)
        write()
        deliver_waiting(at=NOW)
        deliver_waiting(at=NOW + timedelta(seconds=59))
        assert SilentServer.tries == 1

    def test_the_worker_comes_back_once_however_much_waits(self, server, time_machine):
        time_machine.move_to(NOW, tick=False)
        server(SilentServer)
        for number in range(5):
            write(key=str(number))
            deliver_mail.call()
        booked = DBTaskResult.objects.filter(run_after__gt=NOW, run_after__lt=NOW + timedelta(days=1))
        assert booked.count() == 1
        assert booked.get().run_after == NOW + timedelta(minutes=1)

    def test_a_worker_killed_while_sending_is_made_good(self, server, time_machine, monkeypatch):
        time_machine.move_to(NOW, tick=False)
        write()
        monkeypatch.setattr("accounts.operations._send", lambda *_: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            deliver_mail.call()
        monkeypatch.undo()
        assert DBTaskResult.objects.filter(run_after=NOW + timedelta(minutes=1)).count() == 1
        time_machine.shift(60)
        deliver_mail.call()
        assert len(mail.outbox) == 1

    def test_the_command_sweeps_too(self, capsys):
        write()
        call_command("send_outbox")
        assert capsys.readouterr().out == "1 sent, 0 waiting.\n"


MAILS = PROJECT_DIR / "templates" / "email"


class TestWords:
    EVERY_ROOM = sorted(path.name for path in MAILS.iterdir() if path.is_dir())
    OURS = ("sign_in_code", "no_account", "account_changed")
    SECRETS = {"code": "SECRET", "change": "password_set", "minutes": 30}

    @pytest.mark.parametrize("event", EVERY_ROOM)
    def test_every_mail_has_a_fixed_subject_and_both_bodies_in_the_frame(self, event):
        subject = (MAILS / event / "subject.txt").read_text()
        assert "{{" not in subject
        for name in ("body.txt", "body.html"):
            assert "email/base." in (MAILS / event / name).read_text()

    @pytest.mark.parametrize("event", OURS)
    def test_subject_holds_nothing_of_anybody(self, event):
        message = rendering.render(
            event=event, context=self.SECRETS, address="SECRET@example.org", name="SECRET"
        )
        assert message.subject
        assert "SECRET" not in message.subject

    def test_a_subject_that_asks_for_a_name_gets_none(self, tmp_path, settings):
        folder = tmp_path / "email" / "greeting"
        folder.mkdir(parents=True)
        (folder / "subject.txt").write_text("Hello {{ name }}{{ code }}")
        (folder / "body.txt").write_text("Hello {{ name }}")
        (folder / "body.html").write_text("<p>Hello {{ name }}</p>")
        settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
        message = rendering.render(
            event="greeting", context={"code": "1"}, address="ted@example.org", name="T & <b>"
        )
        assert message.subject == "Hello"
        assert message.body == "Hello T & <b>\n"
        assert message.alternatives[0][0] == "<p>Hello T &amp; &lt;b&gt;</p>"

    @pytest.mark.parametrize("event", OURS)
    def test_plain_text_and_html_say_how_to_reach_a_person(self, event, settings):
        message = rendering.render(event=event, context=self.SECRETS, address="ted@example.org")
        assert settings.SUPPORT_PHONE in message.body
        assert settings.SUPPORT_PHONE in message.alternatives[0][0]

    def test_the_code_is_in_both(self):
        message = rendering.render(event="sign_in_code", context={"code": "123456"}, address="t@example.org")
        assert "\n123456\n" in message.body
        assert "123456" in message.alternatives[0][0]
