"""`upstander trail verify | export FILE | checkpoint`."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from upstander.core.chain import BrokenChainError
from upstander.core.chain.export import write_head, write_link
from upstander.foundation.trail import verification
from upstander.foundation.trail.services import record
from upstander.foundation.trail.verbs import Verb


class Command(BaseCommand):
    help = "Verify the record of who did and saw what, take a copy away, or note where it stands."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        verify = acts.add_parser("verify", help="is it complete and unaltered?")
        verify.add_argument("--checkpoint", default="", help="a line that `trail checkpoint` printed before")
        export = acts.add_parser("export", help="write it to a file that checks alone")
        export.add_argument("file", type=Path)
        acts.add_parser("checkpoint", help="print one line to keep somewhere else")

    def handle(self, *, act: str, **options: Any) -> None:
        if act == "verify":
            self.verify(options["checkpoint"])
        elif act == "export":
            self.export(options["file"])
        else:
            self.stdout.write(verification.checkpoint(verification.heads()))

    def verify(self, checkpoint: str) -> None:
        try:
            kept = not checkpoint or verification.agrees(checkpoint)
            found = verification.verify_trail(self.tell)
        except BrokenChainError as broken:
            raise CommandError(f"The trail is BROKEN. {broken}", returncode=1) from None
        except ValueError:
            raise CommandError("This is not a line that `trail checkpoint` printed.", returncode=2) from None
        if not kept:
            raise CommandError("The trail is BROKEN. It is not what it was at the checkpoint.", returncode=1)
        _note(Verb.TRAIL_VERIFY, found.entries)
        self.stdout.write(f"The trail holds: {found.entries} entries in {len(found.heads)} lanes.")

    def tell(self, seen: int) -> None:
        self.stderr.write(f"{seen} entries checked", ending="\r" if self.stderr.isatty() else "\n")

    def export(self, target: Path) -> None:
        """Written beside and then named, so that a broken-off export is never taken for a whole one."""
        draft = target.with_name(f"{target.name}.{os.getpid()}.part")
        heads = verification.heads()
        try:
            with draft.open("x", encoding="utf-8") as file:
                for link in verification.as_far_as(heads, verification.links()):
                    file.write(write_link(link) + "\n")
                for lane, head in heads.items():
                    file.write(write_head(lane, head) + "\n")
            draft.replace(target)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise CommandError(f"The file cannot be written: {error.strerror}.") from None
        count = sum(head.sequence for head in heads.values())
        _note(Verb.TRAIL_EXPORT, count)
        self.stdout.write(f"{count} entries were written.")


def _note(verb: Verb, entries: int) -> None:
    with transaction.atomic():
        record(actor="operator", verb=verb, object_type="trail", detail={"entries": entries})
