"""What this room adds to Wagtail: who shows its pages, in which language, and what editors see."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from . import reports, views
from .content_checks import claims_of_approval
from .models import GlossaryIndex, GlossaryTerm, HomePage
from .page_texts import texts_of
from .page_views import show_pages
from .panels import WhatNeedsYouPanel
from .viewsets import LabelsGroup, SourceViewSet

show_pages(
    {
        HomePage: views.show_home,
        GlossaryIndex: views.show_glossary,
        GlossaryTerm: views.show_term,
    }
)


@hooks.register("before_serve_page")
def answer_in_the_pages_own_language(page, request, serve_args, serve_kwargs):
    """Without a translation Wagtail would show the English page under the Welsh address: go to it instead."""
    wanted = translation.get_language()
    original = page
    if page.alias_of_id and page.alias_of.locale_id != page.locale_id:
        original = page.alias_of.specific
    language = original.locale.language_code
    if language == wanted and original is page:
        return None
    names = dict(settings.LANGUAGES)
    words = gettext("We do not have that page in %(wanted)s yet. Here it is in %(language)s.") % {
        "wanted": gettext(names[wanted]),
        "language": gettext(names[language]),
    }
    direction = "rtl" if translation.get_language_bidi() else "ltr"
    messages.info(request, format_html('<span lang="{}" dir="{}">{}</span>', wanted, direction, words))
    return redirect(original.get_url(request))


@hooks.register("construct_homepage_panels")
def put_what_needs_you_first(request, panels):
    panels.append(WhatNeedsYouPanel(request))


@hooks.register("register_admin_urls")
def report_addresses():
    return reports.urlpatterns


@hooks.register("register_reports_menu_item")
def pages_to_check_in_menu():
    return MenuItem(
        _("Pages to check again"), reverse("pages_to_check"), icon_name="calendar-check", order=50
    )


@hooks.register("before_bulk_action")
def refuse_claims_of_approval(request, action_type, objects, action):
    """Publishing many pages at once does not pass through their forms, which refuse the same words."""
    if action_type != "publish":
        return None
    for page in objects:
        draft = page.get_latest_revision_as_object()
        for text in texts_of(draft):
            for phrase in claims_of_approval(text):
                messages.error(
                    request,
                    gettext("Nothing was published. Take out “%(phrase)s” on the page “%(title)s” first.")
                    % {"phrase": phrase, "title": draft.get_admin_display_title()},
                )
                return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


register_snippet(LabelsGroup)
register_snippet(SourceViewSet)
