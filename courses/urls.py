"""Addresses of this room that are not Wagtail pages. The pages themselves are served by Wagtail."""

from django.urls import path

from .views import actions, records

urlpatterns = [
    path("learn/<str:course>/start/", actions.start, name="course_start"),
    path("learn/<str:course>/finished/", records.finished, name="course_finished"),
    path("learn/<str:course>/workbook/", records.workbook, name="course_workbook"),
    path("learn/<str:course>/<str:lesson>/check/", actions.check, name="lesson_check"),
    path("learn/<str:course>/<str:lesson>/reflect/", actions.reflect, name="lesson_reflect"),
    path("learn/<str:course>/<str:lesson>/note/", actions.note, name="lesson_note"),
    path("learn/<str:course>/<str:lesson>/complete/", actions.complete, name="lesson_complete"),
    path("learn/<str:course>/<str:lesson>/undo/", actions.undo, name="lesson_undo"),
    path("certificate/<str:code>/", records.certificate, name="certificate"),
    path("certificate/<str:code>/share/", records.share_certificate, name="certificate_share"),
    path("me/record/", records.my_record, name="my_record"),
    path("me/notes/", records.my_notes, name="my_notes"),
]
