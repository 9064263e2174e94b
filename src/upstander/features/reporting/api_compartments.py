"""The doors of handlers to a compartment: write, take back, files, grants, rotation."""

from __future__ import annotations

from uuid import UUID

from django.http import StreamingHttpResponse
from ninja import Router, Status

from upstander.foundation.access.api_auth import session_actor
from upstander.foundation.access.requests import AuthenticatedHttpRequest
from upstander.foundation.accounts.step_up import require_step_up
from upstander.foundation.vault.services import erase_item
from upstander.foundation.vault.values import NewGrant

from . import api_files, schemas
from .answers import AddedOut, DoneOut, ErrorOut, FileOut, ItemReceivedOut
from .api_bodies import SMALL, at_most
from .api_items import MOST_GRANTS, MOST_ITEM, answered, new_epoch, new_item
from .api_public import ERRORS
from .selectors import compartment_for
from .services import casework
from .turns import writing

router = Router(tags=["handlers"], auth=session_actor)
WRONG = {ERRORS | {401}: ErrorOut}
HERE = "{uuid:compartment}"


@router.post(f"{HERE}/items", response={201: ItemReceivedOut, 200: ItemReceivedOut, **WRONG}, summary="Write")
@at_most(MOST_ITEM)
def write(
    request: AuthenticatedHttpRequest, compartment: UUID, sent: schemas.ItemIn
) -> Status[ItemReceivedOut]:
    """Into the conversation or the staff's file, as the compartment is. 409 `sequence_taken` with `next`."""
    return answered(*casework.write(request.actor, compartment, new_item(sent)))


@router.delete(
    f"{HERE}/items/{{uuid:item}}",
    response={200: DoneOut, **WRONG},
    summary="Take back what nobody else has opened",
)
def erase(request: AuthenticatedHttpRequest, compartment: UUID, item: UUID) -> DoneOut:
    with writing():
        compartment_for(request.actor, compartment, answering=True)
        erase_item(request.actor, compartment, item)
    return DoneOut()


@router.post(f"{HERE}/grants", response={200: AddedOut, **WRONG}, summary="Let colleagues in")
@at_most(MOST_GRANTS)
def let_in(request: AuthenticatedHttpRequest, compartment: UUID, sent: schemas.GrantsIn) -> AddedOut:
    """Needs a fresh proof of who is asking. Refused for whom the reporter shut out."""
    require_step_up(request)
    new = [NewGrant(one.principal, one.ciphertext, one.epoch) for one in sent.grants]
    return AddedOut(added=casework.let_in(request.actor, compartment, new))


@router.delete(
    f"{HERE}/grants/{{uuid:principal}}", response={200: DoneOut, **WRONG}, summary="Take access away"
)
def take_away(request: AuthenticatedHttpRequest, compartment: UUID, principal: UUID) -> DoneOut:
    """Needs a fresh proof of who is asking. Marks the rotation of the key as due."""
    require_step_up(request)
    casework.take_away(request.actor, compartment, principal)
    return DoneOut()


@router.post(f"{HERE}/epochs", response={200: DoneOut, **WRONG}, summary="Change the key")
@at_most(MOST_GRANTS)
def rotate(request: AuthenticatedHttpRequest, compartment: UUID, sent: schemas.EpochIn) -> DoneOut:
    """Needs a fresh proof of who is asking: who is not among the new grants reads nothing from now on."""
    require_step_up(request)
    casework.rotate(request.actor, compartment, new_epoch(sent))
    return DoneOut()


# --- files ------------------------------------------------------------------------------------------------
@router.post(f"{HERE}/files", response={201: FileOut, 200: FileOut, **WRONG}, summary="Announce a file")
@at_most(SMALL)
def announce(request: AuthenticatedHttpRequest, compartment: UUID, sent: schemas.FileIn) -> Status[FileOut]:
    compartment_for(request.actor, compartment, answering=True)
    return api_files.announce(request.actor, compartment, sent)


@router.get(
    f"{HERE}/files/{{uuid:file}}", response={200: FileOut, **WRONG}, summary="How far a file has come"
)
def arrived(request: AuthenticatedHttpRequest, compartment: UUID, file: UUID) -> FileOut:
    compartment_for(request.actor, compartment)
    return api_files.arrived(request.actor, compartment, file)


@router.delete(
    f"{HERE}/files/{{uuid:file}}", response={200: DoneOut, **WRONG}, summary="Give an unfinished file up"
)
def give_up(request: AuthenticatedHttpRequest, compartment: UUID, file: UUID) -> DoneOut:
    compartment_for(request.actor, compartment)
    return api_files.give_up(request.actor, compartment, file)


@router.post(
    f"{HERE}/files/{{uuid:file}}/finish", response={200: FileOut, **WRONG}, summary="Count a file as whole"
)
@at_most(SMALL)
def finish(
    request: AuthenticatedHttpRequest, compartment: UUID, file: UUID, sent: schemas.FinishIn
) -> FileOut:
    compartment_for(request.actor, compartment, answering=True)
    return api_files.finish(request.actor, compartment, file, sent)


@router.put(
    f"{HERE}/files/{{uuid:file}}/{{int:number}}",
    response={200: DoneOut, **WRONG},
    summary="Send a chunk",
    openapi_extra=api_files.CHUNK_BODY,
)
def put_chunk(request: AuthenticatedHttpRequest, compartment: UUID, file: UUID, number: int) -> DoneOut:
    compartment_for(request.actor, compartment, answering=True)
    return api_files.put_chunk(request, request.actor, compartment, file, number)


@router.get(
    f"{HERE}/files/{{uuid:file}}/{{int:number}}",
    response={200: bytes, **WRONG},
    summary="Fetch a chunk",
    openapi_extra=api_files.CHUNK_ANSWER,
)
def chunk(
    request: AuthenticatedHttpRequest, compartment: UUID, file: UUID, number: int
) -> StreamingHttpResponse:
    compartment_for(request.actor, compartment)
    return api_files.chunk(request.actor, compartment, file, number)
