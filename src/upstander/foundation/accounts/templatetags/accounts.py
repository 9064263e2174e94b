"""Filters of the pages of people."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from upstander.foundation.entities.models import Role

register = template.Library()


@register.filter
def role_name(role: Role) -> str:
    """The name in the reader's language: presets are translated; what an entity named stays as it is."""
    return _(role.name) if role.name else role.key
