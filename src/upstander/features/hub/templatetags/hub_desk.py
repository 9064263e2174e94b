"""Parts of the desk's own that stand in Wagtail's pages."""

from __future__ import annotations

import json
from typing import Any

from django import template

from upstander.features.hub.desk import ready, wording
from upstander.features.hub.models import HubPage

register = template.Library()


@register.filter
def without_aliases(props: str) -> str:
    """What wagtail-localize tells its editor, without the way to an alias, which nobody would review."""
    told: dict[str, Any] = json.loads(props)
    told["links"]["convertToAliasUrl"] = None
    return json.dumps(told)


@register.inclusion_tag("hub/desk/_outdated.html")
def outdated_blocks(page: HubPage) -> dict[str, Any]:
    """What changed in the source since this translation was published; nothing where nothing did."""
    held = HubPage.objects.get(pk=page.pk)
    return {"changes": wording.changes(held) if held.live else [], "source": wording.source_of(held)}


@register.inclusion_tag("hub/desk/_sending.html", takes_context=True)
def sending(context: Any, page: HubPage) -> dict[str, Any]:
    """The way on from a translation."""
    held = HubPage.objects.get(pk=page.pk)
    return {
        "page": held,
        "left": ready.untranslated(held),
        "waits": held.workflow_in_progress,
        "csrf_token": context["csrf_token"],
    }
