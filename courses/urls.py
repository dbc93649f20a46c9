"""Addresses of this room that are not Wagtail pages. The pages themselves are served by Wagtail."""

from django.urls import path, register_converter

from .views import actions, records


class Address:
    """A slug as Wagtail allows it, in any script; and nothing that a database could choke on."""

    regex = r"[\w-]{1,255}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(Address, "address")

urlpatterns = [
    path("learn/<address:course>/start/", actions.start, name="course_start"),
    path("learn/<address:course>/finished/", records.finished, name="course_finished"),
    path("learn/<address:course>/workbook/", records.workbook, name="course_workbook"),
    path("learn/<address:course>/<address:lesson>/check/", actions.check, name="lesson_check"),
    path("learn/<address:course>/<address:lesson>/reflect/", actions.reflect, name="lesson_reflect"),
    path("learn/<address:course>/<address:lesson>/note/", actions.note, name="lesson_note"),
    path("learn/<address:course>/<address:lesson>/complete/", actions.complete, name="lesson_complete"),
    path("learn/<address:course>/<address:lesson>/undo/", actions.undo, name="lesson_undo"),
    path("certificate/<address:code>/", records.certificate, name="certificate"),
    path("certificate/<address:code>/share/", records.share_certificate, name="certificate_share"),
    path("me/record/", records.my_record, name="my_record"),
    path("me/notes/", records.my_notes, name="my_notes"),
]
