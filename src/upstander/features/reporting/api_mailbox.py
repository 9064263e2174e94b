"""The doors for whoever holds a receipt: read, write, take back, report a record, withdraw, exclude."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import StreamingHttpResponse
from ninja import Router, Status

from upstander.core.sealing import wire
from upstander.foundation.vault.services import erase_item
from upstander.foundation.vault.values import REPORTER

from . import api_files, schemas
from .answers import ConversationOut, DoneOut, ErrorOut, FileOut, ItemReceivedOut, ReceivedOut
from .api_bodies import SMALL, at_most
from .api_items import MOST_GRANTS, MOST_ITEM, answered, grants, new_epoch, new_item
from .api_public import ERRORS
from .api_receipt import ReceiptRequest, receipt
from .conversations import opened_by_reporter
from .services import mailbox
from .turns import writing

router = Router(tags=["receipt"], auth=receipt)
WRONG = {ERRORS | {401}: ErrorOut}


@router.post("open", response={200: ConversationOut, **WRONG}, summary="Everything about the compartment")
def open_(request: ReceiptRequest) -> dict[str, Any]:
    with writing():
        return opened_by_reporter(request.auth)


@router.post("items", response={201: ItemReceivedOut, 200: ItemReceivedOut, **WRONG}, summary="Write")
@at_most(MOST_ITEM)
def write(request: ReceiptRequest, sent: schemas.ItemIn) -> Status[ItemReceivedOut]:
    """201; 200 when the same comes again; 409 `sequence_taken` with the next free number."""
    return answered(*mailbox.write(request.auth, new_item(sent)))


@router.delete(
    "items/{uuid:item}", response={200: DoneOut, **WRONG}, summary="Take back what nobody has opened"
)
def erase(request: ReceiptRequest, item: UUID) -> DoneOut:
    with writing():
        erase_item(REPORTER, request.auth, item)
    return DoneOut()


@router.put("facets", response={200: DoneOut, **WRONG}, summary="Replace the coded answers")
@at_most(SMALL)
def put_facets(request: ReceiptRequest, sent: schemas.FacetsIn) -> DoneOut:
    mailbox.put_answers(request.auth, sent.facets)
    return DoneOut()


@router.post("report", response={200: ReceivedOut, **WRONG}, summary="Turn a private record into a report")
@at_most(MOST_GRANTS)
def report(request: ReceiptRequest, sent: schemas.TurnIn) -> ReceivedOut:
    turn = mailbox.Turn(
        team=sent.team,
        manifest_version=sent.manifest_version,
        want=sent.want,
        grants=grants(sent.grants),
        excluded=sent.excluded,
        unit=sent.unit,
    )
    received = mailbox.report_record(request.auth, turn)
    return ReceivedOut(number=received.number, received=wire.write_time(received.received_at))


@router.post("withdraw", response={200: DoneOut, **WRONG}, summary="Withdraw the report")
@at_most(SMALL)
def withdraw(request: ReceiptRequest, sent: schemas.WithdrawIn) -> DoneOut:
    mailbox.withdraw(request.auth, erase_unopened=sent.erase_unopened)
    return DoneOut()


@router.post("exclude", response={200: DoneOut, **WRONG}, summary="Shut a handler out from now on")
@at_most(MOST_GRANTS)
def exclude(request: ReceiptRequest, sent: schemas.ExcludeIn) -> DoneOut:
    mailbox.shut_out(request.auth, sent.principal, new_epoch(sent.epoch) if sent.epoch else None)
    return DoneOut()


# --- files ------------------------------------------------------------------------------------------------
@router.post("files", response={201: FileOut, 200: FileOut, **WRONG}, summary="Announce a file")
@at_most(SMALL)
def announce(request: ReceiptRequest, sent: schemas.FileIn) -> Status[FileOut]:
    return api_files.announce(REPORTER, request.auth, sent)


@router.get("files/{uuid:file}", response={200: FileOut, **WRONG}, summary="How far a file has come")
def arrived(request: ReceiptRequest, file: UUID) -> FileOut:
    return api_files.arrived(REPORTER, request.auth, file)


@router.delete("files/{uuid:file}", response={200: DoneOut, **WRONG}, summary="Give an unfinished file up")
def give_up(request: ReceiptRequest, file: UUID) -> DoneOut:
    return api_files.give_up(REPORTER, request.auth, file)


@router.post("files/{uuid:file}/finish", response={200: FileOut, **WRONG}, summary="Count a file as whole")
@at_most(SMALL)
def finish(request: ReceiptRequest, file: UUID, sent: schemas.FinishIn) -> FileOut:
    return api_files.finish(REPORTER, request.auth, file, sent)


@router.put(
    "files/{uuid:file}/{int:number}",
    response={200: DoneOut, **WRONG},
    summary="Send a chunk",
    openapi_extra=api_files.CHUNK_BODY,
)
def put_chunk(request: ReceiptRequest, file: UUID, number: int) -> DoneOut:
    return api_files.put_chunk(request, REPORTER, request.auth, file, number)


@router.get(
    "files/{uuid:file}/{int:number}",
    response={200: bytes, **WRONG},
    summary="Fetch a chunk",
    openapi_extra=api_files.CHUNK_ANSWER,
)
def chunk(request: ReceiptRequest, file: UUID, number: int) -> StreamingHttpResponse:
    return api_files.chunk(REPORTER, request.auth, file, number)
