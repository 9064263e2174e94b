"""Coming back with the receipt: read, write, take back, report a record, withdraw, shut somebody out."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from upstander.core.sealing import sizes, wire
from upstander.core.sealing.agefile import Kind
from upstander.core.sealing.serverside import open_mailbox
from upstander.features.reporting.models import Report, ReportFacet
from upstander.foundation.notices.models import Notice
from upstander.foundation.trail.models import Entry
from upstander.foundation.vault.models import Compartment, Grant, Item, Manifest

from .sealed import WORDS, Reporter, epoch, grants, item, really_sealed, well_formed
from .world import House, Person, call


def opened(anyone: Client, reporter: Reporter) -> Any:
    answer = call(anyone, "POST", "mailbox/open", {}, reporter.headers)
    assert answer.status_code == 200, answer.said
    return answer.said


def handler_writes(house: House, reporter: Reporter, sequence: int, by: Person | None = None) -> Any:
    writer = by or house.handlers[0]
    made = item(writer.seed, reporter.compartment, sequence, "handlers")
    answer = call(writer.client, "POST", f"compartments/{reporter.compartment}/items", made)
    assert answer.status_code == 201, answer.said
    return made


def test_what_was_sealed_comes_back_and_opens_with_the_words(house: House, anyone: Client) -> None:
    submission, receipt = really_sealed(house.signed())
    call(anyone, "POST", "reports", submission.body)
    headers = {"Authorization": f"Receipt {wire.encode(receipt.locator)}"}
    view = call(anyone, "POST", "mailbox/open", {}, headers).said
    assert [one.body["text"] for one in open_mailbox(view, receipt).items] == [WORDS]


def test_the_mailbox_says_who_reads_and_under_which_manifest(
    house: House, anyone: Client, reporter: Reporter
) -> None:
    view = opened(anyone, reporter)
    assert view["report"]["entity"] == "ORG1" and view["report"]["state"] == "new"
    assert {one["principal"] for one in view["readers"]} == {one.principal for one in house.handlers}
    assert not any(one["excluded"] for one in view["readers"])
    assert wire.decode(view["manifest"]["payload"])
    assert [one["epoch"] for one in view["grants"]] == [1]
    assert view["items"][0]["opened"] is False


def test_a_conversation_goes_back_and_forth(house: House, anyone: Client, reporter: Reporter) -> None:
    handler_writes(house, reporter, 2)
    view = opened(anyone, reporter)
    assert [one["direction"] for one in view["items"]] == ["reporter", "handlers"]
    assert view["items"][1]["signer"]["principal"] == house.handlers[0].principal
    answer = call(anyone, "POST", "mailbox/items", reporter.item(3), reporter.headers)
    assert (answer.status_code, answer.said["sequence"]) == (201, 3)
    assert Notice.objects.filter(compartment=reporter.compartment).count() == 2


def test_a_message_sent_again_is_one_message(anyone: Client, reporter: Reporter) -> None:
    made = reporter.item(2)
    first = call(anyone, "POST", "mailbox/items", made, reporter.headers)
    again = call(anyone, "POST", "mailbox/items", made, reporter.headers)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.said == again.said
    assert Item.objects.filter(compartment=reporter.compartment).count() == 2


def test_two_who_write_at_once_are_told_the_next_free_number(
    house: House, anyone: Client, reporter: Reporter
) -> None:
    handler_writes(house, reporter, 2)
    answer = call(anyone, "POST", "mailbox/items", reporter.item(2), reporter.headers)
    assert (answer.status_code, answer.said["error"], answer.said["next"]) == (409, "sequence_taken", 3)


def test_what_nobody_has_opened_can_be_taken_back(anyone: Client, reporter: Reporter) -> None:
    made = reporter.item(2)
    call(anyone, "POST", "mailbox/items", made, reporter.headers)
    assert call(anyone, "DELETE", f"mailbox/items/{made['id']}", None, reporter.headers).status_code == 200
    kept = Item.objects.get(pk=made["id"])
    assert kept.ciphertext is None and kept.sequence == 2
    assert opened(anyone, reporter)["items"][1]["erased"]


def test_what_somebody_opened_cannot_be_taken_back(house: House, anyone: Client, reporter: Reporter) -> None:
    call(house.handlers[0].client, "POST", f"reports/{reporter.compartment}/open", {})
    first = Item.objects.get(compartment=reporter.compartment)
    answer = call(anyone, "DELETE", f"mailbox/items/{first.pk}", None, reporter.headers)
    assert (answer.status_code, answer.said["error"]) == (409, "already_opened")
    view = opened(anyone, reporter)
    assert view["openings"][0]["name"] == "Handler 1, ORG1"
    assert view["items"][0]["opened"] is True


def test_coded_answers_can_be_replaced(anyone: Client, reporter: Reporter) -> None:
    for answers in ({"role": ["witness"]}, {"conduct": ["words", "looks"]}):
        answer = call(anyone, "PUT", "mailbox/facets", {"facets": answers}, reporter.headers)
        assert answer.status_code == 200
    kept = ReportFacet.objects.filter(report=reporter.compartment).values_list("facet", "code")
    assert sorted(kept) == [("conduct", "looks"), ("conduct", "words")]


# --- from record to report --------------------------------------------------------------------------------


def turn(house: House, **changes: Any) -> dict[str, Any]:
    everybody = [*(one.principal for one in house.handlers), house.recovery]
    left = [name for name in everybody if name not in changes.get("excluded", [])]
    manifest = house.signed()
    return {
        "team": str(manifest.team),
        "manifest_version": manifest.version,
        "want": "report",
        "grants": grants(left),
        "excluded": [],
        "unit": None,
    } | changes


@pytest.fixture
def record(house: House, anyone: Client) -> Reporter:
    one = Reporter()
    assert call(anyone, "POST", "reports", one.submission(None)).status_code == 201
    return one


def test_a_private_record_becomes_a_report(house: House, anyone: Client, record: Reporter) -> None:
    number = opened(anyone, record)["report"]["number"]
    answer = call(anyone, "POST", "mailbox/report", turn(house), record.headers)
    assert (answer.status_code, answer.said["number"]) == (200, number)
    report = Report.objects.get(pk=record.compartment)
    assert (report.want, report.entity, report.compartment.kind) == ("report", house.entity, "report")
    inbox = call(house.handlers[0].client, "GET", "inbox").said["reports"]
    assert [one["id"] for one in inbox] == [str(record.compartment)]
    assert Notice.objects.filter(compartment=record.compartment).count() == 1


def test_reporting_a_record_twice_reports_it_once(
    house: House, foreign: House, anyone: Client, record: Reporter
) -> None:
    first = call(anyone, "POST", "mailbox/report", turn(house), record.headers)
    again = call(anyone, "POST", "mailbox/report", turn(house), record.headers)
    assert first.said == again.said
    elsewhere = call(anyone, "POST", "mailbox/report", turn(foreign), record.headers)
    assert (elsewhere.status_code, elsewhere.said["error"]) == (409, "not_a_record")


def test_excluding_everyone_leaves_the_record_private(house: House, anyone: Client, record: Reporter) -> None:
    excluded = [one.principal for one in house.handlers]
    answer = call(anyone, "POST", "mailbox/report", turn(house, excluded=excluded), record.headers)
    assert answer.said["error"] == "everyone_excluded"
    assert Compartment.objects.get(pk=record.compartment).kind == "record"


def test_there_is_nothing_to_withdraw_about_a_private_record(anyone: Client, record: Reporter) -> None:
    answer = call(anyone, "POST", "mailbox/withdraw", {}, record.headers)
    assert (answer.status_code, answer.said["error"]) == (409, "not_reported")


# --- withdrawing, shutting out ----------------------------------------------------------------------------


def test_a_report_is_withdrawn_and_what_nobody_opened_goes(
    house: House, anyone: Client, reporter: Reporter
) -> None:
    call(house.handlers[0].client, "POST", f"reports/{reporter.compartment}/open", {})
    call(anyone, "POST", "mailbox/items", reporter.item(2), reporter.headers)
    for _ in range(2):
        answer = call(anyone, "POST", "mailbox/withdraw", {"erase_unopened": True}, reporter.headers)
        assert answer.status_code == 200
    assert Report.objects.get(pk=reporter.compartment).state == "withdrawn"
    erased = [one.erased_at is not None for one in Item.objects.filter(compartment=reporter.compartment)]
    assert erased == [False, True]
    assert Entry.objects.filter(verb="reporting.report.withdraw").count() == 1


def test_a_withdrawn_report_can_still_be_spoken_about(anyone: Client, reporter: Reporter) -> None:
    call(anyone, "POST", "mailbox/withdraw", {}, reporter.headers)
    assert call(anyone, "POST", "mailbox/items", reporter.item(2), reporter.headers).status_code == 201


def test_a_handler_shut_out_later_sees_nothing_from_then_on(
    house: House, anyone: Client, reporter: Reporter
) -> None:
    out, *left = house.handlers
    names = [*(one.principal for one in left), house.recovery, "receipt"]
    body = {"principal": out.principal, "epoch": epoch(reporter.seed, reporter.compartment, 2, names)}
    answer = call(anyone, "POST", "mailbox/exclude", body, reporter.headers)
    assert answer.status_code == 200, answer.said
    assert not Grant.objects.filter(principal=out.keys).exists()
    assert call(out.client, "GET", "inbox").said["reports"] == []
    assert call(out.client, "POST", f"reports/{reporter.compartment}/open", {}).status_code == 404
    assert call(left[0].client, "POST", f"reports/{reporter.compartment}/open", {}).status_code == 200
    assert {one["excluded"] for one in opened(anyone, reporter)["readers"]} == {True, False}


def test_an_expired_list_does_not_keep_a_handler_in_whom_she_shuts_out(
    house: House, anyone: Client, reporter: Reporter
) -> None:
    Manifest.objects.update(expires_at=timezone.now())
    out = house.handlers[0]
    answer = call(anyone, "POST", "mailbox/exclude", {"principal": out.principal}, reporter.headers)
    assert answer.status_code == 200, answer.said
    assert call(out.client, "POST", f"reports/{reporter.compartment}/open", {}).status_code == 404
    for nobody in (house.recovery, str(uuid.uuid4())):
        answer = call(anyone, "POST", "mailbox/exclude", {"principal": nobody}, reporter.headers)
        assert (answer.status_code, answer.said["error"]) == (400, "not_a_recipient")


def test_a_new_key_that_the_reporter_did_not_sign_shuts_nobody_out(
    house: House, anyone: Client, reporter: Reporter
) -> None:
    out, *left = house.handlers
    names = [*(one.principal for one in left), house.recovery, "receipt"]
    body = {"principal": out.principal, "epoch": epoch(left[0].seed, reporter.compartment, 2, names)}
    answer = call(anyone, "POST", "mailbox/exclude", body, reporter.headers)
    assert (answer.status_code, answer.said["error"]) == (400, "bad_signature")
    assert Grant.objects.filter(principal=out.keys).exists()
    assert len(opened(anyone, reporter)["epochs"]) == 1


def test_who_was_in_charge_is_not_any_more_once_shut_out(
    house: House, anyone: Client, reporter: Reporter
) -> None:
    out = house.handlers[0]
    body = {"account": str(out.account.pk), "version": 1}
    assert call(out.client, "POST", f"reports/{reporter.compartment}/assign", body).status_code == 200
    call(anyone, "POST", "mailbox/exclude", {"principal": out.principal}, reporter.headers)
    assert Report.objects.get(pk=reporter.compartment).assignee is None


# --- files ------------------------------------------------------------------------------------------------


def send_chunk(client: Client, url: str, content: bytes, headers: dict[str, str], **more: str) -> Any:
    sha256 = hashlib.sha256(content).hexdigest()
    return client.put(
        f"/api/v1/{url}",
        content,
        content_type=more.get("content_type", "application/octet-stream"),
        headers={**headers, "X-Chunk-SHA256": more.get("sha256", sha256)},
    )


def test_a_file_travels_in_chunks_and_back(anyone: Client, reporter: Reporter) -> None:
    content = well_formed(Kind.HYBRID, sizes.padded_file_size(5 * 1024 * 1024))
    file = str(uuid.uuid4())
    announced = {"id": file, "epoch": 1, "size": len(content)}
    answer = call(anyone, "POST", "mailbox/files", announced, reporter.headers)
    assert (answer.status_code, answer.said["chunk_size"]) == (201, sizes.FILE_CHUNK)
    chunks = [content[: sizes.FILE_CHUNK], content[sizes.FILE_CHUNK :]]
    for number in (1, 0, 0):
        assert (
            send_chunk(anyone, f"mailbox/files/{file}/{number}", chunks[number], reporter.headers).status_code
            == 200
        )
    assert call(anyone, "GET", f"mailbox/files/{file}", None, reporter.headers).said["chunks"] == [0, 1]
    assert opened(anyone, reporter)["unfinished_files"] == [{"id": file, "size": len(content), "chunks": 2}]
    finish = {"sha256": hashlib.sha256(content).hexdigest()}
    assert call(anyone, "POST", f"mailbox/files/{file}/finish", finish, reporter.headers).said["finished"]
    written = reporter.item(2, file=uuid.UUID(file))
    assert call(anyone, "POST", "mailbox/items", written, reporter.headers).status_code == 201
    back = [
        anyone.get(f"/api/v1/mailbox/files/{file}/{number}", headers=reporter.headers) for number in (0, 1)
    ]
    assert b"".join(piece for answer in back for piece in answer.streaming_content) == content


def test_a_damaged_chunk_is_refused_and_can_be_sent_again(anyone: Client, reporter: Reporter) -> None:
    content = well_formed(Kind.HYBRID, sizes.SMALLEST_FILE)
    file = str(uuid.uuid4())
    call(anyone, "POST", "mailbox/files", {"id": file, "epoch": 1, "size": len(content)}, reporter.headers)
    damaged = send_chunk(anyone, f"mailbox/files/{file}/0", content, reporter.headers, sha256="0" * 64)
    assert damaged.json()["error"] == "wrong_hash"
    assert call(anyone, "GET", f"mailbox/files/{file}", None, reporter.headers).said["chunks"] == []
    assert send_chunk(anyone, f"mailbox/files/{file}/0", content, reporter.headers).status_code == 200
    assert call(anyone, "DELETE", f"mailbox/files/{file}", None, reporter.headers).status_code == 200


@pytest.mark.parametrize(
    ("more", "status"),
    [({"content_type": "application/json"}, 415), ({"sha256": "short"}, 400)],
)
def test_a_chunk_must_be_sent_as_one(
    anyone: Client, reporter: Reporter, more: dict[str, str], status: int
) -> None:
    content = secrets.token_bytes(100)
    answer = send_chunk(anyone, f"mailbox/files/{uuid.uuid4()}/0", content, reporter.headers, **more)
    assert answer.status_code == status
    assert answer.json()["detail"]


# --- the receipt ------------------------------------------------------------------------------------------

WRONG = {
    "never given": f"Receipt {wire.encode(bytes(32))}",
    "too short": f"Receipt {wire.encode(bytes(31))}",
    "not base64": "Receipt £££",
    "nothing": "Receipt ",
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_receipt_finds_nothing_and_learns_nothing(
    house: House, anyone: Client, reporter: Reporter, wrong: str
) -> None:
    answer = call(anyone, "POST", "mailbox/open", {}, {"Authorization": WRONG[wrong]})
    right = call(anyone, "POST", "mailbox/open", {}, {"Authorization": WRONG["never given"]})
    assert answer.status_code == 404
    assert answer.content == right.content


def test_without_a_receipt_one_is_asked_for(house: House, anyone: Client) -> None:
    answer = call(anyone, "POST", "mailbox/open", {})
    assert (answer.status_code, answer.said["error"]) == (401, "receipt_needed")


def test_a_receipt_is_never_in_the_database_nor_in_the_log(
    house: House, anyone: Client, reporter: Reporter, capsys: Any, caplog: Any
) -> None:
    opened(anyone, reporter)
    kept = Compartment.objects.get(pk=reporter.compartment)
    assert bytes(kept.locator_hash or b"") == hashlib.sha256(reporter.locator).digest()
    said = capsys.readouterr().err + caplog.text
    assert wire.encode(reporter.locator) not in said
    assert str(reporter.compartment) not in said


def test_one_receipt_does_not_open_anothers_items(house: House, anyone: Client, reporter: Reporter) -> None:
    other = Reporter()
    call(anyone, "POST", "reports", other.submission(house.signed()))
    first = Item.objects.get(compartment=reporter.compartment)
    answer = call(anyone, "DELETE", f"mailbox/items/{first.pk}", None, other.headers)
    assert answer.status_code == 404
    assert Item.objects.get(pk=first.pk).ciphertext is not None
