"""What the pages for everybody need to know of each other across processes."""

from __future__ import annotations

from django.db import models


class Edition(models.Model):
    """One row: how often anything that strangers read has changed (*operational*; see `editions`)."""

    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="edition_is_one_row")]
