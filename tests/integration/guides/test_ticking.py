"""Ticking the steps of a guide: by a plain form, once however often it is pressed, and only one's own."""

import json
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import Locale

from guides import operations, queries
from guides.models import StepTick
from tests.factories.accounts import UserFactory
from tests.factories.guides import GuideFactory, steps
from tests.factories.home import restrict

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide(site_tree):
    return GuideFactory(parent=site_tree.guides, slug="test-small", steps=steps(3))


@pytest.fixture
def ted(client):
    person = UserFactory()
    client.force_login(person)
    return person


def press(client, guide, place, state="done"):
    step = guide.step_keys[place - 1]
    return client.post("/guides/test-small/tick/", {"step": step, "state": state})


def test_a_visitor_reads_every_step_and_is_told_that_ticks_are_not_saved(client, guide):
    html = client.get(guide.url).content.decode()
    assert html.count("Do thing") == 3
    assert "Ticks are saved only when you sign in." in html
    assert "<form" not in html[html.index('<ol class="steps') : html.index("</ol>")]


def test_a_tick_is_saved_and_shown_at_its_step(client, guide, ted):
    response = press(client, guide, 2)
    assert response.status_code == 302
    assert response["Location"] == "/guides/test-small/?step=2#step-2"
    html = client.get(response["Location"]).content.decode()
    assert "1 of 3 steps ticked" in html
    assert "Step 2 is done" in html
    assert 'role="status"' in html
    assert "Step 1 is done" not in html


def test_pressing_twice_writes_once_and_keeps_the_first_time(client, guide, ted):
    press(client, guide, 1)
    first = StepTick.objects.get()
    press(client, guide, 1)
    assert StepTick.objects.get().ticked_at == first.ticked_at


def test_a_tick_can_be_taken_away_twice(client, guide, ted):
    press(client, guide, 1)
    press(client, guide, 2)
    press(client, guide, 1, state="not-done")
    response = press(client, guide, 1, state="not-done")
    assert "1 of 3 steps ticked" in client.get(response["Location"]).content.decode()
    assert str(StepTick.objects.get().step_key) == guide.step_keys[1]


def test_the_database_itself_refuses_a_second_tick(guide, ted):
    row = {"person": ted, "guide_key": guide.translation_key, "step_key": uuid.UUID(guide.step_keys[0])}
    StepTick.objects.create(**row, ticked_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        StepTick.objects.create(**row, ticked_at=timezone.now())


def test_other_peoples_ticks_are_invisible(client, guide, ted):
    other = UserFactory()
    for key in guide.step_keys:
        operations.tick_step(guide=guide, step_key=key, by=other, at=timezone.now())
    assert "0 of 3 steps ticked" in client.get(guide.url).content.decode()
    press(client, guide, 1, state="not-done")
    assert StepTick.objects.filter(person=other).count() == 3


def test_a_visitor_who_presses_is_led_to_sign_in_and_back(client, guide):
    response = press(client, guide, 1)
    assert response.status_code == 302
    assert response["Location"].endswith("?next=/guides/test-small/")
    assert not StepTick.objects.exists()


def test_opened_as_a_page_the_address_leads_to_the_guide(client, guide):
    assert client.get("/guides/test-small/tick/")["Location"] == guide.url


@pytest.mark.parametrize(
    "data", [{}, {"step": "1", "state": "done"}, {"step": str(uuid.uuid4()), "state": "maybe"}]
)
def test_nonsense_is_refused(client, guide, ted, data):
    assert client.post("/guides/test-small/tick/", data).status_code == 400
    assert not StepTick.objects.exists()


def test_a_step_that_was_taken_out_meanwhile_leads_back_to_the_guide(client, guide, ted):
    response = client.post("/guides/test-small/tick/", {"step": str(uuid.uuid4()), "state": "done"})
    assert response["Location"] == guide.url
    assert not StepTick.objects.exists()


@pytest.mark.parametrize("hide", ["draft", "restricted", "none"])
def test_a_guide_nobody_may_see_is_not_found(client, guide, hide):
    if hide == "draft":
        client.force_login(UserFactory())
        guide.unpublish()
    elif hide == "restricted":
        restrict(guide)
    address = "/guides/other/tick/" if hide == "none" else "/guides/test-small/tick/"
    response = client.post(address, {"step": guide.step_keys[0], "state": "done"})
    assert response.status_code == 404


def test_somebody_who_may_see_a_restricted_guide_can_tick_it(client, guide, ted):
    restrict(guide)
    assert press(client, guide, 1).status_code == 302
    assert StepTick.objects.count() == 1


def test_ticks_survive_editing_and_moving_up_and_down(client, guide, ted):
    press(client, guide, 3)
    raw = json.loads(steps(1)) + [
        {"type": "step", "id": str(block.id), "value": dict(block.value)} for block in reversed(guide.steps)
    ]
    guide.steps = json.dumps(raw)
    guide.save_revision().publish()
    shown = queries.steps_for(guide=guide, person=ted)
    assert [(step.title, step.is_ticked) for step in shown][1:] == [
        ("Step called 3", True),
        ("Step called 2", False),
        ("Step called 1", False),
    ]


def test_ticks_are_shared_by_translations(client, guide, ted, site_tree):
    press(client, guide, 1)
    welsh = Locale.objects.create(language_code="cy")
    for page in (site_tree.home, site_tree.guides):
        page.copy_for_translation(welsh).save_revision().publish()
    other = guide.copy_for_translation(welsh)
    other.save_revision().publish()
    assert [step.is_ticked for step in queries.steps_for(guide=other, person=ted)] == [True, False, False]
    response = client.post("/cy/guides/test-small/tick/", {"step": guide.step_keys[1], "state": "done"})
    assert response["Location"].startswith("/cy/guides/")
    assert StepTick.objects.count() == 2


def test_the_panel_offers_the_guide_somebody_is_in_the_middle_of(guide, ted, site_tree):
    other = GuideFactory(parent=site_tree.guides, steps=steps(1))
    locale_id = site_tree.locale.pk
    assert queries.first_guide(locale_id=locale_id) == guide
    operations.tick_step(guide=guide, step_key=guide.step_keys[0], by=ted, at=timezone.now())
    (progress,) = queries.guides_in_progress(person=ted, locale_id=locale_id)
    assert (progress.guide, progress.done, progress.total) == (guide, 1, 3)
    assert not progress.is_finished
    assert queries.first_guide(locale_id=locale_id, but_not=[guide.translation_key]) == other


def test_ticking_costs_the_same_for_long_guides(client, ted, site_tree, django_assert_max_num_queries):
    def cost(number):
        guide = GuideFactory(parent=site_tree.guides, slug=f"guide-{number}", steps=steps(number))
        data = {"step": guide.step_keys[0], "state": "done"}
        with django_assert_max_num_queries(15) as captured:
            client.post(f"/guides/guide-{number}/tick/", data)
        return len(captured)

    cost(2)
    assert cost(3) == cost(30)
