"""Writing the trail: in the transaction of the act itself, so that neither stands without the other."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Protocol
from uuid import UUID
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from upstander.core.chain import Entry, canonical, entry_hash

from .verbs import Verb

LANES: Final = 16


class Named(Protocol):
    """Whoever the trail can name by an identifier: an actor of `access`."""

    @property
    def trail_name(self) -> str: ...


class Identified(Protocol):
    @property
    def pk(self) -> Any: ...


Detail = str | int | bool
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
    detail: Mapping[str, Detail] = field(default_factory=dict)

    def at(self, now: datetime) -> Entry:
        """The entry for the chain, before it has a place."""
        acted = (name_of(self.actor), self.verb.value, self.object_type, str(self.object_id))
        return Entry(0, 0, microseconds(now), *acted, _identifier(self.entity), self.detail)


def record(
    *,
    actor: Actor,
    verb: Verb,
    object_type: str,
    object_id: str | UUID = "",
    entity: Identified | UUID | str | None = None,
    detail: Mapping[str, Detail] | None = None,
) -> None:
    """Record one act of `actor`, with coded facts in `detail` (codes, whole numbers, truth values; no words).

    Must run inside the transaction of the act, as its last step: a lane stays taken until the commit. Raises
    TransactionManagementError outside one, and TypeError for a detail of another kind.
    """
    record_many([Record(actor, verb, object_type, object_id, entity, detail or {})])


def record_many(records: Iterable[Record]) -> None:
    """Record several acts of one transaction, one after another in one lane."""
    connection = connections[DEFAULT_DB_ALIAS]
    if not connection.in_atomic_block:
        raise TransactionManagementError("The trail is written inside the transaction of the act it records.")
    now = timezone.now()
    entries = [entry.at(now) for entry in records]
    if not entries:
        return
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            _append_in_python(cursor, connection, now, entries)
            return
        for entry in entries:
            _append_in_postgres(cursor, connection, now, entry)


def name_of(actor: Actor) -> str:
    return actor if isinstance(actor, str) else actor.trail_name


def _identifier(place: Identified | UUID | str | None) -> str:
    if place is None:
        return ""
    return str(place) if isinstance(place, str | UUID) else str(place.pk)


def microseconds(at: datetime) -> int:
    """Microseconds since 1970, as the chain counts time; exact, unlike a float's timestamp."""
    return (at - _BEGINNING) // _MICROSECOND


_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def _columns(connection: BaseDatabaseWrapper, now: datetime, entry: Entry) -> list[Any]:
    return [connection.ops.adapt_datetimefield_value(now), *entry[3:8], json.dumps(entry.detail)]


_NAMES = "lane, sequence, at, actor, verb, object_type, object_id, entity, detail, hash"

# --- SQLite: one writer at a time is the rule (BEGIN IMMEDIATE), so lane 0 serves --------------------------

_INSERT = f"INSERT INTO trail_entry ({_NAMES}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"  # noqa: S608


def _append_in_python(
    cursor: CursorWrapper, connection: BaseDatabaseWrapper, now: datetime, entries: list[Entry]
) -> None:
    cursor.execute("SELECT sequence, head FROM trail_lane WHERE number = 0")
    sequence, head = cursor.fetchone()
    for entry in entries:
        sequence += 1
        head = entry_hash(bytes(head), entry._replace(sequence=sequence))
        cursor.execute(_INSERT, [0, sequence, *_columns(connection, now, entry), head])
    cursor.execute("UPDATE trail_lane SET sequence = %s, head = %s WHERE number = 0", [sequence, head])


# --- PostgreSQL: any lane that nobody holds, in one statement ----------------------------------------------

_near: WeakKeyDictionary[BaseDatabaseWrapper, int] = WeakKeyDictionary()
"""The lane that each connection took last: it takes that one again when it can. So connections spread over
the lanes, and a transaction that records twice stays in one, which keeps two from waiting crosswise."""

_APPEND = f"""
WITH place AS (
    SELECT number, sequence + 1 AS next, head FROM trail_lane
    ORDER BY number <> %s, number LIMIT 1 FOR UPDATE SKIP LOCKED
), written AS (
    INSERT INTO trail_entry ({_NAMES})
    SELECT number, next, %s, %s, %s, %s, %s, %s, %s::jsonb,
           sha256(head || convert_to('1 ' || number || ' ' || next || ' ', 'UTF8') || %s)
    FROM place RETURNING lane, sequence, hash
), moved AS (
    UPDATE trail_lane SET sequence = written.sequence, head = written.hash
    FROM written WHERE number = written.lane RETURNING number
)
SELECT number FROM moved
"""  # noqa: S608  (only the fixed column names above are put in)
_PLACELESS: Final = len(b"1 0 0 ")


def _append_in_postgres(
    cursor: CursorWrapper, connection: BaseDatabaseWrapper, now: datetime, entry: Entry
) -> None:
    """The database puts the place before the rest of the canonical bytes, since only it knows the place."""
    near = _near.get(connection)
    if near is None:
        near = random.randrange(LANES)  # noqa: S311  (spreads writers, guards nothing)
    values = [near, *_columns(connection, now, entry), canonical(entry)[_PLACELESS:]]
    cursor.execute(_APPEND, values)
    row = cursor.fetchone()
    if row is None:  # all lanes are taken: wait for the one we know, then it is ours
        cursor.execute("SELECT number FROM trail_lane WHERE number = %s FOR UPDATE", [near])
        cursor.execute(_APPEND, values)
        row = cursor.fetchone()
    _near[connection] = row[0]
