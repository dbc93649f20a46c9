"""What an administrator does to people's accounts in the admin leaves a line in the audit."""

from django.utils import timezone
from wagtail import hooks

from .models import User
from .operations import record_audit


@hooks.register("after_create_user")
def note_created(request, user):
    _note(request, "person_added", user)


@hooks.register("after_edit_user")
def note_edited(request, user):
    _note(request, "person_changed", user)


@hooks.register("after_bulk_action")
def note_edited_in_bulk(request, action_type, objects, action_class_instance):
    if action_class_instance.models == [User]:
        for person in objects:
            _note(request, f"person_{action_type}", person)


def _note(request, action, person):
    record_audit(
        by=request.user,
        action=action,
        obj=person,
        at=timezone.now(),
        roles=sorted(person.groups.values_list("name", flat=True)),
        can_sign_in=person.is_active,
    )
