"""Admin pages where editors retire what people learned with, or ask them to look at a lesson again."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.models import Page

from ..editor_forms import LookAgainForm
from ..models import Course, Lesson, Module
from ..operations import editing

#: What can be retired.
RETIRABLE = (Course, Module, Lesson)


def may_retire(person, page) -> bool:
    """Whoever may publish a course, module or lesson may also withdraw it for good."""
    is_learning = page.specific_class in RETIRABLE and not page.alias_of_id
    return is_learning and page.permissions_for_user(person).can_publish()


def retire(request, page_id):
    """Retire a lesson, a module or a course, after a word on what that means."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not isinstance(page, RETIRABLE):
        raise Http404
    if not may_retire(request.user, page):
        raise PermissionDenied
    if request.method != "POST":
        return show_retire(request, page)
    number = editing.retire(page=page, by=request.user, at=timezone.now())
    messages.success(request, _retired_words(page, number))
    return redirect("wagtailadmin_explore", page.get_parent().pk)


def _retired_words(page, number):
    words = ngettext(
        "“%(title)s” is retired: %(number)s lesson was withdrawn. What people did is kept.",
        "“%(title)s” is retired: %(number)s lessons were withdrawn. What people did is kept.",
        number,
    )
    return words % {"title": page.get_admin_display_title(), "number": number}


def show_retire(request, page, *, wanted_to_delete=False):
    """The question whether to retire a page; also the answer to who wants to delete what people used."""
    context = {
        "page": page,
        "page_title": _("You cannot delete this") if wanted_to_delete else _("Retire"),
        "header_title": _("Retire %(title)s") % {"title": page.get_admin_display_title()},
        "page_subtitle": page.get_admin_display_title(),
        "header_icon": "no-view",
        "wanted_to_delete": wanted_to_delete,
        "can_retire": may_retire(request.user, page),
        "back_url": reverse("wagtailadmin_explore", args=[page.get_parent().pk]),
    }
    return TemplateResponse(request, "courses/admin/retire.html", context)


def look_again(request, page_id):
    """Ask those who finished a lesson to look at it again."""
    lesson = get_object_or_404(Lesson, pk=page_id)
    if not lesson.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    edit_url = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    if not lesson.live:
        messages.error(request, _("Publish the lesson first. Then you can ask people to look again."))
        return redirect(edit_url)
    form = LookAgainForm(request.POST or None)
    if form.is_valid():
        editing.ask_to_look_again(lesson=lesson, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("People who finished this lesson now read what changed."))
        return redirect(edit_url)
    context = {
        "page": lesson,
        "form": form,
        "page_title": _("Ask to look again"),
        "header_title": _("Ask to look again"),
        "page_subtitle": lesson.get_admin_display_title(),
        "header_icon": "resubmit",
        "back_url": edit_url,
    }
    return TemplateResponse(request, "courses/admin/look_again.html", context)
