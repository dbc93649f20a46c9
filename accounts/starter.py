"""What must be there before anybody works: the roles with their permissions, the review workflow, the ICBs.

Both functions can run again and again: they end at the same state and touch nothing else.
"""

from datetime import date

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)
from wagtail.snippets.models import get_snippet_models

from .models import Organisation
from .roles import Role

WORKFLOW = "Plain English and patient review"
#: The tasks of the workflow in order, each with the role that does it.
REVIEW_TASKS = (("Plain-English check", Role.EDITOR), ("Patient reviewer", Role.REVIEWER))

EVERYWHERE = {"add", "change", "publish", "lock", "unlock", "bulk_delete"}
PAGE_ACTIONS = {
    Role.ADMINISTRATOR: EVERYWHERE,
    Role.EDITOR: EVERYWHERE - {"bulk_delete"},
    Role.REVIEWER: {"change"},
}
FILE_ACTIONS = {
    Role.ADMINISTRATOR: {"add", "change", "delete", "choose"},
    Role.EDITOR: {"add", "change", "delete", "choose"},
    Role.REVIEWER: {"choose"},
}
ENTER = "wagtailadmin.access_admin"
WORDS = {
    "home.change_sitewords",
    "wagtail_localize.submit_translation",
    "mentoring.add_agreementtext",
    "mentoring.change_agreementtext",
}
#: "Change a person" amounts to every right there is: it stays with administrators. Nobody deletes a person
#: here (that would leave their work without its owner), and groups are written in this file only.
SETTINGS = {
    "mentoring.add_programme",
    "mentoring.change_programme",
    "mentoring.add_term",
    "mentoring.change_term",
    "accounts.add_user",
    "accounts.change_user",
    "wagtailcore.change_site",
    "wagtailcore.add_locale",
    "wagtailcore.change_locale",
    "wagtailcore.add_workflow",
    "wagtailcore.change_workflow",
    "wagtailcore.add_task",
    "wagtailcore.change_task",
    "wagtailredirects.add_redirect",
    "wagtailredirects.change_redirect",
    "wagtailredirects.delete_redirect",
}


@transaction.atomic
def ensure_roles() -> None:
    """Every role with exactly its permissions, and the review workflow on the whole site."""
    for role in Role:
        group, _new = Group.objects.get_or_create(name=str(role))
        group.permissions.set(_permissions(_permission_names(role)))
        _set_page_permissions(group, PAGE_ACTIONS.get(role, set()))
        _set_file_permissions(group, FILE_ACTIONS.get(role, set()))
    _ensure_workflow()


def _permission_names(role: Role) -> set[str]:
    if role is Role.ADMINISTRATOR:
        return {ENTER} | WORDS | SETTINGS | _snippet_permissions()
    if role is Role.EDITOR:
        return {ENTER} | WORDS | _snippet_permissions()
    if role is Role.REVIEWER:
        return {ENTER}
    return set()


def _snippet_permissions() -> set[str]:
    return {
        f"{model._meta.app_label}.{action}_{model._meta.model_name}"
        for model in get_snippet_models()
        for action in ("add", "change", "delete")
    }


def _permissions(names: set[str]) -> list[Permission]:
    found = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    return [found[name] for name in names]


def _set_page_permissions(group: Group, actions: set[str]) -> None:
    root = Page.get_first_root_node()
    wanted = Permission.objects.filter(
        content_type__app_label="wagtailcore",
        content_type__model="page",
        codename__in=[f"{action}_page" for action in actions],
    )
    GroupPagePermission.objects.filter(group=group).exclude(page=root, permission__in=wanted).delete()
    for permission in wanted:
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)


def _set_file_permissions(group: Group, actions: set[str]) -> None:
    root = Collection.get_first_root_node()
    wanted = Permission.objects.filter(
        content_type__app_label__in=("wagtailimages", "wagtaildocs"),
        codename__in=[f"{action}_{model}" for action in actions for model in ("image", "document")],
    )
    GroupCollectionPermission.objects.filter(group=group).exclude(
        collection=root, permission__in=wanted
    ).delete()
    for permission in wanted:
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)


def _ensure_workflow() -> None:
    workflow, _new = Workflow.objects.get_or_create(name=WORKFLOW, defaults={"active": True})
    for order, (name, role) in enumerate(REVIEW_TASKS):
        task, _new = GroupApprovalTask.objects.get_or_create(name=name, defaults={"active": True})
        task.groups.set([Group.objects.get(name=str(role))])
        WorkflowTask.objects.update_or_create(workflow=workflow, task=task, defaults={"sort_order": order})
    WorkflowPage.objects.update_or_create(page=Page.get_first_root_node(), defaults={"workflow": workflow})


@transaction.atomic
def load_organisations(data: dict) -> None:
    """The ICBs of `content/organisations.yaml`, those of today and those that ended.

    An area that was split between several has no one successor: where its people belong now is theirs to
    say. An organisation that is there already keeps what somebody changed, save its last day and successor.
    """
    by_id = {}
    for row in [*data["organisations"], *data["former"]]:
        by_id[row["id"]], _new = Organisation.objects.get_or_create(
            name=row["name"],
            kind=row["kind"],
            valid_from_date=_date(row["valid_from"]),
            defaults={"region": row["region"]},
        )
    for row in data["former"]:
        former = by_id[row["id"]]
        former.valid_to_date = _date(row["valid_to"])
        successors = [by_id[successor["id"]] for successor in row["successors"]]
        former.successor = successors[0] if len(successors) == 1 else None
        former.save(update_fields=["valid_to_date", "successor"])


def _date(value) -> date | None:
    return date.fromisoformat(str(value)) if value else None
