"""The demonstration: made-up people who learn, wait, mentor and coordinate.

The twelve people named in `accounts.demo` have addresses that say their role; those below fill
their programme, so that a matching round has something to decide. Every name is invented. Development only.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.contrib.auth import get_user_model

from accounts.demo import DEMO_DOMAIN, DEMO_PASSWORD, DEMO_PEOPLE
from accounts.models import Organisation, OutboxMessage
from accounts.operations import give_role
from accounts.roles import Role
from courses.models import Course, Lesson
from courses.operations import (
    answer_question,
    complete_lesson,
    enrol,
    issue_certificate,
    save_note,
    save_reflection,
    see_part,
)
from courses.questions import block_key, question_of, right_answer
from mentoring.models import CoachCheck, MatchingRound, MentorOffer, MentorRequest, Programme, Term
from mentoring.operations import give_progress_share, record_check, start_round

from .demo_circle import make_circle_of
from .demo_group import make_group
from .demo_learning import AFTER, BEFORE, feel_sure, hand_in, take_quiz
from .demo_pairs import make_mentorship, make_work_together
from .demo_support import make_support

User = get_user_model()

PHONE, VIDEO, IN_PERSON = "phone-call", "video-call", "in-person-in-a-public-or-nhs-place"
MORNING, AFTERNOON, EVENING, SATURDAY = (
    "weekday-mornings",
    "weekday-afternoons",
    "weekday-evenings",
    "saturday",
)


@dataclass(frozen=True)
class Ask:
    """One demonstration request: who, what for, when and how, and for how many days they have waited."""

    local: str
    name: str
    goals: tuple[str, ...]
    times: tuple[str, ...]
    modes: tuple[str, ...]
    days: int
    languages: tuple[str, ...] = ("en",)
    styles: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    practice: str = ""
    in_person_needed: bool = False
    anything_else: str = ""


@dataclass(frozen=True)
class Give:
    """One demonstration offer."""

    local: str
    name: str
    goals: tuple[str, ...]
    times: tuple[str, ...]
    modes: tuple[str, ...]
    places: int
    languages: tuple[str, ...] = ("en",)
    styles: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    practice: str = ""
    vetting_days: int = 400


START_PPG, CHAIR, BOARD = "join-or-start-a-ppg", "chair-a-ppg-or-group", "sit-on-a-board-committee-or-panel"
REDESIGN, INSIGHT, REACH = (
    "help-to-redesign-a-service",
    "run-an-insight-project",
    "reach-a-group-that-is-left-out",
)
CONFIDENCE, PROJECT, SAFETY = (
    "build-confidence-after-illness-or-caring",
    "start-a-community-project-or-social-enterprise",
    "become-a-patient-safety-partner",
)
PRACTICES = ("Mill Lane Surgery", "Harbour Street Practice", "The Green Medical Centre")

ASKS = (
    Ask("learner2", "", (START_PPG, CONFIDENCE), (EVENING,), (PHONE,), 20, practice="Mill Lane Surgery"),
    Ask("bronwen", "Bronwen E.", (CHAIR,), (MORNING,), (PHONE, VIDEO), 75, styles=("clear-plan",)),
    Ask("dev", "Dev S.", (BOARD, REDESIGN), (EVENING, SATURDAY), (VIDEO,), 40, styles=("honest-challenge",)),
    Ask("joan", "Joan M.", (CONFIDENCE,), (AFTERNOON,), (PHONE,), 130, needs=("extra-time",)),
    Ask("kofi", "Kofi B.", (REACH, PROJECT), (SATURDAY,), (VIDEO, PHONE), 33, styles=("learning-by-doing",)),
    Ask("lena", "Lena W.", (INSIGHT,), (MORNING, AFTERNOON), (VIDEO,), 12, languages=("en", "pl")),
    Ask("owen", "Owen R.", (START_PPG,), (EVENING,), (PHONE,), 61, practice="Harbour Street Practice"),
    Ask("ruth", "Ruth A.", (SAFETY, BOARD), (AFTERNOON,), (VIDEO,), 27, styles=("written-notes",)),
    Ask("samir", "Samir H.", (REACH,), (EVENING,), (PHONE,), 54, languages=("ur", "en")),
    Ask(
        "tess", "Tess D.", (CONFIDENCE, START_PPG), (MORNING,), (VIDEO, PHONE), 18, needs=("bsl-interpreter",)
    ),
    Ask("vera", "Vera P.", (PROJECT,), (SATURDAY,), (IN_PERSON,), 90, in_person_needed=True),
    Ask("wilf", "Wilf T.", (CHAIR, REDESIGN), (MORNING,), (PHONE,), 8, practice="The Green Medical Centre"),
)

GIVES = (
    Give(
        "coach",
        "",
        (START_PPG, CONFIDENCE, CHAIR),
        (EVENING, MORNING),
        (PHONE, VIDEO),
        4,
        needs=("extra-time",),
    ),
    Give("coach2", "", (BOARD, REDESIGN, SAFETY), (AFTERNOON, EVENING), (VIDEO, PHONE), 2),
    Give("anil", "Anil K.", (REACH, PROJECT), (SATURDAY, EVENING), (VIDEO, PHONE), 2, languages=("en", "ur")),
    Give("grace", "Grace O.", (INSIGHT, REACH), (MORNING, AFTERNOON), (VIDEO,), 1, styles=("written-notes",)),
    Give("hugh", "Hugh L.", (CHAIR, BOARD), (MORNING,), (PHONE,), 1, practice="The Green Medical Centre"),
    Give("mina", "Mina F.", (CONFIDENCE,), (AFTERNOON,), (PHONE, VIDEO), 1, styles=("gentle-encouragement",)),
    Give("pat", "Pat N.", (PROJECT, START_PPG), (SATURDAY,), (IN_PERSON, PHONE), 1),
    Give("zara", "Zara C.", (REDESIGN, CHAIR), (MORNING, EVENING), (PHONE,), 1, vetting_days=-10),
)

#: What people who choose a mentor read of those who are in the list, by address.
PROFILES = {
    "coach": "I chaired a patient group for six years. I like to help people find their voice.",
    "anil": "I ran a food club with my neighbours. I listen first.",
    "grace": "I asked hundreds of patients what they thought, and told the board.",
}

#: People the first coach already mentors, beside learner@: (name, lessons done, days since they came).
MENTEES = (("idris", "Idris B.", 15, 2), ("maureen", "Maureen K.", 4, 12), ("surinder", "Surinder P.", 1, 45))


def address(local):
    return f"{local}@{DEMO_DOMAIN}"


def make_people(*, at):
    """Everybody with their roles, and what they did, once. Returns whether it was new."""
    people = {person.local: make_person(person.local, person.name, at=at) for person in DEMO_PEOPLE}
    for person in DEMO_PEOPLE:
        for role in person.roles:
            give_role(person=people[person.local], role=role, by=None, at=at)
    if Programme.objects.filter(slug="riverside").exists():
        return False
    make_learning(people, at=at)
    make_mentoring(people, at=at)
    make_group(address, lessons_of, at=at)
    make_circle_of(people, address, at=at)
    OutboxMessage.objects.all().delete()  # nobody is written to about what they are made to have done
    return True


def make_person(local, name, *, at):
    """One person who can sign in with the demonstration password."""
    person, created = User.objects.get_or_create(
        email=address(local), defaults={"preferred_name": name, "adult_confirmed_at": at, "joined_at": at}
    )
    if created:
        person.set_password(DEMO_PASSWORD)
        person.save()
    return person


def lessons_of(course):
    """The course's lessons in reading order."""
    return list(Lesson.objects.descendant_of(course).live().order_by("path"))


def finish(learner, lessons, *, at):
    """Complete these lessons, one after the other."""
    for number, lesson in enumerate(lessons):
        minutes = timedelta(minutes=30 * number)
        complete_lesson(learner=learner, lesson=lesson, by=learner, at=at + minutes)


def make_learning(people, *, at):
    """learner@ is half-way through C1, learner3@ has finished it and has a certificate."""
    course = Course.objects.get(code="C1", locale__language_code="en-gb")
    lessons = lessons_of(course)
    learner, finisher = people["learner"], people["learner3"]

    begun = at - timedelta(days=30)
    enrol(learner=learner, course=course, by=learner, at=begun)
    feel_sure(learner, course, BEFORE, at=begun)
    finish(learner, lessons[:7], at=begun)
    save_note(
        learner=learner,
        lesson=lessons[7],
        text="Ask Dr Patel about the mother and toddler group.",
        version=0,
        by=learner,
        at=at - timedelta(days=1),
    )
    first_answer(learner, lessons[0], at=begun)
    first_reflection(learner, lessons[0], at=begun)
    hand_in(learner, lessons[7], at=at - timedelta(hours=20))
    see_part(learner=learner, lesson=lessons[7], part=2, at=at - timedelta(hours=20))
    User.objects.filter(pk=learner.pk).update(last_login=at - timedelta(hours=20))

    begun = at - timedelta(days=90)
    enrol(learner=finisher, course=course, by=finisher, at=begun)
    feel_sure(finisher, course, BEFORE, at=begun)
    take_quiz(finisher, lessons, at=begun)
    finish(finisher, lessons, at=begun)
    feel_sure(finisher, course, AFTER, at=begun + timedelta(days=1))
    issue_certificate(
        learner=finisher,
        course=course,
        name=finisher.preferred_name,
        by=finisher,
        at=begun + timedelta(days=1),
    )


def first_answer(learner, lesson, *, at):
    block = next(block for block in lesson.body if block.block_type == "question")
    question = question_of(block_key(block), block.value)
    answer_question(
        learner=learner,
        lesson=lesson,
        question=question,
        given=right_answer(question),
        form_key=uuid4(),
        by=learner,
        at=at,
    )


def first_reflection(learner, lesson, *, at):
    prompt = next(block for block in lesson.body if block.block_type == "reflection")
    save_reflection(
        learner=learner,
        lesson=lesson,
        prompt_key=block_key(prompt),
        prompt=prompt.value["prompt"],
        text="The receptionist who rang me back. She listened first.",
        version=0,
        by=learner,
        at=at,
    )


def make_mentoring(people, *, at):
    """Two programmes; in the first an open round of 12 requests and 8 offers."""
    practices = {
        name: Organisation.objects.get_or_create(name=name, kind=Organisation.Kind.PRACTICE)[0]
        for name in PRACTICES
    }
    riverside = Programme.objects.create(name="Riverside", slug="riverside", next_round_words="in December")
    riverside.coordinators.add(people["coordinator"])
    hillside = Programme.objects.create(name="Hillside", slug="hillside", next_round_words="in the new year")
    hillside.coordinators.add(people["coordinator2"])
    terms = {(term.kind, term.key): term for term in Term.objects.all()}
    riverside.needs_met.set([terms["need", "large-print"], terms["need", "written-summary-afterwards"]])

    for give in GIVES:
        coach = people.get(give.local) or make_person(give.local, give.name, at=at)
        give_role(person=coach, role=Role.COACH, by=people["coordinator"], at=at)
        make_offer(coach, give, riverside, practices, terms, at=at)
    for ask in ASKS:
        learner = people.get(ask.local) or make_person(ask.local, ask.name, at=at)
        make_request(learner, ask, riverside, practices, terms, at=at)
    make_caseload(people, riverside, at=at)
    starts_on = (at + timedelta(days=21)).date()
    start_round(
        programme=riverside, name="Winter round", starts_on=starts_on, by=people["coordinator"], at=at
    )


def terms_of(answers, terms):
    """The list entries that an `Ask` or `Give` names."""
    named = {
        "goal": answers.goals,
        "time": answers.times,
        "mode": answers.modes,
        "language": answers.languages,
    }
    named |= {"style": answers.styles, "need": answers.needs}
    return [terms[kind, key] for kind, keys in named.items() for key in keys]


def make_offer(coach, give, programme, practices, terms, *, at):
    offer = MentorOffer.objects.create(
        coach=coach,
        programme=programme,
        state=MentorOffer.State.OPEN,
        places=give.places,
        practice=practices.get(give.practice),
        place="Riverside",
        profile_words=PROFILES.get(give.local, ""),
        is_listed=give.local in PROFILES,
        created_at=at,
        updated_at=at,
        sent_at=at,
    )
    offer.terms.set(terms_of(give, terms))
    record_dates(offer, until=(at + timedelta(days=give.vetting_days)).date(), at=at)


def record_dates(offer, *, until, at):
    """The three checks that a mentor needs; the background check holds `until` a day."""
    kinds, done_on = CoachCheck.Kind, (at - timedelta(days=100)).date()
    record_check(
        offer=offer,
        kind=kinds.DBS,
        level=CoachCheck.Level.BASIC,
        why="Talks with adults by phone and video.",
        done_on=done_on,
        valid_until=until,
        by=None,
        at=at,
    )
    for kind in (kinds.COURSE, kinds.SAFEGUARDING):
        record_check(offer=offer, kind=kind, done_on=done_on, by=None, at=at)


def make_request(learner, ask, programme, practices, terms, *, at):
    since = at - timedelta(days=ask.days)
    request = MentorRequest.objects.create(
        learner=learner,
        programme=programme,
        state=MentorRequest.State.WAITING,
        practice=practices.get(ask.practice),
        in_person_needed=ask.in_person_needed,
        anything_else=ask.anything_else,
        place="Riverside",
        created_at=since,
        updated_at=since,
        sent_at=since,
        waiting_since=since,
    )
    request.terms.set(terms_of(ask, terms))


def make_caseload(people, programme, *, at):
    """The first coach mentors learner@, who shares progress, and three others. All signed their agreement."""
    course = Course.objects.get(code="C1", locale__language_code="en-gb")
    mentees = [people["learner"]]
    for local, name, done, days in MENTEES:
        mentee = make_person(local, name, at=at)
        enrol(learner=mentee, course=course, by=mentee, at=at - timedelta(days=60))
        finish(mentee, lessons_of(course)[:done], at=at - timedelta(days=days))
        User.objects.filter(pk=mentee.pk).update(last_login=at - timedelta(days=days))
        mentees.append(mentee)
    begun = at - timedelta(days=50)
    round = MatchingRound.objects.create(
        programme=programme,
        name="Autumn round",
        starts_on_date=begun.date(),
        state=MatchingRound.State.CONFIRMED,
        created_at=begun,
        confirmed_at=begun,
        confirmed_by=people["coordinator"],
    )
    for mentee in mentees:
        mentorship = make_mentorship(mentee, people["coach"], round, at=begun)
        give_progress_share(
            mentorship=mentorship,
            course_key=course.translation_key,
            wording="My mentor can see which lessons I have finished.",
            by=mentee,
            at=begun,
        )
    make_work_together(people["learner"], people["coach"], at=at)
    make_support(people, at=at)
