"""Row locks. SQLite has none and needs none: its transactions begin IMMEDIATE, one writer at a time.

Always in this order, so that two operations never wait for each other: round, offer, request, pair,
mentorship, circle, what hangs on them.
"""


def lock(model, pk):
    """The row as it is now, kept from other writers until the transaction ends."""
    return model.objects.select_for_update().get(pk=pk)
