"""What changed since an index was brought up to date. *Operational*: keys of documents, no words."""

from __future__ import annotations

from django.db import models


class SearchChange(models.Model):
    """A document that is to be asked for anew, written in the transaction that changed it.

    `turn` orders transactions: on PostgreSQL the transaction's own number, because rows become visible in
    another order than their ids; on SQLite, which has one writer, one more than the last.
    """

    key = models.CharField(max_length=200, db_index=True)
    turn = models.BigIntegerField(db_index=True)
