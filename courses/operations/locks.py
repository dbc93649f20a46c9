"""Row locks. SQLite has none and needs none: its transactions begin IMMEDIATE, one writer at a time.

Always in this order, so that two operations never wait for each other: person, list of people, invitation,
member, enrolment; of one kind, the oldest first. A new row takes a share of every row it names: lock those
before, where somebody else may hold them and wait for you.
"""

from accounts.models import User


def lock(model, pk):
    """The row as it is now, kept from other writers until the transaction ends."""
    return model.objects.select_for_update().get(pk=pk)


def lock_person(person):
    """What one person does here takes turns until the transaction ends. First of all locks.

    Rows that others write about the person meanwhile do not wait.
    """
    return User.objects.select_for_update(no_key=True).get(pk=person.pk)
