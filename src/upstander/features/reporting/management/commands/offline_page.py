"""`upstander offline-page`: the page for writing without a network, as an organisation hands it out."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import override

from upstander.core.sealing.manifest import Envelope, ManifestError, read_envelope, verify
from upstander.features.reporting.offline import render_page
from upstander.foundation.vault.manifests import teams_in_force


class Command(BaseCommand):
    help = "Write the report page that works without a network: upstander offline-page > page.html"

    def add_arguments(self, parser: ArgumentParser) -> None:
        given = "signed manifests to put in; else those in force here"
        parser.add_argument("--manifest", nargs="+", type=Path, metavar="FILE", help=given)
        parser.add_argument("--language", choices=[code for code, _ in settings.LANGUAGES], default="en")

    def handle(self, *, manifest: list[Path] | None, language: str, **_options: object) -> None:
        envelopes = _signed(manifest) if manifest else [found.envelope for found in teams_in_force()]
        with override(language):
            self.stdout.write(render_page(envelopes))


def _signed(files: Iterable[Path]) -> list[Envelope]:
    """The manifests in these files, each signed and in force."""
    return [_one(file) for file in files]


def _one(file: Path) -> Envelope:
    try:
        envelope = read_envelope(file.read_bytes())
        verify(envelope, timezone.now())
    except (ManifestError, OSError) as error:
        raise CommandError(f"{file}: {error}") from error
    return envelope
