"""What follows from something else. Receivers only decide whether."""

from django.db.models.signals import post_save
from django.dispatch import receiver

from .models import OutboxMessage
from .tasks import deliver_mail


@receiver(post_save, sender=OutboxMessage)
def send_soon(sender, instance, created, **kwargs):
    """Ask the worker to send, in the transaction that wrote the mail: both are there or neither."""
    if created:
        deliver_mail.enqueue()
