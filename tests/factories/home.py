"""Pages and labels of the home room for tests. `parent` is a page of `site_tree`."""

import datetime

import factory
import wagtail_factories
from wagtail.models import PageViewRestriction

from home.models import Aim, GlossaryTerm, Rung, Source, StandardPage


class StandardPageFactory(wagtail_factories.PageFactory):
    title = factory.Sequence(lambda number: f"About us {number}")
    summary = "Who runs this site."

    class Meta:
        model = StandardPage


class GlossaryTermFactory(wagtail_factories.PageFactory):
    title = factory.Sequence(lambda number: f"Carer {number}")
    meaning = "Someone who looks after a person, unpaid."

    class Meta:
        model = GlossaryTerm


class SourceFactory(factory.django.DjangoModelFactory):
    code = factory.Sequence(lambda number: f"S{number}")
    title = factory.Sequence(lambda number: f"Report {number}")
    publisher = "The King's Fund"
    url = "https://example.org/report"
    checked_on_date = datetime.date(2026, 11, 20)

    class Meta:
        model = Source


class AimFactory(factory.django.DjangoModelFactory):
    code = factory.Sequence(lambda number: f"aim-{number}")
    name = "Less inequality"

    class Meta:
        model = Aim


class RungFactory(factory.django.DjangoModelFactory):
    code = factory.Sequence(lambda number: f"rung-{number}")
    name = "Collaborate"
    description = "We will work out the answer with you."

    class Meta:
        model = Rung


def restrict(page):
    """Only people who are signed in may see the page and those below it."""
    return PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
