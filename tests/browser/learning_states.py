"""Puts people into every state in which a page for learners looks different, on top of the demonstration.

`main()` runs where Django is set up, on a populated database, and prints JSON: what the addresses of those
pages are made of.
"""

import json
from datetime import timedelta
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import Locale

from accounts.models import OutboxMessage
from config.demo import address, lessons_of, make_person
from courses import operations, queries
from courses.models import (
    BankQuestion,
    Cohort,
    Confidence,
    Course,
    Invitation,
    Lesson,
    LessonPrerequisite,
    Module,
    Reflection,
)
from courses.operations.editing import ask_to_look_again, retire
from courses.people_lists import mark_known, read_rows
from courses.questions import Kind, block_key, question_of, right_answer
from courses.short_addresses import short_code
from home.models import Capability
from tests.browser import practice_course

User = get_user_model()

LONG = (
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch, and what I said there.\n\nThen we went on. "
)
#: Who answers all right; whose certificate was taken back; who shows theirs to nobody; who left a course.
NEW_PEOPLE = {"noor": "نور حسین", "iris": "Iris T.", "marek": "Marek Z.", "lowri": "Lowri H."}
BAD_LIST = (
    "Name,E-mail\nSian,sian@people.example\nTed,ted at home\nwww.example.org,web@people.example\n"
    "Sian again,sian@people.example\nOwen,owen@demo.example\nNobody,\n"
    f"{'Llanfairpwllgwyngyll' * 2},{'a-very-long-address-' * 6}@people.example\n"
)


def main() -> None:
    now = timezone.now()
    practice_course.main()
    course = Course.objects.get(slug="practice", locale__language_code="en-gb")
    people = {person.email.partition("@")[0]: person for person in User.objects.all()}
    people |= {local: make_person(local, name, at=now) for local, name in NEW_PEOPLE.items()}
    addresses = add_lessons(course)
    for bring in STATES:
        addresses |= bring(people, course, at=now)
    addresses |= {f"{local}_id": people[local].pk for local in ("learner", "noor")}
    print(json.dumps({name: str(value) for name, value in addresses.items()}))


def add_lessons(course) -> dict:
    """After the practice lessons: a quiz to pass, a coach's word, one locked, two to withdraw."""
    module = Module.objects.child_of(course).get()
    text = practice_course.block("text", "<p>Nearly there.</p>")
    capability = BankQuestion.objects.filter(is_open=True).order_by("pk").first().capability.code
    marked = {"title": "Your quiz", "capabilities": [capability], "number": 2, "pass_mark": 80}
    made = {}
    for slug in ("to-pass", "seen-by-a-coach", "after-the-others", "not-needed", "being-changed"):
        blocks = [practice_course.block("quiz", marked)] if slug == "to-pass" else [text]
        lesson = Lesson(title=slug.replace("-", " ").capitalize(), slug=slug, minutes=5, outcome="Try.")
        lesson.body = Lesson.body.field.to_python(json.dumps(blocks))
        lesson.rule_questions = slug == "to-pass"
        lesson.rule_coach = slug == "seen-by-a-coach"
        made[slug] = module.add_child(instance=lesson)
        lesson.save_revision().publish()
    for needed in ("a-quiz", "your-word"):
        needed = Lesson.objects.get(slug=needed, locale=course.locale)
        LessonPrerequisite.objects.create(page=made["after-the-others"], needed=needed)
    return {
        "short": short_code(made["seen-by-a-coach"].translation_key),
        "short_of_updated": short_code(made["being-changed"].translation_key),
    }


def withdraw(people, course, *, at) -> dict:
    """learner@ has opened a lesson that is withdrawn for good, and one that is being updated."""
    lessons = {lesson.slug: lesson for lesson in lessons_of(course)}
    for slug in ("not-needed", "being-changed"):
        operations.see_part(learner=people["learner"], lesson=lessons[slug], part=1, at=at)
    retire(page=lessons["not-needed"], by=people["editor"], at=at)
    lessons["being-changed"].unpublish()
    in_urdu(course)
    return {}


def in_urdu(course) -> None:
    """Publish the course with every open lesson in Urdu: the titles translated, the words not yet."""
    urdu, _ = Locale.objects.get_or_create(language_code="ur")
    module = Module.objects.child_of(course).get()
    for number, page in enumerate([course, module, *lessons_of(course)]):
        copy = page.copy_for_translation(urdu, copy_parents=True).specific
        copy.title, copy.slug = f"سبق {number}", page.slug
        copy.save_revision().publish()


def take_the_course(people, course, *, at) -> dict:
    """learner@ answers everything wrong and sends the quiz; noor@ has all right, and did some on paper."""
    lessons = {lesson.slug: lesson for lesson in lessons_of(course)}
    questions = [
        question_of(block_key(block), block.value)
        for block in lessons["every-kind"].body
        if block.block_type in set(Kind)
    ]
    for local, answer in (("learner", wrong_answer), ("noor", right_answer)):
        who = {"learner": people[local], "by": people[local], "at": at - timedelta(days=3)}
        operations.enrol(course=course, **who)
        for question in questions:
            operations.answer_question(
                lesson=lessons["every-kind"],
                question=question,
                given=answer(question),
                form_key=uuid4(),
                **who,
            )
        block = next(block for block in lessons["to-pass"].body if block.block_type == "quiz")
        quiz = block.block.as_quiz(block_key(block), block.value)
        drawn = queries.questions_drawn(quizzes=[quiz], learner_id=people[local].pk)[quiz.key]
        answers = [(question, answer(question)) for question in drawn]
        operations.send_quiz(lesson=lessons["to-pass"], quiz=quiz, answers=answers, form_key=uuid4(), **who)
    noor = {"learner": people["noor"], "by": people["noor"], "at": at - timedelta(days=2)}
    operations.complete_on_paper(lesson=lessons["your-word"], **noor)
    operations.complete_lesson(lesson=lessons["a-quiz"], **noor)
    work = {"lesson": lessons["think-and-hand-in"], "version": 0}
    operations.hand_in_work(text=LONG * 9, file=ContentFile(b"A plan.", "my plan.txt"), **work, **noor)
    ask_to_look_again(
        lesson=lessons["your-word"],
        what_changed="There is a new part about meetings online.",
        form_key=uuid4(),
        by=people["editor"],
        at=at,
    )
    operations.count_as_done(
        learner=people["learner"],
        lesson=lessons["your-word"],
        reason="She showed it to me at the meeting.",
        by=people["coordinator"],
        at=at,
    )
    return {}


def wrong_answer(question) -> dict:
    """An answer of the right shape that is not right."""
    keys = [str(option.key) for option in question.options]
    if question.kind is Kind.SEVERAL:
        return {"chosen": [str(option.key) for option in question.options if not option.is_right]}
    if question.kind is Kind.ORDER:
        return {"order": [keys[-1], *keys[:-1]]}
    if question.kind is Kind.MATCH:
        partners = [str(partner.key) for partner in question.partners]
        return {"pairs": dict(zip(keys, reversed(partners), strict=True))}
    if question.kind is Kind.TEXT:
        return {"text": "a surprise"}
    return {"chosen": next(str(option.key) for option in question.options if not option.is_right)}


def think(people, course, *, at) -> dict:
    """learner@ keeps a journal, in two scripts, and shows one long entry to coach@."""
    learner = people["learner"]
    for days, text in ((6, LONG * 9), (4, "آج میں نے میٹنگ میں سوال کیا، تین بار (3)۔"), (2, "A short one.")):
        operations.save_entry(
            learner=learner, entry_key=uuid4(), text=text, version=0, by=learner, at=at - timedelta(days=days)
        )
    entries = Reflection.objects.filter(learner=learner).order_by("pk")
    shown, own = entries.filter(text__startswith="Llan").get(), entries.filter(text="A short one.").get()
    operations.share_entry(
        learner=learner,
        entry_id=shown.pk,
        reader_id=people["coach"].pk,
        by=learner,
        at=at - timedelta(days=1),
    )
    operations.choose_reminders(learner=people["learner3"], wants=True, by=people["learner3"], at=at)
    of_lesson = entries.exclude(lesson_key=None).first()
    return {
        "entry": own.pk,
        "shown_entry": shown.pk,
        "lesson_entry": of_lesson.pk,
        "stop": operations.stop_token(learner_id=people["learner3"].pk),
    }


def token_of(event) -> str:
    """What stands in the newest mail of this kind, before it goes."""
    return OutboxMessage.objects.filter(event=event).latest("pk").context["token"]


def ask_helpers(people, course, *, at) -> dict:
    """marek@ helps learner@; noor@ and an address nobody knows were asked. lowri@ has as many as she may."""
    learner = people["learner"]
    c1 = Course.objects.get(code="C1", locale=course.locale)

    def name(learner, email, keys=()):
        return operations.name_helper(learner=learner, email=email, course_keys=keys, by=learner, at=at)

    helping = name(learner, address("marek"), [course.translation_key, c1.translation_key])
    operations.accept_support(supporter=helping, by=people["marek"], at=at)
    name(learner, address("noor"), [course.translation_key])
    asked = token_of("helper_asked")
    for number in range(operations.MOST_HELPERS):
        name(people["lowri"], f"{'a-very-long-address-' * number}{number}@people.example")
    return {"helping": helping.pk, "asked": asked}


def say_how_sure(people, course, *, at) -> dict:
    """learner@ said it before a course, learner3@ before it, after it and three months later."""
    c1 = Course.objects.get(code="C1", locale=course.locale)
    codes = Capability.objects.filter(locale=course.locale).order_by("code").values_list("code", flat=True)
    said = {
        ("learner", "before"): 2,
        ("learner3", "before"): 1,
        ("learner3", "after"): 3,
        ("learner3", "later"): 5,
    }
    for (local, moment), most in said.items():
        for number, code in enumerate(codes):
            if number != 3:  # one is left out
                Confidence.objects.update_or_create(
                    learner=people[local],
                    course_key=c1.translation_key,
                    capability_code=code,
                    moment=moment,
                    defaults={"value": max(1, most - number % 2), "said_at": at},
                )
    return {"c1": c1.translation_key, "practice": course.translation_key}


def give_certificates(people, course, *, at) -> dict:
    """learner3@ lets everybody check theirs, noor@ nobody; iris@ had hers taken back."""
    c1 = Course.objects.get(code="C1", locale=course.locale)
    codes = {}
    for local in ("marek", "iris"):
        person = people[local]
        operations.enrol(learner=person, course=c1, by=person, at=at)
        for lesson in lessons_of(c1):
            operations.complete_lesson(learner=person, lesson=lesson, by=person, at=at)
    for local, is_public in (("learner3", True), ("marek", False), ("iris", True)):
        person = people[local]
        name = person.preferred_name if local != "marek" else "Marek " + "Llanfairpwllgwyngyll" * 4
        made = operations.issue_certificate(
            learner=person, course=c1, name=name, is_public=is_public, by=person, at=at
        )
        codes[f"{local}_code"] = made.code
        if local == "iris":
            operations.revoke_certificate(
                certificate=made, reason="It was given by mistake.", by=people["admin"], at=at
            )
    return codes


def make_groups(people, course, *, at) -> dict:
    """A small closed group with the practice course, one with nobody, an invitation, a list with mistakes."""
    coordinator = people["coordinator"]

    def make(name, *, coaches):
        return operations.make_cohort(
            name=name,
            organisation=None,
            start_date=at.date(),
            coordinator=coordinator,
            coaches=coaches,
            courses={course.translation_key: course.title},
            form_key=uuid4(),
            by=coordinator,
            at=at,
        )

    small, empty = make("Practice group", coaches=[people["coach"]]), make("Nobody yet", coaches=[])
    for local in ("learner", "noor"):
        operations.join_by_code(code=small.code, learner=people[local], by=people[local], at=at)
    operations.open_cohort(cohort=small, is_open=False, by=coordinator, at=at)
    big = Cohort.objects.get(name="Riverside patient leaders")
    invited = []
    for email in ("somebody@people.example", address("noor")):
        operations.invite(cohort=big, people=[("Somebody", email)], by=coordinator, at=at)
        invited.append(token_of("group_invitation"))
    added = operations.keep_list(cohort=big, rows=read_rows("ann@people.example"), by=coordinator, at=at)
    operations.add_people(people_list=added, by=coordinator, at=at)
    undone = operations.keep_list(cohort=big, rows=read_rows("bet@people.example"), by=coordinator, at=at)
    operations.add_people(people_list=undone, by=coordinator, at=at)
    operations.undo_list(people_list=undone, by=coordinator, at=at)
    members, waiting = {address("owen")}, {"somebody@people.example"}
    rows = mark_known(read_rows(BAD_LIST), members=members, invited=waiting)
    shown = operations.keep_list(cohort=big, rows=rows, by=coordinator, at=at)
    operations.invite(cohort=empty, people=[("", "cet@people.example")], by=coordinator, at=at)
    over = token_of("group_invitation")
    operations.cancel_invitation(
        invitation=Invitation.objects.get(cohort=empty, cancelled_at=None), by=coordinator, at=at
    )
    return {
        "big": big.pk,
        "big_code": big.code,
        "small": small.pk,
        "empty": empty.pk,
        "invited": invited[0],
        "invited_noor": invited[1],
        "over": over,
        "list": shown.pk,
    }


def leave(people, course, *, at) -> dict:
    """lowri@ left the practice course, and would like to finish another one by a day; vera@ has a break."""
    lowri = people["lowri"]
    for taken in (course, Course.objects.get(code="C1", locale=course.locale)):
        operations.enrol(learner=lowri, course=taken, by=lowri, at=at)
    left, aimed = lowri.enrolments.order_by("pk")
    operations.leave_course(enrolment=left, by=lowri, at=at)
    operations.aim_for(enrolment=aimed, target_date=(at + timedelta(days=40)).date(), by=lowri, at=at)
    paused = people["vera"].enrolments.exclude(paused_at=None).first()
    return {"left": left.pk, "aimed": aimed.pk, "paused": paused.pk}


STATES = (take_the_course, withdraw, think, ask_helpers, say_how_sure, give_certificates, make_groups, leave)
