"""What ends when an entry of the journal is shown to nobody any more."""

from accounts.operations import record_audit, take_back_mail

from ..models import Reflection


def stop_showing(entry: Reflection, *, by, at) -> None:
    """Show an entry that is shared to nobody. Call it in the transaction of the act."""
    take_back_mail(keys=[mail_key(entry)])
    record_audit(by=by, action="entry unshared", obj=entry, at=at, reader=entry.shared_with_id)
    entry.shared_with = entry.shared_at = None
    entry.save(update_fields=["shared_with", "shared_at"])


def show_no_empty_words(place: dict, *, by, at) -> None:
    """An entry that was emptied is shared no more: new words in its place are shown to nobody unasked."""
    for entry in Reflection.objects.filter(**place, text="", shared_with__isnull=False):
        stop_showing(entry, by=by, at=at)


def mail_key(entry: Reflection) -> str:
    return f"entry_shared:{entry.pk}:{entry.shared_with_id}:{entry.shared_at.isoformat()}"
