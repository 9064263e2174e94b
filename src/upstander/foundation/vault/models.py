"""The sealed store: compartments, items, grants, files, and the keys they are sealed to.

*Sealed* fields hold age ciphertext only; the rest is *operational* (who, when, how large). The formats are in
docs/formats.md. Nothing here is readable by the people who run the server.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class KeySet(models.Model):
    """The public keys of a handler, or of an entity's recovery; the *principal* of grants."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entity = models.ForeignKey("entities.Entity", on_delete=models.PROTECT, related_name="key_sets")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="key_sets"
    )
    """The handler; null for a recovery key."""
    age1pq = models.TextField()
    age1 = models.CharField(max_length=100)
    ed25519 = models.BinaryField(max_length=32, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    rehearsed_at = models.DateTimeField(null=True, blank=True)
    """Recovery keys: when three shares were last put together in a rehearsal."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "entity"],
                condition=Q(retired_at__isnull=True, account__isnull=False),
                name="one_living_key_set",
            ),
            models.UniqueConstraint(
                fields=["entity"],
                condition=Q(retired_at__isnull=True, account__isnull=True),
                name="one_living_recovery_key",
            ),
        ]


class SealedKeyring(models.Model):
    """The private half of a key set, sealed by passphrase or by a passkey. *Sealed*."""

    class Method(models.TextChoices):
        PASSPHRASE = "passphrase"  # noqa: S105  (a method)
        PASSKEY = "passkey"

    key_set = models.ForeignKey(KeySet, on_delete=models.CASCADE, related_name="sealed_keyrings")
    method = models.CharField(max_length=12, choices=Method)
    label = models.CharField(max_length=60, blank=True)
    ciphertext = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)


class Manifest(models.Model):
    """A signed team manifest: exactly the bytes that the offline root signed. *Operational*, public."""

    team = models.ForeignKey("entities.Team", on_delete=models.PROTECT, related_name="manifests")
    version = models.PositiveIntegerField()
    payload = models.BinaryField()
    signature = models.BinaryField(max_length=64)
    sha256 = models.BinaryField(max_length=32)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "version"], name="manifest_version_once")]


class Compartment(models.Model):
    """Items that the same people may read. *Operational*; what is in it is sealed."""

    class Kind(models.TextChoices):
        REPORT = "report"
        RECORD = "record"
        CASE_FILE = "case_file"

    class Algorithm(models.TextChoices):
        HYBRID = "age1pq"
        X25519 = "age1"

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=12, choices=Kind)
    algorithm = models.CharField(max_length=8, choices=Algorithm)
    entity = models.ForeignKey("entities.Entity", null=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("entities.Team", null=True, on_delete=models.PROTECT, related_name="+")
    author = models.BinaryField(max_length=32, null=True)
    """Ed25519 public key of the reporter; null for a case file."""
    locator_hash = models.BinaryField(max_length=32, null=True)
    mailbox = models.TextField(blank=True)
    """The receipt's public recipient, to which later epochs are granted."""
    digest = models.BinaryField(max_length=32, null=True)
    """SHA-256 of the submission that made it, so that a retry is recognised."""
    created_at = models.DateTimeField()
    rotation_due_at = models.DateTimeField(null=True)
    """Since when someone who could read should not any more: the next epoch clears it."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["locator_hash"], name="one_mailbox_per_receipt"),
            models.CheckConstraint(
                condition=Q(kind="record", entity__isnull=True)
                | (~Q(kind="record") & Q(entity__isnull=False)),
                name="only_a_record_belongs_to_no_entity",
            ),
        ]


class Epoch(models.Model):
    """One identity of a compartment in time; rotation begins the next."""

    compartment = models.ForeignKey(Compartment, on_delete=models.CASCADE, related_name="epochs")
    number = models.PositiveSmallIntegerField()
    recipient = models.TextField()
    signature = models.BinaryField(max_length=64, null=True)
    """Of whoever began it, so that the server cannot add one unnoticed; null for the first (ADR 0009)."""
    signer = models.ForeignKey(KeySet, null=True, on_delete=models.PROTECT, related_name="+")
    """The handler's key set; null when the reporter began it."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["compartment", "number"], name="epoch_once"),
            models.CheckConstraint(
                condition=Q(number=1) | Q(signature__isnull=False), name="a_later_epoch_is_signed"
            ),
        ]


class Grant(models.Model):
    """An epoch's identity, sealed to one principal. Deleting it takes access away. *Sealed*."""

    compartment = models.ForeignKey(Compartment, on_delete=models.CASCADE, related_name="grants")
    epoch = models.PositiveSmallIntegerField()
    principal = models.ForeignKey(KeySet, null=True, on_delete=models.PROTECT, related_name="grants")
    """Null: the receipt."""
    ciphertext = models.BinaryField()
    granted_by = models.CharField(max_length=40)
    granted_at = models.DateTimeField()

    class Meta:
        constraints = [
            # Two, since SQLite has no NULLS NOT DISTINCT: for people, and for the receipt.
            models.UniqueConstraint(
                fields=["compartment", "epoch", "principal"],
                condition=Q(principal__isnull=False),
                name="grant_once",
            ),
            models.UniqueConstraint(
                fields=["compartment", "epoch"],
                condition=Q(principal__isnull=True),
                name="grant_to_receipt_once",
            ),
        ]


class Exclusion(models.Model):
    """A person whom the reporter shut out: no grant to any key of theirs is ever accepted."""

    compartment = models.ForeignKey(Compartment, on_delete=models.CASCADE, related_name="exclusions")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["compartment", "account"], name="exclusion_once")]


class SealedFile(models.Model):
    """An age file in chunks in the vault's store. Counts once finished. *Sealed* content."""

    id = models.UUIDField(primary_key=True, editable=False)
    compartment = models.ForeignKey(Compartment, on_delete=models.CASCADE, related_name="files")
    epoch = models.PositiveSmallIntegerField()
    direction = models.CharField(max_length=10)
    size = models.BigIntegerField()
    """Bytes of ciphertext as announced."""
    sha256 = models.BinaryField(max_length=32, null=True)
    signer = models.ForeignKey(KeySet, null=True, on_delete=models.PROTECT, related_name="+")
    """Who sends it: a handler's key set; null for the reporter."""
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)


class Chunk(models.Model):
    """One stored piece of a sealed file."""

    file = models.ForeignKey(SealedFile, on_delete=models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    sha256 = models.BinaryField(max_length=32)
    key = models.CharField(max_length=80)
    """Where it lies in the store; each attempt has its own, so nothing stored is ever written over."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="chunk_once")]


class Item(models.Model):
    """One age file of a compartment: appended, never changed; may be erased, leaving its place. *Sealed*."""

    class Direction(models.TextChoices):
        REPORTER = "reporter"
        HANDLERS = "handlers"
        STAFF = "staff"

    id = models.UUIDField(primary_key=True, editable=False)
    compartment = models.ForeignKey(Compartment, on_delete=models.CASCADE, related_name="items")
    epoch = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    direction = models.CharField(max_length=10, choices=Direction)
    signer = models.ForeignKey(KeySet, null=True, on_delete=models.PROTECT, related_name="+")
    """The handler's key set; null when the reporter signed."""
    ciphertext = models.BinaryField(null=True)
    sha256 = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)
    file = models.OneToOneField(SealedFile, null=True, on_delete=models.PROTECT, related_name="item")
    received_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(fields=["compartment", "sequence"], name="item_place_once"),
            models.CheckConstraint(
                condition=Q(ciphertext__isnull=False) | Q(erased_at__isnull=False),
                name="item_is_sealed_or_erased",
            ),
        ]


class Opening(models.Model):
    """Somebody else than its author has fetched an item's ciphertext, for the first time."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="openings")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    """The handler; null for the reporter."""
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "account"], condition=Q(account__isnull=False), name="opening_once"
            ),
            models.UniqueConstraint(
                fields=["item"], condition=Q(account__isnull=True), name="opening_by_reporter_once"
            ),
        ]


class SealedIndex(models.Model):
    """A handler's own list of cases and headings, so that an inbox lists after one unsealing. *Sealed*."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sealed_index"
    )
    version = models.PositiveIntegerField(default=1)
    ciphertext = models.BinaryField()
    updated_at = models.DateTimeField(auto_now=True)
