"""What follows from something else. Receivers only decide whether."""

from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone
from wagtail.signals import page_published

from .models import Lesson, Statement
from .operations import editing
from .tasks import send_statements
from .views import kept_words


@receiver(user_logged_in)
def hand_over_what_was_typed(sender, request, user, **kwargs):
    """What was typed while signed out goes to its writer, and to nobody else at a shared computer."""
    kept_words.hand_over(request, user)


@receiver(page_published, sender=Lesson)
def bring_back_what_is_published(sender, instance, **kwargs):
    """Publishing a retired lesson brings it back."""
    editing.bring_back(lesson=instance, at=timezone.now())


@receiver(post_save, sender=Statement)
def send_soon(sender, instance, created, **kwargs):
    """Ask the worker to send, in the transaction that wrote the statement: both are there or neither."""
    if created:
        send_statements.enqueue()
