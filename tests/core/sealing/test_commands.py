"""Keys, manifests, sealing and opening at a terminal, without a server, with the very programs that ship."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.core.sealing.conftest import make_team
from upstander.core.sealing import agefile, keyfiles, manifest, node, receipts, serverside, sizes, typed, wire
from upstander.core.sealing.agefile import Kind
from upstander.core.sealing.commands import run, terminal
from upstander.core.sealing.manifest import Handler, Manifest, Recovery
from upstander.core.sealing.serverside import Draft

PASSPHRASE = "the long walk by the lake"
WORK = 10  # scrypt 2^10, so that tests do not wait
TEXT = "It happened twice."


@dataclass(frozen=True)
class House:
    """A folder with everything that an organisation has offline."""

    folder: Path
    handler: UUID
    manifest: Manifest

    def file(self, name: str) -> str:
        return str(self.folder / name)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Root, recovery, one handler and a signed manifest, all made by the commands."""
    folder = tmp_path_factory.mktemp("house")
    (folder / "passphrase").write_text(PASSPHRASE + "\n")
    (folder / "text").write_text(TEXT)
    given = ["--passphrase-file", str(folder / "passphrase")]
    assert run(["root", "make", "--out", str(folder / "root.key"), *given]) == 0
    assert run(["recovery", "make", "--label", "UNHCR 2026", "--out", str(folder / "recovery")]) == 0
    draft = drafted(folder)
    (folder / "draft.json").write_bytes(manifest.write(draft))
    signed = ["manifest", "sign", str(folder / "draft.json"), "--root", str(folder / "root.key"), "--yes"]
    assert run([*signed, "--out", str(folder / "manifest.json"), *given]) == 0
    return House(folder, draft.handlers[0].id, draft)


def drafted(folder: Path) -> Manifest:
    [made] = node.run("keygen-handler", {"passphrase": PASSPHRASE, "work": WORK})
    (folder / "keyring.age").write_bytes(base64.b64decode(made["sealed"]))
    public, recovery = made["public"], json.loads((folder / "recovery" / "recovery-public.json").read_text())
    root = keyfiles.read_root(keyfiles.open_with_passphrase((folder / "root.key").read_bytes(), PASSPHRASE))
    now = datetime.now(UTC).replace(microsecond=0)
    handler = Handler(
        uuid4(),
        "Handler 1, UNHCR",
        "Investigator",
        public["age1pq"],
        public["age1"],
        wire.decode(public["ed25519"]),
    )
    return replace(
        make_team().manifest,
        root=manifest.signatures.public_key(root),
        issued=now,
        expires=now + timedelta(days=90),
        handlers=(handler,),
        recovery=Recovery(uuid4(), recovery["age1pq"], recovery["age1"]),
    )


def report(house: House, name: str, *more: str) -> tuple[dict[str, Any], str]:
    """Seal a report; what would be sent, and the receipt's words."""
    out = house.folder / name
    program = [sys.executable, "-m", "upstander.cli", "seal", "report", "--text", house.file("text")]
    given = ["--manifest", house.file("manifest.json"), "--out", str(out), *more]
    done = subprocess.run([*program, *given], capture_output=True, text=True, check=True)
    return json.loads(out.read_text()), done.stdout.splitlines()[0]


def as_copy(body: dict[str, Any]) -> dict[str, Any]:
    """The copy that the server would give of what was sent, with every grant."""
    signed = {
        "epoch": 1,
        "sequence": 1,
        "direction": "reporter",
        "signer": None,
        "received": "",
        **body["item"],
    }
    more = {"sha256": "", "erased": None, "opened": True, "file": None}
    compartment = {**body["compartment"], "author": body["author"]}
    conversation = {
        "compartment": compartment,
        "epochs": [{"number": 1, "recipient": compartment["recipient"]}],
        "grants": [{"epoch": 1, **grant} for grant in body["grants"]],
        "items": [{**signed, **more}],
    }
    return {"conversation": conversation, "case_file": None}


@pytest.fixture(scope="module")
def copy(house: House) -> tuple[Path, str]:
    """A sealed copy of a report, and the words of its receipt."""
    body, words = report(house, "submission.json")
    path = house.folder / "copy.json"
    path.write_text(json.dumps(as_copy(body)))
    return path, words


def opened(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert run(["open", "--json", *arguments]) == 0
    parts = json.loads(capsys.readouterr().out)
    return [line for part in parts for line in part["items"]]


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    assert run(list(arguments)) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    return shown.err


def test_what_is_sealed_at_a_terminal_is_well_formed_and_padded(house: House) -> None:
    body, words = report(house, "shape.json")
    shape = agefile.parse(wire.decode(body["item"]["ciphertext"]), Kind.HYBRID)
    assert sizes.is_item_class(shape.plaintext_size)
    assert {grant["principal"] for grant in body["grants"]} == {
        str(house.handler),
        str(house.manifest.recovery.id),
        "receipt",
    }
    assert wire.decode(body["locator_hash"]) == typed.read(words)[0].receipt.locator_hash
    assert TEXT not in (house.folder / "shape.json").read_text()


def test_a_handler_opens_a_copy_with_her_keyring(
    house: House, copy: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--keyring", house.file("keyring.age"), "--passphrase-file", house.file("passphrase")]
    [line] = opened(capsys, str(copy[0]), *given)
    assert line["body"]["text"] == TEXT
    assert line["body"]["manifest"]["version"] == house.manifest.version


def test_a_reporter_opens_a_copy_with_her_receipt(
    house: House, copy: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    (house.folder / "receipt").write_text(copy[1].upper())
    [line] = opened(capsys, str(copy[0]), "--receipt-file", house.file("receipt"))
    assert line["body"]["text"] == TEXT


def shares(house: House, *numbers: int) -> list[str]:
    return [house.file(f"recovery/share-{number}.txt") for number in numbers]


def test_any_three_shares_open_a_copy(
    house: House, copy: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    for three in ((1, 2, 3), (5, 3, 2)):
        [line] = opened(capsys, str(copy[0]), "--recovery", *shares(house, *three))
        assert line["body"]["text"] == TEXT


def test_two_shares_open_nothing(
    house: House, copy: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert "three" in refused(capsys, "open", str(copy[0]), "--recovery", *shares(house, 1, 2))
    assert "three" in refused(capsys, "open", str(copy[0]), "--recovery", *shares(house, 1, 2, 2))


def test_combined_shares_make_a_keyring_that_a_passphrase_opens(
    house: House, copy: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--passphrase-file", house.file("passphrase")]
    assert (
        run(["recovery", "combine", *shares(house, 1, 4, 5), "--out", house.file("recovered.age"), *given])
        == 0
    )
    assert "AGE-SECRET-KEY" not in capsys.readouterr().out
    [line] = opened(capsys, str(copy[0]), "--keyring", house.file("recovered.age"), *given)
    assert line["body"]["text"] == TEXT


def test_a_rehearsal_says_whether_the_shares_are_those_of_the_manifest(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    rehearse = ["recovery", "rehearse", *shares(house, 2, 3, 4), "--manifest"]
    assert run([*rehearse, house.file("manifest.json")]) == 0
    assert "Nothing was kept" in capsys.readouterr().out
    other = make_team().manifest
    seed = bytes(32)
    signed = manifest.sign(manifest.write(replace(other, root=manifest.signatures.public_key(seed))), seed)
    (house.folder / "other.json").write_text(json.dumps(signed.to_json()))
    assert "not the recovery key" in refused(capsys, *rehearse, house.file("other.json"))


def test_a_copy_typed_from_paper_opens_too(
    house: House, copy: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    lines = base64.encodebytes(copy[0].read_bytes()).decode()
    marks = ("-----BEGIN UPSTANDER SEALED COPY-----", "-----END UPSTANDER SEALED COPY-----")
    (house.folder / "paper.txt").write_text(f"Report 7\n\n{marks[0]}\n{lines}{marks[1]}\n")
    [line] = opened(capsys, house.file("paper.txt"), "--recovery", *shares(house, 1, 2, 3))
    assert line["body"]["text"] == TEXT


def test_somebody_elses_keys_open_nothing(
    house: House, copy: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    (house.folder / "another").write_text(" ".join(receipts.generate().words("en")))
    said = refused(capsys, "open", str(copy[0]), "--receipt-file", house.file("another"))
    assert "open nothing" in said


def test_a_wrong_passphrase_is_said_to_be_wrong(
    house: House, copy: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    (house.folder / "wrong").write_text("another passphrase\n")
    given = ["--keyring", house.file("keyring.age"), "--passphrase-file", house.file("wrong")]
    assert "passphrase is wrong" in refused(capsys, "open", str(copy[0]), *given)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda item: item.update(sequence=2), "bad_signature"),
        (lambda item: item.update(direction="staff"), "wrong_place"),
        (lambda item: item.update(epoch=2), "no_grant"),
    ],
)
def test_an_item_that_was_moved_is_named_and_not_shown(
    house: House,
    copy: tuple[Path, str],
    capsys: pytest.CaptureFixture[str],
    change: Callable[[dict[str, Any]], None],
    reason: str,
) -> None:
    values = json.loads(copy[0].read_text())
    change(values["conversation"]["items"][0])
    (house.folder / "moved.json").write_text(json.dumps(values))
    [line] = opened(capsys, house.file("moved.json"), "--recovery", *shares(house, 1, 2, 3))
    assert line["refused"] == reason
    assert "body" not in line


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"no copy", b'{"conversation":{}}', b"\xff\xfe"])
def test_what_is_no_copy_is_refused_in_a_sentence(
    house: House, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    (house.folder / "broken.json").write_bytes(content)
    said = refused(capsys, "open", house.file("broken.json"), "--recovery", *shares(house, 1, 2, 3))
    assert "copy" in said
    assert "Traceback" not in said


def test_a_copy_that_the_server_sealed_opens_by_the_same_command(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    receipt = receipts.generate()
    now = datetime.now(UTC)
    draft = Draft("report", {"text": TEXT}, now, "en", manifest=house.manifest, manifest_sha256="00" * 32)
    body = serverside.build_submission(draft, receipt).body
    (house.folder / "age1.json").write_text(json.dumps(as_copy(body)))
    [line] = opened(capsys, house.file("age1.json"), "--recovery", *shares(house, 1, 2, 3))
    assert line["body"]["text"] == TEXT


def test_an_excluded_handler_cannot_open_a_report_sealed_at_a_terminal(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [
        "--manifest",
        house.file("manifest.json"),
        "--text",
        house.file("text"),
        "--out",
        house.file("no.json"),
    ]
    said = refused(capsys, "seal", "report", "--exclude", str(house.handler), *given)
    assert "nobody is left" in said.lower()
    assert "Not a handler" in refused(capsys, "seal", "report", "--exclude", str(uuid4()), *given)


def test_a_private_record_opens_with_its_receipt_alone(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    body, words = report(house, "record.json", "--want", "record")
    assert [grant["principal"] for grant in body["grants"]] == ["receipt"]
    (house.folder / "record-copy.json").write_text(json.dumps(as_copy(body)))
    (house.folder / "record-receipt").write_text(words)
    [line] = opened(capsys, house.file("record-copy.json"), "--receipt-file", house.file("record-receipt"))
    assert line["body"]["text"] == TEXT


def test_nothing_is_sealed_under_another_fingerprint_than_the_posters(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [
        "--manifest",
        house.file("manifest.json"),
        "--text",
        house.file("text"),
        "--out",
        house.file("x.json"),
    ]
    poster = manifest.fingerprint(bytes(32))
    assert "another root" in refused(capsys, "seal", "report", "--fingerprint", poster, *given)
    assert not (house.folder / "x.json").exists()


def test_a_report_is_not_sent_in_the_clear(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    given = [
        "--manifest",
        house.file("manifest.json"),
        "--text",
        house.file("text"),
        "--out",
        house.file("y.json"),
    ]
    assert run(["seal", "report", *given, "--send", "http://report.example.org"]) == 1
    assert "https only" in capsys.readouterr().err


# --- files ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("algorithm", ["age1pq", "age1"])
def test_a_file_sealed_at_a_terminal_opens_to_the_same_bytes(house: House, algorithm: str) -> None:
    content = os.urandom(300_001)
    plain, sealed, back = (house.folder / f"{algorithm}.{name}" for name in ("bin", "age", "back"))
    plain.write_bytes(content)
    recipient = getattr(house.manifest.recovery, algorithm)
    assert run(["seal", "file", str(plain), "--to", recipient, "--out", str(sealed)]) == 0
    kind = Kind.HYBRID if algorithm == "age1pq" else Kind.X25519
    shape = agefile.parse(sealed.read_bytes(), kind)
    assert sizes.is_padded_file_size(shape.plaintext_size)
    given = ["--size", str(len(content)), "--out", str(back), "--recovery", *shares(house, 1, 2, 3)]
    assert run(["open", str(sealed), *given]) == 0
    assert back.read_bytes() == content
    assert back.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("algorithm", ["age1pq", "age1"])
def test_a_damaged_file_leaves_nothing_that_looks_whole(
    house: House, capsys: pytest.CaptureFixture[str], algorithm: str
) -> None:
    plain, sealed, back = (house.folder / f"{algorithm}.damaged.{name}" for name in ("bin", "age", "back"))
    plain.write_bytes(os.urandom(200_000))
    recipient = getattr(house.manifest.recovery, algorithm)
    assert run(["seal", "file", str(plain), "--to", recipient, "--out", str(sealed)]) == 0
    content = bytearray(sealed.read_bytes())
    content[-70_000] ^= 1
    sealed.write_bytes(content)
    refused(
        capsys,
        "open",
        str(sealed),
        "--size",
        "200000",
        "--out",
        str(back),
        "--recovery",
        *shares(house, 1, 2, 3),
    )
    assert list(house.folder.glob(f"{algorithm}.damaged.back*")) == []


def test_the_files_of_a_copy_open_under_names_that_cannot_leave_the_folder(
    house: House, tmp_path: Path
) -> None:
    compartment, identifier, receipt = uuid4(), uuid4(), receipts.generate()
    submission = serverside.build_submission(
        Draft("record", {"text": TEXT}, datetime.now(UTC), "en"), receipt, compartment
    )
    sealed = serverside.seal(b"evidence".ljust(sizes.SMALLEST_FILE, b"\0"), submission.recipient)
    (tmp_path / f"{identifier}.age").write_bytes(sealed)
    place = serverside.Place(compartment, 1, 2, "reporter")
    body = {
        "file": str(identifier),
        "name": "../../photo.jpg",
        "media_type": "image/jpeg",
        "size": 8,
        "sha256": serverside.hashlib.sha256(sealed).hexdigest(),
    }
    item = serverside.Item(place, "file", datetime.now(UTC), receipt.author, body)
    second = serverside.seal_item(item, receipt, submission.recipient)
    values = as_copy(submission.body)
    values["conversation"]["items"].append({**values["conversation"]["items"][0], **second})
    (tmp_path / "copy.json").write_text(json.dumps(values))
    (tmp_path / "receipt").write_text(" ".join(receipt.dice()))
    given = [
        "--receipt-file",
        str(tmp_path / "receipt"),
        "--files",
        str(tmp_path),
        "--out",
        str(tmp_path / "out"),
    ]
    assert run(["open", str(tmp_path / "copy.json"), *given]) == 0
    [written] = (tmp_path / "out").iterdir()
    assert written.name == f"{identifier}-_.._photo.jpg"
    assert written.read_bytes() == b"evidence"


# --- manifests, receipts, secrets -------------------------------------------------------------------------


def test_a_signed_manifest_verifies_and_its_poster_shows_the_same_fingerprint(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = house.manifest.fingerprint
    assert run(["manifest", "verify", house.file("manifest.json"), "--fingerprint", shown]) == 0
    assert run(["manifest", "fingerprint", house.file("manifest.json")]) == 0
    assert (
        run(["manifest", "poster", house.file("manifest.json"), "--site", "https://report.example.org"]) == 0
    )
    said = capsys.readouterr().out
    assert "Handler 1, UNHCR" in said
    assert f"https://report.example.org/#k={shown}" in said
    verify = ["manifest", "verify", house.file("manifest.json"), "--fingerprint"]
    assert "another root" in refused(capsys, *verify, manifest.fingerprint(bytes(32)))


def test_a_manifest_is_signed_only_after_a_yes(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("builtins.input", lambda prompt: "no")
    given = ["--root", house.file("root.key"), "--out", house.file("unsigned.json")]
    assert run(["manifest", "sign", house.file("draft.json"), *given]) == 1
    assert not (house.folder / "unsigned.json").exists()


def test_a_root_key_is_never_overwritten(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    before = (house.folder / "root.key").read_bytes()
    given = ["--out", house.file("root.key"), "--passphrase-file", house.file("passphrase")]
    assert "there already" in refused(capsys, "root", "make", *given)
    assert (house.folder / "root.key").read_bytes() == before


def test_secret_files_are_for_their_owner_only_and_sealed(house: House) -> None:
    for name in ("root.key", "recovery/share-1.txt", "submission.json"):
        if (house.folder / name).exists():
            assert (house.folder / name).stat().st_mode & 0o777 == 0o600
    assert agefile.parse((house.folder / "root.key").read_bytes(), Kind.SCRYPT)


def test_a_short_new_passphrase_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "short").write_text("short\n")
    given = ["--out", str(tmp_path / "root.key"), "--passphrase-file", str(tmp_path / "short")]
    assert "12 characters" in refused(capsys, "root", "make", *given)
    assert not (tmp_path / "root.key").exists()


def test_a_receipt_shows_its_locator_and_identities(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["receipt", "new", "--language", "fr"]) == 0
    words, digits = capsys.readouterr().out.splitlines()
    receipt = typed.read(digits)[0].receipt
    assert " ".join(receipt.words("fr")) == words
    (tmp_path / "receipt").write_text(digits)
    assert run(["receipt", "locator", "--receipt-file", str(tmp_path / "receipt")]) == 0
    assert wire.encode(receipt.locator) in capsys.readouterr().out
    assert run(["receipt", "identities", "--receipt-file", str(tmp_path / "receipt")]) == 0
    assert capsys.readouterr().out.split() == [
        receipt.mailbox_identity(serverside.Algorithm.HYBRID),
        receipt.mailbox_identity(serverside.Algorithm.X25519),
    ]


def test_no_command_takes_a_secret_from_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["root", "make"], ["open"], ["recovery", "combine"], ["receipt", "locator"]):
        with pytest.raises(SystemExit):
            run([*command, "--help"])
        said = capsys.readouterr().out
        assert "--passphrase " not in said.replace("--passphrase-file", "")
        assert "--receipt WORDS" not in said


def test_a_passphrase_typed_decomposed_is_the_one_typed_composed(tmp_path: Path) -> None:
    (tmp_path / "composed").write_text("caf\u00e9 au lait, merci\n")
    (tmp_path / "decomposed").write_text("cafe\u0301 au lait, merci\n")
    given = [terminal.passphrase(tmp_path / name, what="it") for name in ("composed", "decomposed")]
    assert given[0] == given[1]


# --- the program in Node.js -------------------------------------------------------------------------------


def test_the_browsers_code_derives_the_same_from_a_receipt() -> None:
    [made] = node.run("receipt", {})
    receipt = typed.read(" ".join(made["digits"]))[0].receipt
    assert made["locator"].split()[-1] == wire.encode(receipt.locator)
    assert made["locator_hash"] == wire.encode(receipt.locator_hash)


def test_a_refusal_of_the_program_keeps_its_code() -> None:
    with pytest.raises(node.NodeError) as raised:
        node.run("combine-shares", {"shares": ["x", "y", "z"]})
    assert raised.value.code == "shares_wrong"


def test_an_old_node_is_not_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    old = tmp_path / "node"
    old.write_text("#!/bin/sh\necho v18.19.0\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(node.NodeError) as raised:
        node.find_node()
    assert raised.value.code == "no_node"


def test_what_goes_wrong_while_streaming_in_shows() -> None:
    def torn() -> Any:
        yield b"some"
        raise OSError(5, "Input/output error")

    recipient = make_team().recovery.age1
    with pytest.raises(OSError, match="Input/output"):
        list(node.stream("seal", {"recipients": [recipient]}, torn()))
