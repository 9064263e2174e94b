"""What handlers do around the words: take charge, mark how far it is, keep notes, let colleagues in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from uuid import UUID

from upstander.foundation.access.actors import Actor
from upstander.foundation.access.decisions import require
from upstander.foundation.access.permissions import Permission
from upstander.foundation.accounts.models import Account
from upstander.foundation.trail.services import record
from upstander.foundation.trail.verbs import Verb
from upstander.foundation.vault.models import Compartment, Item
from upstander.foundation.vault.services import (
    add_grants,
    append_item,
    begin_epoch,
    create_compartment,
    remove_grants,
)
from upstander.foundation.vault.values import NewCompartment, NewEpoch, NewGrant, NewItem

from ..models import Report
from ..policies import may_be_in_charge
from ..problems import AssigneeRefusedError, CaseFileExistsError, ChangedError, StateRefusedError
from ..selectors import compartment_for, current_values, entity_of, report_for
from ..turns import writing
from ..workflow import handler_may_move


def assign(actor: Actor, report: UUID, account: UUID | None, version: int) -> Report:
    """Say who is in charge, or nobody. Raises ChangedError, AssigneeRefusedError, NotFound, Refused."""
    with writing():
        found = _at_version(actor, report, version)
        person = Account.objects.filter(pk=account).first() if account else None
        if account and (person is None or not may_be_in_charge(person, found)):
            raise AssigneeRefusedError
        found.assignee = person
        _save(found, "assignee")
        _trail(actor, Verb.REPORT_ASSIGN, found, {"account": str(account or "")})
        return found


def move(actor: Actor, report: UUID, state: str, version: int) -> Report:
    """Mark how far it is. Raises ChangedError, StateRefusedError, NotFound, Refused."""
    with writing():
        found = _at_version(actor, report, version)
        if not handler_may_move(found.state, state):
            raise StateRefusedError(state=found.state)
        before, found.state = found.state, Report.State(state)
        _save(found, "state")
        _trail(actor, Verb.REPORT_STATE, found, {"from": before, "to": state})
        return found


def begin_case_file(
    actor: Actor, report: UUID, compartment: UUID, algorithm: str, recipient: str, grants: Sequence[NewGrant]
) -> bool:
    """Begin the staff's file beside a report; False when this very file was begun before.

    Raises CaseFileExistsError when a colleague was quicker, NotFound, Refused, and the vault's errors.
    """
    with writing():
        found = _locked(actor, report, Permission.REPORTING_CASE_FILE_WRITE)
        if found.case_file_id not in (None, compartment):
            raise CaseFileExistsError
        _kept, fresh = create_compartment(
            actor,
            NewCompartment(
                id=compartment,
                kind=Compartment.Kind.CASE_FILE,
                algorithm=algorithm,
                recipient=recipient,
                grants=grants,
                digest=_digest(report, compartment, recipient, grants),
                team=found.compartment.team,
                beside=report,
            ),
        )
        if fresh:
            found.case_file_id = compartment
            found.save(update_fields=["case_file"])
        return fresh


def write(actor: Actor, compartment: UUID, item: NewItem) -> tuple[Item, bool]:
    """Answer in the conversation, or note in the staff's file. False for a repeat."""
    with writing():
        compartment_for(actor, compartment, answering=True)
        return append_item(actor, compartment, item)


def let_in(actor: Actor, compartment: UUID, grants: Sequence[NewGrant]) -> int:
    """Let colleagues of the manifest read; returns how many grants were new."""
    with writing():
        compartment_for(actor, compartment, permission=Permission.REPORTING_REPORT_GRANT)
        return add_grants(actor, compartment, grants)


def take_away(actor: Actor, compartment: UUID, principal: UUID) -> None:
    """Take a colleague's access away, of the staff's file too; who was in charge is not any more."""
    with writing():
        report = compartment_for(actor, compartment, permission=Permission.REPORTING_REPORT_GRANT)
        remove_grants(actor, compartment, principal)
        if report.pk != compartment:
            return
        if report.case_file is not None and report.case_file.grants.filter(principal=principal).exists():
            remove_grants(actor, report.case_file.pk, principal)
        if report.assignee is not None and report.assignee.key_sets.filter(pk=principal).exists():
            report.assignee = None
            _save(report, "assignee")


def rotate(actor: Actor, compartment: UUID, epoch: NewEpoch) -> None:
    """Change the key for what comes later."""
    with writing():
        compartment_for(actor, compartment)
        begin_epoch(actor, compartment, epoch)


def record_copy(actor: Actor, report: UUID) -> Report:
    """Put on the trail that a sealed copy is made."""
    with writing():
        found = report_for(actor, report)
        _trail(actor, Verb.REPORT_COPY, found, {})
        return found


def record_print(actor: Actor, report: UUID, reason: str) -> Report:
    """Put on the trail that its readable words are printed, and why."""
    with writing():
        found = report_for(actor, report)
        _trail(actor, Verb.REPORT_PRINT, found, {"reason": reason})
        return found


def _at_version(actor: Actor, report: UUID, version: int) -> Report:
    found = _locked(actor, report, Permission.REPORTING_REPORT_ASSIGN)
    if found.version != version:
        raise ChangedError(**current_values(found))
    return found


def _locked(actor: Actor, report: UUID, permission: Permission) -> Report:
    """The report as the actor may see it, its compartment and row locked until the commit."""
    seen = report_for(actor, report)
    require(actor, permission, entity=entity_of(seen), team=seen.compartment.team_id)
    Compartment.objects.select_for_update().only("id").get(pk=report)
    locked = Report.objects.select_for_update(of=("self",))
    return locked.select_related("compartment__team", "assignee").get(pk=report)


def _save(report: Report, *fields: str) -> None:
    report.version += 1
    report.save(update_fields=[*fields, "version"])


def _digest(report: UUID, compartment: UUID, recipient: str, grants: Sequence[NewGrant]) -> bytes:
    whole = hashlib.sha256(
        b"upstander case file v1\n" + report.bytes + compartment.bytes + recipient.encode()
    )
    for grant in sorted(grants, key=lambda grant: str(grant.principal)):
        whole.update(str(grant.principal).encode() + hashlib.sha256(grant.ciphertext).digest())
    return whole.digest()


def _trail(actor: Actor, verb: Verb, report: Report, detail: dict[str, str | int | bool]) -> None:
    record(
        actor=actor,
        verb=verb,
        object_type="report",
        object_id=report.pk,
        entity=report.entity_id,
        detail=detail,
    )
