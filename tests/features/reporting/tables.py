"""A digest of all tables, to see that a refused request has changed nothing."""

from __future__ import annotations

import hashlib

from django.apps import apps
from django.db import connection

IGNORED = {"django_session", "accounts_signedinsession"}
"""A session slides when it is used, and is listed when it is first seen; that is not what was asked for."""


def digest() -> dict[str, str]:
    """For every table a hash of its rows in the order of their text."""
    return {table: _of(table) for table in sorted(_tables())}


def _tables() -> set[str]:
    return {model._meta.db_table for model in apps.get_models(include_auto_created=True)} - IGNORED


def _of(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        rows = sorted(
            repr([bytes(v) if isinstance(v, memoryview) else v for v in row]) for row in cursor.fetchall()
        )
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()
