"""`upstander root` and `upstander recovery`: the keys that never come near the server."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from typing import Any

from upstander.core.sealing import keyfiles, manifest, node, signatures, wire
from upstander.core.sealing.commands import terminal
from upstander.core.sealing.commands.terminal import RefusedError, note, say
from upstander.core.sealing.keyfiles import Keys
from upstander.core.sealing.recipients import Algorithm

PUBLIC_FILE = "recovery-public.json"


def add_root_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(metavar="ACT", required=True)
    make = acts.add_parser("make", help="make a root key, sealed by a passphrase")
    make.add_argument("--out", type=Path, required=True, help="where to write it")
    terminal.add_passphrase_argument(make)
    make.set_defaults(act=make_root)


def add_recovery_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(metavar="ACT", required=True)
    make = acts.add_parser("make", help="make a recovery key and its five shares, of which three are needed")
    make.add_argument("--label", required=True, help="stands on every share, such as UNHCR 2026")
    make.add_argument("--out", type=Path, required=True, help="a new folder for the shares")
    make.set_defaults(act=make_recovery)
    rehearse = acts.add_parser("rehearse", help="put three shares together as an exercise; keeps nothing")
    _add_shares(rehearse)
    rehearse.add_argument("--manifest", type=Path, help="a manifest whose recovery key they must be")
    rehearse.set_defaults(act=rehearse_recovery)
    combine = acts.add_parser(
        "combine", help="put three shares together into a keyring, sealed by a passphrase"
    )
    _add_shares(combine)
    combine.add_argument("--out", type=Path, required=True, help="where to write the keyring")
    terminal.add_passphrase_argument(combine)
    combine.set_defaults(act=combine_recovery)


def _add_shares(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "shares", nargs="*", type=Path, help="files with the shares; asked for when none is given"
    )


def make_root(options: argparse.Namespace) -> None:
    given = terminal.passphrase(options.passphrase_file, what="the root key", new=True)
    seed = os.urandom(32)
    terminal.write_private(options.out, keyfiles.write_root(seed, given))
    public = signatures.public_key(seed)
    say(f"public key   {wire.encode(public)}", f"fingerprint  {manifest.fingerprint(public)}")
    note(f"Keep {options.out} on a computer or stick that is not the server, and a copy elsewhere.")


def make_recovery(options: argparse.Namespace) -> None:
    [made] = node.run("keygen-recovery", {"label": options.label})
    for number, share in enumerate(made["shares"], 1):
        terminal.write_private(options.out / f"share-{number}.txt", f"{share}\n".encode())
    public = {"age1pq": made["age1pq"], "age1": made["age1"]}
    (options.out / PUBLIC_FILE).write_text(json.dumps(public) + "\n", encoding="utf-8")
    say(
        f"Five shares and {PUBLIC_FILE} are in {options.out}.",
        "Give each share to another person, on paper or a stick, and delete them here.",
        "Three open everything.",
    )


def rehearse_recovery(options: argparse.Namespace) -> None:
    combined = combine(options.shares)
    if options.manifest:
        _check_against(options.manifest, combined)
        say("The shares fit together and are the recovery key of this manifest. Nothing was kept.")
    else:
        say("The shares fit together. Nothing was kept.", combined["age1"]["recipient"])


def combine_recovery(options: argparse.Namespace) -> None:
    keys = keys_of_shares(options.shares)
    given = terminal.passphrase(options.passphrase_file, what="the keyring", new=True)
    terminal.write_private(options.out, keyfiles.seal_with_passphrase(keyfiles.write_keys(keys), given))
    note(f"Wrote {options.out}: `upstander open --keyring` takes it. Delete it when the work is done.")


def keys_of_shares(files: list[Path]) -> Keys:
    """The recovery key's identities, from three or more shares."""
    combined = combine(files)
    return Keys(*(combined[str(algorithm)]["identity"] for algorithm in (Algorithm.HYBRID, Algorithm.X25519)))


def combine(files: list[Path]) -> dict[str, Any]:
    """Identities and recipients by algorithm. Raises `RefusedError` for shares that do not fit."""
    shares = [keyfiles.read_share(file) for file in files] or _ask_for_shares()
    try:
        [combined] = node.run("combine-shares", {"shares": shares})
    except node.NodeError as error:
        raise RefusedError(str(error)) from error
    return dict(combined)


def _ask_for_shares() -> list[str]:
    note("Type or scan three shares, each in one line.")
    return [input(f"Share {number}: ").strip() for number in (1, 2, 3)]


def _check_against(file: Path, combined: dict[str, Any]) -> None:
    recovery = manifest.read_payload(manifest.read_envelope(file.read_bytes()).payload).recovery
    found = (combined["age1pq"]["recipient"], combined["age1"]["recipient"])
    if found != (recovery.age1pq, recovery.age1):
        raise RefusedError("These shares fit together, but they are not the recovery key of this manifest.")
