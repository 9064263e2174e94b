"""Inserting a row unless it is there already, without spoiling the transaction around it."""

from __future__ import annotations

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model


def insert_unless_there(row: Model) -> bool:
    """Insert `row` (with its own primary key); False when a unique constraint has it already.

    A plain insert that fails ends a PostgreSQL transaction, and asking first leaves a gap between two
    simultaneous ones. `ON CONFLICT DO NOTHING` waits for the other and tells; both databases know it.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    fields = row._meta.concrete_fields
    columns = ", ".join(connection.ops.quote_name(field.column or field.name) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    table = connection.ops.quote_name(row._meta.db_table)
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) VALUES ({marks}) ON CONFLICT DO NOTHING",  # noqa: S608
            values,
        )
        return bool(cursor.rowcount == 1)
