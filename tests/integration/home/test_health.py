"""What whoever watches the machines is told."""

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from home import health

pytestmark = pytest.mark.django_db


@pytest.fixture
def checks(monkeypatch):
    """The checks that `/readyz` runs, as a dict that a test may fill."""
    mine = {}
    monkeypatch.setattr(health, "_checks", mine)
    return mine


def test_the_process_is_up_without_touching_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "up"}
    assert "no-store" in response["Cache-Control"]


def test_ready_when_every_check_is_fine(client, checks):
    health.register("database", lambda: None)
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"status": "ready", "checks": {"database": "ok"}}


def test_not_ready_names_what_is_wrong(client, checks):
    health.register("database", lambda: None)
    health.register("outbox", lambda: "mail waits since 40 minutes")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"] == {"database": "ok", "outbox": "mail waits since 40 minutes"}


def test_every_room_has_named_what_it_needs():
    assert {"database", "cache", "storage", "migrations"} <= set(health._checks)


def test_the_checks_of_this_room_are_fine_on_a_healthy_machine():
    assert health.database_answers() is None
    assert health.cache_keeps() is None
    assert health.storage_keeps() is None
    assert health.migrations_are_done() is None


def test_a_migration_that_waits_is_noticed():
    MigrationRecorder(connection).migration_qs.filter(app="guides").delete()
    assert "waiting" in health.migrations_are_done()


def test_a_cache_that_forgets_is_noticed(monkeypatch):
    monkeypatch.setattr(type(cache._connections["default"]), "get", lambda self, key: None)
    assert health.cache_keeps()


def test_storage_that_cannot_be_written_is_noticed(monkeypatch):
    def full(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(type(default_storage._wrapped), "save", full)
    with pytest.raises(OSError, match="disk full"):
        health.storage_keeps()


def test_nothing_is_left_in_storage():
    health.storage_keeps()
    assert default_storage.listdir("health")[1] == []
