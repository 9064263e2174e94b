"""The public doors: which teams receive reports, their manifests, and sending. No cookie, no account."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from upstander.core.sealing import wire
from upstander.foundation.vault.manifests import InForce, current_manifest, teams_in_force
from upstander.foundation.vault.values import NewItem

from . import flood, schemas
from .answers import EnvelopeOut, ErrorOut, ReceivedOut, TeamOut, WorkOut
from .api_bodies import at_most
from .api_items import grants
from .services import Submission, submit

router = Router(tags=["public"])
ERRORS = frozenset({400, 403, 404, 409, 413, 415, 422, 429, 503})
MOST_SUBMISSION = 4 * 1024 * 1024
"""Bytes of JSON: one item of the largest class, and a grant to each of a hundred handlers."""


@router.get("teams", response=list[TeamOut], summary="Teams that receive reports")
def teams(request: HttpRequest) -> list[TeamOut]:
    """Teams with a manifest in force, by the names that their manifests give."""
    return [_team(found) for found in teams_in_force()]


@router.get(
    "teams/{uuid:team}/manifest", response={200: EnvelopeOut, 409: ErrorOut}, summary="A team's manifest"
)
def manifest(request: HttpRequest, team: UUID) -> dict[str, str]:
    """The signed envelope, exactly as the offline root signed it."""
    return current_manifest(team).envelope.to_json()


@router.get("work", response=WorkOut, summary="Proof of work")
def work(request: HttpRequest, compartment: UUID) -> WorkOut:
    """Whether the next submission must bring work, and a challenge for it."""
    challenge = flood.challenge_for(compartment)
    required = flood.asks_for_work(flood.sender(request))
    return WorkOut(required=required, challenge=challenge.text, bits=challenge.bits)


@router.post(
    "reports",
    response={201: ReceivedOut, 200: ReceivedOut, ERRORS: ErrorOut},
    summary="Send a report or record",
)
@at_most(MOST_SUBMISSION)
def send(request: HttpRequest, sent: schemas.SubmissionIn) -> Status[ReceivedOut]:
    """Answered only when it is durable: 201, and 200 in the same words when the same comes again."""
    asked = flood.count(flood.sender(request), sent.team)
    answer = flood.Answer(sent.work.challenge, sent.work.nonce) if sent.work else None
    received = submit(submission(sent), work_asked=asked, work=answer)
    told = ReceivedOut(number=received.number, received=wire.write_time(received.received_at))
    return Status(200 if received.repeated else 201, told)


def _team(found: InForce) -> TeamOut:
    payload = found.payload
    return TeamOut(
        team=payload.team,
        entity=payload.entity,
        entity_name=payload.entity_name,
        team_name=payload.team_name,
        version=payload.version,
        fingerprint=payload.fingerprint,
    )


def submission(sent: schemas.SubmissionIn) -> Submission:
    """What was sent, as the service takes it."""
    return Submission(
        compartment=sent.compartment.id,
        kind=sent.compartment.kind,
        algorithm=sent.compartment.algorithm,
        recipient=sent.compartment.recipient,
        want=sent.want,
        locator_hash=sent.locator_hash,
        author=sent.author,
        mailbox=sent.mailbox,
        grants=grants(sent.grants),
        item=NewItem(sent.item.id, sent.item.ciphertext, sent.item.signature),
        language=sent.language,
        team=sent.team,
        manifest_version=sent.manifest_version,
        excluded=sent.excluded,
        facets=sent.facets,
        unit=sent.unit,
    )
