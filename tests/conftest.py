"""What every test may lean on: a migrated database in a second, and a small site to put pages in."""

from dataclasses import dataclass

import pytest
from django.core.cache import cache

from tests.databases import django_db_setup  # noqa: F401 (takes the place of pytest-django's)


@dataclass(frozen=True)
class SiteTree:
    """The pages every site has, in English, live and empty."""

    locale: object
    root: object
    site: object
    home: object
    learn: object
    guides: object
    glossary: object
    case_studies: object


@pytest.fixture(autouse=True)
def _empty_cache():
    """Wagtail remembers site roots, and sign-in counts tries, in the cache: start each test without."""
    cache.clear()


@pytest.fixture
def site_tree(db) -> SiteTree:
    """The default site with its home page and the four lists below it.

    Works after a `transaction=True` test too, which leaves no locale and no root page behind.
    """
    from wagtail.models import Locale, Page, Site

    from courses.models import LearnIndex
    from guides.models import CaseStudyIndex, GuideIndex
    from home.models import GlossaryIndex, HomePage

    locale, _ = Locale.objects.get_or_create(language_code="en-gb")
    root = Page.get_first_root_node() or Page.add_root(
        instance=Page(title="Root", slug="root", locale=locale)
    )
    for left_over in root.get_children():
        left_over.specific.delete()
    root.refresh_from_db()
    home = root.add_child(
        instance=HomePage(title="Patient Leaders", slug="home", lede="Learn to lead.", locale=locale)
    )
    Site.objects.all().delete()
    site = Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)

    def below_home(model, title, slug):
        return home.add_child(instance=model(title=title, slug=slug, locale=locale))

    return SiteTree(
        locale=locale,
        root=root,
        site=site,
        home=home,
        learn=below_home(LearnIndex, "Learn", "learn"),
        guides=below_home(GuideIndex, "Guides", "guides"),
        glossary=below_home(GlossaryIndex, "Words", "glossary"),
        case_studies=below_home(CaseStudyIndex, "Case studies", "case-studies"),
    )
