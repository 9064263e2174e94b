"""Whether a page or row is still as it was loaded, and whether its file still says the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from wagtail.fields import StreamField

from .content import PageContent


def digest(value: Any) -> str:
    """SHA-256 of a value as JSON, the same however its keys are ordered."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def of_content(page: PageContent) -> str:
    """What the file says."""
    return digest([page.model.__name__, page.parent, page.slug, page.title, page.fields, page.updated])


def of_object(stored: Model, fields: Iterable[str]) -> str:
    """What the database holds in these fields."""
    return digest({name: _plain(stored, name) for name in fields})


def _plain(stored: Model, name: str) -> Any:
    field = stored._meta.get_field(name)
    value = field.value_from_object(stored)  # type: ignore[union-attr]
    return field.get_prep_value(value) if isinstance(field, StreamField) else value
