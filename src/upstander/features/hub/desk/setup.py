"""The desk's groups, what they may do, and the one workflow. Made after every `migrate`, and never twice."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
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

from ..access import EDITORS, REVIEWERS

ON_PAGES = ("add_page", "change_page")
"""Nobody holds `publish_page`: pages are published by a review alone."""
# Wagtail asks for the permissions of its own image model, whichever model holds the images.
ON_FILES = (
    ("wagtailimages", "add_image"),
    ("wagtailimages", "change_image"),
    ("wagtailimages", "choose_image"),
    ("wagtaildocs", "add_document"),
    ("wagtaildocs", "change_document"),
    ("wagtaildocs", "choose_document"),
)
NAME = "Second pair of eyes"


def set_up(**_kwargs: Any) -> None:
    """The receiver of `post_migrate`, after Wagtail's core has been migrated."""
    for label in ("wagtailcore", "wagtaildocs", "wagtailimages", "wagtailadmin"):
        create_permissions(apps.get_app_config(label), verbosity=0)
    root = Page.objects.filter(depth=1).first()
    if root is not None:
        make(root)


@transaction.atomic
def make(root: Page) -> None:
    """The groups with their permissions, and the workflow."""
    for name in (EDITORS, REVIEWERS):
        group, _new = Group.objects.get_or_create(name=name)
        group.permissions.add(_permission("wagtailadmin", "access_admin"))
        _let_into_pages(group, root)
        _let_into_files(group)
    _clear_away_defaults()
    _make_workflow(root)


def _permission(label: str, codename: str) -> Permission:
    found: Permission = Permission.objects.get(content_type__app_label=label, codename=codename)
    return found


def _let_into_pages(group: Group, root: Page) -> None:
    for codename in ON_PAGES:
        GroupPagePermission.objects.get_or_create(
            group=group, page=root, permission=_permission("wagtailcore", codename)
        )
    others = GroupPagePermission.objects.filter(group=group)
    others.exclude(permission__codename__in=ON_PAGES, page=root).delete()


def _let_into_files(group: Group) -> None:
    top = Collection.get_first_root_node()
    if top is None:
        return
    for label, codename in ON_FILES:
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=top, permission=_permission(label, codename)
        )


def _make_workflow(root: Page) -> None:
    """One for every page, wherever it stands."""
    from .models import SecondPairOfEyes

    task = SecondPairOfEyes.objects.first() or SecondPairOfEyes.objects.create(name=NAME)
    task.groups.set([Group.objects.get(name=REVIEWERS)])
    if not WorkflowTask.objects.filter(task=task).exists():
        made = Workflow.objects.create(name=NAME)
        WorkflowTask.objects.create(workflow=made, task=task, sort_order=0)
    ours = Workflow.objects.get(workflow_tasks__task=task)
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": ours})


def _clear_away_defaults() -> None:
    """What Wagtail's own migrations made: groups that may publish, and a workflow that anybody approves."""
    Workflow.objects.filter(name="Moderators approval").delete()
    GroupApprovalTask.objects.filter(name="Moderators approval").delete()
    Group.objects.filter(name__in=("Editors", "Moderators"), user__isnull=True).delete()
