"""When the site itself breaks: a readable page with a phone number, and an id that is in the log too."""

import json
import logging

import pytest
from django.test import Client

from config.request_ids import JsonFormatter, request_id


def test_the_page_for_a_broken_site_needs_no_database(monkeypatch, settings):
    def broken(*args):
        raise RuntimeError("on fire")

    monkeypatch.setattr("django.middleware.common.CommonMiddleware.process_request", broken)
    response = Client(raise_request_exception=False).get("/healthz")
    assert response.status_code == 500
    page = response.content.decode()
    assert settings.SUPPORT_PHONE in page
    assert response["X-Request-ID"] in page
    assert "on fire" not in page


@pytest.mark.parametrize("words", ["plain", "two\nlines", 'a "quote"'])
def test_a_log_line_is_one_json_object_with_the_request_id(words):
    token = request_id.set("abcd1234")
    try:
        record = logging.LogRecord("django.request", logging.ERROR, "", 0, "%s", (words,), None)
        line = JsonFormatter().format(record)
    finally:
        request_id.reset(token)
    assert "\n" not in line
    assert json.loads(line)["message"] == words
    assert json.loads(line)["request_id"] == "abcd1234"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/no/such/page/", "/mentoring/ask/check/"])
@pytest.mark.parametrize(
    ("origin", "is_shown"), [("http://testserver", True), ("http://evil.example", False)]
)
def test_a_form_that_cannot_be_taken_shows_what_was_typed_to_its_own_sender_only(
    site_tree, address, origin, is_shown
):
    """The first is not there (404), the second has an old token (403)."""
    response = Client(enforce_csrf_checks=True).post(
        address,
        {"text": "A whole evening of words <b>", "password": "my secret pass word"},
        HTTP_ORIGIN=origin,
    )
    page = response.content.decode()
    assert response.status_code in (403, 404)
    assert ("A whole evening of words &lt;b&gt;" in page) is is_shown
    assert "my secret pass word" not in page
