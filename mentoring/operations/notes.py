"""Three kinds of notes: mine, ours, and those for supervision. Newer words are never overwritten unseen."""

import re
from uuid import uuid5

from django.db import transaction

from accounts.operations import record_audit

from ..models import Meeting, Mentorship, MyNote, OurNote, SupervisionNote
from .errors import NamesSomebody, NotOpen, StaleWords
from .gate import locked_active
from .goals import add_action
from .locks import lock

MOST_ACTIONS = 3


def _tidy(text: str) -> str:
    """Line ends as one sign, nothing around."""
    return text.replace("\r\n", "\n").strip()


def _write(kept, words: dict, *, version, at) -> bool:
    """New words into a kept row; False when nothing changed. Raises StaleWords."""
    if all(getattr(kept, name) == value for name, value in words.items()):
        return False
    if kept.version != version:
        raise StaleWords(mine=words["text"], saved=kept.text, version=kept.version)
    for name, value in words.items():
        setattr(kept, name, value)
    kept.version, kept.updated_at = kept.version + 1, at
    kept.save()
    return True


@transaction.atomic
def save_my_note(*, mentorship, text, version, by, at) -> MyNote | None:
    """A note for oneself. `version` 0 means none was kept yet; empty words remove it. Raises StaleWords."""
    mentorship = locked_active(mentorship, at=at)
    text = _tidy(text)
    kept = MyNote.objects.filter(author=by, mentorship=mentorship).first()
    if kept is None:
        if not text:
            return None
        kept = MyNote.objects.create(author=by, mentorship=mentorship, text=text, made_at=at, updated_at=at)
    elif not text and kept.version == version:
        record_audit(by=by, action="mentoring.my_note_removed", obj=kept, at=at)
        kept.delete()
        return None
    elif not _write(kept, {"text": text}, version=version, at=at):
        return kept
    record_audit(by=by, action="mentoring.my_note_saved", obj=kept, at=at)
    return kept


@transaction.atomic
def save_our_note(*, meeting, text, leave_with, confidence, actions, form_key, version, by, at) -> OurNote:
    """What both keep of a meeting that has begun: it has happened then. Either of the two writes.

    `actions` are dicts of words, owner and due_date; together with those the meeting has already, three at
    most are kept. `version` 0 means no note was there yet. Raises NotOpen and StaleWords.
    """
    mentorship = locked_active(meeting.mentorship, at=at)
    meeting = lock(Meeting, meeting.pk)
    if meeting.state == Meeting.State.CANCELLED or meeting.starts_at is None or meeting.starts_at > at:
        raise NotOpen
    words = {"text": _tidy(text), "leave_with": leave_with, "confidence": confidence}
    kept = OurNote.objects.filter(meeting=meeting).first()
    if kept is None:
        kept = OurNote.objects.create(meeting=meeting, written_by=by, made_at=at, updated_at=at, **words)
        record_audit(by=by, action="mentoring.our_note_saved", obj=kept, at=at)
    elif _write(kept, words, version=version, at=at):
        record_audit(by=by, action="mentoring.our_note_saved", obj=kept, at=at)
    if meeting.state != Meeting.State.HELD:
        meeting.state = Meeting.State.HELD
        meeting.save(update_fields=["state"])
    for number, action in enumerate(actions):
        key = uuid5(form_key, str(number))
        room = meeting.actions.count() < MOST_ACTIONS
        if room or meeting.actions.filter(form_key=key).exists():
            add_action(mentorship=mentorship, meeting=meeting, form_key=key, by=by, at=at, **action)
    return kept


def _refuse_names(coach, *texts):
    """Raises NamesSomebody when a note for supervision names a person this coach mentors or mentored."""
    learners = Mentorship.objects.filter(coach=coach).values_list("learner__preferred_name", flat=True)
    for name in {word for each in learners for word in (each, each.split(" ")[0]) if word}:
        if any(re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE) for text in texts):
            raise NamesSomebody(name)


@transaction.atomic
def write_supervision_note(*, text, met_on_date, form_key, by, at) -> SupervisionNote:
    """A coach writes down what to bring to supervision. The same form twice is once. Raises NamesSomebody."""
    text = _tidy(text)
    _refuse_names(by, text)
    note, is_new = SupervisionNote.objects.get_or_create(
        coach=by,
        form_key=form_key,
        defaults={"text": text, "met_on_date": met_on_date, "made_at": at, "updated_at": at},
    )
    if is_new:
        record_audit(by=by, action="mentoring.supervision_note_saved", obj=note, at=at)
    return note


@transaction.atomic
def change_supervision_note(*, note, text, met_on_date, version, by, at) -> SupervisionNote:
    """Other words. Raises NamesSomebody and StaleWords."""
    text = _tidy(text)
    _refuse_names(by, text)
    note = lock(SupervisionNote, note.pk)
    if _write(note, {"text": text, "met_on_date": met_on_date}, version=version, at=at):
        record_audit(by=by, action="mentoring.supervision_note_saved", obj=note, at=at)
    return note


@transaction.atomic
def show_supervision_note(*, note, supervisor, by, at) -> SupervisionNote:
    """The coach shows a note to one coordinator, or (None) to nobody any more."""
    note = lock(SupervisionNote, note.pk)
    if note.supervisor_id != (supervisor.pk if supervisor else None):
        note.supervisor = supervisor
        note.save(update_fields=["supervisor"])
        action = "mentoring.supervision_note_shown" if supervisor else "mentoring.supervision_note_hidden"
        record_audit(by=by, action=action, obj=note, at=at)
    return note


@transaction.atomic
def remove_supervision_note(*, note, by, at) -> None:
    record_audit(by=by, action="mentoring.supervision_note_removed", obj=note, at=at)
    SupervisionNote.objects.filter(pk=note.pk).delete()
