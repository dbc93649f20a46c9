"""The first panel of an editor's dashboard: what needs this person today."""

from django.urls import reverse
from django.utils.translation import ngettext
from wagtail.admin.ui.components import Component

from .reports import overdue_for, waiting_for_review

_more_rows = []


def also_needs_you(rows):
    """Let a room add to the panel: `rows(request)` returns a list of {url: str, words: str}."""
    _more_rows.append(rows)


class WhatNeedsYouPanel(Component):
    """Each count is that of the report it links to. Nothing to do is said, not left empty."""

    name = "what_needs_you"
    template_name = "wagtailadmin/home/what_needs_you.html"
    order = 10

    def __init__(self, request):
        self.request = request

    def get_context_data(self, parent_context):
        user = self.request.user
        waiting = waiting_for_review(user).count()
        overdue = overdue_for(user).count()
        rows = [
            (
                waiting,
                reverse("waiting_for_review"),
                ngettext(
                    "%(number)s page waits for your review",
                    "%(number)s pages wait for your review",
                    waiting,
                ),
            ),
            (
                overdue,
                reverse("pages_to_check"),
                ngettext(
                    "%(number)s page is past its check-again date",
                    "%(number)s pages are past their check-again date",
                    overdue,
                ),
            ),
        ]
        shown = [{"url": url, "words": words % {"number": number}} for number, url, words in rows if number]
        return {"rows": shown + [row for more in _more_rows for row in more(self.request)]}
