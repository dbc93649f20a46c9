"""Everything that changes what this room remembers about people."""

from django.db import transaction

from .models import StepTick


class NoSuchStep(Exception):
    """The guide has no step of that key: it was taken out while the page was open."""


@transaction.atomic
def tick_step(*, guide, step_key, by, at):
    """Remember that `by` did this step. Doing it again changes nothing; the first time stays."""
    _check(guide, step_key)
    tick, _created = StepTick.objects.get_or_create(
        person=by, guide_key=guide.translation_key, step_key=step_key, defaults={"ticked_at": at}
    )
    return tick


@transaction.atomic
def untick_step(*, guide, step_key, by, at):
    """Forget that `by` did this step. Doing it again changes nothing."""
    _check(guide, step_key)
    StepTick.objects.filter(person=by, guide_key=guide.translation_key, step_key=step_key).delete()


def _check(guide, step_key):
    if str(step_key) not in guide.step_keys:
        raise NoSuchStep(f"{guide.pk} has no step {step_key}")
