"""What the pages of a group cost. It stays the same with ten times the people and lessons."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from tests.factories.cohorts import fill_group, make_group
from tests.factories.courses import make_course

pytestmark = pytest.mark.django_db
MOST_QUERIES = 20


@pytest.fixture
def small_and_large(site_tree):
    """A group of 12 people × 10 lessons, and one of 350 × 130."""
    small = [make_course(parent=site_tree.learn, modules=1, lessons=5, parts=1) for _course in range(2)]
    large = [make_course(parent=site_tree.learn, modules=5, lessons=13, parts=1) for _course in range(2)]
    groups = []
    for courses, people in ((small, 12), (large, 350)):
        group = make_group(courses=courses)
        fill_group(group, courses, people)
        groups.append(group)
    return groups


def count(client, address):
    Site.get_site_root_paths()
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200
    return len(queries), response.content.decode()


def test_the_grid_is_one_page_of_few_queries_at_any_size(small_and_large):
    costs = []
    for group, people, lessons in zip(small_and_large, (12, 350), (10, 130), strict=True):
        client = Client()
        client.force_login(group.coordinator)
        address = f"/groups/{group.pk}/"
        client.get(address)
        number, words = count(client, f"{address}lessons/")
        assert words.count('<th scope="row">Person ') == people
        assert words.count("<td>✓") == people * 2 * (lessons // 4)
        assert words.count("<td class=now>½") == people * 2
        assert len(words.encode()) < 300_000
        pages = [number]
        for page in ("", "people/", "download/csv/", "download/xlsx/"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address + page).status_code == 200
            pages.append(len(queries))
        costs.append(pages)
    assert costs[0] == costs[1]
    assert max(costs[0]) <= MOST_QUERIES
