"""Guides, forms and case studies: who may be whose child, what they show, what they cost."""

import datetime

import pytest
from wagtail.test.utils.page_tests import WagtailPageTestCase

from guides.models import CaseStudy, CaseStudyIndex, Guide, GuideIndex, Tool
from home.models import HomePage
from tests.factories.accounts import UserFactory
from tests.factories.guides import CaseStudyFactory, GuideFactory, ToolFactory, steps
from tests.factories.home import AimFactory, RungFactory, SourceFactory, restrict

pytestmark = pytest.mark.django_db


class TestPlaces(WagtailPageTestCase):
    def test_parents_and_children(self):
        self.assertAllowedParentPageTypes(GuideIndex, {HomePage})
        self.assertAllowedSubpageTypes(GuideIndex, {Guide, Tool})
        self.assertAllowedParentPageTypes(Guide, {GuideIndex})
        self.assertAllowedSubpageTypes(Guide, {})
        self.assertAllowedParentPageTypes(Tool, {GuideIndex})
        self.assertAllowedSubpageTypes(Tool, {})
        self.assertAllowedParentPageTypes(CaseStudyIndex, {HomePage})
        self.assertAllowedSubpageTypes(CaseStudyIndex, {CaseStudy})
        self.assertAllowedParentPageTypes(CaseStudy, {CaseStudyIndex})
        self.assertAllowedSubpageTypes(CaseStudy, {})


def test_guides_stand_under_their_kind_of_task_with_the_day_they_were_checked(client, site_tree):
    GuideFactory(parent=site_tree.guides, title="Take part", verb="Plan")
    GuideFactory(
        parent=site_tree.guides,
        title="Pick a method",
        verb="Listen",
        checked_on_date=datetime.date(2026, 11, 20),
    )
    GuideFactory(parent=site_tree.guides, title="Work with groups", verb="Plan")
    tool = ToolFactory(parent=site_tree.guides, title="Gap grid")
    html = client.get("/guides/").content.decode()
    order = [">Plan</h2>", "Take part", "Work with groups", ">Listen</h2>", "Pick a method"]
    places = [html.index(words) for words in order]
    assert places == sorted(places)
    assert "Last checked on 20 November 2026." in html
    assert f'<a href="{tool.url}">Gap grid</a>' in html
    assert f'<a href="{site_tree.case_studies.url}">Case studies</a>' in html
    assert 'action="/search/"' in html


def test_what_nobody_may_see_is_in_no_list(client, site_tree):
    tool = ToolFactory(parent=site_tree.guides, title="Secret form")
    study = CaseStudyFactory(parent=site_tree.case_studies, title="Secret place")
    guide = GuideFactory(
        parent=site_tree.guides,
        title="Open guide",
        tool_page=tool,
        example="They did it.",
        example_page=study,
    )
    hidden = GuideFactory(parent=site_tree.guides, title="Secret guide", tool_page=tool, example_page=study)
    open_tool = ToolFactory(parent=site_tree.guides, title="Open form")
    hidden.tool_page = open_tool
    hidden.save()
    for page in (tool, study, hidden):
        restrict(page)
    for address in ["/guides/", guide.url, open_tool.url, "/case-studies/", "/sitemap.xml"]:
        html = client.get(address).content.decode()
        assert "Secret" not in html, address
        assert tool.url not in html, address
        assert study.url not in html, address


def test_a_guide_shows_all_its_parts(client, site_tree):
    tool = ToolFactory(parent=site_tree.guides, title="Stakeholder map")
    study = CaseStudyFactory(parent=site_tree.case_studies, title="Liverpool")
    guide = GuideFactory(
        parent=site_tree.guides,
        intro="Change goes better with allies.",
        roles=[("role", {"role": "Staff partner", "does": "Knows how things work"})],
        do_dont=[("do_dont", {"heading": "", "do": ["Start early"], "dont": ["Go alone"]})],
        example="In Liverpool they asked first.",
        example_page=study,
        checks=[("check", "Each group has an owner")],
        tool_page=tool,
        rung=RungFactory(name="Involve"),
        review_by_date=datetime.date(2027, 11, 20),
        checked_on_date=datetime.date(2026, 11, 20),
    )
    guide.sources.set([SourceFactory(title="The King's report")])
    guide.aims.set([AimFactory(name="Better use of money")])
    guide.save()
    html = client.get(guide.url).content.decode()
    for words in [
        "Change goes better with allies.",
        "Staff partner",
        "Knows how things work",
        "Start early",
        "Go alone",
        "In Liverpool they asked first.",
        "Each group has an owner",
        "Stakeholder map",
        "Involve",
        "Better use of money",
        "The King&#x27;s report",
        "Last checked on 20 November 2026.",
        "We check it again by 20 November 2027.",
        f'href="{study.url}"',
    ]:
        assert words in html, words


def test_steps_are_an_ordered_list(client, site_tree):
    guide = GuideFactory(parent=site_tree.guides, steps=steps(7))
    html = client.get(guide.url).content.decode()
    start = html.index('<ol class="steps')
    steps_html = html[start : html.index("</ol>", start)]
    assert steps_html.count("<li") == 7
    assert steps_html.index("Step called 1") < steps_html.index("Step called 7")


def test_a_form_has_room_to_write(client, site_tree):
    tool = ToolFactory(parent=site_tree.guides)
    guide = GuideFactory(parent=site_tree.guides, title="Its guide", tool_page=tool)
    html = client.get(tool.url).content.decode()
    assert "Print this page" in html
    assert html.count("<span></span>") == 2
    assert '<th scope="row">Clear information</th>' in html
    assert html.count('<tr class="form-table__blank">') == 2
    assert '<th scope="row">Total</th><td></td><td></td>' in html
    assert "A carer took part" in html
    assert "It worked." in html
    assert f'<a href="{guide.url}">Its guide</a>' in html
    assert "<button" not in html[html.index('class="form-print"') :]


def test_a_case_study_gives_each_number_its_source_and_its_caution(client, site_tree):
    source = SourceFactory(code="S1", title="An article of 2016", url="https://example.org/article")
    study = CaseStudyFactory(parent=site_tree.case_studies, rung=RungFactory(name="Empower"))
    guide = GuideFactory(parent=site_tree.guides, title="Guide that tells it", example_page=study)
    html = client.get(study.url).content.decode()
    for words in [
        "They asked people first.",
        "Age UK",
        "1,079",
        "people came",
        "One source.",
        f'<a href="{source.url}" rel="external">An article of 2016</a>',
        "There was no comparison group.",
        "Ask which groups people like.",
        "Empower",
        f'<a href="{guide.url}">Guide that tells it</a>',
    ]:
        assert words in html, words
    html = client.get("/case-studies/").content.decode()
    assert study.title in html
    assert "2013 to 2016" in html
    assert "Empower" in html


def test_a_number_without_a_registered_source_names_its_code(client, site_tree):
    study = CaseStudyFactory(parent=site_tree.case_studies)
    assert "S1" in client.get(study.url).content.decode()


@pytest.mark.parametrize("signed_in", [False, True])
def test_the_cost_of_pages_stays_flat(client, site_tree, django_assert_max_num_queries, signed_in):
    if signed_in:
        client.force_login(UserFactory())
    tool = ToolFactory(parent=site_tree.guides)
    study = CaseStudyFactory(parent=site_tree.case_studies)
    guide = GuideFactory(parent=site_tree.guides, tool_page=tool, example="Here.", example_page=study)
    addresses = ["/guides/", "/case-studies/", guide.url, tool.url, study.url]

    def cost():
        found = {}
        for address in addresses:
            client.get(address)
            with django_assert_max_num_queries(30) as captured:
                assert client.get(address).status_code == 200
            found[address] = len(captured)
        return found

    few = cost()
    for number in range(10):
        GuideFactory(parent=site_tree.guides, verb=f"Verb {number}", tool_page=tool, example_page=study)
        ToolFactory(parent=site_tree.guides)
        CaseStudyFactory(parent=site_tree.case_studies, rung=RungFactory())
    guide.steps = json_steps = steps(30)
    assert json_steps
    guide.save()
    assert cost() == few
