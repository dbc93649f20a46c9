"""The rhythm of support: who is asked how it goes, when, and who hears of a low answer or of silence.

`run_rhythm` runs once a day. What it does once is kept once by constraints of the database: running it twice,
or twice at the same time, sends nothing twice. Nothing goes to pairs that have a break, are stopped or ended.
"""

from collections import Counter

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.operations import record_audit, send_later

from .. import rhythm
from ..caseload import LOW_ANSWER
from ..models import CheckIn, Mentorship, Nudge
from ..queries.rhythm import ended_lately, months_of_coaches, pairs_at_work
from .errors import NotOpen
from .locks import lock

Kind = CheckIn.Kind


def run_rhythm(*, at) -> Counter:
    """Everything that is due at `at`; returns how often each thing was done. Each in its own transaction."""
    done = Counter()
    for pair in pairs_at_work(at=at):
        both = (pair.mentorship.learner, pair.mentorship.coach)
        number = rhythm.check_in_due(pair.mentorship.active_at, now=at)
        for person in both:
            if number > pair.asked.get(person.pk, 0):
                done["check-ins"] += _ask(pair.mentorship, person, Kind.REGULAR, number, at)
            if pair.has_met and person.pk not in pair.asked_after_first:
                done["after the first meeting"] += _ask(pair.mentorship, person, Kind.FIRST_MEETING, 1, at)
        done += _notice_silence(pair, at)
    for month in months_of_coaches(at=at):
        if rhythm.coach_check_due(month.last_at, now=at):
            coach = month.mentorship.coach
            done["coaches' own checks"] += _ask(month.mentorship, coach, Kind.COACH_MONTHLY, month.number, at)
    for mentorship in ended_lately(at=at):
        done["follow-ups"] += _follow_up(mentorship, at)
    return done


@transaction.atomic
def _ask(mentorship, person, kind, number, at) -> bool:
    """Ask once, unless the pair stopped working in this very moment."""
    return _is_at_work(lock(Mentorship, mentorship.pk)) and _write_question(
        mentorship, person, kind, number, at
    )


def _is_at_work(mentorship) -> bool:
    stopped = mentorship.ended_at or mentorship.suspended_at or mentorship.paused_at
    return bool(mentorship.active_at and not stopped)


@transaction.atomic
def _follow_up(mentorship, at) -> bool:
    """Three months after the end, the learner is asked what has lasted. The former coach is not."""
    return _write_question(mentorship, mentorship.learner, Kind.FOLLOW_UP, 1, at)


def _write_question(mentorship, person, kind, number, at) -> bool:
    """The question and the mail about it; one mail a day, however many questions it holds."""
    _check_in, is_new = CheckIn.objects.get_or_create(
        mentorship=mentorship, person=person, kind=kind, number=number, defaults={"asked_at": at}
    )
    if is_new:
        day = timezone.localdate(at).isoformat()
        send_later(event="check_in", to=person, at=at, key=f"check_in:{person.pk}:{day}")
    return is_new


def _notice_silence(pair, at) -> Counter:
    """After 60 quiet days both are asked; later the coordinators are told. Once for each silence."""
    done = Counter()
    if pair.has_booking or not rhythm.silence_is_asked_about(pair.quiet_since, now=at):
        return done
    done["silences asked about"] += _nudge(pair, Nudge.Kind.ASKED, at)
    if rhythm.silence_is_told(pair.quiet_since, asked_at=pair.silence_asked_at, now=at):
        done["silences told"] += _nudge(pair, Nudge.Kind.TOLD, at)
    return done


@transaction.atomic
def _nudge(pair, kind, at) -> bool:
    mentorship = pair.mentorship
    if not _is_at_work(lock(Mentorship, mentorship.pk)):
        return False
    nudge, is_new = Nudge.objects.get_or_create(
        mentorship=mentorship, kind=kind, quiet_since=pair.quiet_since, defaults={"sent_at": at}
    )
    if is_new and kind == Nudge.Kind.ASKED:
        for person in (mentorship.learner, mentorship.coach):
            send_later(event="pair_quiet", to=person, at=at, key=f"pair_quiet:{nudge.pk}:{person.pk}")
    elif is_new:
        _tell_coordinators("pair_quiet_told", nudge, mentorship, at)
    return is_new


def _tell_coordinators(event, about, mentorship, at):
    """Mail to every coordinator of the programme, which names nobody."""
    for coordinator in mentorship.programme.coordinators.all():
        send_later(event=event, to=coordinator, at=at, key=f"{event}:{about.pk}:{coordinator.pk}")


@transaction.atomic
def answer_check_in(*, check_in, by, at, going=None, words="", needs_help=False, answers=None) -> CheckIn:
    """Keep somebody's answers. A low one, or a call for help, is told to the coordinators as "somebody".

    The same answers twice are once. Raises NotOpen when other answers were given before: nothing is replaced.
    """
    check_in = lock(CheckIn, check_in.pk)
    given = {"going": going, "words": words, "needs_help": needs_help, "answers": answers or {}}
    if check_in.answered_at:
        if all(getattr(check_in, name) == value for name, value in given.items()):
            return check_in
        raise NotOpen(_("You answered this before, so nothing was changed. Call us to add something."))
    for name, value in given.items():
        setattr(check_in, name, value)
    check_in.answered_at = at
    check_in.save()
    record_audit(by=by, action="mentoring.check_in_answered", obj=check_in, at=at)
    if needs_help or (going is not None and going <= LOW_ANSWER):
        _tell_coordinators("check_in_low", check_in, check_in.mentorship, at)
    return check_in


@transaction.atomic
def settle_check_in(*, check_in, by, at) -> CheckIn:
    """A coordinator has seen to a low answer: its flag goes."""
    check_in = lock(CheckIn, check_in.pk)
    if check_in.answered_at and not check_in.settled_at:
        check_in.settled_at = at
        check_in.save(update_fields=["settled_at"])
        record_audit(by=by, action="mentoring.check_in_settled", obj=check_in, at=at)
    return check_in


@transaction.atomic
def note_check_ins_read(*, mentorship, by, at) -> None:
    """One audit row for each time a coordinator reads what the two of a pair answered."""
    record_audit(by=by, action="mentoring.check_ins_read", obj=mentorship, at=at)
