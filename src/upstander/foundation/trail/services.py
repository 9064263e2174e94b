"""Writing the trail: in the transaction of the act itself, so that neither stands without the other."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from .hashing import CANONICAL, LANES, Act, chained
from .verbs import Verb


class Named(Protocol):
    """Whoever the trail can name by an identifier: an actor of `access`."""

    @property
    def trail_name(self) -> str: ...


class Identified(Protocol):
    @property
    def pk(self) -> Any: ...


Actor = str | Named
"""`reporter`, `system`, `operator`, or someone with a `trail_name`."""


@dataclass(frozen=True, slots=True)
class Record:
    """One act to be recorded; see `record` for the fields."""

    actor: Actor
    verb: Verb
    object_type: str
    object_id: str | UUID = ""
    entity: Identified | UUID | str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)

    def act(self, at: datetime) -> Act:
        return Act(
            at,
            name_of(self.actor),
            self.verb.value,
            self.object_type,
            str(self.object_id),
            _identifier(self.entity),
            dict(self.detail),
        )


def record(
    *,
    actor: Actor,
    verb: Verb,
    object_type: str,
    object_id: str | UUID = "",
    entity: Identified | UUID | str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Record one act of `actor`, with coded facts in `detail` (text, whole numbers, booleans, lists; no words).

    Must run inside the transaction of the act, as its last step: a lane stays taken until the commit. Raises
    TransactionManagementError outside one, and TypeError or ValueError for a detail that is not JSON.
    """
    record_many([Record(actor, verb, object_type, object_id, entity, detail or {})])


def record_many(records: Iterable[Record]) -> None:
    """Record several acts of one transaction, one after another in one lane."""
    connection = connections[DEFAULT_DB_ALIAS]
    if not connection.in_atomic_block:
        raise TransactionManagementError("The trail is written inside the transaction of the act it records.")
    now = timezone.now()
    acts = [entry.act(now) for entry in records]
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            _append_in_python(cursor, connection, acts)
            return
        for act in acts:
            _append_in_postgres(cursor, connection, act)


def name_of(actor: Actor) -> str:
    return actor if isinstance(actor, str) else actor.trail_name


def _identifier(place: Identified | UUID | str | None) -> str:
    if place is None:
        return ""
    return str(place) if isinstance(place, str | UUID) else str(place.pk)


# --- SQLite: one writer at a time is the rule (BEGIN IMMEDIATE), so lane 0 serves --------------------------


def _append_in_python(cursor: CursorWrapper, connection: BaseDatabaseWrapper, acts: list[Act]) -> None:
    cursor.execute("SELECT sequence, head FROM trail_lane WHERE number = 0")
    sequence, head = cursor.fetchone()
    rows = []
    for act in acts:
        sequence, head = sequence + 1, chained(bytes(head), 0, sequence + 1, act.tail())
        rows.append([0, sequence, *_columns(connection, act), head])
    cursor.executemany(_INSERT, rows)
    cursor.execute("UPDATE trail_lane SET sequence = %s, head = %s WHERE number = 0", [sequence, head])


def _columns(connection: BaseDatabaseWrapper, act: Act) -> list[Any]:
    at = connection.ops.adapt_datetimefield_value(act.at)
    named = [act.actor, act.verb, act.object_type, act.object_id, act.entity]
    return [at, *named, json.dumps(act.detail, **CANONICAL)]


_NAMES = "lane, sequence, at, actor, verb, object_type, object_id, entity, detail, hash"
_INSERT = f"INSERT INTO trail_entry ({_NAMES}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"  # noqa: S608

# --- PostgreSQL: any lane that nobody holds, in one statement ----------------------------------------------

_near: WeakKeyDictionary[BaseDatabaseWrapper, int] = WeakKeyDictionary()
"""The lane that each connection took last: it takes that one again when it can. So connections spread over the
lanes, and a transaction that records twice stays in one lane, which keeps two of them from waiting crosswise."""

_APPEND = f"""
WITH place AS (
    SELECT number, sequence + 1 AS next, head FROM trail_lane
    ORDER BY number <> %s, number LIMIT 1 FOR UPDATE SKIP LOCKED
), written AS (
    INSERT INTO trail_entry ({_NAMES})
    SELECT number, next, %s, %s, %s, %s, %s, %s, %s::jsonb,
           sha256(head || convert_to('[' || number || ',' || next || ',' || %s, 'UTF8'))
    FROM place RETURNING lane, sequence, hash
), moved AS (
    UPDATE trail_lane SET sequence = written.sequence, head = written.hash
    FROM written WHERE number = written.lane RETURNING number
)
SELECT number FROM moved
"""  # noqa: S608  (only the fixed column names above are put in)


def _append_in_postgres(cursor: CursorWrapper, connection: BaseDatabaseWrapper, act: Act) -> None:
    near = _near.get(connection)
    if near is None:
        near = random.randrange(LANES)  # noqa: S311  (spreads writers, guards nothing)
    values = [near, *_columns(connection, act), act.tail()]
    cursor.execute(_APPEND, values)
    row = cursor.fetchone()
    if row is None:  # all lanes are taken: wait for the one we know, then it is ours
        cursor.execute("SELECT number FROM trail_lane WHERE number = %s FOR UPDATE", [near])
        cursor.execute(_APPEND, values)
        row = cursor.fetchone()
    _near[connection] = row[0]
