"""What Wagtail calls when a review ended well (`WAGTAIL_FINISH_WORKFLOW_ACTION`).

Wagtail imports this while its own models are being made, so the rule itself is imported when it is needed.
"""

from __future__ import annotations

from typing import Any


def finish(workflow_state: Any, user: Any = None) -> None:
    from .review import publish_approved

    publish_approved(workflow_state, user)
