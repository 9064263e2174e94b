"""Reads of reports, narrowed to what the actor may see. What she may not see is not there (404)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from upstander.foundation.access.actors import Actor
from upstander.foundation.access.decisions import NotFound, require
from upstander.foundation.access.permissions import Permission
from upstander.foundation.access.requests import one
from upstander.foundation.vault.selectors import compartments_for

from .models import Report


def reports_for(actor: Actor) -> QuerySet[Report]:
    """The one funnel: reports whose compartment she can read (role AND grant AND not excluded)."""
    return Report.objects.filter(compartment__in=compartments_for(actor))


def report_for(actor: Actor, report: UUID) -> Report:
    """One of them, with what is shown beside it. Raises NotFound."""
    related = reports_for(actor).select_related("compartment__team", "entity", "unit", "assignee")
    return one(related, pk=report)


def compartment_for(
    actor: Actor, compartment: UUID, *, permission: Permission | None = None, answering: bool = False
) -> Report:
    """The report that a compartment is of, or is the staff's file of, when the actor can read both.

    With `permission` she must hold it there; `answering` asks for the one that writing in it takes. Raises
    NotFound, Refused.
    """
    if not compartments_for(actor).filter(pk=compartment).exists():
        raise NotFound
    related = reports_for(actor).select_related("compartment", "case_file", "assignee")
    report = one(related.filter(Q(pk=compartment) | Q(case_file=compartment)))
    if answering:
        in_conversation = report.pk == compartment
        permission = (
            Permission.REPORTING_REPORT_ANSWER if in_conversation else Permission.REPORTING_CASE_FILE_WRITE
        )
    if permission is not None:
        require(actor, permission, entity=entity_of(report), team=report.compartment.team_id)
    return report


def current_values(report: Report) -> dict[str, Any]:
    """What somebody else may have changed in the meantime, as the doors tell it."""
    return {
        "state": report.state,
        "assignee": person(report),
        "version": report.version,
    }


def person(report: Report) -> dict[str, str] | None:
    if report.assignee is None:
        return None
    return {"id": str(report.assignee.pk), "name": report.assignee.display_name}


def entity_of(report: Report) -> UUID:
    if report.entity_id is None:  # a private record: no handler was granted anything
        raise NotFound
    return report.entity_id
