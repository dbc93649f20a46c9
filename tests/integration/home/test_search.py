"""Search: finds by word and by near miss, shows kinds apart, and never names what a visitor may not see."""

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Locale

from tests.factories.accounts import UserFactory
from tests.factories.guides import CaseStudyFactory, GuideFactory, ToolFactory
from tests.factories.home import GlossaryTermFactory, StandardPageFactory, restrict

pytestmark = pytest.mark.django_db


def index():
    """What the background worker does after each change."""
    call_command("update_index", verbosity=0)


def find(client, words, address="/search/"):
    return client.get(address, {"q": words}).content.decode()


def test_a_page_is_found_by_its_title_and_by_its_words(client, site_tree):
    page = StandardPageFactory(
        parent=site_tree.home,
        title="Running a committee",
        summary="How to chair.",
        body=[("text", "<p>Write the agenda together.</p>")],
    )
    index()
    for words in ["committee", "Committee", "chair", "agenda"]:
        html = find(client, words)
        assert f'<a href="{page.url}">Running a committee</a>' in html, words
        assert "How to chair." in html


def test_results_stand_under_their_kind(client, site_tree):
    GuideFactory(parent=site_tree.guides, title="A guide for carers")
    ToolFactory(parent=site_tree.guides, title="A form for carers")
    CaseStudyFactory(parent=site_tree.case_studies, title="A story of carers")
    GlossaryTermFactory(parent=site_tree.glossary, title="Carers", meaning="People who look after someone.")
    index()
    html = find(client, "carers")
    for kind in ["Guides", "Forms to print", "Case studies", "Words"]:
        assert f">{kind}</h2>" in html
    assert "People who look after someone." in html
    assert "4 pages found." in html


@pytest.mark.parametrize("words", ["comitee", "Comittee", "committe"])
def test_a_misspelt_word_finds_the_page_and_says_so(client, site_tree, words):
    page = StandardPageFactory(parent=site_tree.home, title="Running a committee")
    index()
    html = find(client, words)
    assert page.url in html
    assert f"Nothing found for “{words}”" in html
    assert "“committee”" in html


def test_a_question_is_understood_by_its_telling_words(client, site_tree):
    page = StandardPageFactory(parent=site_tree.home, title="Finding a mentor")
    index()
    assert page.url in find(client, "how do I get me a mentor please")


def test_nothing_found_offers_ways_on_and_a_phone_number(client, site_tree, settings):
    html = find(client, "xylophone")
    assert "Nothing found for “xylophone”" in html
    assert settings.SUPPORT_PHONE in html
    for address in ["/glossary/", "/learn/", "/guides/"]:
        assert f'href="{address}"' in html


def test_an_empty_search_keeps_the_page_and_says_what_to_type(client, site_tree):
    response = client.get("/search/", {"q": "  "})
    html = response.content.decode()
    assert response.status_code == 200
    assert "Type a word to look for" in html
    assert "<title>Error:" in html
    assert "error-summary" in html
    assert "Type a word to look for" not in client.get("/search/").content.decode()


@pytest.mark.parametrize(
    "words",
    ['"', "*", "a AND b", "NEAR(", "'; DROP TABLE", "%_", "<script>", "🙂", "-", "a:b", "x" * 100, "مرحبا"],
)
def test_no_search_breaks_the_page(client, site_tree, words):
    StandardPageFactory(parent=site_tree.home, title="Carer")
    index()
    response = client.get("/search/", {"q": words})
    assert response.status_code == 200
    assert b"<script>" not in response.content


@pytest.mark.parametrize("words", ["zebra", "zebrra", "stripes", "stripess"])
@pytest.mark.parametrize("hide", ["restricted", "unpublished", "scheduled", "expired", "draft"])
def test_what_is_not_public_is_neither_found_nor_hinted_at(client, site_tree, hide, words):
    StandardPageFactory(parent=site_tree.home, title="Open page")
    live = hide in ("restricted", "unpublished", "expired")
    page = StandardPageFactory(
        parent=site_tree.home, title="Zebra plan", slug="secret", summary="About stripes", live=live
    )
    index()
    # Seen once while it was public: what was learned then must be forgotten.
    if live:
        assert "Zebra plan" in find(client, "zebra")
        assert "Zebra plan" in find(client, "zebrra")
    if hide == "restricted":
        restrict(page)
    elif hide == "unpublished":
        page.unpublish()
    elif hide == "scheduled":
        page.go_live_at = timezone.now() + datetime.timedelta(days=1)
        page.save_revision().publish()
    elif hide == "expired":
        page.expire_at = timezone.now() - datetime.timedelta(hours=1)
        page.save()
        call_command("publish_scheduled")
    index()
    person = UserFactory()
    for signed_in in (False, True):
        if signed_in:
            client.force_login(person)
        html = find(client, words).lower()
        assert "zebra plan" not in html
        assert "about stripes" not in html
        assert "instead" not in html
        assert "/secret/" not in html


def test_search_stays_in_the_language_of_its_address(client, site_tree):
    welsh = Locale.objects.create(language_code="cy")
    home = site_tree.home.copy_for_translation(welsh)
    home.title = "Hafan"
    home.save_revision().publish()
    StandardPageFactory(parent=home, title="Gofalwyr carer", locale=welsh)
    StandardPageFactory(parent=site_tree.home, title="English carer")
    index()
    html = find(client, "carer", "/cy/search/")
    assert "Gofalwyr carer" in html
    assert "English carer" not in html
    html = find(client, "carer")
    assert "English carer" in html
    assert "Gofalwyr" not in html


def test_a_search_costs_the_same_however_many_pages_there_are(
    client, site_tree, django_assert_max_num_queries
):
    def fill(numbers):
        for number in numbers:
            StandardPageFactory(parent=site_tree.home, summary="carer committee")
            GuideFactory(parent=site_tree.guides, summary="carer committee")
            ToolFactory(parent=site_tree.guides, summary="carer committee")
            CaseStudyFactory(parent=site_tree.case_studies, summary="carer committee")
            GlossaryTermFactory(parent=site_tree.glossary, title=f"Carer committee {number}")
        index()

    def cost(words):
        find(client, words)
        with django_assert_max_num_queries(25) as captured:
            assert "pages found" in find(client, words)
        return len(captured)

    fill(range(1))
    few = [cost("carer"), cost("comitee")]
    fill(range(1, 11))
    assert [cost("carer"), cost("comitee")] == few


def test_cold_spelling_help_keeps_the_promise_too(client, site_tree, django_assert_max_num_queries):
    for number in range(3):
        StandardPageFactory(parent=site_tree.home, title=f"Committee {number}")
    index()
    with django_assert_max_num_queries(25):
        assert "committee" in find(client, "comitee")


def test_home_pages_and_lists_are_not_results(client, site_tree):
    index()
    assert "Nothing found" in find(client, "Guides")
