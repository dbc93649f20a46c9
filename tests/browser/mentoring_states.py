"""People of the mentoring rooms in every state a page can show, for the browser tests to look at.

Run as `python -m tests.browser.mentoring_states` on a populated database. Whatever an address names has
a number of its own from 901, so that a test can write the address down.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

PROJECT_DIR = Path(__file__).resolve().parents[2]

#: Mentorships, all with Megan: addresses name them.
UNSIGNED, PAUSED, STOPPED, ENDED, TOLD, BUSY = 901, 902, 903, 904, 905, 906
#: Suggestions of Ned to a learner each: nobody answered, one said yes, and each way it can close.
TO_ANSWER, LEARNER_SAID_YES, COACH_SAID_YES, DECLINED, EXPIRED, FULL = 901, 902, 903, 904, 905, 906
#: Ann's and Megan's, to which both said yes.
ACCEPTED = 951
#: The four kinds of check-in, open, and one that is answered.
REGULAR, FIRST, MONTHLY, AFTERWARDS, ANSWERED = 901, 902, 903, 904, 905
ALLEGATION, CLOSED_CONCERN = 901, 902
MESSAGE, NOTE = 901, 901
#: Megan's offer, and a meeting of hers with times to choose from.
OFFER, SUGGESTED = 901, 901
#: Rae, who is called on the phone. A small group of Megan's with its talks, and one that Ned may lead.
RAE, CIRCLE, TO_LEAD, TALK_AHEAD, TALK_PAST = 901, 901, 902, 901, 902
#: Vic, who is called on the phone as well, works with Megan and offers to mentor.
VIC, WITH_VIC = 990, 907
#: May Fay move from Megan to Ned, so that Quin gets a mentor?
MOVE = 901

#: A word with no place to break, and much of it.
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch " * 12
HARD = "I would like to talk about how to say no at a meeting. " + LONG
IN_URDU = "میں چاہتی ہوں کہ اجلاس میں بول سکوں۔ فون: 020 7946 0958"


@contextmanager
def running_site_with_states(folder: Path) -> Iterator:
    """A running site on a populated database, with everybody below."""
    from tests.browser.running_site import running_site

    with running_site(folder) as site:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.development",  # passwords as the site makes them
            "DATABASE_URL": site.database_url,
            "DATA_DIR": str(site.folder),
        }
        command = [sys.executable, "-m", "tests.browser.mentoring_states"]
        subprocess.run(command, cwd=PROJECT_DIR, env=environment, check=True)
        yield site


def main() -> None:
    import django

    django.setup()
    from django.db import transaction
    from django.utils import timezone

    with transaction.atomic():
        make_states(at=timezone.now())


def make_states(*, at) -> None:
    """Everybody below, in the programme of coordinator@."""
    from accounts.models import OutboxMessage, User
    from config.demo import make_person
    from mentoring.models import MentorOffer, Programme
    from tests.factories.accounts import UserFactory

    people = {
        local: make_person(local, name, at=at - timedelta(days=120))
        for local, name in (
            *(("megan", "Megan T."), ("ned", "Ned O."), ("ann", "Ann F."), ("bea", "Bea G.")),
            *(("cal", "Cal H."), ("dan", "Dan I."), ("eve", "Eve K."), ("fay", "Fay L."), ("gil", "Gil M.")),
            *(("hal", "Hal N."), ("ivy", "Ivy P."), ("jan", "Jan Q."), ("kit", "Kit R.")),
            *(
                ("wyn", "Wyn J."),
                ("zia", "Zia A."),
                ("lou", "Lou S."),
                ("max", "Max U."),
                ("nia", "Nia V."),
                ("olive", "Olive W."),
                ("quin", "Quin X."),
                ("roy", "Roy B."),
            ),
        )
    }
    people |= {
        local: User.objects.get(email=f"{local}@demo.example") for local in ("coordinator", "safeguarding")
    }
    people["vic"] = UserFactory(pk=VIC, email="vic@demo.example", preferred_name="Vic D.")
    w = SimpleNamespace(
        at=at,
        people=people,
        programme=Programme.objects.get(slug="riverside"),
        listed=list(MentorOffer.objects.filter(is_listed=True).order_by("pk")),
    )
    make_coaches(w)
    make_pairs(w)
    make_suggestions(w)
    make_askers(w)
    make_check_ins(w)
    make_concerns(w)
    make_circles(w)
    make_move(w)
    OutboxMessage.objects.all().delete()


def make_coaches(w) -> None:
    from accounts.operations import give_role
    from accounts.roles import Role
    from mentoring.operations import (
        declare,
        log_supervision,
        record_check,
        show_supervision_note,
        write_supervision_note,
    )
    from tests.factories.mentoring import MentorOfferFactory

    coordinator, at = w.people["coordinator"], w.at
    for number, local in enumerate(("megan", "ned"), start=OFFER):
        coach = w.people[local]
        give_role(person=coach, role=Role.COACH, by=coordinator, at=at)
        offer = MentorOfferFactory(pk=number, coach=coach, programme=w.programme, places=4, created_at=at)
        for kind, days in (("dbs", 20), ("reference", 300), ("course", None), ("safeguarding", 300)):
            record_check(
                offer=offer,
                kind=kind,
                level="enhanced" if kind == "dbs" else "",
                why="Meets adults on their own. " + LONG[:120] if kind == "dbs" else "",
                done_on=(at - timedelta(days=100)).date(),
                valid_until=(at + timedelta(days=days)).date() if days else None,
                by=coordinator,
                at=at,
            )
    MentorOfferFactory(coach=w.people["vic"], programme=w.programme, created_at=at)
    megan = w.people["megan"]
    for days in (10, 40):
        log_supervision(
            coach=megan,
            on_date=(at - timedelta(days=days)).date(),
            minutes=45,
            with_whom="Nasreen K.",
            by=megan,
            at=at,
        )
    note = write_supervision_note(text=HARD, met_on_date=at.date(), form_key=uuid4(), by=megan, at=at)
    note = _numbered(note, NOTE)
    show_supervision_note(note=note, supervisor=coordinator, by=megan, at=at)
    declare(kind="employer", words=HARD, by=megan, at=at)


def _numbered(row, number):
    """The same row under a number that an address can name."""
    type(row).objects.filter(pk=row.pk).update(id=number)
    return type(row).objects.get(pk=number)


def make_pairs(w) -> None:
    from mentoring.operations import (
        ask_for_help,
        ask_to_change,
        end,
        pause,
        propose_meeting,
        report_message,
        send_message,
        stop_contact,
        tell_ending,
    )

    at, megan = w.at, w.people["megan"]
    pair = {
        number: make_pair(w, local, number, is_signed=number != UNSIGNED)
        for local, number in (
            *(("ann", UNSIGNED), ("bea", PAUSED), ("cal", STOPPED), ("dan", ENDED)),
            *(("eve", TOLD), ("fay", BUSY), ("vic", WITH_VIC)),
        )
    }
    for number, person in ((ENDED, "dan"), (BUSY, "fay"), (WITH_VIC, "vic")):
        work_together(pair[number], w.people[person], at=at)
    pause(mentorship=pair[PAUSED], by=w.people["bea"], at=at)
    stop_contact(mentorship=pair[STOPPED], by=w.people["safeguarding"], at=at)
    end(mentorship=pair[ENDED], by=megan, at=at - timedelta(hours=5))
    end(mentorship=pair[TOLD], by=w.people["eve"], at=at - timedelta(hours=5))
    for person, words in (("megan", LONG), ("eve", "Thank you for the patience.")):
        tell_ending(
            mentorship=pair[TOLD],
            by=w.people[person],
            at=at,
            why="done",
            new_role="Chair of the patient group",
            thanks=words,
            outcomes={},
            wants_another=False,
            wants_to_mentor=True,
            not_again=False,
        )
    fay = w.people["fay"]
    times = [at + timedelta(days=days, hours=2) for days in (3, 4, 5)]
    suggested = propose_meeting(
        mentorship=pair[BUSY],
        times=times,
        minutes=45,
        way="place",
        where="The café by the library. " + LONG[:120],
        form_key=uuid4(),
        by=megan,
        at=at,
    )
    suggested.times.all().delete()
    suggested = _numbered(suggested, SUGGESTED)
    for starts_at in times:
        suggested.times.create(starts_at=starts_at)
    ask_for_help(mentorship=pair[BUSY], by=fay, at=at)
    ask_to_change(mentorship=pair[BUSY], note=HARD, by=fay, at=at)
    message = send_message(mentorship=pair[BUSY], text=HARD, form_key=uuid4(), by=fay, at=at)
    message = _numbered(message, MESSAGE)
    report_message(message=message, because="It was unkind. " + LONG, by=megan, at=at)
    send_message(mentorship=pair[BUSY], text=IN_URDU, form_key=uuid4(), by=megan, at=at)


def make_pair(w, local, number, *, is_signed):
    """Both said yes 70 days ago; `is_signed`: and work together since."""
    from mentoring.models import Mentorship, ProposedPair
    from mentoring.operations import sign_agreement
    from mentoring.queries import agreement_shown
    from tests.factories.mentoring import MentorRequestFactory, MentorshipFactory

    begun, megan = w.at - timedelta(days=70), w.people["megan"]
    request = MentorRequestFactory(
        learner=w.people[local], programme=w.programme, state="matched", created_at=begun
    )
    suggested = make_suggestion(
        w,
        request,
        megan.mentor_offer,
        ACCEPTED + number - UNSIGNED,
        state=ProposedPair.State.ACCEPTED,
        learner_answer="yes",
        coach_answer="yes",
    )
    mentorship = MentorshipFactory(
        pk=number,
        learner=w.people[local],
        coach=megan,
        programme=w.programme,
        pair=suggested,
        started_at=begun,
    )
    for person in (mentorship.learner, megan) if is_signed else ():
        seen = agreement_shown(mentorship=mentorship).mark
        sign_agreement(mentorship=mentorship, name=person.preferred_name, seen=seen, by=person, at=begun)
    return Mentorship.objects.get(pk=number)


def work_together(mentorship, learner, *, at) -> None:
    """A goal and a talk with its note, long words in each."""
    from config.demo_pairs import make_meeting
    from mentoring.operations import save_our_note, send_message, set_goal

    set_goal(
        mentorship=mentorship,
        words="say no at a meeting, and be heard",
        first_step="Practise with my sister",
        confidence_at_start=3,
        form_key=uuid4(),
        by=learner,
        at=at - timedelta(days=50),
    )
    talked = make_meeting(mentorship, at=at - timedelta(days=30), days=5)
    save_our_note(
        meeting=talked,
        text=HARD,
        leave_with="One sentence to say",
        confidence=6,
        actions=[{"words": "Ring 020 7946 0958", "owner": learner, "due_date": at.date()}],
        form_key=uuid4(),
        version=0,
        by=learner,
        at=at - timedelta(days=24),
    )
    written = at - timedelta(days=20)
    send_message(mentorship=mentorship, text=IN_URDU, form_key=uuid4(), by=learner, at=written)


def make_suggestion(w, request, offer, number, **how):
    from mentoring.models import MatchingRound
    from tests.factories.mentoring import ProposedPairFactory, RoundEntryFactory

    return ProposedPairFactory(
        pk=number,
        entry=RoundEntryFactory(round=MatchingRound.objects.get(name="Autumn round"), request=request),
        offer=offer,
        offered_at=w.at - timedelta(days=2),
        reasons_for=[{"key": "goals_one", "params": {}}],
        **how,
    )


def make_suggestions(w) -> None:
    from mentoring.models import ProposedPair
    from tests.factories.mentoring import MentorRequestFactory

    states, offer = ProposedPair.State, w.people["ned"].mentor_offer
    for local, number, how in (
        ("gil", TO_ANSWER, {"state": states.OFFERED}),
        ("hal", LEARNER_SAID_YES, {"state": states.OFFERED, "learner_answer": "yes"}),
        ("lou", COACH_SAID_YES, {"state": states.OFFERED, "coach_answer": "yes"}),
        ("max", DECLINED, {"state": states.DECLINED, "learner_answer": "no"}),
        ("nia", EXPIRED, {"state": states.EXPIRED}),
        ("olive", FULL, {"state": states.FULL, "learner_answer": "yes"}),
    ):
        request = MentorRequestFactory(learner=w.people[local], programme=w.programme, created_at=w.at)
        make_suggestion(w, request, offer, number, **how)


def make_circles(w) -> None:
    """Quin and Rae are asked into a group that Roy is in."""
    from tests.factories.accounts import UserFactory
    from tests.factories.mentoring import (
        CircleFactory,
        CircleMeetingFactory,
        CircleMemberFactory,
        MentorRequestFactory,
    )

    at, megan, ned = w.at, w.people["megan"].mentor_offer, w.people["ned"].mentor_offer
    circle = CircleFactory(pk=CIRCLE, programme=w.programme, offer=megan, name="Mornings", made_at=at)
    CircleFactory(pk=TO_LEAD, programme=w.programme, offer=ned, name="Saturdays", asked=True, made_at=at)
    rae = UserFactory(pk=RAE, email="rae@demo.example", preferred_name="Rae Y.")
    for learner, how in ((w.people["quin"], {}), (rae, {}), (w.people["roy"], {"joined": True})):
        request = MentorRequestFactory(
            learner=learner, programme=w.programme, created_at=at, group_is_fine=True
        )
        CircleMemberFactory(circle=circle, request=request, invited_at=at, **how)
    CircleMeetingFactory(pk=TALK_AHEAD, circle=circle, made_at=at)
    CircleMeetingFactory(pk=TALK_PAST, circle=circle, made_at=at, past=True)


def make_move(w) -> None:
    from mentoring.models import MatchingRound, MentorRequest, Mentorship, RoundEntry, Swap

    round = MatchingRound.objects.filter(programme=w.programme).first()
    request = MentorRequest.objects.get(learner=w.people["quin"])
    Swap.objects.create(
        pk=MOVE,
        round=round,
        mentorship=Mentorship.objects.get(pk=BUSY),
        from_offer=w.people["megan"].mentor_offer,
        to_offer=w.people["ned"].mentor_offer,
        newcomer=RoundEntry.objects.get_or_create(round=round, request=request)[0],
        asked_at=w.at,
    )


def make_askers(w) -> None:
    """Ivy has begun to ask. Jan waits for one mentor and told everything. Kit told of a tie."""
    from mentoring.models import Condition, Term, Wish
    from mentoring.operations import declare, share_lived_experience, wait_for
    from tests.factories.mentoring import MentorRequestFactory

    at, jan = w.at, w.people["jan"]
    nothing = dict.fromkeys((Term.Kind.GOAL, Term.Kind.TIME, Term.Kind.MODE), ())
    MentorRequestFactory(
        learner=w.people["ivy"], programme=w.programme, draft=True, created_at=at, chosen=nothing
    )
    asked = MentorRequestFactory(learner=jan, programme=w.programme, created_at=at - timedelta(days=90))
    for order, offer in enumerate(w.listed[:2], start=1):
        Wish.objects.create(request=asked, offer=offer, by=Wish.By.LEARNER, order=order, made_at=at)
    wait_for(request=asked, offer=w.listed[0], by=jan, at=at)
    wanted = list(Term.objects.filter(kind="condition").order_by("pk")[:2])
    for number, term in enumerate(wanted, start=901):
        Condition.objects.create(pk=number, request=asked, term=term, asked_at=at)
    Condition.objects.filter(pk=902).update(agreed_at=at, agreed_by=w.people["coordinator"])
    share_lived_experience(
        terms=list(Term.objects.filter(kind="experience").order_by("pk")[:3]),
        own_words=LONG[:180],
        is_used=True,
        wording="I agree.",
        by=jan,
        at=at,
    )
    for person in ("jan", "kit"):
        declare(kind="relative", words=HARD, by=w.people[person], at=at)


def make_check_ins(w) -> None:
    """One open question of each kind, and answers for the coordinator: a low one and a good one."""
    from mentoring.models import CheckIn

    at, kinds = w.at, CheckIn.Kind
    for number, kind, mentorship, person in (
        (REGULAR, kinds.REGULAR, BUSY, "fay"),
        (FIRST, kinds.FIRST_MEETING, BUSY, "fay"),
        (MONTHLY, kinds.COACH_MONTHLY, BUSY, "megan"),
        (AFTERWARDS, kinds.FOLLOW_UP, TOLD, "eve"),
    ):
        CheckIn.objects.create(
            pk=number,
            kind=kind,
            mentorship_id=mentorship,
            person=w.people[person],
            number=9,
            asked_at=at - timedelta(hours=1),
        )
    for number, person, going in ((10, "fay", 1), (11, "megan", 5)):
        CheckIn.objects.create(
            pk=ANSWERED + number - 10,
            mentorship_id=BUSY,
            person=w.people[person],
            number=number,
            asked_at=at - timedelta(days=9),
            answered_at=at - timedelta(days=8),
            going=going,
            words=HARD,
            needs_help=going == 1,
        )


def make_concerns(w) -> None:
    from mentoring.models import Concern, Mentorship
    from mentoring.operations import (
        act_on_concern,
        allow_contact,
        allow_new_matches,
        close_concern,
        decide_concern,
        report_concern,
    )

    at, lead = w.at, w.people["safeguarding"]
    told = report_concern(
        form_key=uuid4(),
        words=HARD,
        about="My mentor",
        happened_at_words="At the last talk",
        consent="yes",
        is_danger_now=True,
        is_allegation=True,
        mentorship=Mentorship.objects.get(pk=STOPPED),
        by=w.people["cal"],
        at=at - timedelta(days=3),
    )
    _numbered(told, ALLEGATION)
    # The lead lets Megan begin with Ann, and be suggested to others.
    for waiting in Mentorship.objects.filter(coach=w.people["megan"], active_at=None, ended_at=None):
        allow_contact(mentorship=waiting, by=lead, at=at - timedelta(days=2))
    allow_new_matches(coach=w.people["megan"], by=lead, at=at - timedelta(days=2))
    done = report_concern(
        form_key=uuid4(),
        words=IN_URDU,
        reporter_contact="020 7946 0958",
        by=None,
        at=at - timedelta(days=20),
    )
    done = _numbered(done, CLOSED_CONCERN)
    act_on_concern(concern=done, words=LONG, form_key=uuid4(), by=lead, at=at - timedelta(days=19))
    decide_concern(
        concern=Concern.objects.get(pk=CLOSED_CONCERN),
        decision="support",
        because="She has help now.",
        form_key=uuid4(),
        by=lead,
        at=at - timedelta(days=19),
    )
    close_concern(concern=Concern.objects.get(pk=CLOSED_CONCERN), by=lead, at=at - timedelta(days=10))


if __name__ == "__main__":
    sys.path[:0] = [str(PROJECT_DIR), str(PROJECT_DIR / "site")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    main()
