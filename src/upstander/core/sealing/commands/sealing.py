"""`upstander seal`: a report, a private record or a file, sealed on this machine as the browser would."""

from __future__ import annotations

import argparse
import hashlib
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from upstander.core.sealing import files, manifest, node
from upstander.core.sealing.commands import terminal
from upstander.core.sealing.commands.terminal import RefusedError, note, say
from upstander.core.sealing.recipients import Algorithm, RecipientError, check_recipient
from upstander.core.sealing.sizes import padded_file_size
from upstander.core.sealing.typed import read as read_receipt
from upstander.core.sealing.wordlists import LANGUAGES

BLOCK: Final = 1024 * 1024
LONGEST_WORK: Final = 24
"""Bits of proof of work beyond which the server asks too much."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(metavar="ACT", required=True)
    _add_report(acts.add_parser("report", help="a report, an informal request or a private record"))
    file = acts.add_parser("file", help="a file, padded, to one recipient")
    file.add_argument("file", type=Path)
    file.add_argument("--to", required=True, help="the recipient: age1pq1... or age1...")
    file.add_argument("--out", type=Path, required=True, help="where to write the sealed file")
    file.set_defaults(act=seal_file)


def _add_report(report: argparse.ArgumentParser) -> None:
    report.add_argument("--text", type=Path, required=True, help="a file with what happened, in your words")
    report.add_argument("--manifest", type=Path, help="the team's manifest; not for a private record")
    report.add_argument("--fingerprint", help="the fingerprint of the manifest's root, as on the poster")
    report.add_argument("--want", choices=["report", "informal", "record"], default="report")
    report.add_argument("--exclude", action="append", default=[], metavar="ID", help="a handler to shut out")
    for name in ("subject", "name", "contact"):
        report.add_argument(f"--{name}", help="sealed with the text")
    report.add_argument(
        "--language", default="en", help="of the report; the receipt's words too where it has a list"
    )
    report.add_argument("--out", type=Path, required=True, help="where to write what is sent")
    report.add_argument("--send", metavar="SITE", help="send it to this site, https://...")
    report.set_defaults(act=seal_report)


def seal_report(options: argparse.Namespace) -> None:
    envelope = _checked_manifest(options)
    [made] = node.run("submission", {"manifest": envelope, "draft": _draft(options)})
    content = json.dumps(made["body"]).encode()
    terminal.write_private(options.out, content)
    _show_receipt(made["receipt"], options.language)
    if options.send:
        say(_sent(options.send, made["body"]))


def _checked_manifest(options: argparse.Namespace) -> dict[str, str] | None:
    """The envelope, verified here as well as by the program that seals to it."""
    if options.want == "record":
        return None
    if options.manifest is None:
        raise RefusedError("A report needs the manifest of a team (--manifest).")
    envelope = manifest.read_envelope(options.manifest.read_bytes())
    checked = manifest.verify(envelope, datetime.now(UTC), pinned=options.fingerprint)
    if options.fingerprint is None:
        note(f"The team's fingerprint is {checked.fingerprint}; compare it with a poster.")
    unknown = set(options.exclude) - {str(handler.id) for handler in checked.handlers}
    if unknown:
        raise RefusedError(f"Not a handler of this team: {', '.join(sorted(unknown))}")
    return envelope.to_json()


def _draft(options: argparse.Namespace) -> dict[str, Any]:
    body = {name: getattr(options, name) for name in ("subject", "name", "contact") if getattr(options, name)}
    return {
        "want": options.want,
        "body": {"text": options.text.read_text(encoding="utf-8"), **body},
        "excluded": options.exclude,
        "facets": {},
        "language": options.language,
    }


def _show_receipt(digits: list[str], language: str) -> None:
    receipt = read_receipt(" ".join(digits))[0].receipt
    words = language if language in LANGUAGES else "en"
    note("Your receipt. Keep it: without it nobody can find the answers, and it cannot be made again.")
    say(" ".join(receipt.words(words)), " ".join(digits))


# --- sending ----------------------------------------------------------------------------------------------


def _sent(site: str, body: dict[str, Any]) -> str:
    """Send a submission; the same one may be sent again after a lost answer. Gives the report's number."""
    status, answer = _post(site, body)
    if status == 429 and answer.get("error") == "work_required":
        status, answer = _post(site, {**body, "work": _work(answer["challenge"], int(answer["bits"]))})
    if status not in {200, 201}:
        raise RefusedError(f"The site answered {status}: {answer.get('detail', 'no reason given')}")
    return f"Received as {answer['number']}."


def _post(site: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    if not site.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise RefusedError("A report is sent over https only.")
    request = urllib.request.Request(  # noqa: S310  (the scheme is checked above)
        f"{site.rstrip('/')}/api/v1/reports",
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, _error_of(error.read())
    except urllib.error.URLError as error:
        raise RefusedError(
            f"The site cannot be reached ({error.reason}); what was sealed is kept."
        ) from error


def _error_of(content: bytes) -> dict[str, Any]:
    try:
        values = json.loads(content)
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def _work(challenge: str, bits: int) -> dict[str, str]:
    """A proof of work (docs/formats.md)."""
    if bits > LONGEST_WORK:
        raise RefusedError("The site asks for too much work.")
    number = 0
    while int.from_bytes(hashlib.sha256(f"{challenge}:{number}".encode()).digest(), "big") >> (256 - bits):
        number += 1
    return {"challenge": challenge, "nonce": str(number)}


# --- files ------------------------------------------------------------------------------------------------


def seal_file(options: argparse.Namespace) -> None:
    algorithm = Algorithm.HYBRID if options.to.startswith("age1pq1") else Algorithm.X25519
    try:
        check_recipient(options.to, algorithm)
    except RecipientError as error:
        raise RefusedError(f"This is not a recipient: {error}.") from error
    size = options.file.stat().st_size
    padded_file_size(size)
    with options.out.open("xb") as target:
        _seal_to(target, options.file, size, options.to, algorithm)
    with options.out.open("rb") as sealed:
        digest = hashlib.file_digest(sealed, "sha256").hexdigest()
    say(f"sha256 {digest}", f"size {options.out.stat().st_size}", f"content {size}")


def _seal_to(target: BinaryIO, file: Path, size: int, recipient: str, algorithm: Algorithm) -> None:
    if algorithm is Algorithm.HYBRID:
        for block in node.stream("seal", {"recipients": [recipient]}, _padded(file, size)):
            target.write(block)
        return
    with file.open("rb") as content:
        files.seal_file(content, size, recipient, lambda number, chunk: _append(target, chunk))


def _append(target: BinaryIO, chunk: bytes) -> None:
    target.write(chunk)


def _padded(file: Path, size: int) -> Iterator[bytes]:
    with file.open("rb") as content:
        read = 0
        while block := content.read(BLOCK):
            read += len(block)
            yield block
    if read != size:
        raise files.WrongSizeError("The file changed while it was sealed.")
    padding = padded_file_size(size) - size
    while padding:
        yield bytes(min(BLOCK, padding))
        padding -= min(BLOCK, padding)
