"""Organisations, their units, places, teams, roles and who holds them. Everything here is *operational*."""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Entity(models.Model):
    """An organisation of the group. Entities are walls: every other object belongs to one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    root_public_key = models.BinaryField(null=True, blank=True, max_length=32)
    """Ed25519 public half of the offline root that signs this entity's team manifests; 32 bytes."""

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "entities"

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A department, office or mission inside an entity; units form a tree."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="units")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    closed_at = models.DateTimeField(null=True, blank=True)
    """From then on nobody is asked to choose it; what names it already goes on naming it."""

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["entity", "code"], name="unit_code_once_per_entity")]

    def __str__(self) -> str:
        return self.name


class DutyStation(models.Model):
    """A place of work, shared by the entities (region, subregion, country, town)."""

    region = models.CharField(max_length=80)
    subregion = models.CharField(max_length=80)
    iso3 = models.CharField(max_length=3)
    country = models.CharField(max_length=100)
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["country", "name"]
        constraints = [models.UniqueConstraint(fields=["iso3", "name"], name="duty_station_once_per_country")]

    def __str__(self) -> str:
        return f"{self.name}, {self.country}"


class Team(models.Model):
    """People of one entity who receive reports together; has a signed manifest (vault)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="teams")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=120)
    closed_at = models.DateTimeField(null=True, blank=True)
    """From then on it receives no report. Those it has stay open to whoever can read them, and go on."""

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["entity", "name"], name="team_name_once_per_entity")]

    def __str__(self) -> str:
        return self.name


class Role(models.Model):
    """A named set of permissions inside one entity (the registry is `access.permissions`)."""

    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="roles")
    key = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    permissions = models.JSONField(default=list)
    """List of permission values; unknown ones are refused when saved through `access.services`."""

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["entity", "key"], name="role_key_once_per_entity")]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, on: date) -> MembershipQuerySet:
        """Those in force on the day `on`: begun, and not ended by that day."""
        return self.filter(Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gt=on)))


class Membership(models.Model):
    """A person holds a role in an entity, maybe in one team, from a day on. Never deleted, only ended."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships"
    )
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="memberships")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="memberships")
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    title = models.CharField(max_length=120, blank=True)
    """What the manifest shows beside the name, such as "Investigator"."""
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    """The first day without it, so that what is ended today is over today."""

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_start",
            ),
            # Two constraints, since SQLite cannot say that two missing teams are the same.
            models.UniqueConstraint(
                fields=["account", "role", "team"],
                condition=Q(ends_on__isnull=True, team__isnull=False),
                name="membership_open_once_per_team",
            ),
            models.UniqueConstraint(
                fields=["account", "role"],
                condition=Q(ends_on__isnull=True, team__isnull=True),
                name="membership_open_once_per_entity",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role_id} {self.starts_on}"
