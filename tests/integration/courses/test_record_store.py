"""Learning statements: written with the deed, sent once to a real server here, and never in the way."""

import base64
import json
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from courses import operations, record_store
from courses.models import Completion, Statement
from courses.tasks import send_statements
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


class Store(BaseHTTPRequestHandler):
    """A learning record store that answers as it is told to, and remembers what it was sent."""

    def do_PUT(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, dict(self.headers), body))
        answers = self.server.answers
        code = answers.pop(0) if answers else 204
        self.send_response(code)
        if code in (301, 302, 307):
            self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_words):
        pass


@pytest.fixture
def store(settings):
    """The store, running; `store.answers` is the codes it gives next, `store.asked` what it was sent."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Store)
    server.asked, server.answers = [], []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.LEARNING_RECORD_STORE_URL = f"http://site:p%40ss@127.0.0.1:{server.server_port}/xapi"
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def dead_store(settings, store):
    """Where the store was, nobody listens."""
    store.shutdown()
    store.server_close()


def do(made, ted, *, lessons=1, at=NOW):
    for lesson in made.lessons[:lessons]:
        operations.complete_lesson(learner=ted, lesson=lesson, by=ted, at=at)


def sweeps():
    """The tasks that are to send statements."""
    return DBTaskResult.objects.filter(task_path="courses.tasks.send_statements")


def verbs(statements):
    return [one["verb"]["display"]["en"] for one in statements]


# Writing


def test_nothing_is_written_while_no_store_is_set(made, ted):
    do(made, ted, lessons=4)
    assert not Statement.objects.exists()


def test_a_course_is_told_of_from_start_to_finish(store, made, ted):
    do(made, ted, lessons=4)
    told = [row.statement for row in Statement.objects.all()]
    assert verbs(told) == ["registered", *["completed"] * 5]
    assert told[0]["object"]["definition"]["type"].endswith("/course")
    assert told[1]["object"]["id"].endswith(f"/lesson/{made.lessons[0].translation_key}")
    assert told[-1]["object"]["id"].endswith(f"/course/{made.key}")
    said = json.dumps(told)
    assert ted.email not in said
    assert ted.preferred_name not in said
    assert len({one["actor"]["account"]["name"] for one in told}) == 1


def test_twice_is_once(store, made, ted):
    do(made, ted)
    do(made, ted, at=NOW + timedelta(hours=1))
    assert verbs(row.statement for row in Statement.objects.all()) == ["registered", "completed"]


def test_taking_a_lesson_back_is_told_too_and_doing_it_again(store, made, ted):
    do(made, ted)
    operations.undo_completion(learner=ted, lesson=made.lessons[0], by=ted, at=NOW)
    do(made, ted, at=NOW + timedelta(hours=1))
    told = [row.statement for row in Statement.objects.all()]
    assert verbs(told) == ["registered", "completed", "voided", "completed"]
    assert told[2]["object"]["id"] == told[1]["id"]
    assert Completion.objects.count() == 2


def test_statement_and_task_vanish_with_what_they_tell_of(store, made, ted):
    def something_that_fails():
        with transaction.atomic():
            do(made, ted)
            assert sweeps().exists()
            raise LookupError

    with pytest.raises(LookupError):
        something_that_fails()
    assert not Statement.objects.exists()
    assert not sweeps().exists()


def test_a_request_never_waits_for_the_store(store, made, as_ted):
    as_ted.post(f"{made.page.url}start/")
    assert store.asked == []
    assert Statement.objects.waiting().count() == 1


# Sending


def test_each_statement_is_put_under_its_own_id_with_name_and_password(store, made, ted):
    do(made, ted)
    assert operations.send_waiting_statements(at=NOW) == 2
    for (path, headers, body), row in zip(store.asked, Statement.objects.all(), strict=True):
        assert urlsplit(path).path == "/xapi/statements"
        assert parse_qs(urlsplit(path).query) == {"statementId": [str(row.key)]}
        assert body == row.statement
        assert body["id"] == str(row.key)
        assert headers["X-Experience-Api-Version"] == "1.0.3"
        assert base64.b64decode(headers["Authorization"].removeprefix("Basic ")) == b"site:p@ss"
        assert row.sent_at
    assert operations.send_waiting_statements(at=NOW + timedelta(days=1)) == 0
    assert len(store.asked) == 2


def test_one_that_is_there_already_counts_as_sent(store, made, ted):
    store.answers = [409]
    do(made, ted)
    assert operations.send_waiting_statements(at=NOW) == 2


def test_a_broken_store_ends_the_sweep_and_is_asked_again_after_growing_waits(store, made, ted):
    store.answers = [503, 500, 502]
    do(made, ted)
    waits, at = [], NOW
    for _try in range(3):
        assert operations.send_waiting_statements(at=at) == 0
        first = Statement.objects.first()
        waits.append((first.next_try_at - at).total_seconds())
        # The second statement is not asked about: it would only wait for the same silence.
        Statement.objects.exclude(pk=first.pk).update(next_try_at=first.next_try_at + timedelta(days=1))
        at = first.next_try_at
    assert waits == [60, 120, 240]
    assert len(store.asked) == 3
    Statement.objects.update(next_try_at=None)
    assert operations.send_waiting_statements(at=at) == 2


def test_a_dead_store_loses_nothing(dead_store, made, ted):
    do(made, ted)
    assert operations.send_waiting_statements(at=NOW) == 0
    assert Statement.objects.waiting().count() == 2
    assert Statement.objects.first().tries == 1
    assert Statement.objects.last().tries == 0


def test_one_that_is_refused_does_not_hold_up_the_others(store, made, ted, caplog):
    store.answers = [400]
    do(made, ted)
    assert operations.send_waiting_statements(at=NOW) == 1
    assert "was refused" in caplog.text
    for secret in (ted.email, ted.preferred_name, "p@ss", "p%40ss"):
        assert secret not in caplog.text


def test_name_and_password_are_taken_nowhere_else(store, made, ted):
    store.answers = [302]
    do(made, ted)
    assert operations.send_waiting_statements(at=NOW) == 0
    assert len(store.asked) == 1


def test_the_task_books_itself_for_what_could_not_be_sent(dead_store, made, ted):
    do(made, ted, at=timezone.now())
    DBTaskResult.objects.all().delete()
    assert send_statements.call() == 0
    booked = sweeps().get()
    assert booked.run_after > timezone.now()


def test_whose_account_goes_is_told_of_no_more(store, made, ted):
    do(made, ted)
    ted.delete()
    assert operations.send_waiting_statements(at=NOW) == 0


@pytest.mark.parametrize("url", ["ftp://store.example", "store.example", "http://", "http://[broken"])
def test_an_address_that_is_none_stops_the_start(url, settings):
    settings.LEARNING_RECORD_STORE_URL = url
    with pytest.raises(ImproperlyConfigured, match="LEARNING_RECORD_STORE_URL must look like"):
        record_store.check_address()


def test_what_it_costs_while_no_store_is_set(made, ted, django_assert_num_queries):
    with django_assert_num_queries(0):
        operations.statements.tell_of_completion(learner=ted, lesson_key=made.key, at=NOW)


# What a person keeps


def test_the_statements_a_person_keeps_are_those_the_store_got(store, made, ted, as_ted):
    do(made, ted, lessons=4)
    as_ted.get(f"{made.lessons[0].url}?part=2")
    response = as_ted.get("/me/record/learning-statements.json")
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Disposition"] == 'attachment; filename="learning-statements.json"'
    kept = {one["id"]: one for one in response.json()}
    assert {str(row.key): row.statement for row in Statement.objects.all()}.items() <= kept.items()
    assert "attempted" in verbs(kept.values())
    assert ted.email not in response.content.decode()


def test_the_record_a_person_keeps_holds_their_own_and_nothing_they_wrote(certificate, finished, ted, as_ted):
    operations.save_note(learner=ted, lesson=finished.lessons[0], text="MY-NOTE", version=0, by=ted, at=NOW)
    other = UserFactory()
    do(finished, other)
    told = as_ted.get("/me/record/learning-record.json").json()
    (course,) = told["courses"]
    assert told["name"] == "Ted"
    assert course["course"] == finished.page.title
    assert len(course["lessons_completed"]) == 4
    assert course["certificate"]["code"] == certificate.code
    assert course["certificate"]["what_people_can_do"] == ["Lead a small change."]
    assert "MY-NOTE" not in json.dumps(told)


@pytest.mark.parametrize("file", ["learning-record.json", "learning-statements.json"])
def test_files_are_for_who_is_signed_in(client, site_tree, file):
    assert client.get(f"/me/record/{file}")["Location"].startswith("/sign-in/")
