"""`upstander load-hub`: bring the knowledge hub up to what its content files say."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from upstander.features.hub.loading import generated, reading, services
from upstander.features.hub.loading.content import Content
from upstander.features.hub.loading.faults import ContentError
from upstander.features.hub.models import HubPage


class Command(BaseCommand):
    help = (
        "Load the knowledge hub's content: adds what is new, brings up to date what changed in the files, "
        "and never touches a page that an editor changed. Safe to run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--content",
            type=Path,
            default=reading.FOLDER,
            help="folder of content files (default: the hub's own)",
        )
        parser.add_argument("--bare", action="store_true", help="only the empty sections in every language")
        parser.add_argument(
            "--generate",
            type=int,
            default=0,
            metavar="N",
            help="also add N made-up resources over six languages, marked as generated, to measure with",
        )
        parser.add_argument("--quiet", action="store_true")

    def handle(self, *, content: Path, bare: bool, generate: int, quiet: bool, **_options: object) -> None:
        try:
            found = Content() if bare else reading.read(content)
        except ContentError as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
        lines = list(services.report(services.load(found)))
        there = HubPage.objects.values_list("reference", flat=True)
        lines += [f"  a link to nothing: {line}" for line in reading.dangling(found, there)]
        if generate:
            lines.append(f"Generated: {generated.load(generate)} resources.")
        if not quiet:
            self.stdout.write("\n".join(lines))
