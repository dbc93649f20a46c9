"""Addresses of this room that are not Wagtail pages."""

from django.urls import path

from .views import ask, coach, desk, mine, offer, people, rounds


def _steps(start, name, pages):
    """The pages of one set of questions. "check", "sent" and "withdraw" are no question's slug."""
    return [
        path(start, pages["start"], name=f"{name}_start"),
        path(f"{start}check/", pages["check"], name=f"{name}_check"),
        path(f"{start}sent/", pages["sent"], name=f"{name}_sent"),
        path(f"{start}withdraw/", pages["withdraw"], name=f"{name}_withdraw"),
        path(f"{start}<slug:slug>/", pages["step"], name=f"{name}_step"),
    ]


urlpatterns = [
    path("mentoring/", mine.home, name="mentoring_home"),
    *_steps("mentoring/ask/", "mentoring_ask", ask.PAGES),
    *_steps("mentoring/offer/", "mentoring_offer", offer.PAGES),
    path("mentoring/suggestion/<int:pair_id>/", mine.suggestion, name="mentoring_suggestion"),
    path("mentoring/match/<int:mentorship_id>/", mine.match, name="mentoring_match"),
    path("mentoring/match/<int:mentorship_id>/share/", mine.share, name="mentoring_share"),
    path("mentoring/match/<int:mentorship_id>/help/", mine.need_help, name="mentoring_help"),
    path("mentoring/match/<int:mentorship_id>/change/", mine.change_mentor, name="mentoring_change"),
    path("coach/", coach.caseload, name="coach_caseload"),
    path("coach/places/", offer.places, name="coach_places"),
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
    path("coordinate/people/", people.people, name="coordinate_people"),
    path("coordinate/people/mentors/<int:offer_id>/", people.mentor, name="coordinate_mentor"),
    path("coordinate/people/matches/<int:mentorship_id>/settle/", people.settle, name="coordinate_settle"),
]
