"""What follows from something else. Receivers only decide whether."""

from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from django.utils import timezone
from wagtail.signals import page_published, page_unpublished, post_page_move

from accounts import kept_words

from .models import Lesson, Module, Statement
from .operations import editing, recognition, settling
from .tasks import send_statements


@receiver(user_logged_in)
def hand_over_what_was_typed(sender, request, user, **kwargs):
    """What was typed while signed out goes to its writer, and to nobody else at a shared computer."""
    kept_words.hand_over(request, user)


@receiver(pre_delete, sender=get_user_model())
def leave_no_name_on_a_certificate(sender, instance, **kwargs):
    """However an account goes, the certificates that outlive it show no name."""
    recognition.erase_name(learner=instance, by=None, at=timezone.now())


@receiver(page_published, sender=Lesson)
def bring_back_what_is_published(sender, instance, **kwargs):
    """Publishing a retired lesson brings it back."""
    editing.bring_back(lesson=instance, at=timezone.now())


@receiver(page_published, sender=Lesson)
def complete_what_asks_for_less(sender, instance, **kwargs):
    """Whoever has done all that the lesson asks for now has finished it."""
    settling.settle_lesson(lesson=instance, at=timezone.now())


@receiver(page_unpublished, sender=Lesson)
@receiver(post_delete, sender=Lesson)
def finish_what_lost_its_last_lesson(sender, instance, **kwargs):
    """Whoever has nothing left to do in the course has finished it."""
    settling.settle_course_at(path=instance.path, at=timezone.now())


@receiver(post_page_move)
def finish_what_a_lesson_moved_out_of(sender, instance, parent_page_before, **kwargs):
    """As when a lesson is deleted."""
    if issubclass(sender, Lesson | Module):
        settling.settle_course_at(path=parent_page_before.path, at=timezone.now())


@receiver(post_save, sender=Statement)
def send_soon(sender, instance, created, **kwargs):
    """Ask the worker to send, in the transaction that wrote the statement: both are there or neither."""
    if created:
        send_statements.enqueue()
