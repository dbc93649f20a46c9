"""The editor's side: what needs them, what may not be published, and previews as visitors will see them."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage, WorkflowTask
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from home.models import GlossaryTerm, StandardPage
from tests.factories.accounts import UserFactory
from tests.factories.guides import GuideFactory
from tests.factories.home import GlossaryTermFactory, StandardPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client, site_tree):
    """Somebody who may do everything in the admin, signed in."""
    person = UserFactory(is_staff=True)
    person.is_superuser = True
    person.save()
    client.force_login(person)
    return person


def page_form(title="About us", text="Fine words.", **more):
    return nested_form_data(
        {
            "title": title,
            "slug": "about-us",
            "summary": "",
            "body": streamfield([("text", rich_text(f"<p>{text}</p>"))]),
            "checked_on_date": "",
            "review_by_date": "",
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000},
            **more,
        }
    )


def add(client, site_tree, **data):
    address = reverse("wagtailadmin_pages:add", args=("home", "standardpage", site_tree.home.pk))
    return client.post(address, page_form(**data))


@pytest.mark.parametrize("field", ["title", "text", "summary"])
def test_a_claim_of_approval_is_not_published(client, site_tree, editor, field):
    response = add(client, site_tree, **{field: "Our NHS approved course", "action-publish": "1"})
    assert response.status_code == 200
    # The body of blocks carries its messages as JSON for the editor's own script.
    html = response.content.decode().replace("\\u201c", "“").replace("\\u201d", "”")
    assert "Take out “NHS approved”" in html
    assert not StandardPage.objects.exists()


def test_fine_words_are_published(client, site_tree, editor):
    response = add(client, site_tree, **{"action-publish": "1"})
    assert response.status_code == 302
    assert StandardPage.objects.get().live


def test_a_draft_keeps_what_was_written(client, site_tree, editor):
    assert add(client, site_tree, text="Our NHS approved course").status_code == 302
    page = StandardPage.objects.get()
    assert not page.live
    assert "NHS approved" in str(page.body)


def test_publishing_many_pages_at_once_refuses_them_too(client, site_tree, editor):
    page = StandardPageFactory(
        parent=site_tree.home, live=False, body=[("text", "<p>It is endorsed by the NHS.</p>")]
    )
    fine = StandardPageFactory(parent=site_tree.home, live=False)
    address = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "publish"))
    response = client.post(f"{address}?id={page.pk}&id={fine.pk}", follow=True)
    assert "Nothing was published" in response.content.decode()
    assert not Page.objects.filter(pk__in=[page.pk, fine.pk], live=True).exists()
    client.post(f"{address}?id={fine.pk}")
    assert Page.objects.get(pk=fine.pk).live


@pytest.mark.parametrize(("number", "is_fine"), [(39, True), (40, False), (60, False)])
def test_a_meaning_stays_under_forty_words(site_tree, number, is_fine):
    term = GlossaryTerm(title="Word", slug="word", meaning="word " * number, locale=site_tree.locale)
    if is_fine:
        site_tree.glossary.add_child(instance=term)
    else:
        with pytest.raises(ValidationError, match=f"This has {number}"):
            site_tree.glossary.add_child(instance=term)


def dashboard(client):
    return client.get(reverse("wagtailadmin_home")).content.decode()


def rows_of(client, name):
    """The titles that a report lists."""
    return [page.title for page in client.get(reverse(name)).context["object_list"]]


def test_nothing_to_do_is_said(client, editor):
    html = dashboard(client)
    assert "What needs you" in html
    assert "Nothing needs you today." in html


def test_pages_past_their_day_are_counted_as_the_report_lists_them(client, site_tree, editor):
    today = timezone.localdate()
    day = datetime.timedelta(days=1)
    StandardPageFactory(parent=site_tree.home, title="Overdue page", review_by_date=today - day)
    GuideFactory(parent=site_tree.guides, title="Overdue guide", review_by_date=today - 100 * day)
    GuideFactory(parent=site_tree.guides, title="Due today", review_by_date=today)
    GuideFactory(parent=site_tree.guides, title="Not live", review_by_date=today - day, live=False)
    GlossaryTermFactory(parent=site_tree.glossary, title="Never checked")
    html = dashboard(client)
    assert "2 pages are past their check-again date" in html
    assert reverse("pages_to_check") in html
    assert sorted(rows_of(client, "pages_to_check")) == ["Overdue guide", "Overdue page"]


def test_pages_that_wait_for_review_are_counted_as_the_report_lists_them(client, site_tree, editor):
    from django.contrib.auth.models import Group

    task = GroupApprovalTask.objects.create(name="Plain-English check")
    task.groups.add(Group.objects.create(name="Checkers"))
    workflow = Workflow.objects.create(name="Check")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    WorkflowPage.objects.create(workflow=workflow, page=site_tree.home)
    page = StandardPageFactory(parent=site_tree.home, title="Please read")
    StandardPageFactory(parent=site_tree.home, title="Not sent")
    page.save_revision()
    workflow.start(page, UserFactory())
    html = dashboard(client)
    assert "1 page waits for your review" in html
    assert rows_of(client, "waiting_for_review") == ["Please read"]


def test_a_preview_shows_the_draft_as_a_visitor_will_see_it(client, site_tree, editor):
    guide = GuideFactory(parent=site_tree.guides)
    guide.steps = [("step", {"title": "A brand new step", "text": "Do it."})]
    guide.save_revision()
    html = client.get(reverse("wagtailadmin_pages:view_draft", args=[guide.pk])).content.decode()
    assert "A brand new step" in html
    assert "A brand new step" not in client.get(guide.url).content.decode()


def test_labels_and_sources_have_their_own_lists(client, site_tree, editor):
    from home.models import Aim, Capability, Rung, Source

    for model in (Aim, Capability, Rung, Source):
        address = reverse(model.snippet_viewset.get_url_name("list"))
        assert client.get(address).status_code == 200


def test_the_admin_asks_nothing_of_other_sites(settings, client, site_tree, editor):
    assert settings.WAGTAIL_ENABLE_UPDATE_CHECK is False
    assert settings.WAGTAIL_GRAVATAR_PROVIDER_URL is None
    html = dashboard(client)
    for outside in ["gravatar", "releases.wagtail.org", "//fonts", "//cdn"]:
        assert outside not in html
