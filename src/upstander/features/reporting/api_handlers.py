"""The doors of handlers around a report: inbox, open, take charge, mark, begin the staff's file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from ninja import Router, Status

from upstander.foundation.access.api_auth import session_actor
from upstander.foundation.access.requests import AuthenticatedHttpRequest
from upstander.foundation.accounts.step_up import require_step_up

from . import schemas
from .access_list import access_list
from .answers import AccessOut, CaseOut, CopyOut, CurrentOut, DoneOut, ErrorOut, InboxOut
from .api_bodies import SMALL, at_most
from .api_items import MOST_GRANTS, grants
from .api_public import ERRORS
from .cases import copied_case, opened_case
from .inbox import MOST_INDEX, inbox, put_index
from .selectors import current_values
from .services import casework

router = Router(tags=["handlers"], auth=session_actor)
WRONG = {ERRORS | {401}: ErrorOut}


@router.get("inbox", response={200: InboxOut, **WRONG}, summary="Reports that the handler may open")
def list_reports(request: AuthenticatedHttpRequest) -> dict[str, Any]:
    return inbox(request.actor)


@router.put("index", response={200: DoneOut, **WRONG}, summary="Keep the handler's sealed index")
@at_most(MOST_INDEX)
def keep_index(request: AuthenticatedHttpRequest, sent: schemas.IndexIn) -> DoneOut:
    put_index(request.actor, sent.version, sent.ciphertext)
    return DoneOut()


@router.post("reports/{uuid:report}/open", response={200: CaseOut, **WRONG}, summary="Open a report")
def open_(request: AuthenticatedHttpRequest, report: UUID) -> dict[str, Any]:
    """Conversation and staff's file with their ciphertexts. The opening goes on the trail."""
    return opened_case(request.actor, report)


@router.post("reports/{uuid:report}/copy", response={200: CopyOut, **WRONG}, summary="Make a sealed copy")
def copy(request: AuthenticatedHttpRequest, report: UUID) -> dict[str, Any]:
    """Needs a fresh proof of who is asking. Recovery's grants belong in it; the making goes on the trail."""
    require_step_up(request)
    return copied_case(request.actor, report)


@router.post(
    "reports/{uuid:report}/print", response={200: DoneOut, **WRONG}, summary="Say that and why it is printed"
)
@at_most(SMALL)
def print_(request: AuthenticatedHttpRequest, report: UUID, sent: schemas.PrintIn) -> DoneOut:
    """Needs a fresh proof of who is asking. The words are in her browser; the reason goes on the trail."""
    require_step_up(request)
    casework.record_print(request.actor, report, sent.reason)
    return DoneOut()


@router.get(
    "reports/{uuid:report}/access", response={200: AccessOut, **WRONG}, summary="Who can read, who did"
)
def access(request: AuthenticatedHttpRequest, report: UUID) -> dict[str, Any]:
    return access_list(request.actor, report)


@router.post(
    "reports/{uuid:report}/assign", response={200: CurrentOut, **WRONG}, summary="Say who is in charge"
)
@at_most(SMALL)
def assign(request: AuthenticatedHttpRequest, report: UUID, sent: schemas.AssignIn) -> dict[str, Any]:
    """409 `changed` with the current values when somebody was quicker."""
    return current_values(casework.assign(request.actor, report, sent.account, sent.version))


@router.post("reports/{uuid:report}/state", response={200: CurrentOut, **WRONG}, summary="Mark how far it is")
@at_most(SMALL)
def move(request: AuthenticatedHttpRequest, report: UUID, sent: schemas.StateIn) -> dict[str, Any]:
    """409 `changed` with the current values when somebody was quicker."""
    return current_values(casework.move(request.actor, report, sent.state, sent.version))


@router.post(
    "reports/{uuid:report}/case-file",
    response={201: DoneOut, 200: DoneOut, **WRONG},
    summary="Begin the staff's file",
)
@at_most(MOST_GRANTS)
def begin(request: AuthenticatedHttpRequest, report: UUID, sent: schemas.CaseFileIn) -> Status[DoneOut]:
    made = sent.compartment
    fresh = casework.begin_case_file(
        request.actor, report, made.id, made.algorithm, made.recipient, grants(sent.grants)
    )
    return Status(201 if fresh else 200, DoneOut())
