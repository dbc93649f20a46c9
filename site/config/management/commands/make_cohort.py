"""Make synthetic people in bulk: learners with courses and requests, coaches with offers, one round to match.

For benchmarks and trials. The same seed makes the same people; each run adds a programme of its own.
"""

import os
from datetime import timedelta
from itertools import islice
from random import Random

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation, User
from accounts.roles import Role
from courses.models import Completion, Course, Enrolment
from courses.queries import course_outlines
from mentoring import operations
from mentoring.models import Bar, MentorOffer, MentorRequest, Programme, Term
from mentoring.synthetic import STARTS_ON, make_cohort

#: What the people of a cohort choose from each list, by the field of the dataclass.
KINDS = {
    "goals": Term.Kind.GOAL,
    "skills": Term.Kind.SKILL,
    "roles": Term.Kind.ROLE,
    "styles": Term.Kind.STYLE,
    "times": Term.Kind.TIME,
    "modes": Term.Kind.MODE,
    "needs": Term.Kind.NEED,
}
BATCH = 500


class Command(BaseCommand):
    help = "Make synthetic people with courses, requests and offers, and a round to match them."

    def add_arguments(self, parser):
        parser.add_argument("--learners", type=int, required=True)
        parser.add_argument("--coaches", type=int, required=True)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--places", type=int, help="Places in all, to make them scarce.")
        parser.add_argument("--coordinator", help="E-mail address of who may run the round.")

    def handle(self, *args, learners, coaches, seed, places, coordinator, **options):
        if not settings.IS_DEVELOPMENT and os.environ.get("ALLOW_SYNTHETIC") != "1":
            raise CommandError(
                "make_cohort fills the database with made-up people. Set ALLOW_SYNTHETIC=1 to allow it."
            )
        cohort = make_cohort(mentees=learners, mentors=coaches, seed=seed, places=places)
        with transaction.atomic():
            round = _Maker(cohort, seed=seed, at=timezone.now()).make(coordinator)
        self.stdout.write(
            f"Made {learners} learners and {coaches} coaches in “{round.programme}”: round {round.pk} "
            f"with {round.entries.count()} people."
        )


class _Maker:
    """Writes one cohort of `mentoring.synthetic` as rows, its dates moved so that it starts in a month."""

    def __init__(self, cohort, *, seed, at):
        self.cohort, self.at, self.chance = cohort, at, Random(seed)  # noqa: S311 (made-up people, not secrets)
        self.starts_on = timezone.localdate(at) + timedelta(days=30)
        self.shift = self.starts_on - STARTS_ON
        self.mark = f"{Programme.objects.count() + 1}-{seed}"
        self.terms = {(term.kind, term.key): term for term in Term.objects.all()}

    def make(self, coordinator):
        programme = Programme.objects.create(name=f"Synthetic {self.mark}", slug=f"synthetic-{self.mark}")
        programme.needs_met.set(
            self._term(Term.Kind.NEED, key) for key in sorted(self.cohort.needs_met_for_all)
        )
        if coordinator:
            programme.coordinators.add(User.objects.get(email__iexact=coordinator))
        self.practices = self._practices()
        learners = self._people("learner", len(self.cohort.mentees))
        coaches = self._people("coach", len(self.cohort.mentors), role=Role.COACH)
        self._requests(programme, learners)
        self._offers(programme, coaches)
        self._bars(learners, coaches)
        self._courses(learners)
        return operations.start_round(
            programme=programme, name="Synthetic round", starts_on=self.starts_on, by=None, at=self.at
        )

    def _term(self, kind, key) -> Term:
        """A list entry; made when the starter content was not loaded."""
        if (kind, key) not in self.terms:
            self.terms[kind, key] = Term.objects.create(
                kind=kind, key=key, label=key.replace("-", " ").capitalize()
            )
        return self.terms[kind, key]

    def _practices(self) -> dict[str, Organisation]:
        names = sorted({each.practice_id for each in (*self.cohort.mentees, *self.cohort.mentors)})
        Organisation.objects.bulk_create(
            [Organisation(name=f"Synthetic {name}", kind=Organisation.Kind.PRACTICE) for name in names],
            ignore_conflicts=True,
        )
        found = Organisation.objects.filter(name__startswith="Synthetic ", kind=Organisation.Kind.PRACTICE)
        return {each.name.removeprefix("Synthetic "): each for each in found}

    def _people(self, kind, count, role=None) -> list[User]:
        no_password = make_password(None)
        people = User.objects.bulk_create(
            [
                User(
                    email=f"{kind}{number}.{self.mark}@synthetic.invalid",
                    preferred_name=f"{kind.capitalize()} {number}",
                    password=no_password,
                    adult_confirmed_at=self.at,
                    joined_at=self.at,
                    last_login=self.at - timedelta(days=self.chance.randint(0, 60)),
                )
                for number in range(1, count + 1)
            ],
            batch_size=BATCH,
        )
        if role:
            group, _new = Group.objects.get_or_create(name=str(role))
            member = User.groups.through
            member.objects.bulk_create(
                [member(user_id=each.pk, group_id=group.pk) for each in people], batch_size=BATCH
            )
        return people

    def _shared(self, programme, person) -> dict:
        places = [person.region_id, *sorted(getattr(person, "travels_to", ()))]
        return {
            "programme": programme,
            "practice": self.practices[person.practice_id],
            "same_practice_ok": person.same_practice_ok,
            "place": ", ".join(places),
            "created_at": self.at,
            "updated_at": self.at,
            "sent_at": self.at,
        }

    def _requests(self, programme, learners):
        rows = [
            MentorRequest(
                learner=learner,
                state=MentorRequest.State.WAITING,
                waiting_since=self.at - (STARTS_ON - mentee.waiting_since),
                in_person_needed=mentee.in_person_needed,
                place_wish=mentee.place_wish,
                language_needed=self._language(mentee),
                **self._shared(programme, mentee),
            )
            for learner, mentee in zip(learners, self.cohort.mentees, strict=True)
        ]
        MentorRequest.objects.bulk_create(rows, batch_size=BATCH)
        self._choose(MentorRequest, rows, self.cohort.mentees, KINDS)

    def _language(self, mentee):
        key = min(mentee.languages, default=None)
        return self._term(Term.Kind.LANGUAGE, key) if key else None

    def _offers(self, programme, coaches):
        rows = [
            MentorOffer(
                coach=coach,
                state=MentorOffer.State.OPEN,
                places=mentor.capacity,
                paused_at=self.at if mentor.paused else None,
                vetting_valid_until_date=self._day(mentor.vetting_valid_until),
                training_completed_on_date=self._day(mentor.training_completed_on),
                safeguarding_refreshed_on_date=self._day(mentor.safeguarding_refreshed_on),
                **self._shared(programme, mentor),
            )
            for coach, mentor in zip(coaches, self.cohort.mentors, strict=True)
        ]
        MentorOffer.objects.bulk_create(rows, batch_size=BATCH)
        self._choose(MentorOffer, rows, self.cohort.mentors, {**KINDS, "languages": Term.Kind.LANGUAGE})

    def _day(self, day):
        return day and day + self.shift

    def _choose(self, model, rows, people, kinds):
        """Each row's entries of each list."""
        through = model.terms.through
        owner = f"{model._meta.model_name}_id"
        through.objects.bulk_create(
            [
                through(**{owner: row.pk, "term_id": self._term(kind, key).pk})
                for row, person in zip(rows, people, strict=True)
                for field, kind in kinds.items()
                for key in sorted(getattr(person, field))
            ],
            batch_size=BATCH,
        )

    def _bars(self, learners, coaches):
        learner_of = {mentee.id: row for mentee, row in zip(self.cohort.mentees, learners, strict=True)}
        coach_of = {mentor.id: row for mentor, row in zip(self.cohort.mentors, coaches, strict=True)}
        Bar.objects.bulk_create(
            [
                Bar(
                    learner=learner_of[bar.mentee_id],
                    coach=coach_of[bar.mentor_id],
                    reason=bar.reason,
                    made_at=self.at,
                )
                for bar in sorted(
                    self.cohort.bars, key=lambda bar: (bar.mentee_id, bar.mentor_id, bar.reason)
                )
            ],
            ignore_conflicts=True,
        )

    def _courses(self, learners):
        """Everybody is somewhere in the site's first course, if it has one."""
        keys = Course.objects.live().order_by("path").values_list("translation_key", flat=True)[:1]
        outline = next(iter(course_outlines(course_keys=keys).values()), None)
        if outline is None:
            return
        enrolments, completions = [], []
        for learner in learners:
            done = self.chance.randint(0, len(outline.open_lessons))
            enrolments.append(
                Enrolment(
                    learner=learner,
                    course_key=outline.key,
                    course_title=outline.title,
                    started_at=self.at,
                    finished_at=self.at if done == len(outline.open_lessons) else None,
                )
            )
            completions += [
                Completion(
                    learner=learner,
                    lesson_key=lesson.key,
                    course_key=outline.key,
                    lesson_title=lesson.title,
                    completed_at=self.at,
                    language=settings.LANGUAGE_CODE,
                    recorded_by=learner,
                )
                for lesson in islice(outline.open_lessons, done)
            ]
        Enrolment.objects.bulk_create(enrolments, batch_size=BATCH)
        Completion.objects.bulk_create(completions, batch_size=BATCH)
