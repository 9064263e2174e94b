"""Bringing in many organisations, units and places at once. Loading the same rows again changes nothing.

A row is a mapping of column names to text, as `csv.DictReader` gives it; the columns are those of the files
in `config/installation/example`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction

from upstander.foundation.trail.services import Actor, Record, record_many
from upstander.foundation.trail.verbs import Verb

from .models import DutyStation, Entity, Unit

Row = Mapping[str, str]
BATCH = 500


@transaction.atomic
def load_entities(rows: Iterable[Row], *, actor: Actor = "operator") -> list[Entity]:
    """Columns `code`, `name`, `parent` (a code, may be empty). Answers the entities that are new."""
    wanted = {row["code"].strip(): row for row in rows}
    known = set(Entity.objects.filter(code__in=wanted).values_list("code", flat=True))
    new = [Entity(code=code, name=row["name"].strip()) for code, row in wanted.items() if code not in known]
    Entity.objects.bulk_create(new, batch_size=BATCH)
    _hang_under_parents(wanted)
    _record(Record(actor, Verb.ENTITY_CREATE, "entity", it.pk, it, {"loaded": True}) for it in new)
    return new


@transaction.atomic
def load_units(rows: Iterable[Row], *, actor: Actor = "operator") -> list[Unit]:
    """Columns `organization`, `unit` (a code; rows without one are passed over). Answers the new units.

    The unit's name is the column `name` where there is one, else its code.
    """
    entities = {entity.code: entity for entity in Entity.objects.all()}
    wanted = {
        (row["organization"], row["unit"].strip()): row.get("name") or row["unit"].strip()
        for row in rows
        if row["unit"].strip() and row["organization"] in entities
    }
    known = set(Unit.objects.values_list("entity__code", "code"))
    new = [
        Unit(entity=entities[entity], code=code, name=name)
        for (entity, code), name in wanted.items()
        if (entity, code) not in known
    ]
    Unit.objects.bulk_create(new, batch_size=BATCH)
    _record(Record(actor, Verb.UNIT_CREATE, "unit", it.pk, it.entity_id, {"loaded": True}) for it in new)
    return new


@transaction.atomic
def load_duty_stations(rows: Iterable[Row]) -> int:
    """Columns `region`, `subregion`, `iso3`, `country`, `duty_station`. Answers how many are new.

    Places are public facts that belong to no entity, so they leave no trail.
    """
    wanted = {(row["iso3"].strip(), row["duty_station"].strip()): row for row in rows}
    known = set(DutyStation.objects.values_list("iso3", "name"))
    new = [
        DutyStation(
            region=row["region"], subregion=row["subregion"], country=row["country"], iso3=iso3, name=name
        )
        for (iso3, name), row in wanted.items()
        if (iso3, name) not in known
    ]
    DutyStation.objects.bulk_create(new, batch_size=BATCH)
    return len(new)


def _record(records: Iterable[Record]) -> None:
    """Nothing new leaves nothing to record."""
    acts = list(records)
    if acts:
        record_many(acts)


def _hang_under_parents(wanted: Mapping[str, Row]) -> None:
    """Parents may come after their children in the rows, so they are set once all are there."""
    if not any(row.get("parent") for row in wanted.values()):
        return
    entities = {entity.code: entity for entity in Entity.objects.all()}
    moved = []
    for code, row in wanted.items():
        parent = entities[row["parent"]] if row.get("parent") else None
        if parent is not None and entities[code].parent_id != parent.pk:
            entities[code].parent = parent
            moved.append(entities[code])
    Entity.objects.bulk_update(moved, ["parent"], batch_size=BATCH)
