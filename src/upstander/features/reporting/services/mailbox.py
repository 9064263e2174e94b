"""What the holder of a receipt does with her own: report a record, withdraw, shut someone out, write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from upstander.foundation.notices.models import Occasion
from upstander.foundation.notices.services import notify
from upstander.foundation.trail.services import record
from upstander.foundation.trail.verbs import Verb
from upstander.foundation.vault.errors import AlreadyOpened
from upstander.foundation.vault.manifests import manifest_for
from upstander.foundation.vault.models import Compartment, Item
from upstander.foundation.vault.services import append_item, erase_item, exclude, hand_over
from upstander.foundation.vault.values import REPORTER, NewEpoch, NewGrant, NewItem

from ..models import Report
from ..problems import NotARecordError, NotReportedError, TeamUnknownError
from ..turns import writing
from .coded import checked_facets, checked_unit, replace_facets
from .recipients import check_everybody, explained_exclusion, team_of
from .submission import Received

Want, State = Report.Want, Report.State


@dataclass(frozen=True, slots=True)
class Turn:
    """To whom a private record is reported, and the grants that let them read it."""

    team: UUID
    manifest_version: int
    want: str
    grants: Sequence[NewGrant]
    excluded: Sequence[UUID] = ()
    unit: UUID | None = None


def report_record(mailbox: UUID, turn: Turn) -> Received:
    """Turn a private record into a report. Again, to the same team, is the same act.

    Raises NotARecordError when it went to somebody else already, TeamUnknownError, EveryoneExcludedError, and
    the vault's errors about grants and manifests.
    """
    team = team_of(turn.team)
    if team is None:
        raise TeamUnknownError
    with writing(), explained_exclusion(turn.excluded):
        report = _locked(mailbox)
        if report.want != Want.RECORD:
            return _turned_before(report, turn)
        hand_over(
            REPORTER,
            mailbox,
            team=team,
            manifest_version=turn.manifest_version,
            grants=turn.grants,
            excluded=turn.excluded,
            detail={"want": turn.want, "act": Verb.REPORT_FROM_RECORD.value},
        )
        check_everybody(manifest_for(team.pk, turn.manifest_version), turn.grants, turn.excluded)
        report.want, report.entity_id, report.received_at = turn.want, team.entity_id, timezone.now()
        report.unit_id = checked_unit(turn.unit, team.entity_id)
        _save(report, "want", "entity", "unit", "received_at")
        notify(Occasion.NEW_REPORT, compartment=mailbox)
        return Received(report.number, report.received_at)


def put_answers(mailbox: UUID, answers: Mapping[str, Sequence[str]]) -> None:
    """Replace the coded answers. Raises FacetUnknownError."""
    codes = checked_facets(answers)
    with writing():
        report = _locked(mailbox)
        replace_facets(report, codes)
        _trail(report, Verb.REPORT_FACETS, {"answers": len(codes)})


def withdraw(mailbox: UUID, *, erase_unopened: bool = False) -> Report:
    """Withdraw a report; with `erase_unopened` what nobody has opened goes too. Again is the same act.

    Raises NotReportedError for a private record.
    """
    with writing():
        report = _locked(mailbox)
        if report.want == Want.RECORD:
            raise NotReportedError
        if erase_unopened:
            _erase_unopened(mailbox)
        if report.state != State.WITHDRAWN:
            report.state = State.WITHDRAWN
            _save(report, "state")
            _trail(report, Verb.REPORT_WITHDRAW, {"erased_unopened": erase_unopened})
            notify(Occasion.NEW_MESSAGE, compartment=mailbox)
        return report


def shut_out(mailbox: UUID, principal: UUID, epoch: NewEpoch | None) -> None:
    """Shut a handler out from now on, of the staff's file too, and of being in charge.

    Raises NotReportedError for a private record, and the vault's errors.
    """
    with writing():
        report = _locked(mailbox)
        if report.want == Want.RECORD:
            raise NotReportedError
        exclude(REPORTER, mailbox, principal, epoch)
        if report.case_file_id is not None:
            exclude(REPORTER, report.case_file_id, principal)
        if report.assignee is not None and report.assignee.key_sets.filter(pk=principal).exists():
            report.assignee = None
            _save(report, "assignee")


def write(mailbox: UUID, item: NewItem) -> tuple[Item, bool]:
    """Append what the reporter wrote; the handlers get a notice without content. False for a repeat."""
    with writing():
        kept, fresh = append_item(REPORTER, mailbox, item)
        if fresh and kept.compartment.kind == Compartment.Kind.REPORT:
            notify(Occasion.NEW_MESSAGE, compartment=mailbox)
        return kept, fresh


def _turned_before(report: Report, turn: Turn) -> Received:
    team = Compartment.objects.values_list("team_id", flat=True).get(pk=report.pk)
    if (team, report.want) != (turn.team, turn.want):
        raise NotARecordError
    return Received(report.number, report.received_at, repeated=True)


def _erase_unopened(mailbox: UUID) -> None:
    own = Item.objects.filter(compartment=mailbox, signer__isnull=True, erased_at__isnull=True)
    for item in own.filter(openings__isnull=True).values_list("pk", flat=True):
        try:
            erase_item(REPORTER, mailbox, item)
        except AlreadyOpened:
            continue


def _locked(mailbox: UUID) -> Report:
    """The report, locked until the commit. The compartment comes first, as everywhere in the vault."""
    Compartment.objects.select_for_update().only("id").get(pk=mailbox)
    return Report.objects.select_for_update(of=("self",)).select_related("assignee").get(pk=mailbox)


def _save(report: Report, *fields: str) -> None:
    report.version += 1
    report.save(update_fields=[*fields, "version"])


def _trail(report: Report, verb: Verb, detail: dict[str, str | int | bool]) -> None:
    record(
        actor=REPORTER,
        verb=verb,
        object_type="report",
        object_id=report.pk,
        entity=report.entity_id,
        detail=detail,
    )
