"""What machines read in the <head> of the hub's pages."""

from __future__ import annotations

from typing import Any

from django import template

from upstander.features.hub import feeds
from upstander.features.hub.metadata import Description, section_of
from upstander.features.hub.models import HubPage

register = template.Library()


@register.inclusion_tag("hub/catalogue/_metadata.html")
def hub_metadata(page: HubPage) -> dict[str, Any]:
    """`{% load hub_metadata %}{% hub_metadata page %}` in the block `head` of a page of the hub."""
    return {"described": Description(page), "page": page, "feeds": feeds.links(section_of(page))}


@register.inclusion_tag("hub/catalogue/_feeds.html")
def hub_feeds(section: str = "") -> dict[str, Any]:
    """The feeds of a section, for pages that are not of the tree."""
    return {"feeds": feeds.links(section)}
