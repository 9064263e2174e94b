"""`upstander manifest`: what is done with a team's manifest away from the server, and for a poster."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

from upstander.core.sealing import keyfiles, manifest, wire
from upstander.core.sealing.commands import terminal
from upstander.core.sealing.commands.terminal import note, say
from upstander.core.sealing.manifest import Envelope, Manifest


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(metavar="ACT", required=True)
    _add_sign(acts.add_parser("sign", help="sign a draft with the root key, after showing who is in it"))
    verify = acts.add_parser("verify", help="check a signed manifest and show who is in it")
    verify.add_argument("manifest", type=Path)
    verify.add_argument("--fingerprint", help="the fingerprint that its root must have")
    verify.set_defaults(act=verify_file)
    shown = acts.add_parser("fingerprint", help="show the fingerprint of a manifest's root")
    shown.add_argument("manifest", type=Path)
    shown.set_defaults(act=show_fingerprint)
    poster = acts.add_parser("poster", help="the text for a poster: where to report, and the fingerprint")
    poster.add_argument("manifest", type=Path)
    poster.add_argument("--site", required=True, help="address of the reporting site, https://...")
    poster.set_defaults(act=show_poster)


def _add_sign(sign: argparse.ArgumentParser) -> None:
    sign.add_argument("draft", type=Path, help="the draft as the server gave it")
    sign.add_argument("--root", type=Path, required=True, help="the root key file")
    sign.add_argument("--out", type=Path, required=True, help="where to write the signed manifest")
    sign.add_argument("--yes", action="store_true", help="sign without asking")
    terminal.add_passphrase_argument(sign)
    sign.set_defaults(act=sign_draft)


def sign_draft(options: argparse.Namespace) -> None:
    payload = options.draft.read_bytes()
    draft = manifest.read_payload(payload)
    _describe(draft)
    if not options.yes and input("Sign this? Type yes: ").strip().lower() != "yes":
        raise terminal.RefusedError("Nothing was signed.")
    envelope = manifest.sign(payload, read_root(options.root, options.passphrase_file))
    manifest.verify(envelope, datetime.now(UTC))
    options.out.write_text(json.dumps(envelope.to_json()) + "\n", encoding="utf-8")
    note(f"Signed: {options.out}")


def read_root(file: Path, passphrase_file: Path | None) -> bytes:
    """The root's seed, after asking for the passphrase where it is sealed."""
    content = file.read_bytes()
    if keyfiles.is_sealed(content):
        given = terminal.passphrase(passphrase_file, what=str(file))
        content = keyfiles.open_with_passphrase(content, given)
    return keyfiles.read_root(content)


def verify_file(options: argparse.Namespace) -> None:
    checked = manifest.verify(_read(options.manifest), datetime.now(UTC), pinned=options.fingerprint)
    _describe(checked)
    say("The signature holds and the manifest is in force.")
    if options.fingerprint is None:
        say("Compare the fingerprint with one that you have from elsewhere.")


def show_fingerprint(options: argparse.Namespace) -> None:
    say(manifest.read_payload(_read(options.manifest).payload).fingerprint)


def show_poster(options: argparse.Namespace) -> None:
    checked = manifest.verify(_read(options.manifest), datetime.now(UTC))
    say(
        f"{checked.entity_name}: {checked.team_name}",
        f"{options.site.rstrip('/')}/#k={checked.fingerprint}",
        f"Fingerprint: {checked.fingerprint.replace('-', ' ')}",
        "If the page shows another fingerprint, do not report there; tell a person you trust.",
    )


def _read(file: Path) -> Envelope:
    return manifest.read_envelope(file.read_bytes())


def _describe(shown: Manifest) -> None:
    say(
        f"{shown.entity} ({shown.entity_name}), {shown.team_name}",
        f"version {shown.version}, from {wire.write_time(shown.issued)} to {wire.write_time(shown.expires)}",
        f"root {shown.fingerprint}",
        *(f"  {handler.name} ({handler.role}), {handler.id}" for handler in shown.handlers),
        f"  recovery key, {shown.recovery.id}",
    )
