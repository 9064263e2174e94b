"""Without JavaScript the server seals the very thing that the browser would: the same people can open it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pyrage
import pytest

from tests.core.sealing.conftest import NOW, Keys, Team, new_keys
from upstander.core.sealing import agefile, files, items, receipts, serverside, signatures, sizes, wire
from upstander.core.sealing.agefile import Kind
from upstander.core.sealing.files import WrongSizeError
from upstander.core.sealing.items import ContentError, Fault, Item
from upstander.core.sealing.receipts import Receipt
from upstander.core.sealing.serverside import Closed, Draft, NobodyLeftError, Submission
from upstander.core.sealing.signatures import Place

TEXT = "It happened in the car park, after the meeting."


def draft(team: Team, **changes: Any) -> Draft:
    made = Draft(
        want="report",
        body={"text": TEXT},
        at=NOW,
        language="en",
        manifest=team.manifest,
        manifest_sha256="ab" * 32,
        facets={"conduct": ["touching"]},
    )
    return replace(made, **changes)


def grant_for(submission: Submission, principal: object) -> bytes:
    return wire.decode(
        next(g["ciphertext"] for g in submission.body["grants"] if g["principal"] == str(principal))
    )


def as_opened(submission: Submission, *later: dict[str, Any]) -> dict[str, Any]:
    """What `POST mailbox/open` answers, as far as opening needs it."""
    first = {"epoch": 1, "sequence": 1, "direction": "reporter", "signer": None, **submission.body["item"]}
    grants = [
        {"epoch": 1, "ciphertext": g["ciphertext"]}
        for g in submission.body["grants"]
        if g["principal"] == "receipt"
    ]
    return {"compartment": {"id": str(submission.compartment)}, "grants": grants, "items": [first, *later]}


def answer(submission: Submission, handler: Keys, sequence: int = 2) -> dict[str, Any]:
    place = Place(submission.compartment, 1, sequence, "handlers")
    public = signatures.public_key(handler.seed)
    written = items.write_item(Item(place, "message", NOW, public, {"text": "Thank you. We have read it."}))
    ciphertext = serverside.seal(written, submission.recipient)
    return {
        "epoch": 1,
        "sequence": sequence,
        "direction": "handlers",
        "signer": {"principal": str(handler.id), "name": "Handler 1", "ed25519": wire.encode(public)},
        "ciphertext": wire.encode(ciphertext),
        "signature": wire.encode(signatures.sign_item(handler.seed, place, ciphertext)),
    }


def test_every_permitted_handler_recovery_and_the_receipt_can_open_a_report(
    team: Team, receipt: Receipt
) -> None:
    submission = serverside.build_submission(draft(team), receipt)
    mailbox = receipt.mailbox_identity(serverside.Algorithm.X25519)
    readers = [(k.id, k.identity) for k in (*team.handlers, team.recovery)] + [("receipt", mailbox)]
    for principal, identity in readers:
        opened = serverside.open_grant(grant_for(submission, principal), submission.compartment, 1, identity)
        place = Place(submission.compartment, 1, 1, "reporter")
        sealed, signature = (
            wire.decode(submission.body["item"][name]) for name in ("ciphertext", "signature")
        )
        item = serverside.open_item(sealed, signature, place, receipt.author, opened)
        assert item.body["text"] == TEXT
        assert item.body["manifest"] == {
            "team": str(team.manifest.team),
            "version": team.manifest.version,
            "sha256": "ab" * 32,
            "root": team.manifest.fingerprint,
        }


def test_an_excluded_handler_never_receives_a_grant(team: Team, receipt: Receipt) -> None:
    out = team.handlers[0]
    submission = serverside.build_submission(draft(team, excluded=[out.id]), receipt)
    assert str(out.id) not in {grant["principal"] for grant in submission.body["grants"]}
    assert submission.body["excluded"] == [str(out.id)]
    for grant in submission.body["grants"]:
        with pytest.raises(ContentError):
            serverside.open_grant(wire.decode(grant["ciphertext"]), submission.compartment, 1, out.identity)


def test_excluding_everybody_is_refused_before_anything_is_sealed(team: Team, receipt: Receipt) -> None:
    with pytest.raises(NobodyLeftError):
        serverside.build_submission(draft(team, excluded=[k.id for k in team.handlers]), receipt)


def test_a_private_record_is_granted_to_its_receipt_alone(team: Team, receipt: Receipt) -> None:
    record = serverside.build_submission(draft(team, want="record", manifest=None), receipt)
    assert [grant["principal"] for grant in record.body["grants"]] == ["receipt"]
    assert record.body["team"] is None
    grants = serverside.report_record(record.compartment, 1, record.identity, team.manifest)
    assert {g["principal"] for g in grants} == {str(k.id) for k in (*team.handlers, team.recovery)}


def test_everything_sealed_is_a_well_formed_age_file_of_a_size_class(team: Team, receipt: Receipt) -> None:
    submission = serverside.build_submission(draft(team), receipt)
    shape = agefile.parse(wire.decode(submission.body["item"]["ciphertext"]), Kind.X25519)
    assert sizes.is_item_class(shape.plaintext_size)
    for grant in submission.body["grants"]:
        assert agefile.parse(wire.decode(grant["ciphertext"]), Kind.X25519).chunks == 1


def test_nothing_that_is_sent_holds_the_words_or_the_receipt(team: Team, receipt: Receipt) -> None:
    submission = serverside.build_submission(draft(team), receipt)
    sent = repr(submission.body)
    for secret in (TEXT, submission.identity, wire.encode(receipt.locator), wire.encode(receipt.author_seed)):
        assert secret not in sent
    assert submission.identity not in repr(submission)


def test_with_the_receipt_the_whole_conversation_opens(team: Team, receipt: Receipt) -> None:
    submission = serverside.build_submission(draft(team), receipt)
    view = as_opened(submission, answer(submission, team.handlers[0]))
    conversation = serverside.open_mailbox(view, receipt)
    texts = [item.body["text"] for item in conversation.items if isinstance(item, Item)]
    assert texts == [TEXT, "Thank you. We have read it."]


def test_a_further_message_is_opened_by_the_handlers(team: Team, receipt: Receipt) -> None:
    submission = serverside.build_submission(draft(team), receipt)
    conversation = serverside.open_mailbox(as_opened(submission), receipt)
    place = Place(submission.compartment, 1, 2, "reporter")
    message = Item(place, "message", NOW + timedelta(days=1), receipt.author, {"text": "One more thing."})
    sealed = serverside.seal_item(message, receipt, submission.recipient)
    opened = serverside.open_item(
        wire.decode(sealed["ciphertext"]),
        wire.decode(sealed["signature"]),
        place,
        receipt.author,
        conversation.identities[1],
    )
    assert opened == message


def test_another_receipt_opens_nothing(team: Team, receipt: Receipt) -> None:
    submission = serverside.build_submission(draft(team), receipt)
    conversation = serverside.open_mailbox(as_opened(submission), receipts.generate())
    assert conversation.items == (Closed(1, Fault.NOT_FOR_US),)


def test_an_item_moved_to_another_place_is_not_shown_and_the_others_are(team: Team, receipt: Receipt) -> None:
    submission = serverside.build_submission(draft(team), receipt)
    moved = {**answer(submission, team.handlers[0], sequence=3), "sequence": 2}
    conversation = serverside.open_mailbox(as_opened(submission, moved), receipt)
    assert conversation.items[1] == Closed(2, Fault.SIGNATURE)
    assert isinstance(conversation.items[0], Item)


def test_a_handler_cannot_speak_as_the_reporter(team: Team, receipt: Receipt) -> None:
    submission = serverside.build_submission(draft(team), receipt)
    posing = {**answer(submission, team.handlers[0]), "direction": "reporter"}
    assert serverside.open_mailbox(as_opened(submission, posing), receipt).items[1] == Closed(
        2, Fault.WRONG_PLACE
    )


def test_an_erased_item_leaves_its_place(team: Team, receipt: Receipt) -> None:
    submission = serverside.build_submission(draft(team), receipt)
    erased = {**answer(submission, team.handlers[0]), "ciphertext": None}
    assert serverside.open_mailbox(as_opened(submission, erased), receipt).items[1] == Closed(2, None)


def test_a_grant_made_for_another_compartment_is_refused(receipt: Receipt) -> None:
    keys = new_keys()
    sealed = serverside.seal(items.write_grant(uuid4(), 1, keys.identity), keys.age1)
    with pytest.raises(ContentError) as raised:
        serverside.open_grant(sealed, uuid4(), 1, keys.identity)
    assert raised.value.fault is Fault.WRONG_PLACE


# --- files ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, 65_536, 5_000_017])
def test_a_file_sealed_in_chunks_opens_to_the_same_bytes(size: int) -> None:
    keys, chunks = new_keys(), dict[int, bytes]()
    content = (bytes(range(256)) * (size // 256 + 1))[:size]
    shape = files.seal_file(io.BytesIO(content), size, keys.age1, chunks.__setitem__)
    assert shape.size == sum(map(len, chunks.values()))
    assert all(
        len(chunk) == sizes.FILE_CHUNK for number, chunk in chunks.items() if number + 1 < shape.chunks
    )
    assert agefile.parse_head(chunks[0][: agefile.HEAD_BYTES], shape.size, Kind.X25519).plaintext_size == (
        sizes.padded_file_size(size)
    )
    opened = io.BytesIO()
    files.open_file(chunks.values(), size, keys.identity, opened)
    assert opened.getvalue() == content


@pytest.mark.parametrize("said", [9, 11])
def test_a_file_that_is_not_as_long_as_announced_is_refused(said: int) -> None:
    with pytest.raises(WrongSizeError):
        files.seal_file(io.BytesIO(bytes(10)), said, new_keys().age1, lambda number, chunk: None)


def test_a_full_disk_shows_as_what_it_is() -> None:
    def put(number: int, chunk: bytes) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        files.seal_file(io.BytesIO(bytes(5_000_000)), 5_000_000, new_keys().age1, put)


def test_a_file_with_a_chunk_missing_or_for_another_does_not_open() -> None:
    keys, chunks = new_keys(), dict[int, bytes]()
    files.seal_file(io.BytesIO(bytes(9_000_000)), 9_000_000, keys.age1, chunks.__setitem__)
    with pytest.raises(ContentError):
        files.open_file([chunks[0], chunks[2]], 9_000_000, keys.identity, io.BytesIO())
    with pytest.raises(ContentError):
        files.open_file(chunks.values(), 9_000_000, new_keys().identity, io.BytesIO())


def test_a_chunk_that_cannot_be_read_or_a_target_that_is_full_shows_as_what_it_is() -> None:
    keys, chunks = new_keys(), dict[int, bytes]()
    files.seal_file(io.BytesIO(bytes(9_000_000)), 9_000_000, keys.age1, chunks.__setitem__)

    def unreadable() -> Iterator[bytes]:
        yield chunks[0]
        raise OSError(5, "Input/output error")

    class Full:
        def write(self, content: bytes) -> int:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="Input/output"):
        files.open_file(unreadable(), 9_000_000, keys.identity, io.BytesIO())
    with pytest.raises(OSError, match="No space"):
        files.open_file(chunks.values(), 9_000_000, keys.identity, Full())


def test_sealing_pads_with_zeros_that_the_age_reader_sees() -> None:
    keys, chunks = new_keys(), dict[int, bytes]()
    files.seal_file(io.BytesIO(b"evidence"), 8, keys.age1, chunks.__setitem__)
    opened = pyrage.decrypt(b"".join(chunks.values()), [pyrage.x25519.Identity.from_str(keys.identity)])
    assert opened == b"evidence".ljust(sizes.SMALLEST_FILE, b"\0")


def with_next_epoch(
    submission: Submission, receipt: Receipt, signed_by: bytes, signer: dict[str, Any] | None
) -> dict[str, Any]:
    """What the receipt gets after a rotation, with one item by the reporter in the new epoch."""
    identity = pyrage.x25519.Identity.generate()
    recipient = str(identity.to_public())
    place = Place(submission.compartment, 2, 2, "reporter")
    item = Item(place, "message", NOW, receipt.author, {"text": "Since then."})
    sealed = serverside.seal_item(item, receipt, recipient)
    view = as_opened(submission, {**sealed, "direction": "reporter", "signer": None})
    plaintext = items.write_grant(submission.compartment, 2, str(identity))
    mailbox = serverside.mailbox_of(receipt)
    view["grants"].append({"epoch": 2, "ciphertext": wire.encode(serverside.seal(plaintext, mailbox))})
    signature = wire.encode(signatures.sign_epoch(signed_by, submission.compartment, 2, recipient))
    first = {"number": 1, "recipient": submission.recipient, "signature": None, "signer": None}
    second = {"number": 2, "recipient": recipient, "signature": signature, "signer": signer}
    return view | {"epochs": [first, second]}


def test_an_epoch_that_a_handler_signed_is_read(team: Team, receipt: Receipt) -> None:
    submission = serverside.build_submission(draft(team), receipt)
    handler = team.handlers[0]
    public = wire.encode(signatures.public_key(handler.seed))
    signer = {"principal": str(handler.id), "name": "Handler 1", "ed25519": public}
    view = with_next_epoch(submission, receipt, handler.seed, signer)
    conversation = serverside.open_mailbox(view, receipt)
    assert set(conversation.identities) == {1, 2}
    assert all(isinstance(item, Item) for item in conversation.items)


@pytest.mark.parametrize("wrong", ["a stranger's", "missing", "of another number", "of another recipient"])
def test_an_epoch_that_nobody_who_may_signed_is_refused(team: Team, receipt: Receipt, wrong: str) -> None:
    submission = serverside.build_submission(draft(team), receipt)
    view = with_next_epoch(submission, receipt, bytes(32), None)
    epoch = view["epochs"][1]
    other = {"of another number": (3, epoch["recipient"]), "of another recipient": (2, submission.recipient)}
    if wrong == "missing":
        epoch["signature"] = None
    if wrong in other:
        epoch["signature"] = wire.encode(
            signatures.sign(
                receipt.author_seed, signatures.epoch_message(submission.compartment, *other[wrong])
            )
        )
    conversation = serverside.open_mailbox(view, receipt)
    assert conversation.refused_epochs == {2}
    assert set(conversation.identities) == {1}
    first, second = conversation.items
    assert isinstance(first, Item)
    assert second == Closed(2, Fault.EPOCH)
