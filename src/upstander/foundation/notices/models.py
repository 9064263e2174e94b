"""Occasions on which someone should look in, and the mails that say no more than that. *Operational*."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Occasion(models.TextChoices):
    """What may be subscribed to. A mail never says which of them it was."""

    NEW_REPORT = "new_report", _("A new report has come in")
    NEW_MESSAGE = "new_message", _("The person who reported has written")
    MANIFEST_EXPIRES = "manifest_expires", _("A list of recipients expires soon")
    REHEARSAL_DUE = "rehearsal_due", _("The yearly rehearsal of recovery is due")
    ROTATION_DUE = "rotation_due", _("The key of a report should be changed")
    HUB_REVIEW = "hub_review", _("A page of the knowledge hub waits for a review")
    SUBMISSION_NEWS = "submission_news", _("Something happened to what you sent in for the hub")
    SUBMISSION_WAITS = "submission_waits", _("Something sent in for the hub waits for moderators")


class Notice(models.Model):
    """One occasion, written in the transaction of the act. Who is told is found out later, by the worker.

    For a compartment these are the people who can read it at that later moment, so that nobody who was shut
    out learns even that something came.
    """

    occasion = models.CharField(max_length=20, choices=Occasion)
    entity = models.ForeignKey("entities.Entity", null=True, on_delete=models.CASCADE, related_name="+")
    compartment = models.ForeignKey(
        "vault.Compartment", null=True, on_delete=models.CASCADE, related_name="+"
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    """Only she is told, if it is still her duty in the entity."""
    created_at = models.DateTimeField()


class Reminder(models.Model):
    """When the worker last reminded of a standing duty: once a week is enough."""

    key = models.CharField(max_length=80, primary_key=True)
    reminded_at = models.DateTimeField()


class Letter(models.Model):
    """The one mail that is to be sent to a person, or was: all occasions since then wait in it together."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    waiting = models.PositiveIntegerField(default=0)
    """How many occasions wait to be told of."""
    not_before = models.DateTimeField()
    """At most one mail in a quarter of an hour; later after each failure."""
    failures = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # The worker asks for these every few seconds, and nearly always there are none.
            models.Index(fields=["not_before"], condition=Q(waiting__gt=0), name="letter_waiting")
        ]


class Silence(models.Model):
    """A person does not want mails on an occasion. Whoever says nothing gets them."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    occasion = models.CharField(max_length=20, choices=Occasion)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "occasion"], name="silence_once")]
