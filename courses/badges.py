"""A certificate as an Open Badges 3.0 credential: what it says, in JSON values. Signing is in `signing`.

Source of the shapes: Open Badges 3.0, final release (AchievementCredential, Achievement, Profile, and the
JSON Web Token proof format), and the 1EdTech Revocation List status method 1.0. Addresses stand in
credentials that people keep for years: they never change, and a test holds them to `credential_urls`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

CONTEXT = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"


@dataclass(frozen=True)
class Addresses:
    """Where the parts of a badge are published; `site` is the site's address without a slash at the end."""

    site: str

    @property
    def issuer(self) -> str:
        return f"{self.site}/credentials/issuer/"

    @property
    def keys(self) -> str:
        return f"{self.site}/credentials/keys/"

    def key(self, kid: str) -> str:
        return f"{self.keys}{kid}/"

    def achievement(self, course_key: UUID) -> str:
        return f"{self.site}/credentials/achievements/{course_key}/"

    def status(self, badge_key: UUID) -> str:
        return f"{self.site}/credentials/status/{badge_key}/"


@dataclass(frozen=True)
class Achievement:
    """What a badge is given for: one course. `description` and `criteria` are sentences, never empty."""

    course_key: UUID
    name: str
    description: str
    criteria: str


@dataclass(frozen=True)
class Award:
    """One person's badge. `learner_key` names them in a way that says nothing; `name` is as they typed it."""

    key: UUID
    learner_key: UUID
    name: str
    achievement: Achievement
    completed_at: datetime
    issued_at: datetime

    @property
    def id(self) -> str:
        return credential_id(self.key)


def achievement(*, course_key: UUID, title: str, outcomes: list[str]) -> Achievement:
    """What the badge of a course is given for. `outcomes` is what people can do afterwards, one line each."""
    can = [line.strip() for line in outcomes if line.strip()]
    return Achievement(
        course_key=course_key,
        name=title,
        description=" ".join(can) or title,
        criteria="\n".join(
            ["Complete every lesson of the course.", *(f"* {line}" for line in can)],
        ),
    )


def credential_id(badge_key: UUID) -> str:
    """The id of a credential, in itself and in the list of those taken back."""
    return f"urn:uuid:{badge_key}"


def credential(award: Award, *, addresses: Addresses, issuer_name: str) -> dict:
    """The AchievementCredential, with the claims of the JWT proof format, ready to be signed."""
    subject = f"urn:uuid:{award.learner_key}"
    return {
        "@context": list(CONTEXT),
        "id": award.id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": award.achievement.name,
        "issuer": profile(addresses=addresses, name=issuer_name),
        "validFrom": moment(award.issued_at),
        "awardedDate": moment(award.completed_at),
        "credentialSubject": {
            "id": subject,
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityType": "name",
                    "identityHash": award.name,
                }
            ],
            "achievement": achievement_object(award.achievement, addresses=addresses),
        },
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
        "credentialStatus": {"id": addresses.status(award.key), "type": "1EdTechRevocationList"},
        "iss": addresses.issuer,
        "jti": award.id,
        "sub": subject,
        "nbf": int(award.issued_at.timestamp()),
    }


def achievement_object(achievement: Achievement, *, addresses: Addresses) -> dict:
    """The Achievement object: inside a credential, and at its own address."""
    return {
        "id": addresses.achievement(achievement.course_key),
        "type": ["Achievement"],
        "achievementType": "CertificateOfCompletion",
        "name": achievement.name,
        "description": achievement.description,
        "criteria": {"narrative": achievement.criteria},
    }


def profile(*, addresses: Addresses, name: str) -> dict:
    """Who gives the badge."""
    return {"id": addresses.issuer, "type": ["Profile"], "name": name, "url": f"{addresses.site}/"}


def issuer_document(*, addresses: Addresses, name: str, keys: list[dict]) -> dict:
    """The profile at its own address, with the public keys (JWK with "kid") that badges are checked with."""
    methods = [
        {
            "id": addresses.key(key["kid"]),
            "type": "JsonWebKey",
            "controller": addresses.issuer,
            "publicKeyJwk": key,
        }
        for key in keys
    ]
    return {
        "@context": list(CONTEXT),
        **profile(addresses=addresses, name=name),
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def revocation_list(*, badge_key: UUID, reason: str | None, addresses: Addresses) -> dict:
    """The list of credentials taken back, kept for one credential alone, so that nobody can go through all.

    `reason` is None while the credential is good.
    """
    taken_back = [{"id": credential_id(badge_key), "revoked": True, "revocationReason": reason}]
    return {
        "id": addresses.status(badge_key),
        "issuer": addresses.issuer,
        "revokedCredential": [] if reason is None else taken_back,
    }


def enveloped(token: str) -> dict:
    """A signed credential inside JSON, for wallets that take no plain token.

    Source: Verifiable Credentials 2.0, section 4.13.
    """
    return {
        "@context": [CONTEXT[0]],
        "type": ["EnvelopedVerifiableCredential"],
        "id": f"data:application/vc+jwt,{token}",
    }


def moment(at: datetime) -> str:
    """A time as credentials write it, to the second: it must equal the claim in seconds beside it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
