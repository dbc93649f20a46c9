"""What is told about learning: who by a number, what by a key, and nothing that anybody wrote."""

import json
from datetime import UTC, datetime
from uuid import UUID

from courses.statements import Activity, Deed, Kind, Verb, language_tag, statement, taking_back

SITE = "https://leaders.example"
AT = datetime(2026, 3, 1, 9, 30, 15, 123_456, tzinfo=UTC)
LEARNER, LESSON, COURSE = (UUID(int=number) for number in (1, 2, 3))
DONE = Deed("completion/7", Verb.COMPLETED, Activity(Kind.LESSON, LESSON, "Listening", "en-GB"), AT, COURSE)


def told(deed=DONE, **changes):
    return statement(deed, **{"learner_key": LEARNER, "site": SITE} | changes)


def test_a_statement_has_every_member_it_must_have():
    one = told()
    assert one["actor"] == {
        "objectType": "Agent",
        "account": {"homePage": SITE, "name": str(LEARNER)},
    }
    assert one["verb"] == {"id": "http://adlnet.gov/expapi/verbs/completed", "display": {"en": "completed"}}
    assert one["object"]["id"] == f"{SITE}/xapi/lesson/{LESSON}"
    assert one["object"]["definition"] == {
        "type": "http://adlnet.gov/expapi/activities/lesson",
        "name": {"en-GB": "Listening"},
    }
    assert one["context"]["contextActivities"]["parent"][0]["id"] == f"{SITE}/xapi/course/{COURSE}"
    assert one["timestamp"] == "2026-03-01T09:30:15.123Z"
    assert one["result"] == {"completion": True}
    assert "mbox" not in json.dumps(one)


def test_one_deed_is_one_statement_and_another_is_another():
    started = Deed("enrolment/7", Verb.REGISTERED, Activity(Kind.COURSE, COURSE, "Course"), AT)
    finished = Deed("enrolment/7", Verb.COMPLETED, started.activity, AT)
    ids = [told(deed)["id"] for deed in (DONE, started, finished)]
    assert len(set(ids)) == 3
    assert told()["id"] == told()["id"]
    assert told(site="https://other.example")["id"] != told()["id"]
    assert "result" not in told(started)
    assert "context" not in told(started)


def test_taking_back_names_the_statement_taken_back():
    taken = taking_back(DONE, at=AT, learner_key=LEARNER, site=SITE)
    assert taken["verb"]["id"] == "http://adlnet.gov/expapi/verbs/voided"
    assert taken["object"] == {"objectType": "StatementRef", "id": told()["id"]}
    assert taken["id"] != told()["id"]


def test_languages_are_written_as_xapi_does():
    assert [language_tag(code) for code in ("en-gb", "cy", "ur")] == ["en-GB", "cy", "ur"]
