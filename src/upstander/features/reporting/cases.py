"""A report opened by a handler: the conversation, and the staff's file where she has that too."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from upstander.foundation.access.actors import Actor
from upstander.foundation.trail.services import record
from upstander.foundation.trail.verbs import Verb
from upstander.foundation.vault.selectors import compartments_for

from .conversations import copied_grants, opened_by_handler
from .models import Report
from .selectors import report_for
from .services.casework import record_copy
from .turns import writing

View = dict[str, Any]


def opened_case(actor: Actor, report: UUID) -> View:
    """Both compartments with their ciphertexts; the opening goes on the trail. Raises NotFound."""
    with writing():
        found = report_for(actor, report)
        view = _both(actor, found)
        record(
            actor=actor,
            verb=Verb.REPORT_OPEN,
            object_type="report",
            object_id=found.pk,
            entity=found.entity_id,
        )
        return view


def copied_case(actor: Actor, report: UUID) -> View:
    """What belongs in a sealed copy; the making of it goes on the trail. Raises NotFound.

    Recovery's grants go with it (docs/formats.md, "Sealed copy"): it opens when its maker's keys are lost.
    """
    with writing():
        found = record_copy(actor, report)
        view = _both(actor, found)
        for part in filter(None, view.values()):
            part["grants"] = copied_grants(actor, UUID(part["compartment"]["id"]))
        return view


def _both(actor: Actor, report: Report) -> View:
    file = report.case_file_id
    readable = file is not None and compartments_for(actor).filter(pk=file).exists()
    return {
        "conversation": opened_by_handler(actor, report.pk),
        "case_file": opened_by_handler(actor, file) if file is not None and readable else None,
    }
