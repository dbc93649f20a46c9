"""A programme with its coordinator, ready to match."""

import pytest
from django.utils import timezone

from tests.factories.accounts import UserFactory
from tests.factories.mentoring import MatchingRoundFactory, ProgrammeFactory


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def coordinator(db):
    return UserFactory(coordinator=True, preferred_name="Nasreen K.")


@pytest.fixture
def programme(coordinator):
    return ProgrammeFactory(coordinators=[coordinator])


@pytest.fixture
def round(programme, coordinator):
    return MatchingRoundFactory(programme=programme, created_by=coordinator)
