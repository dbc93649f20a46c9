"""What a badge says, held against the members that Open Badges 3.0 asks for."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from courses import badges

BADGE, LEARNER, COURSE = (UUID(int=number) for number in (1, 2, 3))
ADDRESSES = badges.Addresses("https://leaders.example")


def award(**changes):
    achievement = badges.achievement(
        course_key=COURSE, title="Stepping up", outcomes=["Plan a change.", " ", "Lead it."]
    )
    fields = {
        "key": BADGE,
        "learner_key": LEARNER,
        "name": "Gwen Prŷs",
        "achievement": achievement,
        "completed_at": datetime(2026, 3, 1, 9, tzinfo=UTC),
        "issued_at": datetime(2026, 3, 2, 9, 30, 15, 999_000, tzinfo=timezone(timedelta(hours=1))),
    }
    return badges.Award(**fields | changes)


@pytest.fixture
def told():
    return badges.credential(award(), addresses=ADDRESSES, issuer_name="Patient Leaders")


def test_the_credential_has_every_member_it_must_have(told):
    assert told["@context"] == list(badges.CONTEXT)
    assert told["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert {"VerifiableCredential", "OpenBadgeCredential"} == set(told["type"])
    assert told["id"] == f"urn:uuid:{BADGE}"
    assert told["issuer"]["id"] == ADDRESSES.issuer
    assert told["issuer"]["type"] == ["Profile"]
    assert told["validFrom"] == "2026-03-02T08:30:15Z"
    assert told["awardedDate"] == "2026-03-01T09:00:00Z"


def test_the_subject_is_a_number_and_the_name_as_typed(told):
    subject = told["credentialSubject"]
    assert subject["type"] == ["AchievementSubject"]
    assert subject["id"] == f"urn:uuid:{LEARNER}"
    (identity,) = subject["identifier"]
    assert identity == {
        "type": "IdentityObject",
        "hashed": False,
        "identityType": "name",
        "identityHash": "Gwen Prŷs",
    }


def test_the_achievement_has_every_member_it_must_have(told):
    achievement = told["credentialSubject"]["achievement"]
    assert achievement["id"] == f"https://leaders.example/credentials/achievements/{COURSE}/"
    assert achievement["type"] == ["Achievement"]
    assert achievement["name"] == "Stepping up"
    assert achievement["description"] == "Plan a change. Lead it."
    assert achievement["criteria"]["narrative"].endswith("* Plan a change.\n* Lead it.")


def test_a_course_that_promises_nothing_still_has_a_description():
    promised = badges.achievement(course_key=COURSE, title="Stepping up", outcomes=[])
    assert promised.description == "Stepping up"


def test_the_claims_of_the_token_equal_the_members_they_stand_for(told):
    assert told["iss"] == told["issuer"]["id"]
    assert told["jti"] == told["id"]
    assert told["sub"] == told["credentialSubject"]["id"]
    valid_from = datetime.fromisoformat(told["validFrom"])
    assert told["nbf"] == valid_from.timestamp()


def test_the_status_names_the_list_of_this_badge_alone(told):
    assert told["credentialStatus"] == {"id": ADDRESSES.status(BADGE), "type": "1EdTechRevocationList"}
    good = badges.revocation_list(badge_key=BADGE, reason=None, addresses=ADDRESSES)
    assert good == {"id": ADDRESSES.status(BADGE), "issuer": ADDRESSES.issuer, "revokedCredential": []}
    bad = badges.revocation_list(badge_key=BADGE, reason="Made by mistake", addresses=ADDRESSES)
    assert bad["revokedCredential"] == [
        {"id": told["id"], "revoked": True, "revocationReason": "Made by mistake"}
    ]


def test_the_issuer_lists_the_keys_it_signs_with():
    document = badges.issuer_document(addresses=ADDRESSES, name="Patient Leaders", keys=[{"kid": "one"}])
    (method,) = document["verificationMethod"]
    assert method["id"] == "https://leaders.example/credentials/keys/one/" == document["assertionMethod"][0]
    assert method["controller"] == document["id"] == ADDRESSES.issuer
    assert method["publicKeyJwk"] == {"kid": "one"}
