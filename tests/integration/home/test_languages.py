"""A page answers in its own language, at its own address, and says which other languages it has."""

import pytest
from django.utils.html import escape
from django.utils.translation import gettext, override
from wagtail.models import Locale

from tests.factories.home import GlossaryTermFactory, StandardPageFactory, restrict

pytestmark = pytest.mark.django_db


@pytest.fixture
def welsh(site_tree):
    return Locale.objects.create(language_code="cy")


def translate(page, locale, **values):
    """A live translation of `page`."""
    translation = page.copy_for_translation(locale)
    for name, value in values.items():
        setattr(translation, name, value)
    translation.save_revision().publish()
    translation.refresh_from_db()
    return translation


@pytest.mark.parametrize("address", ["/cy/about/", "/ur/about/"])
def test_without_a_translation_the_english_page_answers_at_its_own_address(client, site_tree, welsh, address):
    Locale.objects.create(language_code="ur")
    StandardPageFactory(parent=site_tree.home, title="About us", slug="about")
    response = client.get(address)
    assert response.status_code == 302
    assert response["Location"] == "/about/"
    html = client.get(address, follow=True).content.decode()
    assert '<html lang="en-gb" dir="ltr">' in html
    language = address[1:3]
    with override(language):
        words = gettext("We do not have that page in %(wanted)s yet. Here it is in %(language)s.").split("%")[
            0
        ]
    assert f'<span lang="{language}" dir="{"rtl" if language == "ur" else "ltr"}">{escape(words)}' in html


def test_a_page_that_does_not_exist_is_not_found_in_any_language(client, site_tree, welsh):
    assert client.get("/cy/nothing/").status_code == 404
    assert client.get("/nothing/").status_code == 404


def test_a_live_welsh_home_page_answers_in_welsh(client, site_tree, welsh):
    translate(site_tree.home, welsh, title="Hafan")
    html = client.get("/cy/").content.decode()
    assert '<html lang="cy" dir="ltr">' in html
    assert "Hafan" in html


def test_a_welsh_home_page_that_is_not_live_does_not_answer(client, site_tree, welsh):
    site_tree.home.copy_for_translation(welsh)
    assert client.get("/cy/")["Location"] == "/"


def test_urdu_runs_from_right_to_left(client, site_tree):
    translate(site_tree.home, Locale.objects.create(language_code="ur"), title="گھر")
    assert '<html lang="ur" dir="rtl">' in client.get("/ur/").content.decode()


def test_a_copy_nobody_has_translated_leads_to_the_english_page(client, site_tree, welsh):
    page = StandardPageFactory(parent=site_tree.home, title="About us", slug="about")
    translate(site_tree.home, welsh)
    page.copy_for_translation(welsh, alias=True)
    response = client.get("/cy/about/")
    assert response.status_code == 302
    assert response["Location"] == "/about/"
    assert "/cy/about/" not in client.get("/about/").content.decode()
    assert "/cy/about/" not in client.get("/sitemap.xml").content.decode()


def test_translations_link_to_each_other(client, site_tree, welsh):
    page = StandardPageFactory(parent=site_tree.home, title="About us", slug="about")
    translate(site_tree.home, welsh)
    other = translate(page, welsh, title="Amdanom ni", slug="amdanom")
    assert other.url == "/cy/amdanom/"
    html = client.get(page.url).content.decode()
    assert '<link rel="alternate" hreflang="cy" href="/cy/amdanom/">' in html
    assert "Cymraeg" in html
    html = client.get(other.url).content.decode()
    assert '<html lang="cy" dir="ltr">' in html
    assert 'hreflang="en-gb" href="/about/"' in html


@pytest.mark.parametrize("hide", ["draft", "restricted"])
def test_a_translation_nobody_may_see_is_not_linked(client, site_tree, welsh, hide):
    page = StandardPageFactory(parent=site_tree.home, title="About us", slug="about")
    translate(site_tree.home, welsh)
    if hide == "draft":
        other = page.copy_for_translation(welsh)
    else:
        other = translate(page, welsh, slug="amdanom")
        restrict(other)
    html = client.get(page.url).content.decode()
    assert "amdanom" not in html
    assert other.url not in html
    assert 'hreflang="cy"' not in html


def test_the_welsh_glossary_holds_welsh_words(client, site_tree, welsh):
    english = GlossaryTermFactory(parent=site_tree.glossary, title="Carer")
    translate(site_tree.home, welsh)
    translate(site_tree.glossary, welsh, title="Geiriau")
    translate(english, welsh, title="Gofalwr")
    html = client.get("/cy/glossary/").content.decode()
    assert "Gofalwr" in html
    assert ">Carer<" not in html
