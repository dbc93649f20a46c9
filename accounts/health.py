"""What `/readyz` asks of this room: does mail leave?"""

from datetime import timedelta

from django.utils import timezone

from .models import OutboxMessage

#: A mail that could have gone for longer than this means that nobody is sending.
LONGEST_WAIT = timedelta(minutes=15)


def mail_is_leaving():
    """Nothing, or a sentence when mail that is due has been lying in the outbox for too long.

    A mail that the server refuses is tried again later, so one bad address does not count.
    """
    waiting = OutboxMessage.objects.due(at=timezone.now() - LONGEST_WAIT)
    stuck = waiting.filter(written_at__lte=timezone.now() - LONGEST_WAIT).count()
    minutes = LONGEST_WAIT.seconds // 60
    return f"mail has waited for more than {minutes} minutes: {stuck}" if stuck else None
