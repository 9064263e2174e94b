"""The append-only, hash-chained record of who did and saw what. *Operational*: coded facts, never words.

The chain has several lanes so that simultaneous writers do not wait for one head; a writer takes any lane
that is free. Triggers (migrations) refuse update and delete on both databases. See docs/adr/0004.

Both tables are made by the migrations and then left unmanaged: Django's `flush` empties every managed table,
which the triggers rightly refuse.
"""

from __future__ import annotations

from django.db import models


class Lane(models.Model):
    """The head of one lane: the last sequence and hash. The only row of the trail that moves."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    sequence = models.BigIntegerField(default=0)
    head = models.BinaryField(max_length=32)

    class Meta:
        managed = False
        db_table = "trail_lane"


class Entry(models.Model):
    """One act. `actor` is an account id, `reporter`, `system` or `operator`; `entity` an id or empty."""

    lane = models.PositiveSmallIntegerField()
    sequence = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=40)
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=40)
    object_id = models.CharField(max_length=40, blank=True)
    entity = models.CharField(max_length=40, blank=True)
    detail = models.JSONField(default=dict)
    hash = models.BinaryField(max_length=32)

    class Meta:
        managed = False
        db_table = "trail_entry"
        ordering = ["at", "lane", "sequence"]
        constraints = [models.UniqueConstraint(fields=["lane", "sequence"], name="trail_place_once")]
        indexes = [
            models.Index(fields=["object_type", "object_id", "id"], name="trail_by_object"),
            models.Index(fields=["entity", "id"], name="trail_by_entity"),
        ]
