"""`upstander init`: an empty real system, asked for step by step or given by flags."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from upstander.config.installation import first
from upstander.core.sealing.node import NodeError
from upstander.features.hub.loading import services
from upstander.features.hub.loading.content import Content
from upstander.foundation.vault.errors import VaultError

QUESTIONS = {
    "entity_code": ("Short code of the organisation (such as UNHCR)", None),
    "entity_name": ("Its full name", None),
    "team": ("Name of the team that receives reports", "Reports"),
    "admin_username": ("User name of the first administrator", None),
    "admin_name": ("Name to show for the administrator", None),
    "admin_email": ("Mail address of the administrator (may stay empty)", ""),
}
SHORTEST_PASSPHRASE = 12


class Command(BaseCommand):
    help = "Set up the first organisation, its administrator, offline root and recovery keys."

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name, (question, _default) in QUESTIONS.items():
            parser.add_argument(f"--{name.replace('_', '-')}", help=question)
        parser.add_argument("--root-public", help="the root's public key in base64, made elsewhere")
        parser.add_argument("--recovery-public", type=Path, help="the recovery's public file, made elsewhere")
        parser.add_argument("--make-keys", type=Path, metavar="FOLDER", help="make both kinds of keys here")
        parser.add_argument(
            "--root-passphrase-file", type=Path, help="seals root.key; asked for if not given"
        )
        parser.add_argument("--no-input", action="store_true", help="ask nothing; miss nothing")

    def handle(self, **options: Any) -> None:
        if not first.is_empty():
            raise CommandError("There is an organisation already; invite people on its pages instead.")
        if settings.DEMO:
            raise CommandError("This installation is for the example (UPSTANDER_DEMO is set).")
        try:
            answers = first.Answers(*(self.answer(name, options) for name in QUESTIONS))
            keys = self.keys(answers.code, options)
            link = first.set_up(answers, keys)
            services.load(Content())
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except (NodeError, VaultError) as error:
            raise CommandError(str(error)) from error
        self.explain(keys, link, options["make_keys"])

    def answer(self, name: str, options: dict[str, Any]) -> str:
        """From the flag, else from the person, else the default; never guessed."""
        question, default = QUESTIONS[name]
        if options[name] is not None:
            return str(options[name])
        if options["no_input"]:
            if default is None:
                raise CommandError(f"--{name.replace('_', '-')} is needed: {question}.")
            return default
        while True:
            given = input(f"{question}{f' [{default}]' if default else ''}: ").strip()
            if given or default is not None:
                return given or (default or "")

    def keys(self, label: str, options: dict[str, Any]) -> first.PublicKeys:
        """Public keys from elsewhere (better), or newly made files to be carried away."""
        if options["root_public"] and options["recovery_public"]:
            return first.read_keys(options["root_public"], options["recovery_public"])
        folder: Path | None = options["make_keys"]
        if folder is None and not options["no_input"]:
            self.stdout.write(
                "Root and recovery keys are best made on another computer (docs/operate/install.md).\n"
                "To make them here, name an empty folder, such as a memory stick."
            )
            given = input("Folder for the keys (empty: stop here): ").strip()
            folder = options["make_keys"] = Path(given) if given else None
        if folder is None:
            raise CommandError("--root-public with --recovery-public, or --make-keys FOLDER, is needed.")
        return first.make_keys(folder, label, self.passphrase(options))

    def passphrase(self, options: dict[str, Any]) -> str:
        if options["root_passphrase_file"]:
            return str(options["root_passphrase_file"].read_text(encoding="utf-8").strip())
        if options["no_input"]:
            raise CommandError("--root-passphrase-file is needed to seal root.key.")
        while True:
            given = getpass.getpass("Passphrase that seals the root key (12 characters or more): ")
            if len(given) >= SHORTEST_PASSPHRASE and given == getpass.getpass("Once more: "):
                return given
            self.stderr.write("Too short, or not twice the same.")

    def explain(self, keys: first.PublicKeys, link: str, folder: Path | None) -> None:
        self.stdout.write(f"\nThe root's fingerprint: {first.shown_fingerprint(keys)}")
        if folder is not None:
            self.stdout.write(
                f"The keys are in {folder}. Print the five recovery shares, give each to another person,\n"
                "keep root.key on a computer that is not the server, and delete both from here."
            )
        self.stdout.write(
            f"The administrator opens this link once, within seven days:\n\n  {link}\n\n"
            "The knowledge hub has its empty sections. To fill it with the content that\n"
            "comes with the software (documents, recommendations, good practices, help in six\n"
            "languages): upstander load-hub\n\n"
            "Then: upstander start"
        )
