"""The support of the demonstration: check-ins asked and answered, supervision, and one concern."""

from datetime import timedelta
from uuid import UUID

from mentoring.models import CheckIn
from mentoring.operations import answer_check_in, log_supervision, report_concern, run_rhythm

#: Any number does, as long as it stays: making the demonstration twice makes one concern.
CONCERN_KEY = UUID("6f6d2f0e-0c1b-4b8e-9f50-0a6f2a3f5b11")


def make_support(people, *, at):
    """The first check-ins of all pairs: learner@ is well, somebody else is not, the coach will answer."""
    asked_at = at - timedelta(days=12)
    run_rhythm(at=asked_at)
    first, *others = CheckIn.objects.filter(kind=CheckIn.Kind.REGULAR).exclude(person=people["coach"])
    answer(first, going=5, words="She listens, and I do the talking.", at=asked_at)
    for check_in in others[:1]:
        answer(check_in, going=2, words="It is hard to find a time.", at=asked_at)
    log_supervision(
        coach=people["coach"],
        on_date=(at - timedelta(days=40)).date(),
        minutes=60,
        with_whom="Nasreen K.",
        by=people["coach"],
        at=at,
    )
    report_concern(
        form_key=CONCERN_KEY,
        words="A neighbour told me that she has not had her medicine for three days, and is on her own.",
        about="A neighbour",
        happened_at_words="Yesterday evening, at her door",
        consent="not_asked",
        shared_anyway_because="She may become very ill.",
        by=people["learner3"],
        at=at - timedelta(hours=3),
    )


def answer(check_in, *, going, words, at):
    """Somebody's answers to the two questions."""
    answer_check_in(
        check_in=check_in, by=check_in.person, at=at + timedelta(days=1), going=going, words=words
    )
