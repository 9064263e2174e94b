"""What people at the desk may do to a page. Nobody publishes directly: a review does."""

from __future__ import annotations

from typing import Any

from wagtail.models.pages import PagePermissionTester

from ..access import REVIEWERS


class HubPermissionTester(PagePermissionTester):
    """Narrower than Wagtail's: the ways round the review are closed, and reviewers can take a page down."""

    page: Any
    user: Any

    def can_publish(self) -> bool:
        return False

    def can_publish_subpage(self) -> bool:
        return False

    def can_unpublish(self) -> bool:
        """At once, for what must not stay: unlike everything else it does not wait for a second person."""
        return bool(self.page.live) and self._reviews()

    def can_unschedule(self) -> bool:
        return self._reviews()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Only what was never published and has nothing below it: the history of the rest is kept."""
        if self.page.first_published_at is not None or not self.page.is_leaf():
            return False
        return bool(super().can_delete(ignore_bulk))

    def can_move(self) -> bool:
        """A page has the same place in every language; moving one would break the others."""
        return False

    def can_copy(self) -> bool:
        return False

    def can_reorder_children(self) -> bool:
        return False

    def can_lock(self) -> bool:
        return False

    def can_unlock(self) -> bool:
        return False

    def _reviews(self) -> bool:
        return bool(self.user.is_active and self.user.groups.filter(name=REVIEWERS).exists())
