"""Admin pages where editors take a course out of the site as a file, or in."""

import io

from django.core.exceptions import PermissionDenied
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages

from ..editor_forms import ImportForm
from ..models import Course, LearnIndex
from ..package import BadPackage, NothingToExport, export_course, export_scorm, import_course


def course_out(request, page_id):
    """The course as a file for another site like this."""
    course = _course_of(request, page_id)
    return _as_file(export_course(course=course), f"{course.slug}.zip")


def scorm_out(request, page_id):
    """The course as a SCORM 1.2 package."""
    course = _course_of(request, page_id)
    try:
        content = export_scorm(course=course)
    except NothingToExport:
        messages.error(request, _("This course has no open lesson yet. Publish one first."))
        return redirect("wagtailadmin_explore", course.pk)
    return _as_file(content, f"{course.slug}-scorm.zip")


def _course_of(request, page_id):
    course = get_object_or_404(Course, pk=page_id)
    if not course.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return course


def _as_file(content, name):
    return FileResponse(
        io.BytesIO(content), as_attachment=True, filename=name, content_type="application/zip"
    )


def may_import(person) -> bool:
    """Whoever may add and publish courses in every list of courses."""
    lists = list(LearnIndex.objects.filter(alias_of=None))
    return bool(lists) and all(
        permissions.can_add_subpage() and permissions.can_publish_subpage()
        for permissions in (page.permissions_for_user(person) for page in lists)
    )


def course_in(request):
    """Take in a course from a file."""
    if not may_import(request.user):
        raise PermissionDenied
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_valid():
        try:
            imported = import_course(
                file=form.cleaned_data["file"],
                as_draft=form.cleaned_data["as_draft"],
                by=request.user,
                at=timezone.now(),
            )
        except BadPackage as problem:
            form.add_error("file", str(problem))
        else:
            messages.success(request, " ".join(imported.sentences()))
            return redirect("wagtailadmin_explore", imported.course.pk)
    context = {
        "form": form,
        "page_title": _("Import a course"),
        "header_title": _("Import a course"),
        "header_icon": "upload",
    }
    return TemplateResponse(request, "courses/admin/import.html", context)
