"""A coordinator's numbers: right, theirs alone, flat in cost; and files that tell nothing of one person."""

import csv
import io
from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import AuditEvent
from mentoring import operations, queries
from mentoring.models import (
    CheckIn,
    ClosedNumbers,
    CoachCheck,
    Ending,
    Goal,
    MentorRequest,
    Mentorship,
    Supervision,
    Term,
)
from tests.factories.accounts import UserFactory
from tests.factories.mentoring import (
    GoalFactory,
    MentorOfferFactory,
    MentorRequestFactory,
    MentorshipFactory,
    MessageFactory,
    ProgrammeFactory,
)

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


def day(month, number, year=2026):
    return datetime(year, month, number, 12, tzinfo=LONDON)


@pytest.fixture
def now():
    return day(4, 15)


def numbers(programme, now, period="all"):
    scope = queries.scope_of(programmes=[programme], period=period, now=now)
    return {row.key: row.number for section in queries.numbers_of(scope=scope) for row in section.rows}


def names_behind(which, programme, now, period="all"):
    scope = queries.scope_of(programmes=[programme], period=period, now=now)
    return [each.name for each in queries.behind(which=which, scope=scope)]


def asked(programme, count, at, **request):
    return [
        MentorRequestFactory(programme=programme, created_at=at, waiting_since=at, **request)
        for _ in range(count)
    ]


# Exact, for one's own work


def test_who_waits_and_how_long(programme, now):
    asked(programme, 2, now - timedelta(days=3))
    asked(programme, 1, now - timedelta(days=70))
    asked(programme, 1, now - timedelta(days=400))
    asked(programme, 1, now, state=MentorRequest.State.OFFERED)
    asked(programme, 1, now, state=MentorRequest.State.MATCHED)
    asked(ProgrammeFactory(), 1, now)
    found = numbers(programme, now)
    bands = [found[key] for key in ("wait-0", "wait-1", "wait-3", "wait-6")]
    assert (found["waiting"], bands, found["suggested"]) == (4, [2, 1, 0, 1], 1)


def test_every_pair_stands_in_one_place(programme, now):
    begun = {"programme": programme, "started_at": now - timedelta(days=5), "active": True}
    MentorshipFactory(**begun)
    MentorshipFactory(**begun, paused_at=now)
    MentorshipFactory(**begun, paused_at=now, suspended_at=now)
    MentorshipFactory(programme=programme, started_at=now)
    MentorshipFactory(**begun, ended_at=now)
    found = numbers(programme, now)
    assert [found[key] for key in ("active", "paused", "stopped", "agreeing", "ended")] == [1, 1, 1, 1, 1]


def test_quiet_is_sixty_days_without_a_sign_of_life(programme, now):
    silent = MentorshipFactory(programme=programme, started_at=now - timedelta(days=61), active=True)
    writes = MentorshipFactory(programme=programme, started_at=now - timedelta(days=90), active=True)
    MessageFactory(mentorship=writes, sent_at=now - timedelta(days=59))
    assert numbers(programme, now)["quiet"] == 1
    assert names_behind("quiet", programme, now) == [silent.learner.get_full_name()]


def test_how_it_ended_and_what_changed(programme, now, aims):
    pair = MentorshipFactory(programme=programme, active=True, ended_at=now - timedelta(days=1))
    ending = {"mentorship": pair, "told_at": now}
    Ending.objects.create(
        **ending, person=pair.learner, why="done", outcomes={aims[0]: "A notice board"}, new_role="Secretary"
    )
    Ending.objects.create(**ending, person=pair.coach, why="time")
    found = numbers(programme, now, "month")
    assert [found[key] for key in ("why-done", "why-time", "why-fit", "roles")] == [1, 1, 0, 1]
    assert found[f"aim-{aims[0]}"] == 1
    assert numbers(programme, now + timedelta(days=40), "month")["why-done"] == 0


def test_check_ins_that_were_answered(programme, now):
    pair = MentorshipFactory(programme=programme, active=True)
    for number, answered_at in enumerate((now, None, None), 1):
        CheckIn.objects.create(
            mentorship=pair, person=pair.learner, number=number, asked_at=now, answered_at=answered_at
        )
    CheckIn.objects.create(
        mentorship=pair, person=pair.coach, kind=CheckIn.Kind.COACH_MONTHLY, number=1, asked_at=now
    )
    found = numbers(programme, now)
    assert (found["sent"], found["answered"]) == (3, 1)


def test_mentors_their_places_and_what_lapses(programme, coordinator, now):
    offer = MentorOfferFactory(programme=programme, places=3, unchecked=True)
    other = MentorOfferFactory(programme=programme, places=1)
    MentorshipFactory(programme=programme, coach=offer.coach, active=True, started_at=now)
    operations.record_check(
        offer=offer, kind="dbs", level="basic", why="Talks", done_on=now.date(),
        valid_until=(now + timedelta(days=60)).date(), by=coordinator, at=now,
    )  # fmt: skip
    operations.record_check(
        offer=other, kind="dbs", level="basic", why="Talks", done_on=now.date(),
        valid_until=(now + timedelta(days=61)).date(), by=coordinator, at=now,
    )  # fmt: skip
    found = numbers(programme, now)
    keys = ("mentors", "places", "used", "lapsing", "supervision")
    assert [found[key] for key in keys] == [2, 4, 1, 1, 0]
    held = {"kind": "supervision", "by": coordinator, "at": now}
    operations.record_check(offer=offer, done_on=now.date() - timedelta(days=89), **held)
    assert numbers(programme, now)["supervision"] == 1
    programme.supervision_months = 1
    assert numbers(programme, now)["supervision"] == 0


@pytest.mark.parametrize("which", queries.list_words())
def test_a_number_and_its_list_agree(programme, now, which):
    for days in (1, 40, 100, 300):
        since = now - timedelta(days=days)
        asked(programme, 1, since)
        asked(programme, 1, since, state=MentorRequest.State.OFFERED)
        for stands in ({}, {"paused_at": now}, {"suspended_at": now}, {"ended_at": now}):
            MentorshipFactory(programme=programme, started_at=since, active=True, **stands)
        MentorshipFactory(programme=programme, started_at=since)
    for period in queries.PERIODS:
        number = numbers(programme, now, period)[which]
        assert number == len(names_behind(which, programme, now, period))
    assert numbers(programme, now)[which] > 0


# To pass on


@pytest.fixture
def aims(db):
    from wagtail.models import Locale

    from home.models import Aim

    locale = Locale.objects.get_or_create(language_code="en-gb")[0]
    return [
        Aim.objects.get_or_create(code=code, locale=locale, defaults={"name": code.title()})[0].code
        for code in ("access", "quality")
    ]


def export(programmes, now, period="all"):
    scope = queries.scope_of(programmes=programmes, period=period, now=now)
    return queries.export_of(scope=scope)


def closed_table(programme, now, table):
    operations.close_numbers(at=now)
    return ClosedNumbers.objects.get(programme=programme).tables[table]


def with_need(programme, count, at, **more):
    return asked(programme, count, at, chosen={Term.Kind.NEED: ["hearing-loop"]}, **more)


def test_nothing_is_passed_on_before_a_month_is_over_and_enough_people_asked(programme):
    asked(programme, 39, day(1, 10))
    assert operations.close_numbers(at=day(2, 2)) == 0
    asked(programme, 1, day(2, 10))
    assert operations.close_numbers(at=day(2, 28)) == 0
    assert operations.close_numbers(at=day(3, 1)) == 1
    assert operations.close_numbers(at=day(3, 1)) == 0
    closed = ClosedNumbers.objects.get()
    assert (closed.starts_on_date, closed.ends_on_date) == (day(1, 1).date(), day(2, 28).date())
    assert closed.tables["asked"] == {"people": 40}


def test_who_asks_again_is_counted_once(programme):
    people = asked(programme, 40, day(1, 10), state=MentorRequest.State.WITHDRAWN)
    operations.close_numbers(at=day(2, 1))
    for request in people:
        MentorRequestFactory(programme=programme, learner=request.learner, created_at=day(2, 5))
    assert operations.close_numbers(at=day(3, 1)) == 0


def test_needs_by_whether_they_found_a_mentor(programme):
    for request in [*with_need(programme, 12, day(1, 5)), *asked(programme, 18, day(1, 6))]:
        MentorshipFactory(programme=programme, learner=request.learner, started_at=day(1, 20))
    with_need(programme, 3, day(1, 7))
    asked(programme, 14, day(1, 8))
    assert closed_table(programme, day(2, 1), "need") == {
        "need|with": 10,
        "none|with": 20,
        "need|without": None,
        "none|without": None,
    }


def test_goals_and_how_sure_people_feel(programme, aims):
    asked(programme, 40, day(1, 5))
    for number in range(24):
        GoalFactory(
            mentorship=MentorshipFactory(programme=programme, active=True),
            state=Goal.State.REACHED if number < 12 else Goal.State.DROPPED,
            aim_code=aims[0],
            confidence_at_start=4,
            confidence_at_end=8 if number < 11 else 3,
            closed_at=day(1, 20),
        )
    operations.close_numbers(at=day(2, 1))
    tables = ClosedNumbers.objects.get().tables
    assert tables["goals"] == {aims[0]: 10, aims[1]: None, "none": None}
    assert tables["sure"] == {"more": None, "same": None, "less": 15}  # nobody is "same"


def test_supervision_by_the_mentors_own_log(programme):
    asked(programme, 40, day(1, 5))
    for number in range(24):
        pair = MentorshipFactory(programme=programme, active=True, started_at=day(1, 2))
        if number < 12:
            Supervision.objects.create(
                coach=pair.coach, on_date=day(1, 20).date(), with_whom="Nasreen", recorded_at=day(1, 20)
            )
    assert closed_table(programme, day(2, 1), "supervision") == {"kept": 10, "missed": 10}


def test_supervision_is_the_same_number_on_the_page_and_in_what_is_passed_on(programme, coordinator):
    """By a mentor's own log or by a coordinator's check, within the programme's time (3 months)."""
    asked(programme, 40, day(1, 5))
    in_time, late, still_to_come = day(10, 31, 2025).date(), day(10, 30, 2025).date(), day(2, 1).date()
    for number in range(30):
        pair = MentorshipFactory(programme=programme, active=True, started_at=day(1, 2))
        when = {"recorded_at": day(1, 20)}
        logged = in_time if number < 10 else late if number < 25 else still_to_come
        Supervision.objects.create(coach=pair.coach, on_date=logged, with_whom="Nasreen", **when)
        if number < 20:
            offer = MentorOfferFactory(coach=pair.coach, programme=programme)
            CoachCheck.objects.create(
                offer=offer, kind="supervision", done_on_date=in_time if number > 4 else late, **when
            )
    assert numbers(programme, day(1, 31))["supervision"] == 20
    assert closed_table(programme, day(2, 1), "supervision") == {"kept": 20, "missed": 10}
    assert ClosedNumbers.objects.get().ends_on_date == day(1, 31).date()


def test_how_supervision_is_counted_is_said_alike(programme, now):
    MentorshipFactory(programme=programme, active=True, started_at=day(1, 2))
    scope = queries.scope_of(programmes=[programme], period="all", now=now)
    row = next(
        row for each in queries.numbers_of(scope=scope) for row in each.rows if row.key == "supervision"
    )
    asked(programme, 40, day(1, 5))
    operations.close_numbers(at=day(2, 1))
    parts = queries.parts_of(closed=ClosedNumbers.objects.all())
    how = {figure.how for part in parts if part.key == "supervision" for figure in part.figures}
    said = "supervision within your programme's time, by their log or a check."
    assert row.how == f"Of 1 mentors with a pair: {said}"
    assert how == {f"Mentors with a pair: {said}"}


def _leaves(request, _programme):
    request.learner.delete()


def _changes_need(request, _programme):
    request.terms.set([])


def _moves(request, _programme):
    MentorRequest.objects.filter(pk=request.pk).update(place="Elsewhere")


def _finds_a_mentor(request, programme):
    MentorshipFactory(programme=programme, learner=request.learner)


def _is_entered_late(_request, programme):
    with_need(programme, 1, day(1, 3))


def _somebody_new(_request, programme):
    with_need(programme, 1, day(2, 3))


@pytest.mark.parametrize(
    "happens", [_leaves, _changes_need, _moves, _finds_a_mentor, _is_entered_late, _somebody_new]
)
@pytest.mark.parametrize("count", [12, 13])
def test_two_exports_do_not_tell_what_one_person_did(programme, count, happens):
    """Around the edge where rounding alone would tell: 12 is about 10, 13 about 15."""
    people = with_need(programme, count, day(1, 5), place="Leeds")
    asked(programme, 30, day(1, 6), place="York")
    operations.close_numbers(at=day(2, 1))
    other = ProgrammeFactory()
    before = [export(programmes, day(2, 2)) for programmes in ([programme], [programme, other])]
    happens(people[0], programme)
    operations.close_numbers(at=day(2, 20))
    after = [export(programmes, day(2, 20)) for programmes in ([programme], [programme, other])]
    assert before == after
    assert "about 40" in str(before) or "about 45" in str(before)


def test_all_programmes_are_the_sum_of_what_each_may_tell(programme):
    other = ProgrammeFactory()
    asked(programme, 52, day(1, 5))
    asked(other, 43, day(1, 5))
    operations.close_numbers(at=day(2, 1))
    scope = queries.scope_of(programmes=[programme, other], period="all", now=day(2, 2))
    (first, *_rest) = queries.parts_of(closed=queries.closed_in(scope=scope))
    assert [figure.in_words for figure in first.figures] == ["about 95"]


def test_no_name_place_of_few_or_id_is_kept(programme):
    hidden = asked(programme, 9, day(1, 5), place="Little Snoring")
    asked(programme, 40, day(1, 5), place="Leeds")
    operations.close_numbers(at=day(2, 1))
    kept = str(ClosedNumbers.objects.get().tables).casefold()
    assert "leeds" in kept
    assert "snoring" not in kept
    assert not any(each.learner.email in kept for each in hidden)


# Pages and files


@pytest.fixture
def at_work(client, coordinator, site_tree):
    client.force_login(coordinator)
    return client


def test_the_page_shows_numbers_with_their_lists(at_work, programme):
    request = MentorRequestFactory(programme=programme)
    page = at_work.get(reverse("coordinate_numbers")).content.decode()
    address = reverse("coordinate_numbers_people", args=["waiting"])
    assert f'href="{address}?' in page
    assert request.learner.get_full_name() in at_work.get(address).content.decode()


def test_another_teams_programme_is_not_there(at_work, programme):
    other = ProgrammeFactory(coordinators=[UserFactory(coordinator=True)])
    request = MentorRequestFactory(programme=other)
    for name, args in (
        ("coordinate_numbers", []),
        ("coordinate_numbers_people", ["waiting"]),
        ("coordinate_numbers_download", ["csv"]),
        ("coordinate_standard", ["purpose"]),
    ):
        address = reverse(name, args=args)
        assert at_work.get(address, {"programme": other.pk}).status_code == 404
        assert at_work.get(address, {"programme": "x"}).status_code == 404
        answer = at_work.get(address)
        assert answer.status_code == 200
        assert request.learner.get_full_name() not in answer.content.decode()


@pytest.mark.parametrize(
    "address",
    ["people/nobody/", "download/pdf/", "standards/seventh/"],
)
def test_what_is_not_there_is_not_found(at_work, programme, address):
    assert at_work.get(f"{reverse('coordinate_numbers')}{address}").status_code == 404


def test_a_coordinator_without_a_programme_is_told(client, site_tree):
    client.force_login(UserFactory(coordinator=True))
    page = client.get(reverse("coordinate_numbers"))
    assert "You do not coordinate a programme yet" in page.content.decode()


@pytest.mark.parametrize("period", ["", "month", "quarter", "year", "all", "never"])
def test_every_period_opens(at_work, programme, period):
    assert at_work.get(reverse("coordinate_numbers"), {"period": period}).status_code == 200


def test_the_files_hold_what_may_be_passed_on_and_run_nothing(at_work, programme):
    programme.name = "=cmd|' /C calc'!A0"
    programme.save()
    asked(programme, 22, day(1, 5), place="@SUM(1)")
    asked(programme, 22, day(1, 5), place="York")
    operations.close_numbers(at=day(2, 1))
    answer = at_work.get(reverse("coordinate_numbers_download", args=["csv"]), {"period": "all"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1][:3] == ["Asked for a mentor", "People", "about 45"]
    answer = at_work.get(reverse("coordinate_numbers_download", args=["xlsx"]), {"period": "all"})
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["In all", "Part by part"]
    cells = [cell for sheet in book for row in sheet for cell in row if cell.value]
    assert Counter(cell.data_type for cell in cells).keys() == {"s"}
    texts = [cell.value for cell in cells] + [cell for row in rows for cell in row]
    assert "'=cmd|' /C calc'!A0" in texts
    assert not [text for text in texts if text[:1] in ("=", "+", "-", "@")]
    assert AuditEvent.objects.filter(action="mentoring.numbers_taken").count() == 2


@pytest.mark.parametrize("standard", queries.SLUGS)
def test_a_standard_says_what_is_asked_done_shown_and_missing(at_work, programme, standard):
    page = at_work.get(reverse("coordinate_standard", args=[standard])).content.decode()
    assert page.count("<h2") >= 4
    assert "What is missing now" in page


def test_what_is_missing_leads_to_the_list(at_work, programme, now):
    MentorOfferFactory(programme=programme, unchecked=True)
    page = at_work.get(reverse("coordinate_standard", args=["training"])).content.decode()
    assert "Mentors who cannot get a new match now: 1." in page
    assert f"{reverse('coordinate_people')}?show=mentors" in page


def many(programme, count, now):
    """So many pairs with a learner and a mentor each, in bulk."""
    from accounts.models import User

    people = User.objects.bulk_create(
        User(email=f"crowd-{User.objects.count()}-{number}@example.org", preferred_name=f"P{number}")
        for number in range(2 * count)
    )
    pairs = list(zip(people[::2], people[1::2], strict=True))
    MentorRequest.objects.bulk_create(
        MentorRequest(
            programme=programme,
            learner=learner,
            state="waiting",
            waiting_since=now,
            created_at=now,
            updated_at=now,
        )
        for learner, _coach in pairs
    )
    Mentorship.objects.bulk_create(
        Mentorship(
            programme=programme,
            learner=learner,
            coach=coach,
            started_at=now - timedelta(days=90),
            active_at=now - timedelta(days=90),
        )
        for learner, coach in pairs
    )


ADDRESSES = ("", "people/quiet/", "people/active/", *(f"standards/{slug}/" for slug in queries.SLUGS))


def test_a_thousand_pairs_cost_thirty_queries_at_most(at_work, programme, now, django_assert_max_num_queries):
    def costs():
        for address in ADDRESSES:
            with django_assert_max_num_queries(30) as made:
                page = at_work.get(f"{reverse('coordinate_numbers')}{address}")
            assert page.status_code == 200
            assert len(page.content) < 150_000
            yield len(made)

    many(programme, 10, now)
    few = list(costs())
    many(programme, 990, now)
    assert list(costs()) == few


def test_closing_costs_the_same_for_more_people(programme, now, django_assert_max_num_queries):
    many(programme, 400, now)
    with django_assert_max_num_queries(30):
        assert operations.close_numbers(at=now + timedelta(days=40)) == 1
