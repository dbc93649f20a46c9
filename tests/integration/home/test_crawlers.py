"""What search engines may read."""

import pytest

from tests.factories.guides import GuideFactory
from tests.factories.home import StandardPageFactory, restrict

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("place", ["/me/", "/coach/", "/rounds/", "/coordinate/", "/admin/", "/certificate/"])
def test_peoples_own_pages_are_closed_to_robots(client, place):
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    assert f"Disallow: {place}\n" in response.content.decode()


def test_robots_are_told_where_the_list_of_pages_is(client):
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").content.decode()


def test_the_list_of_pages_holds_only_what_anybody_may_see(client, site_tree):
    open_page = StandardPageFactory(parent=site_tree.home)
    draft = StandardPageFactory(parent=site_tree.home, live=False, slug="draft")
    hidden = StandardPageFactory(parent=site_tree.home, slug="hidden")
    below = StandardPageFactory(parent=hidden, slug="below-hidden")
    restrict(hidden)
    response = client.get("/sitemap.xml")
    assert response["Content-Type"].startswith("application/xml")
    xml = response.content.decode()
    assert f"<loc>http://testserver{open_page.url}</loc>" in xml
    assert "<loc>http://testserver/</loc>" in xml
    for page in (draft, hidden, below):
        assert page.slug not in xml


def test_the_list_of_pages_costs_the_same_however_long_it_is(
    client, site_tree, django_assert_max_num_queries
):
    def cost():
        with django_assert_max_num_queries(20) as captured:
            client.get("/sitemap.xml")
        return len(captured)

    GuideFactory(parent=site_tree.guides)
    cost()
    few = cost()
    for _ in range(20):
        GuideFactory(parent=site_tree.guides)
    assert cost() == few
