"""Synthetic people in bulk: the same ones for the same seed, and never by accident."""

import pytest
from django.core.management import CommandError, call_command

from courses.models import Enrolment
from courses.operations import rebuild_progress
from mentoring import operations
from mentoring.models import MatchingRound, MentorOffer, MentorRequest, ProposedPair
from tests.factories.courses import make_course

pytestmark = pytest.mark.django_db


def test_it_refuses_unless_it_is_allowed(monkeypatch):
    monkeypatch.delenv("ALLOW_SYNTHETIC", raising=False)
    with pytest.raises(CommandError):
        call_command("make_cohort", learners=1, coaches=1)
    assert not MentorRequest.objects.exists()


def test_a_cohort_can_be_matched_and_is_the_same_twice(monkeypatch, now):
    monkeypatch.setenv("ALLOW_SYNTHETIC", "1")
    for _ in range(2):
        call_command("make_cohort", learners=40, coaches=20, seed=7)
    assert (MentorRequest.objects.count(), MentorOffer.objects.count()) == (80, 40)
    shapes = []
    for round in MatchingRound.objects.order_by("pk"):
        operations.propose_pairs(round=round, by=None, at=now)
        pairs = ProposedPair.objects.filter(entry__round=round)
        assert pairs.count() + round.entries.filter(pair=None).count() == 40
        totals = list(pairs.values_list("total", flat=True))
        shapes.append((len(totals), sum(totals)))
    assert shapes[0][0] > 20
    assert shapes[0] == shapes[1]  # other row ids settle ties otherwise, at the same best total


def test_their_progress_is_as_if_they_had_learned(monkeypatch, now, site_tree):
    monkeypatch.setenv("ALLOW_SYNTHETIC", "1")
    make_course(parent=site_tree.learn, modules=1, lessons=2)
    call_command("make_cohort", learners=20, coaches=5, seed=7)
    assert 0 < Enrolment.objects.exclude(finished_at=None).count() < 20
    assert rebuild_progress(at=now) == []
