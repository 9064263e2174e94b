"""What was sent in, what happened to it, and its file.

Everything here is *operational*: it is written for publication and is not sealed. The form says so, and says
that nothing about a person or a case belongs here. Coded fields are marked; no field is sealed.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import F, Q, TextChoices
from django.utils.translation import gettext_lazy as _

from upstander.foundation.web.languages import direction_of

from ..codes import LANGUAGES, RECOMMENDATIONS
from ..models.fields import CodesField
from .workflow import EDITABLE, SHOWN_TO_SENDER, Act, State


class Kind(TextChoices):
    """Coded: what it will be on the hub."""

    PRACTICE = "practice", _("A good practice: something that is done and works")
    RESOURCE = "resource", _("A resource: a policy, guide, report, training or other document")


KIND_NAMES = {"practice": _("Good practice"), "resource": _("Resource")}


class Submission(models.Model):
    """A good practice or a resource that a focal point offers (*operational*).

    The columns hold what was last sent; `typed` holds what stands in the sender's form and was not sent yet.
    The database itself keeps that two people decide, and that the sender is neither of them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    """Drawn when the form is opened, so that a form sent twice is one submission."""
    entity = models.ForeignKey("entities.Entity", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("entities.Unit", null=True, on_delete=models.SET_NULL, related_name="+")
    submitter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    named = models.BooleanField(default=False)
    """She wishes her own name beside that of her office."""

    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    """Coded."""
    version = models.PositiveIntegerField(default=0)
    """Rises with every act; whoever acts says which one she saw."""
    typed = models.JSONField(default=dict, blank=True)
    typed_version = models.PositiveIntegerField(default=0)

    kind = models.CharField(max_length=12, choices=Kind.choices, blank=True)
    """Coded."""
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    who = models.CharField(max_length=200, blank=True)
    """Who does it, or who published it."""
    recommendations = CodesField(codes=RECOMMENDATIONS)
    """Coded."""
    link = models.URLField(max_length=500, blank=True)
    language = models.CharField(max_length=10, choices=LANGUAGES, blank=True)
    """Coded."""

    recommended = models.CharField(max_length=20, choices=Act.choices, blank=True)
    """Coded: what the first moderator recommends."""
    recommended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    page = models.OneToOneField(
        "wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="submission"
    )
    document = models.ForeignKey(
        "wagtaildocs.Document", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    """The file, once accepted, as the hub serves it."""
    began_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-changed_at"]
        indexes = [
            models.Index(fields=["state", "sent_at"], name="submission_by_state"),
            models.Index(fields=["entity", "-changed_at"], name="submission_by_entity"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="submission_state_known"),
            models.CheckConstraint(
                condition=Q(recommended_by__isnull=True) | ~Q(recommended_by=F("submitter")),
                name="submission_recommended_by_another",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | (
                    Q(recommended_by__isnull=False)
                    & ~Q(decided_by=F("submitter"))
                    & ~Q(decided_by=F("recommended_by"))
                ),
                name="submission_decided_by_a_second",
            ),
        ]

    def __str__(self) -> str:
        return self.shown_title

    @property
    def shown_title(self) -> str:
        """What was sent, or else what is being written."""
        return self.title or str(self.typed.get("title", ""))

    @property
    def kind_name(self) -> str:
        """In a word or two; the form has the sentence."""
        return str(KIND_NAMES.get(self.kind or str(self.typed.get("kind", "")), ""))

    @property
    def recommendation_names(self) -> list[str]:
        return [str(name) for number, name in RECOMMENDATIONS if number in self.recommendations]

    @property
    def language_name(self) -> str:
        return dict(LANGUAGES).get(self.language, self.language)

    @property
    def language_direction(self) -> str:
        return direction_of(self.language) if self.language else "auto"

    @property
    def sent_file(self) -> Attachment | None:
        return self.attachments.filter(draft=False).first()

    @property
    def is_open(self) -> bool:
        """May its sender change it now?"""
        return self.state in EDITABLE

    @property
    def credit(self) -> str:
        """Her office; her own name only where she wishes it."""
        name = self.submitter.display_name if self.named else ""
        unit = self.unit.name if self.unit else ""
        return ", ".join(part for part in (name, unit, self.entity.name) if part)

    @property
    def content(self) -> dict[str, Any]:
        """What was sent, as the history keeps it to show what changed."""
        file = self.sent_file
        return {
            "kind": self.kind,
            "title": self.title,
            "text": self.text,
            "who": self.who,
            "recommendations": list(self.recommendations),
            "link": self.link,
            "language": self.language,
            "credit": self.credit,
            "file": f"{file.name} ({file.sha256[:12]})" if file else "",
        }


def store() -> Storage:
    """Where files lie: below the data folder, at no public address (`settings.STORAGES`)."""
    return storages["submissions"]


def _stored_name(attachment: Attachment, _name: str) -> str:
    """Never the name it came with."""
    return attachment.id.hex


class Attachment(models.Model):
    """The file of a submission (*operational*): checked by its content, its name made harmless."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="attachments")
    draft = models.BooleanField(default=True)
    """Not sent yet: only its sender sees it."""
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    """Bytes."""
    sha256 = models.CharField(max_length=64)
    file = models.FileField(storage=store, upload_to=_stored_name, max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "draft"], name="attachment_one_of_each")]

    def __str__(self) -> str:
        return self.name


class Step(models.Model):
    """One thing that happened to a submission, with what was said (*operational*)."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="steps")
    version = models.PositiveIntegerField()
    act = models.CharField(max_length=20, choices=Act.choices)
    """Coded."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    """Nobody where a page was published: that is on its own history."""
    at = models.DateTimeField()
    message = models.TextField(blank=True)
    content = models.JSONField(null=True)
    """What was sent, for `send`."""

    class Meta:
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["submission", "version"], name="step_once")]

    @property
    def told_to_sender(self) -> bool:
        return self.act in SHOWN_TO_SENDER


class Look(models.Model):
    """Up to which version a moderator has seen a submission, so that she is shown what is new (*coded*)."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="looks")
    version = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "submission"], name="look_once")]
