"""Badges: signed here, checked with another library and the key that the site publishes."""

import base64
import json
import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from joserfc import jws as joserfc_jws
from joserfc.jwk import OKPKey
from jwcrypto import jwk, jws

from courses import badges, operations, signing
from courses.models import Course, SigningKey
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

PATH_OF = "http://127.0.0.1:8000"


def path_of(address):
    """The path of one of our own addresses."""
    assert address.startswith(PATH_OF)
    return address.removeprefix(PATH_OF)


def verified(token, client):
    """What the token says, after a library of others has checked it with the key its header names."""
    header = json.loads(base64.urlsafe_b64decode(token.split(".")[0] + "=="))
    assert set(header) == {"alg", "kid", "typ"}
    published = client.get(path_of(header["kid"]))
    assert published.status_code == 200
    key = jwk.JWK.from_json(published.content.decode())
    assert not key.has_private
    signed = jws.JWS()
    signed.deserialize(token)
    signed.verify(key)
    return json.loads(signed.payload)


@pytest.fixture
def token(certificate, as_ted):
    response = as_ted.get(f"/certificate/{certificate.code}/badge.jwt")
    assert response["Content-Type"].startswith("text/plain")
    assert response["Content-Disposition"] == f'attachment; filename="badge-{certificate.code}.jwt"'
    assert "no-store" in response["Cache-Control"]
    return response.content.decode()


def test_a_stranger_verifies_it_with_what_the_site_publishes(token, certificate, client, ted):
    told = verified(token, client)
    assert told["jti"] == told["id"] == badges.credential_id(certificate.key)
    assert told["credentialSubject"]["identifier"][0]["identityHash"] == "Edward Ŵyn"
    assert told["credentialSubject"]["achievement"]["name"] == certificate.course_title
    assert told["issuer"]["name"] == "Patient Leaders"
    assert ted.email not in json.dumps(told)
    assert certificate.code not in json.dumps(told)


def test_it_names_its_algorithm_as_every_library_knows_it(token, client):
    header = json.loads(base64.urlsafe_b64decode(token.split(".")[0] + "=="))
    assert header["alg"] == "EdDSA"
    assert "alg" not in client.get(path_of(header["kid"])).json()


def test_a_key_of_a_badge_under_the_other_name_checks_both(token, client):
    row = SigningKey.objects.get()
    SigningKey.objects.update(public_key=row.public_key | {"alg": "Ed25519"})
    assert verified(token, client)
    key = signing.current_key()
    header = {"alg": "Ed25519", "kid": badges.Addresses(PATH_OF).key(row.kid), "typ": "JWT"}
    older = joserfc_jws.serialize_compact(header, '{"older": true}', key, algorithms=["Ed25519"])
    assert verified(older, client) == {"older": True}


def test_a_changed_badge_does_not_verify(token, client):
    head, body, signature = token.split(".")
    told = json.loads(base64.urlsafe_b64decode(body + "=="))
    told["name"] = "Doctor of Everything"
    forged = base64.urlsafe_b64encode(json.dumps(told).encode()).rstrip(b"=").decode()
    with pytest.raises(jws.InvalidJWSSignature):
        verified(f"{head}.{forged}.{signature}", client)


def test_every_address_in_it_answers(token, client):
    told = verified(token, client)
    issuer = client.get(path_of(told["issuer"]["id"])).json()
    assert issuer["id"] == told["iss"]
    achievement = client.get(path_of(told["credentialSubject"]["achievement"]["id"])).json()
    assert achievement["id"] == told["credentialSubject"]["achievement"]["id"]
    status = client.get(path_of(told["credentialStatus"]["id"]))
    assert status.json() == {
        "id": told["credentialStatus"]["id"],
        "issuer": told["iss"],
        "revokedCredential": [],
    }
    assert status["Access-Control-Allow-Origin"] == "*"


def test_the_addresses_are_those_of_the_site():
    addresses = badges.Addresses(PATH_OF)
    key = "3c0c6b0e-4c5f-4d0c-9d3b-0d6c1b7a9f11"
    assert path_of(addresses.issuer) == reverse("credential_issuer")
    assert path_of(addresses.keys) == reverse("credential_keys")
    assert path_of(addresses.key("one")) == reverse("credential_key", args=["one"])
    assert path_of(addresses.achievement(key)) == reverse("credential_achievement", args=[key])
    assert path_of(addresses.status(key)) == reverse("credential_status", args=[key])


def test_inside_json_it_is_the_same_token(token, certificate, as_ted):
    told = json.loads(as_ted.get(f"/certificate/{certificate.code}/badge.json").content)
    assert told["type"] == ["EnvelopedVerifiableCredential"]
    assert told["id"] == f"data:application/vc+jwt,{token}"


def test_nobody_else_downloads_it(certificate, ted, client):
    operations.share_certificate(certificate=certificate, is_public=True, by=ted, at=timezone.now())
    other = Client()
    other.force_login(UserFactory(administrator=True))
    for kind in ("jwt", "json"):
        address = f"/certificate/{certificate.code}/badge.{kind}"
        assert other.get(address).status_code == 404
        assert client.get(address)["Location"].startswith("/sign-in/")


def test_it_verifies_after_its_course_is_deleted(token, finished, client):
    Course.objects.get(pk=finished.page.pk).delete()
    told = verified(token, client)
    achievement = client.get(path_of(told["credentialSubject"]["achievement"]["id"])).json()
    assert achievement["name"] == finished.page.title
    assert achievement["criteria"] == told["credentialSubject"]["achievement"]["criteria"]


def test_it_verifies_after_another_key_took_over(token, certificate, as_ted, client, settings):
    settings.CREDENTIAL_SIGNING_KEY = OKPKey.generate_key("Ed25519").as_pem(private=True).decode()
    verified(token, client)
    newer = as_ted.get(f"/certificate/{certificate.code}/badge.jwt").content.decode()
    assert newer != token
    verified(newer, client)
    assert len(client.get("/credentials/keys/").json()["keys"]) == 2


def test_a_key_whose_secret_got_out_is_withdrawn(token, certificate, client, settings):
    settings.CREDENTIAL_SIGNING_KEY = OKPKey.generate_key("Ed25519").as_pem(private=True).decode()
    operations.sign_badge(certificate=certificate, at=timezone.now())
    old = SigningKey.objects.order_by("id").first()
    operations.withdraw_key(kid=old.kid, by=None, at=timezone.now())
    assert client.get(f"/credentials/keys/{old.kid}/").status_code == 404
    kids = [key["kid"] for key in client.get("/credentials/keys/").json()["keys"]]
    assert len(kids) == 1
    assert old.kid not in kids


def test_the_command_withdraws_a_key_but_not_the_one_in_use(token, client, settings, capsys):
    kid = SigningKey.objects.get().kid
    with pytest.raises(CommandError, match="This key signs now"):
        call_command("withdraw_signing_key", kid)
    with pytest.raises(CommandError, match="No badge was signed"):
        call_command("withdraw_signing_key", "unknown")
    settings.CREDENTIAL_SIGNING_KEY = OKPKey.generate_key("Ed25519").as_pem(private=True).decode()
    call_command("withdraw_signing_key", kid)
    assert "Withdrawn." in capsys.readouterr().out
    assert client.get(f"/credentials/keys/{kid}/").status_code == 404


def test_no_secret_half_is_published(token, client):
    for address in ("/credentials/keys/", "/credentials/issuer/"):
        said = client.get(address).content.decode()
        assert '"x"' in said
        assert '"d"' not in said
        assert "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A" not in said


def test_one_taken_back_is_listed_with_the_reason_and_signed_no_more(token, certificate, as_ted, client):
    operations.revoke_certificate(certificate=certificate, reason="By mistake", by=None, at=timezone.now())
    told = verified(token, client)
    (listed,) = client.get(path_of(told["credentialStatus"]["id"])).json()["revokedCredential"]
    assert listed == {"id": told["id"], "revoked": True, "revocationReason": "By mistake"}
    assert as_ted.get(f"/certificate/{certificate.code}/badge.jwt").status_code == 404


def test_the_same_certificate_gives_the_same_badge(token, certificate):
    certificate.refresh_from_db()
    assert operations.sign_badge(certificate=certificate, at=timezone.now() + timedelta(days=1)) == token


@pytest.mark.parametrize(
    "address",
    [
        "/credentials/keys/unknown/",
        "/credentials/achievements/3c0c6b0e-4c5f-4d0c-9d3b-0d6c1b7a9f11/",
        "/credentials/status/3c0c6b0e-4c5f-4d0c-9d3b-0d6c1b7a9f11/",
    ],
)
def test_what_is_not_ours_is_not_there(client, address, site_tree):
    assert client.get(address).status_code == 404


# The key that is set


def test_a_key_is_read_as_pem_as_one_line_and_as_jwk():
    key = OKPKey.generate_key("Ed25519")
    pem = key.as_pem(private=True).decode()
    for text in (pem, pem.replace("\n", "\\n"), json.dumps(key.as_dict(private=True))):
        assert signing.public_jwk(signing.read_key(text))["x"] == key.as_dict()["x"]


@pytest.mark.parametrize(
    "text",
    ["unused", "{", '{"kty": "oct", "k": "AAAA"}', "public", "x25519"],
)
def test_anything_else_is_refused_with_a_sentence_that_names_the_setting(text):
    made = {
        "public": lambda: json.dumps(OKPKey.generate_key("Ed25519").as_dict(private=False)),
        "x25519": lambda: json.dumps(OKPKey.generate_key("X25519").as_dict(private=True)),
    }
    with pytest.raises(ImproperlyConfigured, match="CREDENTIAL_SIGNING_KEY is not a private Ed25519 key"):
        signing.read_key(made[text]() if text in made else text)


def test_a_machine_of_one_s_own_makes_its_key_once(settings, tmp_path):
    settings.CREDENTIAL_SIGNING_KEY = ""
    settings.DATA_DIR = tmp_path / "var"
    first, second = signing.current_key(), signing.current_key()
    assert first.thumbprint() == second.thumbprint()
    (file,) = settings.DATA_DIR.iterdir()
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("value", ["", "not a key"])
def test_production_does_not_start_without_a_key(value, settings):
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": "x" * 60,
        "ALLOWED_HOSTS": "leaders.example",
        "BASE_URL": "https://leaders.example",
        "DATABASE_URL": "postgres://nobody@127.0.0.1/none",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "EMAIL_URL": "smtp://127.0.0.1:25",
        "DEFAULT_FROM_EMAIL": "hello@leaders.example",
        "SUPPORT_PHONE": "01632 960 120",
        "SAFEGUARDING_EMAIL": "safe@leaders.example",
        "CREDENTIAL_SIGNING_KEY": value,
        "PATH": os.environ["PATH"],
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.PROJECT_DIR,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode
    last = done.stderr.strip().splitlines()[-1]
    assert "CREDENTIAL_SIGNING_KEY" in last
    assert last.startswith("django.core.exceptions.ImproperlyConfigured: ")
