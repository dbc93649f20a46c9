"""What a person writes in their journal, and to whom they show one entry of it."""

from uuid import UUID

from django.db import transaction

from accounts.operations import record_audit, send_later

from ..models import Reflection
from ..queries.journal import people_to_share_with
from .learning import save_words, tidy
from .locks import lock_person
from .sharing import mail_key, show_no_empty_words, stop_showing


class NotOneOfTheirs(Exception):
    """An entry is shown only to a coach, mentor or helper of its writer."""


class NothingToShare(Exception):
    """The entry is empty."""


@transaction.atomic
def save_entry(*, learner, entry_key: UUID, text: str, version: int, by, at) -> None:
    """Write free words, or change them; `entry_key` is the form's own number, so that twice is once.

    Without words the entry is gone from every list, and shown to nobody. Raises TooLong and StaleWords.
    """
    text = tidy(text)
    lock_person(learner)
    place = {"learner": learner, "lesson_key": None, "prompt_key": entry_key}
    save_words(Reflection, place, {"text": text, "prompt": ""}, version=version, at=at)
    if not text:
        show_no_empty_words(place, by=by, at=at)


@transaction.atomic
def share_entry(*, learner, entry_id: int, reader_id: int, by, at) -> None:
    """Show one entry to one person, in the place of whoever saw it before. Twice is once.

    Raises NotOneOfTheirs, NothingToShare, and Reflection.DoesNotExist for somebody else's entry.
    """
    entry = Reflection.objects.select_for_update().get(pk=entry_id, learner=learner)
    readers = {reader.person.pk: reader.person for reader in people_to_share_with(learner=learner)}
    if reader_id not in readers:
        raise NotOneOfTheirs
    if not entry.text:
        raise NothingToShare
    if entry.shared_with_id == reader_id:
        return
    if entry.shared_with_id:
        stop_showing(entry, by=by, at=at)
    entry.shared_with, entry.shared_at = readers[reader_id], at
    entry.save(update_fields=["shared_with", "shared_at"])
    record_audit(by=by, action="entry shared", obj=entry, at=at, reader=reader_id)
    send_later(
        event="entry_shared",
        to=readers[reader_id],
        at=at,
        key=mail_key(entry),
        context={"learner_name": learner.preferred_name, "entry_id": entry.pk},
    )


@transaction.atomic
def unshare_entry(*, learner, entry_id: int, by, at) -> None:
    """Show the entry to nobody, from the next request on. Raises Reflection.DoesNotExist."""
    entry = Reflection.objects.select_for_update().get(pk=entry_id, learner=learner)
    if entry.shared_with_id:
        stop_showing(entry, by=by, at=at)


@transaction.atomic
def note_entry_read(*, entry_id: int, by, at) -> None:
    """Each look at somebody else's words leaves a line."""
    record_audit(by=by, action="entry read", obj=Reflection(pk=entry_id), at=at)
