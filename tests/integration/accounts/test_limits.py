"""At most 10 wrong passwords or codes per account in 5 minutes, and 30 per address a minute."""

from datetime import UTC, datetime

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from accounts.models import User
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "three-words-together"
WRONG = "wrong"
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def try_password(client, email, password=WRONG, ip="192.0.2.1"):
    return client.post("/sign-in/", {"login": email, "password": password}, REMOTE_ADDR=ip).status_code


def test_the_eleventh_password_is_not_looked_at_even_when_right(client):
    person = UserFactory(password=PASSWORD)
    answers = [try_password(client, person.email, ip=f"192.0.2.{number}") for number in range(10)]
    assert answers == [200] * 10
    assert try_password(client, person.email, PASSWORD, ip="192.0.2.99") == 429
    assert "_auth_user_id" not in client.session


def test_after_five_minutes_they_may_try_again(client, time_machine):
    time_machine.move_to(NOON)
    person = UserFactory(password=PASSWORD)
    for number in range(11):
        try_password(client, person.email, ip=f"192.0.2.{number}")
    time_machine.shift(5 * 60 + 1)
    assert try_password(client, person.email, PASSWORD) == 302


def test_an_unknown_address_is_limited_alike(client):
    answers = [try_password(client, "other@example.org", ip=f"192.0.2.{number}") for number in range(11)]
    assert answers == [200] * 10 + [429]


def test_right_passwords_do_not_use_up_tries(client):
    person = UserFactory(password=PASSWORD)
    for _number in range(12):
        assert try_password(client, person.email, PASSWORD) == 302
        client.logout()


def test_one_address_has_30_tries_a_minute_over_all_accounts(client):
    answers = [try_password(client, f"person{number}@example.org") for number in range(31)]
    assert answers == [200] * 30 + [429]
    assert try_password(client, "person99@example.org", ip="192.0.2.2") == 200


def test_wrong_codes_and_passwords_share_one_count(client):
    person = UserFactory(password=PASSWORD)
    for number in range(6):
        try_password(client, person.email, ip=f"192.0.2.{number}")
    client.post("/sign-in/", {"login": person.email})
    answers = [
        client.post("/sign-in/sent/", {"code": "12"}, REMOTE_ADDR="192.0.2.77").status_code for _ in range(5)
    ]
    assert answers == [200] * 4 + [429]


def test_new_codes_do_not_bring_new_tries(client, time_machine):
    """Ten wrong tries are ten, over as many codes and browsers as somebody likes."""
    time_machine.move_to(NOON)
    person, wrong = UserFactory(), 0
    for _code in range(4):
        client.cookies.clear()
        time_machine.shift(61)
        client.post("/sign-in/", {"login": person.email})
        for _try in range(4):
            wrong += client.post("/sign-in/sent/", {"code": "12"}).status_code == 200
    assert wrong == 10


def test_second_factor_shares_the_count(client):
    person = UserFactory(password=PASSWORD)
    TOTP.activate(person, generate_totp_secret())
    for number in range(5):
        try_password(client, person.email, ip=f"192.0.2.{number}")
    assert try_password(client, person.email, PASSWORD) == 302
    answers = [client.post("/sign-in/second-step/", {"code": "000"}).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]


def test_codes_are_not_sent_without_end(client):
    answers = [client.post("/sign-in/", {"login": "ted@example.org"}).status_code for _ in range(4)]
    assert answers == [302] * 3 + [429]


def test_joining_is_limited_too(client):
    form = {"adult": "yes", "preferred_name": "Ted"}
    answers = [
        client.post("/join/", {**form, "email": f"p{number}@example.org"}).status_code for number in range(21)
    ]
    assert answers == [302] * 20 + [429]
    assert User.objects.count() == 20


def test_the_wait_page_says_what_to_do(client):
    for number in range(11):
        response = client.post(
            "/sign-in/", {"login": "t@example.org", "password": "no"}, REMOTE_ADDR=f"192.0.2.{number}"
        )
    assert "Please wait a few minutes" in response.content.decode()
