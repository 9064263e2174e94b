"""What the desk keeps beside the pages. Everything here is *operational*."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.locks import WorkflowLock
from wagtail.models import AbstractGroupApprovalTask, TaskState


class ReviewLock(WorkflowLock):
    """While a page is being reviewed nobody changes it, so that what is approved is what was read."""

    def get_message(self, user: Any) -> str:
        from . import review

        if review.may_decide(self.object, user):
            return str(
                _("This page waits for your review. Read it under “Review”, then approve or return it.")
            )
        return str(_("This page is being reviewed. Nobody can change it until it is approved or returned."))

    def get_description(self, user: Any) -> str:
        return str(_("Nobody can change the page while it is being reviewed."))

    def get_context_for_user(self, user: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_for_user(user, {})
        return context


class SecondPairOfEyes(AbstractGroupApprovalTask):
    """Somebody who did not write it reads it before it is published (the rules are in `review`)."""

    lock_class = ReviewLock

    class Meta:
        verbose_name = _("second pair of eyes")

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return True

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        return False

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return False

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Promise, bool]]:
        """None in Wagtail's menus: a review is decided on its own page, which names the revision read."""
        return []

    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> None:
        """The last bolt: whatever door an approval came through, an author's own is refused."""
        from . import review

        review.require_second_pair(task_state, user)
        super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        if self._user_in_groups(user):
            return self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        return TaskState.objects.none()


class Basis(models.Model):
    """What the words of a translation rest upon: its source as it was when the translation was made.

    Paths are those of `wording.digests`: a field ("title") or a block ("body.<id>").
    """

    page = models.OneToOneField("hub.HubPage", on_delete=models.CASCADE, related_name="basis")
    published = models.JSONField(default=dict)
    """`{path: digest}` of the source that the published translation rests upon."""
    drafted = models.JSONField(null=True, blank=True)
    """The same for the draft; takes the place of `published` when the draft is published."""
    changed = models.JSONField(default=list)
    """Paths in the source that have changed since, kept in step by `wording.compare`."""
    outdated = models.BooleanField(default=False, db_index=True)


class Link(models.Model):
    """A link of a published page that leads nowhere, or one to another site with what a visit found."""

    class State(models.TextChoices):
        UNCHECKED = "unchecked", _("Not checked yet")
        WORKS = "works", _("Works")
        MISSING = "missing", _("Leads to nothing")
        UNPUBLISHED = "unpublished", _("Leads to a page that is not published")
        MOVED = "moved", _("Has moved")
        BROKEN = "broken", _("The other site says that it is gone")
        SILENT = "silent", _("The other site did not answer")
        REFUSED = "refused", _("Not an address that may be visited")

    FAULTS: ClassVar[frozenset[str]] = frozenset(
        {State.MISSING, State.UNPUBLISHED, State.MOVED, State.BROKEN, State.SILENT, State.REFUSED}
    )

    page = models.ForeignKey("hub.HubPage", on_delete=models.CASCADE, related_name="links_checked")
    target = models.CharField(max_length=600)
    is_external = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.UNCHECKED)
    leads_to = models.CharField(max_length=600, blank=True)
    """Where a link that has moved leads now."""
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    """HTTP status of the last visit."""
    first_seen = models.DateTimeField(null=True, blank=True)
    """When the fault that it has now was first found."""
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "target"], name="hub_link_once")]
        indexes = [
            models.Index(fields=["checked_at"], condition=models.Q(is_external=True), name="hub_links_due")
        ]
