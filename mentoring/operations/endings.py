"""A break, going on, the end, and what each of the two says of it. The other sees only that it happened."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.operations import record_audit, send_later

from ..models import Bar, Ending, Goal, MentorRequest, Mentorship, ProgressShare
from .asking import join_open_round
from .errors import NotOpen
from .gate import other_of
from .locks import lock
from .meetings import call_off_coming
from .swap_ends import take_away_swaps_of_pair


@transaction.atomic
def pause(*, mentorship, by, at) -> Mentorship:
    """Either of the two takes a break; no reason is asked. Meetings ahead are called off. Twice is once."""
    mentorship = _running(mentorship)
    if mentorship.paused_at is None:
        mentorship.paused_at, mentorship.paused_by = at, by
        mentorship.save(update_fields=["paused_at", "paused_by"])
        record_audit(by=by, action="mentoring.paused", obj=mentorship, at=at)
        call_off_coming(mentorship=mentorship, by=by, at=at)
        take_away_swaps_of_pair(mentorship, at=at)
        _tell_other("pair_paused", mentorship, by, at)
    return mentorship


@transaction.atomic
def resume(*, mentorship, by, at) -> Mentorship:
    """Either of the two ends the break, whoever began it. What a safeguarding lead stopped stays stopped."""
    mentorship = _running(mentorship)
    if mentorship.paused_at:
        mentorship.paused_at, mentorship.paused_by, mentorship.resumed_at = None, None, at
        mentorship.save(update_fields=["paused_at", "paused_by", "resumed_at"])
        record_audit(by=by, action="mentoring.resumed", obj=mentorship, at=at)
        _tell_other("pair_resumed", mentorship, by, at)
    return mentorship


def _running(mentorship) -> Mentorship:
    mentorship = lock(Mentorship, mentorship.pk)
    if mentorship.ended_at:
        raise NotOpen(_("This mentorship has ended."))
    return mentorship


def _tell_other(event, mentorship, by, at):
    """Mail to the other one. Nobody writes to somebody whose contact is stopped."""
    if mentorship.suspended_at:
        return
    other = other_of(mentorship, by)
    send_later(event=event, to=other, at=at, key=f"{event}:{mentorship.pk}:{at.isoformat()}:{other.pk}")


@transaction.atomic
def end(*, mentorship, by, at) -> Mentorship:
    """One of the two, or a coordinator, ends it. No reason is needed; the others are told that it ended.

    Everything ahead is called off and nothing is shared any more. Ended twice, or by both at the same moment,
    it ended once.
    """
    mentorship = lock(Mentorship, mentorship.pk)
    if mentorship.ended_at:
        return mentorship
    # While the row still runs: calendars of both are told.
    call_off_coming(mentorship=mentorship, by=by, at=at)
    mentorship.ended_at, mentorship.ended_by, mentorship.help_asked_at = at, by, None
    mentorship.save(update_fields=["ended_at", "ended_by", "help_asked_at"])
    ProgressShare.objects.filter(mentorship=mentorship, withdrawn_at=None).update(withdrawn_at=at)
    take_away_swaps_of_pair(mentorship, at=at)
    record_audit(by=by, action="mentoring.ended", obj=mentorship, at=at)
    for person in (mentorship.learner, mentorship.coach):
        if person.pk != by.pk:
            send_later(
                event="pair_finished",
                to=person,
                at=at,
                key=f"pair_finished:{mentorship.pk}:{person.pk}",
                context={"mentorship_id": mentorship.pk},
            )
    for coordinator in mentorship.programme.coordinators.exclude(pk=by.pk):
        send_later(
            event="pair_finished_coordinator",
            to=coordinator,
            at=at,
            key=f"pair_finished_coordinator:{mentorship.pk}:{coordinator.pk}",
        )
    return mentorship


@transaction.atomic
def tell_ending(*, mentorship, by, at, confidence=None, **told) -> Ending:
    """What one of the two says about the end: `told` holds fields of `Ending`. Told again, it replaces it.

    `confidence` is by goal id, 0 to 10, how sure the learner is now. "Not again" bars the two for ever;
    "another mentor" puts the learner back into the queue; thanks are passed on unless contact was stopped.
    Raises NotOpen while it still runs.
    """
    mentorship = lock(Mentorship, mentorship.pk)
    if not mentorship.ended_at:
        raise NotOpen(_("This mentorship has not ended."))
    before = Ending.objects.filter(mentorship=mentorship, person=by).first()
    ending, _is_new = Ending.objects.update_or_create(
        mentorship=mentorship, person=by, defaults={**told, "told_at": at}
    )
    record_audit(by=by, action="mentoring.ending_told", obj=ending, at=at)
    is_learner = by.pk == mentorship.learner_id
    if is_learner:
        _score_goals(mentorship, confidence or {}, at)
    if ending.not_again:
        _bar(mentorship, by, at)
    if is_learner and ending.wants_another and not (before and before.wants_another):
        queue_again(mentorship=mentorship, by=by, at=at)
    if ending.thanks and not (before and before.thanks) and not mentorship.suspended_at:
        other = other_of(mentorship, by)
        send_later(
            event="thanks",
            to=other,
            at=at,
            key=f"thanks:{ending.pk}",
            context={"mentorship_id": mentorship.pk},
        )
    return ending


def _score_goals(mentorship, confidence, at):
    """The learner's goals, scored again. Those still worked on are closed with the mentorship."""
    for goal in Goal.objects.filter(mentorship=mentorship).select_for_update():
        if goal.pk in confidence:
            goal.confidence_at_end = confidence[goal.pk]
        goal.closed_at = goal.closed_at or at
        goal.save(update_fields=["confidence_at_end", "closed_at"])


def _bar(mentorship, by, at):
    Bar.objects.get_or_create(
        learner_id=mentorship.learner_id,
        coach_id=mentorship.coach_id,
        defaults={"reason": Bar.Reason.EARLIER, "made_at": at, "made_by": by},
    )


@transaction.atomic
def queue_again(*, mentorship, by, at) -> MentorRequest | None:
    """The learner of a mentorship that ended waits for another mentor, with the answers they gave.

    None when there is nothing to ask again with: the answers are gone, another request is open already, or
    they have another mentor by now.
    """
    asked = MentorRequest.objects.filter(
        learner=mentorship.learner_id, programme=mentorship.programme_id, state=MentorRequest.State.MATCHED
    ).order_by("-sent_at", "-pk")
    has_other = MentorRequest.objects.filter(
        learner=mentorship.learner_id, state__in=MentorRequest.OPEN_STATES
    ).exists()
    has_mentor = Mentorship.objects.filter(
        learner=mentorship.learner_id, programme=mentorship.programme_id, ended_at=None
    ).exists()
    found = asked.first()
    if found is None or has_other or has_mentor:
        return None
    request = lock(MentorRequest, found.pk)
    request.state = MentorRequest.State.WAITING
    request.waiting_since = request.updated_at = at
    request.save(update_fields=["state", "waiting_since", "updated_at"])
    join_open_round(request)
    record_audit(by=by, action="mentoring.request_again", obj=request, at=at)
    return request


@transaction.atomic
def find_another(*, mentorship, by, at) -> Mentorship:
    """A coordinator ends a match and puts the learner back into the queue; the two are not matched again."""
    mentorship = end(mentorship=mentorship, by=by, at=at)
    _bar(mentorship, by, at)
    queue_again(mentorship=mentorship, by=by, at=at)
    return mentorship
