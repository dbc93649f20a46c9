"""What two people who are matched can do so far: show progress, ask for help, ask for another mentor."""

from django.db import transaction

from accounts.operations import record_audit, send_later

from ..models import Mentorship, ProgressShare
from .errors import NotOpen
from .locks import lock


def _running(mentorship) -> Mentorship:
    mentorship = lock(Mentorship, mentorship.pk)
    if mentorship.ended_at is not None:
        raise NotOpen
    return mentorship


@transaction.atomic
def ask_for_help(*, mentorship, by, at) -> Mentorship:
    """The learner needs help: top of the coach's list, and coach and coordinators are told. Twice is once."""
    mentorship = _running(mentorship)
    if mentorship.help_asked_at:
        return mentorship
    mentorship.help_asked_at = at
    mentorship.save(update_fields=["help_asked_at"])
    record_audit(by=by, action="mentoring.help_asked", obj=mentorship, at=at)
    for person in (mentorship.coach, *mentorship.programme.coordinators.all()):
        send_later(
            event="help_asked",
            to=person,
            at=at,
            key=f"help_asked:{mentorship.pk}:{at.isoformat()}:{person.pk}",
            context={"mentorship_id": mentorship.pk, "is_coach": person.pk == mentorship.coach_id},
        )
    return mentorship


@transaction.atomic
def note_helped(*, mentorship, by, at) -> Mentorship:
    """The coach or a coordinator has been in touch: the flag goes."""
    mentorship = _running(mentorship)
    if mentorship.help_asked_at:
        mentorship.help_asked_at = None
        mentorship.save(update_fields=["help_asked_at"])
        record_audit(by=by, action="mentoring.helped", obj=mentorship, at=at)
    return mentorship


@transaction.atomic
def ask_to_change(*, mentorship, note, by, at) -> Mentorship:
    """The learner wants another mentor. Only the coordinators see it; the mentor is not told."""
    mentorship = _running(mentorship)
    is_new = mentorship.change_asked_at is None
    mentorship.change_asked_at = mentorship.change_asked_at or at
    mentorship.change_note = note
    mentorship.save(update_fields=["change_asked_at", "change_note"])
    if is_new:
        record_audit(by=by, action="mentoring.change_asked", obj=mentorship, at=at)
        for coordinator in mentorship.programme.coordinators.all():
            send_later(
                event="change_asked",
                to=coordinator,
                at=at,
                key=f"change_asked:{mentorship.pk}:{at.isoformat()}:{coordinator.pk}",
            )
    return mentorship


@transaction.atomic
def withdraw_change(*, mentorship, by, at) -> Mentorship:
    """The learner would rather stay, or the coordinator has dealt with it."""
    mentorship = _running(mentorship)
    if mentorship.change_asked_at:
        mentorship.change_asked_at, mentorship.change_note = None, ""
        mentorship.save(update_fields=["change_asked_at", "change_note"])
        record_audit(by=by, action="mentoring.change_settled", obj=mentorship, at=at)
    return mentorship


@transaction.atomic
def give_progress_share(
    *, mentorship, course_key, wording, by, at, level=ProgressShare.Level.DETAIL, until_date=None
) -> ProgressShare:
    """The learner lets their mentor see how far they are in one course, in the words they agreed to.

    The rows are a ledger: another level or day ends the old yes and writes a new one. The same yes is once.
    """
    mentorship = _running(mentorship)
    wanted = {"level": level, "until_date": until_date, "wording": wording}
    given = ProgressShare.objects.filter(
        mentorship=mentorship, course_key=course_key, withdrawn_at=None
    ).first()
    if given and all(getattr(given, name) == value for name, value in wanted.items()):
        return given
    if given:
        given.withdrawn_at = at
        given.save(update_fields=["withdrawn_at"])
    share = ProgressShare.objects.create(mentorship=mentorship, course_key=course_key, given_at=at, **wanted)
    record_audit(by=by, action="mentoring.progress_shared", obj=share, at=at, level=str(level))
    return share


@transaction.atomic
def take_back_progress_share(*, mentorship, course_key, by, at) -> None:
    """Taken back: the mentor's very next request no longer shows it."""
    mentorship = lock(Mentorship, mentorship.pk)
    for share in ProgressShare.objects.filter(
        mentorship=mentorship, course_key=course_key, withdrawn_at=None
    ):
        share.withdrawn_at = at
        share.save(update_fields=["withdrawn_at"])
        record_audit(by=by, action="mentoring.progress_share_taken_back", obj=share, at=at)
