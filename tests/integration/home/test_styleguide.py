"""The style guide shows every part that pages are made of."""

from pathlib import Path

import pytest

from tests.factories.accounts import UserFactory
from tests.factories.home import GlossaryTermFactory

pytestmark = pytest.mark.django_db

COMPONENTS = Path(__file__).parents[3] / "templates" / "components"


def test_every_component_is_drawn(client, site_tree):
    GlossaryTermFactory(parent=site_tree.glossary)
    client.force_login(UserFactory(editor=True))
    answers = [client.get(address) for address in ("/styleguide/", "/styleguide/?errors")]
    drawn = {template.name for answer in answers for template in answer.templates}
    assert {f"components/{each.name}" for each in COMPONENTS.glob("*.html")} - drawn == set()
    assert "Words used here" in answers[0].content.decode()
