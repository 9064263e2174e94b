"""Wagtail's admin without its mails: they would carry titles and comments of unpublished pages."""

from __future__ import annotations

from wagtail.admin.apps import WagtailAdminAppConfig


class DeskConfig(WagtailAdminAppConfig):
    """Stands for "wagtail.admin" in the installed applications. `foundation.notices` tells reviewers."""

    default = False

    def ready(self) -> None:
        super().ready()
        from wagtail.models import TaskState, WorkflowState
        from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

        mails = (
            (task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
            (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
            (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
            (workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
        )
        for signal, sender, name in mails:
            signal.disconnect(sender=sender, dispatch_uid=name)
