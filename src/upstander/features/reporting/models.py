"""Reports as the entity sees them from outside: a number, a state, coded facets. *Operational*, *coded*.

The words are in the vault's compartments.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Report(models.Model):
    """A report, a request for informal help, or a private record that belongs to nobody but its author."""

    class Want(models.TextChoices):
        REPORT = "report"
        INFORMAL = "informal"
        RECORD = "record"

    class State(models.TextChoices):
        NEW = "new"
        ACKNOWLEDGED = "acknowledged"
        IN_PROGRESS = "in_progress"
        CLOSED = "closed"
        WITHDRAWN = "withdrawn"

    compartment = models.OneToOneField(
        "vault.Compartment", primary_key=True, on_delete=models.CASCADE, related_name="report"
    )
    number = models.CharField(max_length=12, unique=True)
    """Random, so that it says nothing about how many there are or when."""
    want = models.CharField(max_length=10, choices=Want)
    entity = models.ForeignKey("entities.Entity", null=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("entities.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=14, choices=State, default=State.NEW)
    language = models.CharField(max_length=10)
    received_at = models.DateTimeField()
    """When it became known to the entity; for a private record, when it was kept."""
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="assigned_reports"
    )
    case_file = models.OneToOneField(
        "vault.Compartment", null=True, on_delete=models.PROTECT, related_name="case_file_of"
    )
    version = models.PositiveIntegerField(default=1)
    """Raised by every change of state or assignment, so that two people at once notice each other."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(want="record", entity__isnull=True)
                | (~Q(want="record") & Q(entity__isnull=False)),
                name="report_entity_unless_record",
            )
        ]
        indexes = [models.Index(fields=["entity", "state"], name="report_by_entity_state")]


class ReportFacet(models.Model):
    """One coded answer (`facets.py` holds the code lists with their versions). *Coded*."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="facets")
    facet = models.CharField(max_length=20)
    code = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "facet", "code"], name="facet_once")]


class SpentWork(models.Model):
    """A proof of work that was used: no process accepts it again. Cleared once expired. *Operational*."""

    digest = models.CharField(max_length=64, primary_key=True)
    """SHA-256 of the challenge, in hex."""
    expires_at = models.DateTimeField(db_index=True)
