"""The list of changes: written with the change itself, read by every index at its own pace.

An index remembers a *horizon*: every transaction before it is over and applied. What lies at or beyond the
horizon and was applied already is remembered by its id. So no change is lost, in whatever order
transactions end.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Max

from .models import SearchChange


class Position(NamedTuple):
    """How far an index has come."""

    horizon: int
    done: frozenset[int] = frozenset()


class Pending(NamedTuple):
    """Changes that an index has not applied, and its position when it has."""

    keys: tuple[str, ...]
    position: Position


@transaction.atomic
def write(keys: Iterable[str]) -> None:
    """Note that the documents of these keys changed, in the caller's transaction."""
    wanted = sorted(set(keys))
    if not wanted:
        return
    turn = _this_turn()
    older = SearchChange.objects.filter(key__in=wanted, turn__lte=turn)
    if connection.features.has_select_for_update_skip_locked:
        older = older.select_for_update(skip_locked=True)
    SearchChange.objects.filter(pk__in=[row.pk for row in older]).delete()
    SearchChange.objects.bulk_create([SearchChange(key=key, turn=turn) for key in wanted], batch_size=500)


def horizon() -> int:
    """Every transaction of a lower turn is over, and what it wrote can be seen by the next query."""
    if connection.vendor == "postgresql":
        return _number("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
    return _last_turn() + 1


def pending(position: Position) -> Pending | None:
    """What an index at this position lacks; None for nothing. One query if so."""
    since = SearchChange.objects.filter(turn__gte=position.horizon)
    if all(pk in position.done for pk in since.values_list("pk", flat=True)):
        return None
    limit = horizon()  # asked before the rows are read, so that none can slip in below it
    rows = list(since.values_list("pk", "key", "turn"))
    keys = tuple(dict.fromkeys(key for pk, key, _ in rows if pk not in position.done))
    return Pending(keys, Position(limit, frozenset(pk for pk, _, turn in rows if turn >= limit)))


def knows(position: Position) -> bool:
    """Whether an index at this position can have come from this database (and not from one put back)."""
    return position.horizon <= horizon()


def _this_turn() -> int:
    if connection.vendor == "postgresql":
        return _number("SELECT pg_current_xact_id()::text::bigint")
    return _last_turn() + 1


def _last_turn() -> int:
    return SearchChange.objects.aggregate(last=Max("turn"))["last"] or 0


def _number(query: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return int(cursor.fetchone()[0])
