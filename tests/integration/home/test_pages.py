"""The home page, plain pages and the glossary: who may be whose child, what they show, what they cost."""

import datetime

import pytest
from wagtail.test.utils.page_tests import WagtailPageTestCase

from courses.models import LearnIndex
from guides.models import CaseStudyIndex, GuideIndex
from home.models import GlossaryIndex, GlossaryTerm, HomePage, StandardPage
from tests.factories.accounts import UserFactory
from tests.factories.guides import GuideFactory
from tests.factories.home import GlossaryTermFactory, SourceFactory, StandardPageFactory, restrict

pytestmark = pytest.mark.django_db


class TestPlaces(WagtailPageTestCase):
    def test_parents_and_children(self):
        below_home = {StandardPage, GlossaryIndex, LearnIndex, GuideIndex, CaseStudyIndex}
        assert set(HomePage.creatable_subpage_models()) == below_home
        self.assertAllowedParentPageTypes(StandardPage, {HomePage, StandardPage})
        self.assertAllowedParentPageTypes(GlossaryIndex, {HomePage})
        self.assertAllowedSubpageTypes(GlossaryIndex, {GlossaryTerm})
        self.assertAllowedParentPageTypes(GlossaryTerm, {GlossaryIndex})
        self.assertAllowedSubpageTypes(GlossaryTerm, {})


def test_visitors_see_what_this_is_and_three_ways_in(client, site_tree):
    html = client.get("/").content.decode()
    assert "Independent. Not part of the NHS." in html
    for words, address in [
        ("Start learning", "/learn/"),
        ("Find a guide", "/guides/"),
        ("Find a mentor", "/mentoring/"),
    ]:
        assert words in html
        assert f'href="{address}"' in html


def test_a_person_who_is_signed_in_is_greeted_by_name(client, site_tree):
    GuideFactory(parent=site_tree.guides, title="Bring people with you")
    client.force_login(UserFactory(preferred_name="Ted Hughes"))
    html = client.get("/").content.decode()
    assert "<h1>Hello Ted</h1>" in html
    assert "Bring people with you" in html
    assert "Find a mentor</a>" not in html


def test_a_plain_page_shows_its_words_its_place_and_when_it_was_checked(client, site_tree):
    about = StandardPageFactory(
        parent=site_tree.home, title="About us", slug="about", checked_on_date=datetime.date(2026, 11, 20)
    )
    below = StandardPageFactory(parent=about, title="Who we are", slug="who")
    html = client.get(about.url).content.decode()
    assert "<h1>About us</h1>" in html
    assert "Last checked on 20 November 2026." in html
    html = client.get(below.url).content.decode()
    assert '<a href="/about/">About us</a>' in html
    assert '<a href="/">Home</a>' in html


def test_breadcrumbs_do_not_name_a_page_that_is_not_live(client, site_tree):
    hidden = StandardPageFactory(parent=site_tree.home, title="Secret plan")
    below = StandardPageFactory(parent=hidden, title="Open page")
    hidden.unpublish()
    assert "Secret plan" not in client.get(below.url).content.decode()


def test_the_glossary_goes_from_a_to_z_with_a_link_to_each_letter(client, site_tree):
    for title in ["PPG", "carer", "10 Year Health Plan", "Advocate"]:
        GlossaryTermFactory(parent=site_tree.glossary, title=title)
    html = client.get("/glossary/").content.decode()
    places = [html.index(f">{title}</a>") for title in ["10 Year Health Plan", "Advocate", "carer", "PPG"]]
    assert places == sorted(places)
    for number in range(1, 5):
        assert f'href="#letter-{number}"' in html
        assert f'id="letter-{number}"' in html
    assert "Ask us to add it" in html


@pytest.mark.parametrize(
    ("words", "found"), [("ppg", True), ("group", True), ("participation", True), ("xyz", False)]
)
def test_the_box_finds_a_word_by_name_other_name_or_meaning(client, site_tree, words, found):
    GlossaryTermFactory(
        parent=site_tree.glossary,
        title="PPG",
        also="patient participation group",
        meaning="Patients who meet with their practice.",
    )
    html = client.get("/glossary/", {"q": words}).content.decode()
    assert (">PPG</a>" in html) is found
    assert ("We have no word with" in html) is not found


def test_a_word_shows_its_new_name_and_the_new_name_shows_the_old(client, site_tree):
    new = GlossaryTermFactory(parent=site_tree.glossary, title="ICB")
    old = GlossaryTermFactory(
        parent=site_tree.glossary,
        title="CCG",
        replaced_by=new,
        now_called="ICB (integrated care board)",
        changed_when="July 2022",
    )
    html = client.get(old.url).content.decode()
    assert f'<a href="{new.url}">ICB (integrated care board)</a>' in html
    assert "July 2022" in html
    assert f'<a href="{old.url}">CCG</a>' in client.get(new.url).content.decode()


def test_a_word_and_the_pages_that_use_it_lead_to_each_other(client, site_tree):
    term = GlossaryTermFactory(parent=site_tree.glossary, title="PDSA", meaning="Plan, do, study, act.")
    guide = GuideFactory(parent=site_tree.guides, title="Test small")
    guide.terms.set([term])
    guide.save()
    hidden = GuideFactory(parent=site_tree.guides, title="Hidden guide")
    hidden.terms.set([term])
    hidden.save()
    restrict(hidden)
    html = client.get(term.url).content.decode()
    assert f'<a href="{guide.url}">Test small</a>' in html
    assert "Hidden guide" not in html
    html = client.get(guide.url).content.decode()
    assert f'<a href="{term.url}">PDSA</a>' in html
    assert "Plan, do, study, act." in html


def test_a_word_nobody_may_see_is_named_nowhere(client, site_tree):
    secret = GlossaryTermFactory(parent=site_tree.glossary, title="Secret word")
    guide = GuideFactory(parent=site_tree.guides)
    guide.terms.set([secret])
    guide.save()
    open_term = GlossaryTermFactory(parent=site_tree.glossary, replaced_by=secret)
    open_term.see.set([secret])
    open_term.save()
    restrict(secret)
    for address in ["/glossary/", guide.url, open_term.url, "/sitemap.xml"]:
        html = client.get(address).content.decode()
        assert "Secret word" not in html
        assert secret.url not in html


def test_sources_say_who_and_when(client, site_tree):
    term = GlossaryTermFactory(parent=site_tree.glossary)
    term.sources.set([SourceFactory(title="What PPGs do", checked_on_date=datetime.date(2026, 3, 3))])
    term.save()
    html = client.get(term.url).content.decode()
    assert "What PPGs do" in html
    assert "Checked on 3 March 2026." in html


def queries_for(client, django_assert_max_num_queries, address, most):
    client.get(address)
    with django_assert_max_num_queries(most) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_cost_of_pages_stays_flat(client, site_tree, django_assert_max_num_queries):
    term = GlossaryTermFactory(parent=site_tree.glossary, title="Mentor")

    def cost():
        addresses = {"/": 15, "/glossary/": 20, term.url: 25}
        return {
            address: queries_for(client, django_assert_max_num_queries, address, most)
            for address, most in addresses.items()
        }

    few = cost()
    others = [GlossaryTermFactory(parent=site_tree.glossary, replaced_by=term) for _ in range(10)]
    term.see.set(others)
    term.save()
    many = cost()
    for other in [GlossaryTermFactory(parent=site_tree.glossary, replaced_by=term) for _ in range(20)]:
        others.append(other)
    term.see.set(others)
    term.save()
    assert cost() == many
    assert few["/glossary/"] == many["/glossary/"]
