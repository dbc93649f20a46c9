"""Guides, tools and case studies for tests. `parent` is `site_tree.guides` or `site_tree.case_studies`."""

import json
import uuid

import factory
import wagtail_factories

from guides.models import CaseStudy, Guide, Tool


def steps(number):
    """`number` steps as a StreamField stores them, each with an id of its own."""
    return json.dumps(
        [
            {
                "type": "step",
                "id": str(uuid.uuid4()),
                "value": {"title": f"Step called {place}", "text": f"Do thing {place}."},
            }
            for place in range(1, number + 1)
        ]
    )


class ToolFactory(wagtail_factories.PageFactory):
    """A form with lines, a table, boxes to tick and a choice."""

    title = factory.Sequence(lambda number: f"Gap grid {number}")
    purpose = "Use this grid to see where the gaps are."
    parts = json.dumps(
        [
            {
                "type": "part",
                "value": {
                    "heading": "About this grid",
                    "kind": "lines",
                    "items": [{"label": "Service or place", "rows": 2}],
                },
            },
            {
                "type": "part",
                "value": {
                    "heading": "The grid",
                    "kind": "table",
                    "columns": ["Topic", "The gap", "Score"],
                    "rows": [["Clear information"]],
                    "empty_rows": 2,
                    "total_row": "Total",
                },
            },
            {
                "type": "part",
                "value": {"heading": "Check", "kind": "checklist", "items": [{"label": "A carer took part"}]},
            },
            {
                "type": "part",
                "value": {
                    "heading": "Choose",
                    "kind": "choice",
                    "items": [{"label": "Keep it", "hint": "It worked."}],
                },
            },
        ]
    )

    class Meta:
        model = Tool


class GuideFactory(wagtail_factories.PageFactory):
    """A guide of three steps; `steps=steps(7)` for another number."""

    title = factory.Sequence(lambda number: f"Bring people with you {number}")
    summary = "Three steps to win support."
    verb = "Plan"
    who_for = "Patient leaders"
    when = "You have an idea."
    steps = factory.LazyFunction(lambda: steps(3))

    class Meta:
        model = Guide


class CaseStudyFactory(wagtail_factories.PageFactory):
    title = factory.Sequence(lambda number: f"Newham {number}")
    summary = "Doctors and community groups worked together."
    place = "Newham"
    years = "2013 to 2016"
    what_they_did = json.dumps([{"type": "paragraph", "value": "They asked people first."}])
    who = json.dumps([{"type": "person", "value": "Age UK"}])
    numbers = json.dumps(
        [
            {
                "type": "number",
                "value": {"figure": "1,079", "meaning": "people came", "note": "One source.", "source": "S1"},
            }
        ]
    )
    careful = json.dumps([{"type": "point", "value": "There was no comparison group."}])
    try_this = json.dumps([{"type": "idea", "value": "Ask which groups people like."}])

    class Meta:
        model = CaseStudy
