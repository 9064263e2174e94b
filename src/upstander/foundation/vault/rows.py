"""Inserting rows: unless they are there already, and many kinds of them in one round trip."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model


def insert_unless_there(row: Model) -> bool:
    """Insert `row` (with its own primary key); False when a unique constraint has it already.

    A plain insert that fails ends a PostgreSQL transaction, and asking first leaves a gap between two
    simultaneous ones. `ON CONFLICT DO NOTHING` waits for the other and tells; both databases know it.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    sql, values = _insert(connection, type(row), [row])
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ON CONFLICT DO NOTHING", values)
        return bool(cursor.rowcount == 1)


def insert_together(rows: Iterable[Model]) -> None:
    """Insert rows of any models; on PostgreSQL in one statement, whatever their number.

    A submission has rows in half a dozen tables. One statement instead of six halves the cost on both sides.
    Foreign keys among them are checked at the commit. Raises IntegrityError.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    kinds: dict[type[Model], list[Model]] = {}
    for row in rows:
        kinds.setdefault(type(row), []).append(row)
    inserts = [_insert(connection, kind, some) for kind, some in kinds.items()]
    with connection.cursor() as cursor:
        for sql, values in _joined(inserts) if connection.vendor == "postgresql" else inserts:
            cursor.execute(sql, values)


def _joined(inserts: Sequence[tuple[str, list[Any]]]) -> list[tuple[str, list[Any]]]:
    if len(inserts) < 2:
        return list(inserts)
    *first, last = inserts
    parts = ", ".join(f"part{number} AS ({sql})" for number, (sql, _values) in enumerate(first))
    return [(f"WITH {parts} {last[0]}", [value for _sql, values in inserts for value in values])]


def _insert(
    connection: BaseDatabaseWrapper, model: type[Model], rows: Sequence[Model]
) -> tuple[str, list[Any]]:
    fields, head, marks = _shape(model, rows[0].pk is not None)
    values = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection) for row in rows for field in fields
    ]
    return head + ", ".join([marks] * len(rows)), values


@lru_cache(maxsize=256)
def _shape(model: type[Model], with_key: bool) -> tuple[list[Field[Any, Any]], str, str]:
    """The columns of a model, without the key where the database makes it."""
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    fields = [field for field in model._meta.concrete_fields if with_key or not field.primary_key]
    columns = ", ".join(quote(field.column or field.name) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    head = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES "  # noqa: S608  (names of our columns)
    return fields, head, f"({marks})"
