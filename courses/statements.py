"""Learning as xAPI statements (Experience API 1.0.3), for the person to keep and for a learning record store.

A person is an account on this site with an id that says nothing; never an e-mail address or a name. What a
person wrote or answered is in no statement.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from uuid import NAMESPACE_URL, UUID, uuid5

VERSION = "1.0.3"


class Verb(StrEnum):
    """What somebody did, as the words that xAPI's authors (ADL) published."""

    REGISTERED = "registered"
    ATTEMPTED = "attempted"
    COMPLETED = "completed"
    VOIDED = "voided"

    @property
    def id(self) -> str:
        return f"http://adlnet.gov/expapi/verbs/{self.value}"


class Kind(StrEnum):
    COURSE = "course"
    LESSON = "lesson"

    @property
    def id(self) -> str:
        return f"http://adlnet.gov/expapi/activities/{self.value}"


@dataclass(frozen=True)
class Activity:
    """A course or lesson, by the key that survives everything an editor does."""

    kind: Kind
    key: UUID
    title: str
    #: The language of the title; "und" when nobody noted it.
    language: str = "und"


@dataclass(frozen=True)
class Deed:
    """Something a person did. `row` names the row it is kept in ("completion/17"): one row, one statement."""

    row: str
    verb: Verb
    activity: Activity
    at: datetime
    #: The course the lesson was done in.
    course_key: UUID | None = None


def statement(deed: Deed, *, learner_key: UUID, site: str) -> dict:
    """The statement of one deed. The same deed always gives the same statement, id included."""
    activity = deed.activity
    told = {
        "id": str(statement_id(site, deed.verb, deed.row)),
        "actor": actor(learner_key, site=site),
        "verb": {"id": deed.verb.id, "display": {"en": deed.verb.value}},
        "object": {
            "objectType": "Activity",
            "id": activity_id(site, activity.kind, activity.key),
            "definition": {"type": activity.kind.id, "name": {activity.language: activity.title}},
        },
        "timestamp": deed.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
    if deed.verb is Verb.COMPLETED:
        told["result"] = {"completion": True}
    if deed.course_key:
        parent = {"objectType": "Activity", "id": activity_id(site, Kind.COURSE, deed.course_key)}
        told["context"] = {"contextActivities": {"parent": [parent]}}
    return told


def taking_back(deed: Deed, *, at: datetime, learner_key: UUID, site: str) -> dict:
    """The statement that takes the statement of a deed back."""
    return {
        "id": str(statement_id(site, Verb.VOIDED, deed.row)),
        "actor": actor(learner_key, site=site),
        "verb": {"id": Verb.VOIDED.id, "display": {"en": Verb.VOIDED.value}},
        "object": {
            "objectType": "StatementRef",
            "id": str(statement_id(site, deed.verb, deed.row)),
        },
        "timestamp": at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }


def language_tag(code: str) -> str:
    """A language code of ours ("en-gb") as xAPI writes it ("en-GB")."""
    language, _dash, region = code.partition("-")
    return f"{language}-{region.upper()}" if region else language


def actor(learner_key: UUID, *, site: str) -> dict:
    """Who did it: an account of this site."""
    return {"objectType": "Agent", "account": {"homePage": site, "name": str(learner_key)}}


def activity_id(site: str, kind: Kind, key: UUID) -> str:
    """The name of a course or lesson in statements. It is a name: nothing has to answer there."""
    return f"{site}/xapi/{kind.value}/{key}"


def statement_id(site: str, verb: Verb, row: str) -> UUID:
    """The id of the statement that tells of a row: a store takes the same one twice as once."""
    return uuid5(NAMESPACE_URL, f"{site}/xapi/{verb.value}/{row}")
