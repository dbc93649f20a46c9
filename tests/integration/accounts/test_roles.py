"""Who may do what: roles and their permissions, losing one, the second factor, and the navigation."""

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import AnonymousUser, Group
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.template import Context, Template
from django.utils import timezone, translation
from wagtail.models import GroupPagePermission, Page, Workflow

from accounts import permissions
from accounts.models import AuditEvent, Organisation, User
from accounts.operations import give_role, take_role
from accounts.roles import ADMIN_SITE_ROLES, Role
from accounts.starter import REVIEW_TASKS, ensure_roles, load_organisations
from home.starter import read
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def roles(site_tree):
    ensure_roles()


class TestStarter:
    def test_twice_is_once(self, roles):
        def everything():
            return (
                list(Group.permissions.through.objects.values_list("group", "permission").order_by("id")),
                list(GroupPagePermission.objects.values_list("group", "permission", "page").order_by("id")),
                list(Workflow.objects.values_list("name", "workflow_tasks__task__name").order_by("id")),
            )

        before = everything()
        ensure_roles()
        assert everything() == before

    def test_what_was_added_by_hand_goes_again(self, roles):
        coordinators = Group.objects.get(name=Role.COORDINATOR)
        editors = Group.objects.get(name=Role.ADMINISTRATOR)
        coordinators.permissions.add(editors.permissions.get(codename="change_user"))
        ensure_roles()
        assert not coordinators.permissions.exists()

    @pytest.mark.parametrize("role", Role)
    def test_only_three_roles_enter_the_admin(self, roles, role, client):
        client.force_login(UserFactory(roles=[role]))
        expected = 200 if role in ADMIN_SITE_ROLES else 302
        assert client.get("/admin/").status_code == expected

    @pytest.mark.parametrize("role", Role)
    def test_only_administrators_see_people(self, roles, role, client):
        client.force_login(UserFactory(roles=[role]))
        expected = 200 if role is Role.ADMINISTRATOR else 302
        assert client.get("/admin/users/").status_code == expected

    def test_editors_publish_and_reviewers_only_change(self, roles):
        def actions(role):
            held = GroupPagePermission.objects.filter(group__name=role)
            return set(held.values_list("permission__codename", flat=True))

        assert {"add_page", "change_page", "publish_page"} <= actions(Role.EDITOR)
        assert actions(Role.REVIEWER) == {"change_page"}
        assert actions(Role.COORDINATOR) == set()

    def test_every_page_is_reviewed_in_plain_english_first(self, roles, site_tree):
        workflow = site_tree.learn.get_workflow()
        assert [task.name for task in workflow.tasks] == [name for name, _role in REVIEW_TASKS]

    @pytest.mark.parametrize("place", ["audit", "outbox"])
    def test_nobody_opens_audit_or_outbox_in_the_admin(self, roles, client, place):
        client.force_login(UserFactory(administrator=True))
        assert place not in client.get("/admin/").content.decode().lower()

    def test_organisations_of_today_and_those_that_ended(self):
        for _time in range(2):
            load_organisations(read("organisations"))
        assert Organisation.objects.filter(kind="icb", valid_to_date=None).count() == 36
        ended = Organisation.objects.get(name="NHS Norfolk and Waveney ICB")
        assert ended.successor.name == "NHS Norfolk and Suffolk ICB"
        assert ended.valid_to_date.isoformat() == "2026-03-31"
        assert Organisation.objects.get(name="NHS Hertfordshire and West Essex ICB").successor is None


class TestPeopleInTheAdmin:
    def test_an_administrator_adds_and_changes_a_person(self, roles, client):
        administrator = UserFactory(administrator=True)
        client.force_login(administrator)
        coaches = Group.objects.get(name=Role.COACH)
        form = {"email": "New@example.org", "preferred_name": "Comfort A.", "groups": [coaches.pk]}
        client.post("/admin/users/new/", form)
        person = User.objects.get(email="new@example.org")
        assert person.has_role(Role.COACH)
        assert not person.has_usable_password()
        client.post(f"/admin/users/edit/{person.pk}/", {**form, "groups": [], "is_active": "on"})
        assert list(AuditEvent.objects.values_list("action", "actor_id", "object_id", "detail__roles")) == [
            ("person_added", administrator.pk, str(person.pk), ["Coaches"]),
            ("person_changed", administrator.pk, str(person.pk), []),
        ]

    def test_nobody_is_made_superuser_or_given_a_password(self, roles, client):
        client.force_login(UserFactory(administrator=True))
        form = {
            "email": "new@example.org",
            "is_superuser": "on",
            "password1": "x" * 12,
            "password2": "x" * 12,
        }
        client.post("/admin/users/new/", form)
        person = User.objects.get(email="new@example.org")
        assert not person.is_superuser
        assert not person.has_usable_password()

    def test_pages_show_our_fields(self, roles, client):
        client.force_login(UserFactory(administrator=True))
        for path in ("/admin/users/new/", f"/admin/users/edit/{UserFactory().pk}/"):
            page = client.get(path).content.decode()
            assert "id_preferred_name" in page
            assert "id_is_superuser" not in page
            assert "id_first_name" not in page


class TestLosingARole:
    def test_counts_at_the_very_next_request(self, roles, client):
        person = UserFactory(editor=True)
        client.force_login(person)
        assert client.get("/admin/").status_code == 200
        take_role(person=person, role=Role.EDITOR, by=None, at=timezone.now())
        assert client.get("/admin/").status_code == 302
        assert "Edit this site" not in client.get("/me/").content.decode()

    def test_giving_and_taking_is_written_down_once(self):
        person, administrator = UserFactory(), UserFactory()
        for change in (give_role, give_role, take_role, take_role):
            change(person=person, role=Role.COACH, by=administrator, at=timezone.now())
        assert list(AuditEvent.objects.values_list("action", "actor_id", "detail")) == [
            ("role_given", administrator.pk, {"role": "Coaches"}),
            ("role_taken", administrator.pk, {"role": "Coaches"}),
        ]
        assert not person.has_role(Role.COACH)

    def test_closing_an_account_ends_its_sessions(self, client):
        person = UserFactory()
        client.force_login(person)
        person.is_active = False
        person.save()
        assert client.get("/me/").status_code == 302


class TestSecondFactor:
    @pytest.fixture(autouse=True)
    def _required(self, settings):
        settings.REQUIRE_STAFF_MFA = True

    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.COACH}))
    @pytest.mark.parametrize("path", ["/me/", "/admin/", "/sign-in/second-step/", "/learn/"])
    def test_staff_without_one_are_led_to_set_it_up(self, roles, client, role, path):
        client.force_login(UserFactory(roles=[role]))
        response = client.get(path)
        assert (response.status_code, response["Location"]) == (302, "/me/security/app/")

    def test_nobody_else_is_held_up(self, roles, client):
        assert client.get("/sign-in/").status_code == 200
        client.force_login(UserFactory(coach=True))
        assert client.get("/me/").status_code == 200

    def test_staff_may_sign_out_and_read_an_error_page(self, roles, client):
        client.force_login(UserFactory(coordinator=True))
        assert client.get("/sign-out/").status_code == 200
        client.post("/sign-out/")
        assert client.get("/me/").status_code == 302

    def test_set_up_and_used_at_the_next_sign_in(self, roles, client):
        person = UserFactory(coordinator=True, password="three-words-together")
        first_step = {"login": person.email, "password": "three-words-together"}
        client.post("/sign-in/", first_step)
        page = client.get("/me/security/app/")
        assert page.status_code == 200
        code = totp_code(page.context["form"].secret)
        assert client.post("/me/security/app/", {"code": code})["Location"] == "/me/security/codes/"
        spare = client.get("/me/security/codes/").context["unused_codes"]
        assert len(spare) == 10
        assert client.get("/me/").status_code == 200
        client.logout()
        assert client.post("/sign-in/", first_step)["Location"] == "/sign-in/second-step/"
        assert client.get("/me/").status_code == 302
        client.post("/sign-in/second-step/", {"code": spare[0]})
        assert client.get("/me/").status_code == 200

    def test_a_new_role_asks_for_it_in_the_middle_of_a_visit(self, roles, client):
        person = UserFactory()
        client.force_login(person)
        assert client.get("/me/").status_code == 200
        give_role(person=person, role=Role.SAFEGUARDING_LEAD, by=None, at=timezone.now())
        assert client.get("/me/")["Location"] == "/me/security/app/"
        TOTP.activate(person, generate_totp_secret())
        assert client.get("/me/").status_code == 200

    def test_every_page_about_it_can_be_opened(self, roles, client):
        person = UserFactory(coordinator=True)
        TOTP.activate(person, generate_totp_secret())
        client.force_login(person)
        session = client.session
        assert client.get("/me/security/").status_code == 200
        for path in ("/me/security/app/remove/", "/me/security/codes/new/"):
            assert client.get(path)["Location"].startswith("/me/security/code-again/")
        assert client.get("/me/security/code-again/").status_code == 200
        assert session.session_key


def totp_code(secret):
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


class TestNavigation:
    def items(self, person, rf, path="/", language="en-gb"):
        request = rf.get(path)
        request.user = person
        with translation.override(language):
            page = Template("{% load navigation %}{% main_navigation %}").render(
                Context({"request": request})
            )

        return re.findall(r'href="([^"]+)"(?: aria-current="(\w+)")?>([^<]+)<', page)

    @pytest.mark.parametrize(
        ("roles", "labels"),
        [
            ([], ["Learn", "Guides", "Mentoring", "My account"]),
            ([Role.COACH], ["Learn", "Guides", "People you mentor", "My account"]),
            ([Role.COORDINATOR], ["People", "Rounds", "Groups", "Numbers", "My account"]),
            (
                [Role.COACH, Role.COORDINATOR],
                ["People you mentor", "People", "Rounds", "Groups", "Numbers", "My account"],
            ),
            ([Role.EDITOR], ["Learn", "Guides", "Mentoring", "Edit this site", "My account"]),
            ([Role.SAFEGUARDING_LEAD], ["Learn", "Guides", "Mentoring", "Concerns", "My account"]),
            (
                list(Role),
                ["People you mentor", "Rounds", "Groups", "Concerns", "Edit this site", "My account"],
            ),
        ],
    )
    def test_by_role_and_six_at_most(self, rf, roles, labels):
        assert [label for _url, _current, label in self.items(UserFactory(roles=roles), rf)] == labels

    @pytest.mark.parametrize(
        ("roles", "labels"),
        [
            ([], []),
            ([Role.COACH], []),
            ([Role.COORDINATOR], ["Learn", "Guides"]),
            (list(Role), ["Learn", "Guides"]),
        ],
    )
    def test_what_there_is_to_read_is_in_the_footer_where_the_top_has_no_room(self, client, roles, labels):
        person = UserFactory(roles=roles)
        client.force_login(person)
        page = client.get("/me/details/").content.decode()
        top, footer = page.split("<footer>")
        links = ">{}</a>".format
        assert [label for label in ("Learn", "Guides") if links(label) in footer] == labels
        assert all(links(label) in top for label in ("Learn", "Guides") if label not in labels)

    def test_visitors_find_what_there_is_to_read_at_the_top_alone(self, client):
        top, footer = client.get("/sign-in/").content.decode().split("<footer>")
        assert ">Guides</a>" in top
        assert ">Guides</a>" not in footer

    def test_visitor_comes_back_after_signing_in(self, rf):
        items = self.items(AnonymousUser(), rf, "/learn/a-course/")
        assert [label for _url, _current, label in items] == ["Learn", "Guides", "Mentoring", "Sign in"]
        assert items[-1][0] == "/sign-in/?next=%2Flearn%2Fa-course%2F"
        assert items[0][:2] == ("/learn/", "true")

    @pytest.mark.parametrize("path", ["/", "/sign-in/", "/sign-in/sent/", "/join/"])
    def test_sign_in_leads_not_back_to_itself(self, rf, path):
        assert self.items(AnonymousUser(), rf, path)[-1][0] == "/sign-in/"

    def test_languages_keep_their_prefix(self, rf):
        items = self.items(UserFactory(coach=True), rf, "/cy/learn/", "cy")
        assert [(url, current) for url, current, _label in items] == [
            ("/cy/learn/", "page"),
            ("/cy/guides/", ""),
            ("/cy/coach/", ""),
            ("/cy/me/", ""),
        ]

    def test_costs_one_query(self, rf, django_assert_num_queries):
        person = User.objects.get(pk=UserFactory(roles=list(Role)).pk)
        with django_assert_num_queries(1):
            self.items(person, rf)
        with django_assert_num_queries(0):
            self.items(AnonymousUser(), rf)


class TestVocabulary:
    def ask(self, rf, person, decorator, **request):
        request = rf.generic(request.pop("method", "GET"), "/rounds/?page=2", **request)
        request.user = person
        return decorator(lambda request: HttpResponse("open"))(request)

    def test_visitors_are_led_to_sign_in_and_back(self, rf):
        response = self.ask(rf, AnonymousUser(), permissions.signed_in_required)
        assert response["Location"] == "/sign-in/?next=/rounds/%3Fpage%3D2"

    def test_a_form_leads_back_to_its_page(self, rf):
        referer = {"HTTP_REFERER": "http://testserver/rounds/1/?a=b"}
        response = self.ask(rf, AnonymousUser(), permissions.signed_in_required, method="POST", **referer)
        assert response["Location"] == "/sign-in/?next=/rounds/1/%3Fa%3Db"

    def test_another_site_is_never_led_back_to(self, rf):
        referer = {"HTTP_REFERER": "http://elsewhere.example/rounds/"}
        response = self.ask(rf, AnonymousUser(), permissions.signed_in_required, method="POST", **referer)
        assert response["Location"] == "/sign-in/?next=/"

    def test_a_role_opens_its_page_and_no_other(self, rf):
        only_coordinators = permissions.role_required(Role.COORDINATOR)
        assert self.ask(rf, UserFactory(coordinator=True), only_coordinators).content == b"open"
        assert self.ask(rf, AnonymousUser(), only_coordinators).status_code == 302
        with pytest.raises(PermissionDenied):
            self.ask(rf, UserFactory(coach=True), only_coordinators)

    def test_a_no_about_an_object_is_a_404(self):
        assert permissions.or_404(permissions.YES) is None
        with pytest.raises(Http404):
            permissions.or_404(permissions.no("It is somebody else's."))


def test_superusers_need_a_second_factor_too(site_tree, client, settings):
    settings.REQUIRE_STAFF_MFA = True
    client.force_login(User.objects.create_superuser("root@example.org"))
    assert client.get("/me/")["Location"] == "/me/security/app/"
    assert Page.objects.exists()
