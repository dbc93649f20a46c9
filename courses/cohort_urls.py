"""Addresses about groups, and about what a learner decides about a course of theirs."""

from django.urls import path

from .views import cohorts, enrolment, joining, people_lists

GROUP = "groups/<int:cohort_id>/"

urlpatterns = [
    # For learners
    path("groups/join/", joining.join_group, name="group_join"),
    path("groups/invitation/<str:link>/", joining.invitation, name="group_invitation"),
    path("groups/mine/", joining.my_groups, name="my_groups"),
    path("groups/mine/<int:cohort_id>/", joining.my_group, name="my_group"),
    path("groups/mine/<int:cohort_id>/help/", joining.my_group_help, name="my_group_help"),
    path("groups/mine/<int:cohort_id>/leave/", joining.my_group_leave, name="my_group_leave"),
    path("me/learning/<int:enrolment_id>/", enrolment.my_enrolment, name="my_enrolment"),
    # For who runs a group, and to read for its coaches
    path("groups/", cohorts.group_list, name="group_list"),
    path("groups/new/", cohorts.new_group, name="group_new"),
    path(GROUP, cohorts.group, name="group"),
    path(f"{GROUP}change/", cohorts.change_group, name="group_change"),
    path(f"{GROUP}open/", cohorts.open_group, name="group_open"),
    path(f"{GROUP}lessons/", cohorts.group_lessons, name="group_lessons"),
    path(f"{GROUP}download/<slug:ending>/", cohorts.group_download, name="group_download"),
    path(f"{GROUP}people/", cohorts.group_people, name="group_people"),
    path(f"{GROUP}people/<int:member_id>/", cohorts.group_member, name="group_member"),
    path(f"{GROUP}add/", people_lists.add_people, name="group_add"),
    path(f"{GROUP}add/<int:other_id>/", people_lists.pick_people, name="group_pick"),
    path(f"{GROUP}lists/<int:list_id>/", people_lists.people_list, name="group_people_list"),
    path(
        f"{GROUP}invitations/<int:invitation_id>/", people_lists.invitation_again, name="group_invitation_act"
    ),
]
