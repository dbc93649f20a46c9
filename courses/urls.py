"""Addresses of this room that are not Wagtail pages. The pages themselves are served by Wagtail."""

from django.urls import include, path, register_converter

from .views import (
    actions,
    asking,
    certificates,
    confidence,
    confirming,
    course_invitations,
    finishing,
    journal,
    kept,
    records,
    reminders,
    supporters,
    workbooks,
)


class Address:
    """A slug as Wagtail allows it, in any script; and nothing that a database could choke on."""

    regex = r"[\w-]{1,255}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


class BadgeKind(Address):
    """The ending of a badge's file."""

    regex = "jwt|json"


register_converter(Address, "address")
register_converter(BadgeKind, "badge")

urlpatterns = [
    path("learn/<address:course>/start/", actions.start, name="course_start"),
    path("learn/<address:course>/finished/", certificates.finished, name="course_finished"),
    path("learn/<address:course>/workbook/", workbooks.workbook, name="course_workbook"),
    path("learn/<address:course>/workbook/pdf/", workbooks.workbook_pdf, name="course_workbook_pdf"),
    path("learn/<address:course>/invite/", course_invitations.invite, name="course_invite"),
    path(
        "learn/<address:course>/invite/<int:asked_id>/",
        course_invitations.invitation_act,
        name="course_invitation_act",
    ),
    path("invitation/<str:course_link>/", course_invitations.invitation, name="course_invitation"),
    path("l/<address:short>/", workbooks.short_address, name="short_address"),
    path("learn/<address:course>/<address:lesson>/check/", actions.check, name="lesson_check"),
    path("learn/<address:course>/<address:lesson>/quiz/", asking.quiz, name="lesson_quiz"),
    path("learn/<address:course>/<address:lesson>/sure/", asking.confidence, name="lesson_confidence"),
    path("learn/<address:course>/<address:lesson>/reflect/", actions.reflect, name="lesson_reflect"),
    path("learn/<address:course>/<address:lesson>/place/", actions.keep_place, name="lesson_place"),
    path("learn/<address:course>/<address:lesson>/note/", actions.note, name="lesson_note"),
    path("learn/<address:course>/<address:lesson>/complete/", finishing.complete, name="lesson_complete"),
    path("learn/<address:course>/<address:lesson>/undo/", finishing.undo, name="lesson_undo"),
    path("learn/<address:course>/<address:lesson>/paper/", finishing.on_paper, name="lesson_paper"),
    path("learn/<address:course>/<address:lesson>/hand-in/", finishing.hand_in, name="lesson_work"),
    path("learn/<address:course>/<address:lesson>/why/", finishing.why, name="lesson_why"),
    path(
        "learn/<address:course>/<address:lesson>/people/<int:learner_id>/",
        confirming.lesson_of,
        name="lesson_of",
    ),
    path("handed-in/<int:work_id>/", finishing.work_file, name="work_file"),
    path("certificate/<address:code>/", certificates.certificate, name="certificate"),
    path("certificate/<address:code>/share/", certificates.share_certificate, name="certificate_share"),
    path("certificate/<address:code>/pdf/", certificates.certificate_pdf, name="certificate_pdf"),
    path("certificate/<address:code>/badge.<badge:kind>", certificates.badge, name="certificate_badge"),
    path("certificate/<address:code>/take-back/", certificates.take_back, name="certificate_take_back"),
    path("me/helper/", supporters.my_helpers, name="my_helpers"),
    path("me/confidence/", confidence.my_confidence, name="my_confidence"),
    path("me/confidence/<uuid:course_key>/", confidence.say, name="say_confidence"),
    path("me/reminders/", reminders.my_reminders, name="my_reminders"),
    path("reminders/stop/<str:stop_token>/", reminders.stop, name="stop_reminders"),
    path("me/journal/", journal.journal, name="journal"),
    path("me/journal/<int:reflection_id>/", journal.entry, name="journal_entry"),
    path("me/journal/<int:reflection_id>/share/", journal.share, name="journal_share"),
    path("me/journal/<int:reflection_id>/unshare/", journal.unshare, name="journal_unshare"),
    path("me/record/", records.my_record, name="my_record"),
    path("me/record/learning-record.json", records.my_record_file, name="my_record_file"),
    path("me/record/learning-statements.json", records.my_statements, name="my_statements"),
    path("me/kept-words/", kept.kept, name="kept_words"),
    path("me/notes/", records.my_notes, name="my_notes"),
    path("shared-with-me/", journal.shared_with_me, name="shared_with_me"),
    path("shared-with-me/<int:reflection_id>/", journal.shared_entry, name="shared_entry"),
    path("helping/", supporters.helping, name="helping"),
    path("helping/stop/", supporters.stop, name="helping_stop"),
    path("helping/asked/<address:asked_token>/", supporters.asked, name="helper_asked"),
    path("helping/<int:supporter_id>/", supporters.helping_person, name="helping_person"),
    path("helping/<int:supporter_id>/start/", supporters.start, name="helping_start"),
    path("helping/<int:supporter_id>/end/", supporters.end, name="helping_end"),
    path("", include("courses.cohort_urls")),
]
