"""`upstander open`: read a sealed copy, an item or a file without the server."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

from upstander.core.sealing import copies, files, keyfiles, node, serverside, wire
from upstander.core.sealing.agefile import INTRODUCTION
from upstander.core.sealing.commands import keys as key_commands
from upstander.core.sealing.commands import terminal
from upstander.core.sealing.commands.terminal import RefusedError, note, say
from upstander.core.sealing.copies import Line, Opened
from upstander.core.sealing.items import Item
from upstander.core.sealing.keyfiles import Keys
from upstander.core.sealing.recipients import Algorithm

BLOCK: Final = 1024 * 1024


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what", type=Path, help="a sealed copy (a file, or typed from paper), an item or a file"
    )
    parser.add_argument(
        "--keyring", type=Path, help="a handler's keyring, or one that shares were combined to"
    )
    parser.add_argument("--receipt", action="store_true", help="open with a receipt; asked for")
    parser.add_argument("--receipt-file", type=Path, help="a file with the receipt")
    parser.add_argument(
        "--recovery", nargs="+", type=Path, metavar="SHARE", help="three files with recovery shares"
    )
    parser.add_argument("--grant", type=Path, help="for a single item or file: the grant to its epoch")
    parser.add_argument("--size", type=int, help="for a single file: bytes of its content, as its item says")
    parser.add_argument("--files", type=Path, help="for a copy: the folder with its sealed files, ID.age")
    parser.add_argument("--out", type=Path, help="where to write a file, or the files of a copy (a folder)")
    parser.add_argument("--json", action="store_true", help="print a copy as JSON")
    terminal.add_passphrase_argument(parser)
    parser.set_defaults(act=open_what)


def open_what(options: argparse.Namespace) -> None:
    with options.what.open("rb") as content:
        is_age = content.read(len(INTRODUCTION)) == INTRODUCTION
    keys = _keys(options)
    if is_age:
        _open_age(options, keys)
    else:
        _open_copy(options, keys)


def _keys(options: argparse.Namespace) -> Keys:
    """The keys to open with, from whichever of the four sources was named."""
    named = [bool(options.keyring), options.receipt or bool(options.receipt_file), bool(options.recovery)]
    if sum(named) != 1:
        raise RefusedError(
            "Say what to open it with: one of --keyring, --receipt, --receipt-file, --recovery."
        )
    if options.keyring:
        given = terminal.passphrase(options.passphrase_file, what=str(options.keyring))
        return keyfiles.read_keys(keyfiles.open_with_passphrase(options.keyring.read_bytes(), given))
    if options.recovery:
        return key_commands.keys_of_shares(options.recovery)
    return keyfiles.keys_of_receipt(terminal.receipt(options.receipt_file))


# --- copies -----------------------------------------------------------------------------------------------


def _open_copy(options: argparse.Namespace, keys: Keys) -> None:
    opened = copies.open_copy(options.what.read_bytes(), keys)
    if options.json:
        say(json.dumps([_as_json(part) for part in opened], ensure_ascii=False, indent=1))
    else:
        for part in opened:
            say(f"=== {part.part.replace('_', ' ')} {part.compartment}", *map(_shown, part.lines))
    if options.files:
        _open_files(opened, options.files, options.out or options.files)


def _shown(line: Line) -> str:
    head = f"{line.sequence}. {line.signer}"
    if line.opened is None:
        return f"{head}, {line.received}: {'not shown: ' + line.refused if line.refused else 'erased'}"
    item = line.opened
    return f"{head}, {wire.write_time(item.at)}, {item.type}\n{_body(item)}\n"


def _body(item: Item) -> str:
    """The words of an item first, then whatever else it says."""
    rest = {name: value for name, value in item.body.items() if name != "text"}
    lines = [str(item.body["text"])] if "text" in item.body else []
    lines += [f"  {name}: {json.dumps(value, ensure_ascii=False)}" for name, value in rest.items()]
    return "\n".join(lines)


def _as_json(part: Opened) -> dict[str, Any]:
    return {
        "part": part.part,
        "compartment": str(part.compartment),
        "items": [_line(line) for line in part.lines],
    }


def _line(line: Line) -> dict[str, Any]:
    values: dict[str, Any] = {"sequence": line.sequence, "direction": line.direction, "signer": line.signer}
    if line.opened is None:
        return {**values, "refused": line.refused, "erased": line.refused is None}
    item = line.opened
    return {**values, "type": item.type, "at": wire.write_time(item.at), "body": dict(item.body)}


def _open_files(opened: list[Opened], folder: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True, mode=0o700)
    for part in opened:
        for line in part.lines:
            if line.opened is not None and line.opened.type == "file":
                _open_one_file(part, line.opened, folder, out)


def _open_one_file(part: Opened, item: Item, folder: Path, out: Path) -> None:
    """Open `ID.age` of a file item, after comparing its hash with the one that the author signed."""
    identifier = str(wire.read_identifier(item.body["file"]))
    sealed = folder / f"{identifier}.age"
    if not sealed.exists():
        note(f"{sealed.name} is not in the folder.")
        return
    with sealed.open("rb") as content:
        if hashlib.file_digest(content, "sha256").hexdigest() != item.body["sha256"]:
            note(f"{sealed.name} is not the file that the item names; left closed.")
            return
    target = out / f"{identifier}-{_safe(str(item.body['name']))}"
    _unseal_file(sealed, part.identities[item.place.epoch], part.algorithm, int(item.body["size"]), target)
    note(f"Wrote {target}")


def _safe(name: str) -> str:
    """A sender's file name without anything that could lead out of the folder."""
    kept = "".join(c if c.isalnum() or c in "._- " else "_" for c in name).strip(" .")
    return kept[-80:] or "file"


# --- one item, one file -----------------------------------------------------------------------------------


def _open_age(options: argparse.Namespace, keys: Keys) -> None:
    """One age file. Its signature is not checked: that needs the place that a copy tells."""
    algorithm = _algorithm(options.what)
    identity = keys.identity(algorithm)
    if options.grant:
        grant = json.loads(b"".join(_unsealed(options.grant, identity, algorithm)))
        identity = str(grant["identity"])
    if options.out:
        _unseal_file(options.what, identity, algorithm, options.size, options.out)
        note(f"Wrote {options.out}")
        return
    plaintext = b"".join(_unsealed(options.what, identity, algorithm))
    try:
        say(json.dumps(json.loads(plaintext), ensure_ascii=False, indent=1))
    except ValueError:
        raise RefusedError("This is not an item; say where to write the file with --out.") from None


def _algorithm(file: Path) -> Algorithm:
    with file.open("rb") as content:
        head = content.read(len(INTRODUCTION) + 32)
    return Algorithm.HYBRID if b"-> mlkem768x25519 " in head else Algorithm.X25519


def _unsealed(file: Path, identity: str, algorithm: Algorithm) -> Iterator[bytes]:
    if algorithm is Algorithm.HYBRID:
        yield from node.stream("open", {"identity": identity}, _blocks(file))
    else:
        yield serverside.open_sealed(file.read_bytes(), identity)


def _blocks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as content:
        while block := content.read(BLOCK):
            yield block


def _unseal_file(sealed: Path, identity: str, algorithm: Algorithm, size: int | None, target: Path) -> None:
    """Write the content under a temporary name first: half a file never bears the name of a whole one."""
    partial = target.with_name(f"{target.name}.partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, terminal.PRIVATE)
    try:
        with os.fdopen(descriptor, "wb") as out:
            _unseal_to(out, sealed, identity, algorithm, size)
        partial.rename(target)
    finally:
        partial.unlink(missing_ok=True)


def _unseal_to(out: BinaryIO, sealed: Path, identity: str, algorithm: Algorithm, size: int | None) -> None:
    if algorithm is Algorithm.X25519 and size is not None:
        files.open_file(_blocks(sealed), size, identity, out)
        return
    for block in _unsealed(sealed, identity, algorithm):
        out.write(block)
    if size is not None:
        if out.tell() < size:
            raise RefusedError("This file is shorter than its item says.")
        out.truncate(size)
