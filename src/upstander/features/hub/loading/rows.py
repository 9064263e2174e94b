"""Figures and channels: rows beside the pages, loaded under the same rule (what was changed here is kept)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Model

from upstander.foundation.entities.models import Entity

from ..models import Channel, Figure, Loaded
from . import digests
from .content import Content, RowContent

if TYPE_CHECKING:
    from .services import Outcome

Records = dict[tuple[str, str], Loaded]


def load_rows(content: Content, loaded: Records, outcome: Outcome) -> bool:
    """Whether anything changed. Channels of organisations that are not in this group are left out."""
    here = set(Entity.objects.values_list("code", flat=True))
    channels = [row for row in content.channels if row.known_by["entity_code"] in here]
    before = outcome.added + outcome.updated
    for kind, model, rows in (("figure", Figure, content.figures), ("channel", Channel, channels)):
        for row in rows:
            _load_row(f"{kind}:{row.name}"[:250], model, row, loaded, outcome)
    return outcome.added + outcome.updated > before


def _load_row(name: str, model: type[Model], row: RowContent, loaded: Records, outcome: Outcome) -> None:
    source = digests.digest(row.values)
    record = loaded.get((name, ""))
    if record is not None and record.source == source:
        outcome.unchanged += 1
        return
    there = model._default_manager.filter(**row.known_by).first()
    if record is not None and (there is None or digests.of_object(there, row.values) != record.stored):
        outcome.left_alone.append(f"{name}: it was changed or deleted here")
        return
    stored = there or model(**row.known_by)
    for column, value in row.values.items():
        setattr(stored, column, value)
    stored.save()
    _remember(name, source, digests.of_object(stored, row.values), record)
    if record is None:
        outcome.added += 1
    else:
        outcome.updated += 1


def _remember(name: str, source: str, stored: str, record: Loaded | None) -> None:
    record = record or Loaded(name=name, language="")
    record.source, record.stored = source, stored
    record.save()
