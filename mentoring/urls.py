"""Addresses of this room that are not Wagtail pages."""

from django.urls import path

from .views import (
    agreements,
    ask,
    coach,
    concerns,
    desk,
    endings,
    goals,
    meetings,
    messages,
    mine,
    notes,
    offer,
    people,
    rounds,
    supervision,
    support,
)


def _steps(start, name, pages):
    """The pages of one set of questions. "check", "sent" and "withdraw" are no question's slug."""
    return [
        path(start, pages["start"], name=f"{name}_start"),
        path(f"{start}check/", pages["check"], name=f"{name}_check"),
        path(f"{start}sent/", pages["sent"], name=f"{name}_sent"),
        path(f"{start}withdraw/", pages["withdraw"], name=f"{name}_withdraw"),
        path(f"{start}<slug:slug>/", pages["step"], name=f"{name}_step"),
    ]


def _pair(route, name, view):
    """A page of two people: both open it."""
    return path(f"mentoring/match/<int:mentorship_id>/{route}", view, name=name)


urlpatterns = [
    path("mentoring/", mine.home, name="mentoring_home"),
    *_steps("mentoring/ask/", "mentoring_ask", ask.PAGES),
    *_steps("mentoring/offer/", "mentoring_offer", offer.PAGES),
    path("mentoring/suggestion/<int:pair_id>/", mine.suggestion, name="mentoring_suggestion"),
    path("mentoring/match/<int:mentorship_id>/", mine.match, name="mentoring_match"),
    path("mentoring/match/<int:mentorship_id>/share/", mine.share, name="mentoring_share"),
    path("mentoring/match/<int:mentorship_id>/help/", mine.need_help, name="mentoring_help"),
    path("mentoring/match/<int:mentorship_id>/change/", mine.change_mentor, name="mentoring_change"),
    _pair("agreement/", "agreement", agreements.agreement),
    _pair("agreement/fill/", "agreement_fill", agreements.fill),
    _pair("meetings/", "meetings", meetings.meetings),
    _pair("meetings/new/", "meeting_new", meetings.new),
    _pair("meetings/met/", "meeting_met", meetings.met),
    _pair("meetings/<int:meeting_id>/", "meeting", meetings.meeting),
    _pair("meetings/<int:meeting_id>/times/", "meeting_times", meetings.times),
    _pair("meetings/<int:meeting_id>/change/", "meeting_change", meetings.change),
    _pair("meetings/<int:meeting_id>/calendar/", "meeting_calendar", meetings.calendar),
    _pair("meetings/<int:meeting_id>/note/", "meeting_note", notes.our_note),
    _pair("goals/", "goals", goals.goals),
    _pair("goals/new/", "goal_new", goals.new),
    _pair("goals/<int:goal_id>/", "goal", goals.goal),
    _pair("steps/<int:action_id>/", "action_tick", goals.tick),
    _pair("messages/", "messages", messages.messages),
    _pair("messages/<int:message_id>/report/", "message_report", messages.report),
    _pair("notes/", "pair_notes", notes.notes),
    _pair("pause/", "pair_pause", endings.pause),
    _pair("end/", "pair_end", endings.end),
    path("mentoring/ended/<int:mentorship_id>/", endings.ended, name="pair_ended"),
    path("mentoring/check-ins/", support.check_ins, name="check_ins"),
    path("mentoring/check-ins/<int:check_in_id>/", support.check_in, name="check_in"),
    path("coach/notes/", notes.supervision_notes, name="supervision_notes"),
    path("coach/notes/<int:note_id>/", notes.supervision_note, name="supervision_note"),
    path("coordinate/agreements/", agreements.waiting, name="coordinate_agreements"),
    path("coordinate/agreements/<int:mentorship_id>/", agreements.record, name="coordinate_agreement"),
    path("coordinate/reports/", messages.reports, name="coordinate_reports"),
    path("coordinate/reports/<int:message_id>/", messages.reported, name="coordinate_report"),
    path("coach/", coach.caseload, name="coach_caseload"),
    path("coach/places/", offer.places, name="coach_places"),
    path("coach/supervision/", supervision.log, name="coach_supervision"),
    path("coach/supervision/<int:supervision_id>/remove/", supervision.remove, name="supervision_remove"),
    path("coach/thank-you/", supervision.thank_you, name="coach_thank_you"),
    path("coach/suggestion/<int:pair_id>/", coach.suggestion, name="coach_suggestion"),
    path("coach/<int:mentorship_id>/", coach.person, name="coach_person"),
    path("coach/<int:mentorship_id>/helped/", coach.helped, name="coach_helped"),
    path("rounds/", rounds.round_list, name="round_list"),
    path("rounds/new/", rounds.new_round, name="round_new"),
    path("rounds/<int:round_id>/", rounds.overview, name="round_overview"),
    path("rounds/<int:round_id>/propose/", rounds.propose, name="round_propose"),
    path("rounds/<int:round_id>/people/", rounds.people, name="round_people"),
    path("rounds/<int:round_id>/check/", rounds.check, name="round_check"),
    path("rounds/<int:round_id>/<int:entry_id>/", desk.find_mentor, name="round_find"),
    path("rounds/<int:round_id>/<int:entry_id>/decide/", desk.decide, name="round_decide"),
    path("worried/", concerns.worried, name="worried"),
    path("worried/sent/", concerns.worried_sent, name="worried_sent"),
    path("concerns/", concerns.concern_list, name="concern_list"),
    path("concerns/export/", concerns.export_concerns, name="concerns_export"),
    path("concerns/<int:concern_id>/", concerns.concern, name="concern"),
    path("coordinate/support/", support.pairs, name="coordinate_support"),
    path("coordinate/support/<int:mentorship_id>/", support.pair, name="coordinate_pair"),
    path("coordinate/support/<int:mentorship_id>/another/", endings.find_another, name="coordinate_another"),
    path(
        "coordinate/support/<int:mentorship_id>/<int:check_in_id>/",
        support.settle,
        name="coordinate_settle_check_in",
    ),
    path("coordinate/people/", people.people, name="coordinate_people"),
    path("coordinate/people/mentors/<int:offer_id>/", people.mentor, name="coordinate_mentor"),
    path("coordinate/people/matches/<int:mentorship_id>/settle/", people.settle, name="coordinate_settle"),
]
