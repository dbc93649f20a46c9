"""Every block an editor can pick, of every room: named, explained, grouped, with a preview that renders."""

from collections import Counter

import pytest
from django.apps import apps
from django.urls import reverse
from wagtail.fields import StreamField
from wagtail.models import Page

from tests.factories.accounts import UserFactory

ROOMS = ("home", "courses", "guides")


def blocks_to_pick():
    """`{"home.HomePage.body.text": block}` for every block of every StreamField."""
    found = {}
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            for field in model._meta.get_fields():
                if issubclass(model, Page) and isinstance(field, StreamField):
                    for name, block in field.stream_block.child_blocks.items():
                        found[f"{model._meta.label}.{field.name}.{name}"] = block
    return found


BLOCKS = blocks_to_pick()


def test_there_are_blocks_of_every_room():
    assert {name.partition(".")[0] for name in BLOCKS} == set(ROOMS)


def test_a_lesson_has_its_blocks_in_three_groups_of_at_most_twelve():
    groups = Counter(
        str(block.meta.group) for name, block in BLOCKS.items() if name.startswith("courses.Lesson.body.")
    )
    assert len(groups) == 3
    assert max(groups.values()) <= 12


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_says_what_it_is_for(name):
    block = BLOCKS[name]
    assert str(block.meta.icon) != "placeholder"
    assert str(block.meta.group)
    assert 10 <= len(str(block.get_description())) <= 120
    assert block.is_previewable


@pytest.fixture
def icons(db):
    from wagtail import hooks

    names = set()
    for register in hooks.get_hooks("register_icons"):
        names |= {icon.rpartition("/")[2].removesuffix(".svg") for icon in register([])}
    return names


def test_every_icon_exists(icons):
    assert {block.meta.icon for block in BLOCKS.values()} <= icons


@pytest.mark.django_db
@pytest.mark.parametrize("name", BLOCKS)
def test_a_preview_shows_the_example_in_the_look_of_the_site(name, admin_client_of_the_site):
    block = BLOCKS[name]
    response = admin_client_of_the_site.get(
        reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix}
    )
    assert response.status_code == 200
    html = response.content.decode()
    assert "css/site" in html
    main = html[html.index("<main") : html.index("</main>")]
    words = [word for word in words_of(block.get_preview_value()) if len(word) > 3]
    assert any(word in main for word in words), f"{name} shows none of {words}"


@pytest.fixture
def admin_client_of_the_site(client, db):
    person = UserFactory(is_staff=True)
    person.is_superuser = True
    person.save()
    client.force_login(person)
    return client


def words_of(value):
    """Every text in a block's value."""
    if isinstance(value, str):
        return [value]
    if hasattr(value, "source"):
        return [value.source.replace("<p>", "").replace("</p>", "")]
    if hasattr(value, "values"):
        return [text for each in value.values() for text in words_of(each)]
    if hasattr(value, "__iter__"):
        return [text for each in value for text in words_of(each)]
    return []
