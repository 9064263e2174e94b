"""The edition: a number that rises whenever something that strangers read has changed.

Whoever changes such a thing calls `changed()` in the same transaction, so that the number and what it stands
for become visible together; every process that keeps rendered pages compares the number (`shelf`).
"""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.db.models import F

from .models import Edition

ROW = 1


def changed() -> None:
    """What is kept of pages for everybody is old from the moment this transaction commits."""
    if not Edition.objects.filter(pk=ROW).update(number=F("number") + 1):
        Edition.objects.bulk_create([Edition(pk=ROW, number=1)], ignore_conflicts=True)


def current() -> int:
    """The edition in force; 0 before the first change. One query by primary key."""
    return Edition.objects.filter(pk=ROW).values_list("number", flat=True).first() or 0


def seen_from_outside() -> int:
    """The same for callers outside a request, who must not leave a broken connection to their thread."""
    try:
        return current()
    except DatabaseError:
        connection.close()
        raise
