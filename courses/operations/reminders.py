"""Mail that brings somebody back to a course, for those who asked for it. See `reminding` for the rules."""

from datetime import timedelta

from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.models import User
from accounts.operations import record_audit, send_later, take_back_mail

from ..confidence import LATER_AFTER
from ..models import Confidence, Enrolment, LearningChoices, LessonVisit, Reminder
from ..queries import progress_for_many
from ..reminding import REST, Quiet, due_reminder, may_write
from .locks import lock

SALT = "stop reminders"
#: A mail that could not leave for so long comes too late to be kind.
GOOD_FOR = timedelta(days=1)
#: "How sure do you feel now?" is asked so long after the end of a course, and not later than that.
ASK_AFTER, ASK_UNTIL = LATER_AFTER, timedelta(days=120)


def stop_token(*, learner_id: int) -> str:
    """What the link in a reminder carries: who stops, signed. It works without signing in, and for ever."""
    return signing.dumps(learner_id, salt=SALT)


def learner_id_of(token: str) -> int | None:
    """Whose reminders this token stops; None for a token that is not ours."""
    try:
        return signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None


@transaction.atomic
def choose_reminders(*, learner, wants: bool, by, at) -> None:
    """Switch reminders on or off, for all courses. Off takes back what has not gone yet. Twice is once."""
    choices = lock(LearningChoices, LearningChoices.objects.get_or_create(learner=learner)[0].pk)
    if wants == bool(choices.reminders_since):
        return
    choices.reminders_since = at if wants else None
    choices.save(update_fields=["reminders_since"])
    record_audit(by=by, action="reminders on" if wants else "reminders off", obj=choices, at=at)
    if not wants:
        take_back_mail(keys=_keys_of_mail_to(learner))


def _keys_of_mail_to(learner):
    keys = [_reminder_key(row) for row in Reminder.objects.filter(learner=learner)]
    return keys + [_later_key(pk) for pk in learner.enrolments.values_list("pk", flat=True)]


def _reminder_key(reminder) -> str:
    return f"reminder:{reminder.learner_id}:{reminder.course_key}:{reminder.number}"


def _later_key(enrolment_id) -> str:
    return f"confidence_later:{enrolment_id}"


def stop_reminders(*, learner_id: int, at) -> None:
    """The one click of a mail. Nobody is signed in, so nobody is named as who did it but the person."""
    learner = User.objects.filter(pk=learner_id).first()
    if learner:
        choose_reminders(learner=learner, wants=False, by=learner, at=at)


def send_reminders(*, at) -> int:
    """Write every mail that is due now; returns how many. Running it twice, or at once, writes each once."""
    wanting = LearningChoices.objects.filter(reminders_since__lte=at - REST, learner__is_active=True)
    recent = Reminder.objects.filter(learner=OuterRef("learner"), sent_at__gt=at - REST)
    ids = list(wanting.exclude(Exists(recent)).order_by("pk").values_list("pk", flat=True))
    return sum(_remind(choices_id, at=at) for choices_id in ids) + _ask_how_sure(at=at)


def _remind(choices_id, *, at) -> bool:
    """One person, looked at anew behind a lock: another run may just have written to them."""
    try:
        with transaction.atomic():
            choices = LearningChoices.objects.select_for_update().filter(pk=choices_id).first()
            return bool(choices) and _remind_of_one_course(choices, at=at)
    except IntegrityError:  # another run wrote this very reminder
        return False


def _remind_of_one_course(choices, *, at) -> bool:
    learner = choices.learner
    last_sent_at = Reminder.objects.filter(learner=learner).aggregate(last=Max("sent_at"))["last"]
    since = choices.reminders_since
    if since is None or not may_write(wants_since=since, last_sent_at=last_sent_at, at=at):
        return False
    courses = _taken_now(learner)
    many = progress_for_many(
        learner_ids=[learner.pk],
        course_keys=[course.course_key for course in courses],
        language=learner.language,
    )
    to_do = {key for (_learner_id, key), progress in many.items() if _can_go_on(progress)}
    course = due_reminder(
        [course for course in courses if course.course_key in to_do],
        wants_since=since,
        last_sent_at=last_sent_at,
        at=at,
    )
    if course is None:
        return False
    _write(learner, course, many[learner.pk, course.course_key], at=at)
    return True


def _taken_now(learner) -> list[Quiet]:
    """The courses this person takes and has not paused, left or finished."""
    visits = LessonVisit.objects.filter(learner=learner, course_key=OuterRef("course_key"))
    sent = Reminder.objects.filter(learner=learner, course_key=OuterRef("course_key")).values("course_key")
    rows = Enrolment.objects.filter(learner=learner, finished_at=None, paused_at=None, left_at=None).annotate(
        latest=Coalesce(Subquery(visits.order_by("-last_at").values("last_at")[:1]), F("started_at")),
        sent=Coalesce(Subquery(sent.annotate(number=Count("pk")).values("number")), 0),
    )
    return [Quiet(row.course_key, max(row.latest, row.started_at), row.sent) for row in rows]


def _can_go_on(progress) -> bool:
    return progress.carry_on is not None and not progress.is_complete


def _write(learner, course, progress, *, at):
    reminder = Reminder.objects.create(
        learner=learner, course_key=course.course_key, number=course.sent + 1, sent_at=at
    )
    send_later(
        event="learning_reminder",
        to=learner,
        at=at,
        key=_reminder_key(reminder),
        expires_at=at + GOOD_FOR,
        context={
            "course_title": progress.outline.title,
            "lesson_title": progress.carry_on.lesson.title,
            "minutes": progress.carry_on.minutes_left,
            "is_last": reminder.number == 2,
            "path": progress.carry_on.url,
            "stop_path": reverse("stop_reminders", args=[stop_token(learner_id=learner.pk)]),
        },
    )


def _ask_how_sure(*, at) -> int:
    """Once, three months after a course, to those who said before how sure they felt and want reminders."""
    said = Confidence.objects.filter(learner=OuterRef("learner"), course_key=OuterRef("course_key"))
    recent = Reminder.objects.filter(learner=OuterRef("learner"), sent_at__gt=at - REST)
    finished = Enrolment.objects.filter(
        Exists(said),
        ~Exists(said.filter(moment=Confidence.Moment.LATER)),
        ~Exists(recent),
        finished_at__gt=at - ASK_UNTIL,
        finished_at__lte=at - ASK_AFTER,
        left_at=None,
        learner__is_active=True,
        learner__learning_choices__reminders_since__isnull=False,
    )
    return sum(_ask_one(enrolment, at=at) for enrolment in finished.select_related("learner"))


@transaction.atomic
def _ask_one(enrolment, *, at) -> bool:
    """The key of the mail is what makes it once."""
    mail = send_later(
        event="confidence_later",
        to=enrolment.learner,
        at=at,
        key=_later_key(enrolment.pk),
        context={
            "course_title": enrolment.course_title,
            "path": reverse("say_confidence", args=[enrolment.course_key]),
            "stop_path": reverse("stop_reminders", args=[stop_token(learner_id=enrolment.learner_id)]),
        },
    )
    return mail.written_at == at
